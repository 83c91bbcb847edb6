// HostQueue: the queued URLs of one host and what politeness demands of it. A part of
// MemoryFrontier.
//
// Thread safety: none; it belongs to the frontier that holds it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "urls/frontier.h"

namespace tandem {

class HostQueue;

// A FrontierEntry in less memory: the host is the queue's, the strings share one allocation, and
// the key is stored only where it differs from the URL.
class FrontierNode {
 public:
  FrontierNode(uint64_t id, HostQueue* host, const FrontierEntry& entry);

  [[nodiscard]] FrontierEntry entry() const;
  [[nodiscard]] std::string_view url() const;
  [[nodiscard]] std::string_view key() const;
  [[nodiscard]] std::string_view referrer() const;

  // Whether `entry` has a smaller (depth, referrer, order).
  [[nodiscard]] bool is_improved_by(const FrontierEntry& entry) const;
  // Takes over what says how the URL was found; the counters stay.
  void assign(const FrontierEntry& entry);

  uint64_t id;
  uint64_t epoch = 0;
  HostQueue* host;
  SteadyTime time;  // queued: not before then; leased: when the lease expires
  uint32_t depth = 0;
  uint32_t order = 0;
  uint32_t redirects = 0;
  uint32_t attempts = 0;
  uint32_t robots_held = 0;
  uint32_t lost_leases = 0;
  bool is_leased = false;
  bool is_waiting = false;  // queued among those that wait for `time`
  bool is_first = false;    // goes before its level: its lease expired
  bool is_fetched = false;
  bool is_expanded = false;

 private:
  void set_text(const FrontierEntry& entry);

  std::string text_;  // url, key unless equal, referrer
  uint32_t url_size_ = 0;
  uint32_t key_size_ = 0;
};

class HostQueue {
 public:
  explicit HostQueue(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }

  // Queue, before or after `node->time`.
  void push(FrontierNode* node, SteadyTime now);
  void remove(FrontierNode* node);
  // node->assign(entry) for a queued node, which thereby finds its new place.
  void reassign(FrontierNode* node, const FrontierEntry& entry);
  // Any queued node: the next in order of lease; null when there is none.
  [[nodiscard]] FrontierNode* first() const;
  // Moves the nodes whose time has come to those that may go.
  void promote(SteadyTime now);
  // The node that may be leased; null when there is none or when it is deeper than an unexpanded
  // one.
  [[nodiscard]] FrontierNode* next() const;

  // Accounts for a leased node; release() undoes what fetched and expanded have not.
  void take(FrontierNode* node, SteadyTime now);
  void mark_fetched(FrontierNode* node, SteadyTime allowed_again);
  void mark_expanded(FrontierNode* node);
  void release(FrontierNode* node);

  // When a URL of this host may be leased if nothing but time passes.
  [[nodiscard]] std::optional<SteadyTime> ready_time(size_t per_host) const;
  // Until then contact is not allowed.
  [[nodiscard]] SteadyTime quiet_until() const { return std::max(allowed_, held_until_); }
  void hold(SteadyTime until) { held_until_ = std::max(held_until_, until); }
  void end_hold() { held_until_ = SteadyTime::min(); }
  void allow_from(SteadyTime time) { allowed_ = std::max(allowed_, time); }
  void set_delay(Duration delay) { delay_ = delay; }
  [[nodiscard]] Duration delay() const { return delay_; }

  [[nodiscard]] size_t queued() const { return ready_.size() + waiting_.size(); }
  [[nodiscard]] bool is_idle() const { return queued() == 0 && leased_ == 0; }

 private:
  struct NodeOrder {
    bool operator()(const FrontierNode* a, const FrontierNode* b) const;
  };

  std::string name_;
  std::set<FrontierNode*, NodeOrder> ready_;
  std::multimap<SteadyTime, FrontierNode*> waiting_;
  std::map<uint32_t, size_t> unexpanded_;  // depth -> leased nodes not yet expanded
  size_t connections_ = 0;                 // leased and not yet fetched
  size_t leased_ = 0;
  SteadyTime allowed_ = SteadyTime::min();     // the delay after the last fetch ends
  SteadyTime held_until_ = SteadyTime::min();  // Retry-After, robots.txt under way
  Duration delay_ = Duration::zero();
};

}  // namespace tandem
