// MemoryFrontier: the Frontier in the memory of one process; about 0.3 KB per queued URL.
//
// add() and lease() cost O(log hosts + log URLs of the host). The queue is unbounded; what is
// known of idle hosts is kept up to `max_idle_hosts`, and beyond that only while a delay runs.
//
// Thread safety: none; see urls/frontier.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "urls/frontier.h"
#include "urls/host_queue.h"

namespace tandem {

struct MemoryFrontierOptions {
  size_t per_host = 1;  // leases of one host at once that are not yet fetched
  Duration lease_time = std::chrono::minutes(10);
  size_t max_idle_hosts = 100'000;
};

class MemoryFrontier final : public Frontier {
 public:
  // kInvalidArgument: per_host or lease_time is not positive.
  static Result<std::unique_ptr<MemoryFrontier>> create(MemoryFrontierOptions options = {});
  ~MemoryFrontier() override;

  Result<AddResult> add(FrontierEntry entry, SteadyTime now) override;
  Result<AddResult> improve(const FrontierEntry& entry) override;
  Result<std::optional<Lease>> lease(SteadyTime now) override;
  [[nodiscard]] std::optional<SteadyTime> next_ready(SteadyTime now) const override;
  Result<void> fetched(const LeaseToken& lease, SteadyTime now, Duration delay) override;
  Result<void> expanded(const LeaseToken& lease) override;
  Result<void> complete(const LeaseToken& lease) override;
  Result<void> defer(const LeaseToken& lease, SteadyTime not_before, SteadyTime now,
                     DeferReason reason) override;
  Result<void> renew(const LeaseToken& lease, SteadyTime until) override;
  Result<size_t> reap(SteadyTime now) override;
  Result<void> hold_host(std::string_view host, SteadyTime until) override;
  Result<void> release_host(std::string_view host, SteadyTime now) override;
  Result<void> set_host_delay(std::string_view host, Duration delay) override;
  Result<size_t> drop_host(std::string_view host, const EntryCallback& callback) override;
  Result<size_t> drain(const EntryCallback& callback) override;
  [[nodiscard]] size_t size() const override { return queued_; }
  [[nodiscard]] size_t leased() const override { return leases_.size(); }
  [[nodiscard]] size_t hosts() const override { return hosts_.size() - idle_.size(); }

  // All hosts of which something is known, idle ones included.
  [[nodiscard]] size_t known_hosts() const { return hosts_.size(); }

 private:
  // A host's place in the line. The line is ordered by time, then by who came first.
  struct Turn {
    SteadyTime at;
    uint64_t sequence = 0;
    SteadyTime wanted;  // what `at` was computed from
  };
  struct Host {
    explicit Host(std::string name) : queue(std::move(name)) {}
    HostQueue queue;
    std::optional<Turn> turn;
    std::optional<SteadyTime> idle_key;  // its place in idle_
  };

  explicit MemoryFrontier(MemoryFrontierOptions options) : options_(options) {}

  Host& host_of(std::string_view name);
  Host& host_of(const FrontierNode& node);
  Result<FrontierNode*> find_lease(const LeaseToken& token) const;
  AddResult improve_node(FrontierNode& node, const FrontierEntry& entry);
  void settle(Host& host);
  void leave_line(Host& host);
  void end_lease(FrontierNode& node);
  void queue_again(FrontierNode& node, SteadyTime now);
  size_t drop(Host& host, const EntryCallback& callback);
  void forget_idle_hosts();
  void see(SteadyTime now) { last_now_ = std::max(last_now_, now); }

  MemoryFrontierOptions options_;
  std::unordered_map<Hash128, std::unique_ptr<FrontierNode>, Hash128Hasher> nodes_;  // by key
  std::unordered_map<std::string_view, std::unique_ptr<Host>> hosts_;  // views of the host's name
  std::set<std::tuple<SteadyTime, uint64_t, Host*>> line_;
  std::set<std::pair<SteadyTime, Host*>> idle_;  // by the time until which they must be known
  std::unordered_map<uint64_t, FrontierNode*> leases_;
  std::set<std::pair<SteadyTime, uint64_t>> expiries_;
  size_t queued_ = 0;
  uint64_t next_id_ = 1;
  uint64_t next_sequence_ = 1;
  SteadyTime last_now_ = SteadyTime::min();
};

}  // namespace tandem
