#include "urls/memory_frontier.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace tandem {
namespace {

// Longer waits are cut to this, so that adding them to a time cannot overflow.
constexpr Duration kMaxDelay = std::chrono::hours(24 * 365);

SteadyTime later(SteadyTime now, Duration delay) {
  return now + std::chrono::duration_cast<SteadyTime::duration>(
                   std::clamp(delay, Duration::zero(), kMaxDelay));
}

const std::string& key_of(const FrontierEntry& entry) {
  return entry.key.empty() ? entry.url : entry.key;
}

}  // namespace

Result<std::unique_ptr<MemoryFrontier>> MemoryFrontier::create(MemoryFrontierOptions options) {
  if (options.per_host == 0) {
    return Error{ErrorCode::kInvalidArgument, "frontier: per_host must be at least 1"};
  }
  if (options.lease_time <= Duration::zero()) {
    return Error{ErrorCode::kInvalidArgument, "frontier: lease_time must be positive"};
  }
  return std::unique_ptr<MemoryFrontier>(new MemoryFrontier(options));
}

MemoryFrontier::~MemoryFrontier() = default;

MemoryFrontier::Host& MemoryFrontier::host_of(std::string_view name) {
  const auto found = hosts_.find(name);
  if (found != hosts_.end()) return *found->second;
  auto host = std::make_unique<Host>(std::string(name));
  const std::string_view stored_name = host->queue.name();
  return *hosts_.emplace(stored_name, std::move(host)).first->second;
}

MemoryFrontier::Host& MemoryFrontier::host_of(const FrontierNode& node) {
  return host_of(node.host->name());
}

Result<FrontierNode*> MemoryFrontier::find_lease(const LeaseToken& token) const {
  const auto found = leases_.find(token.id);
  if (found == leases_.end()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("frontier: lease {} is not out: it was completed, given back or "
                             "expired",
                             token.id)};
  }
  if (found->second->epoch != token.epoch) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("frontier: lease {} has epoch {}, not {}: it expired and the URL was "
                             "leased again",
                             token.id, found->second->epoch, token.epoch)};
  }
  return found->second;
}

Result<AddResult> MemoryFrontier::add(FrontierEntry entry, SteadyTime now) {
  see(now);
  if (entry.url.empty() || entry.host.empty()) {
    return Error{ErrorCode::kInvalidArgument, "frontier: an entry needs a URL and a host"};
  }
  // Lengths are kept in 32 bits; no server takes a URL of this size.
  constexpr size_t kMaxText = std::numeric_limits<uint32_t>::max() / 4;
  if (std::max({entry.url.size(), entry.key.size(), entry.referrer.size()}) > kMaxText) {
    return Error{ErrorCode::kInvalidArgument, "frontier: the URL is too long"};
  }
  std::unique_ptr<FrontierNode>& slot = nodes_[hash128(key_of(entry))];
  if (slot != nullptr) return improve_node(*slot, entry);
  Host& host = host_of(entry.host);
  slot = std::make_unique<FrontierNode>(next_id_++, &host.queue, entry);
  slot->time = now;
  host.queue.push(slot.get(), now);
  ++queued_;
  settle(host);
  return AddResult::kAdded;
}

Result<AddResult> MemoryFrontier::improve(const FrontierEntry& entry) {
  const auto found = nodes_.find(hash128(key_of(entry)));
  if (found == nodes_.end()) return AddResult::kUnknown;
  return improve_node(*found->second, entry);
}

AddResult MemoryFrontier::improve_node(FrontierNode& node, const FrontierEntry& entry) {
  if (node.is_leased || !node.is_improved_by(entry)) return AddResult::kKnown;
  Host& host = host_of(node);
  host.queue.reassign(&node, entry);
  settle(host);
  return AddResult::kUpdated;
}

Result<std::optional<Lease>> MemoryFrontier::lease(SteadyTime now) {
  see(now);
  while (!line_.empty() && std::get<SteadyTime>(*line_.begin()) <= now) {
    Host& host = *std::get<Host*>(*line_.begin());
    leave_line(host);
    host.queue.promote(now);
    FrontierNode* node = host.queue.next();
    if (node == nullptr) {
      settle(host);
      continue;
    }
    host.queue.take(node, now);
    --queued_;
    ++node->epoch;
    node->time = later(now, options_.lease_time);
    leases_.emplace(node->id, node);
    expiries_.emplace(node->time, node->id);
    settle(host);
    Lease lease;
    lease.id = node->id;
    lease.epoch = node->epoch;
    lease.entry = node->entry();
    lease.host = lease.entry.host;
    lease.expires = node->time;
    return std::optional<Lease>(std::move(lease));
  }
  return std::optional<Lease>();
}

std::optional<SteadyTime> MemoryFrontier::next_ready(SteadyTime now) const {
  if (line_.empty()) return std::nullopt;
  return std::max(now, std::get<SteadyTime>(*line_.begin()));
}

Result<void> MemoryFrontier::fetched(const LeaseToken& lease, SteadyTime now, Duration delay) {
  see(now);
  TANDEM_ASSIGN(FrontierNode * node, find_lease(lease));
  Host& host = host_of(*node);
  host.queue.mark_fetched(node, later(now, std::max(delay, host.queue.delay())));
  settle(host);
  return {};
}

Result<void> MemoryFrontier::expanded(const LeaseToken& lease) {
  TANDEM_ASSIGN(FrontierNode * node, find_lease(lease));
  Host& host = host_of(*node);
  host.queue.mark_expanded(node);
  settle(host);
  return {};
}

Result<void> MemoryFrontier::complete(const LeaseToken& lease) {
  TANDEM_ASSIGN(FrontierNode * node, find_lease(lease));
  Host& host = host_of(*node);
  end_lease(*node);
  nodes_.erase(hash128(node->key()));
  settle(host);
  return {};
}

Result<void> MemoryFrontier::defer(const LeaseToken& lease, SteadyTime not_before, SteadyTime now,
                                   DeferReason reason) {
  see(now);
  TANDEM_ASSIGN(FrontierNode * node, find_lease(lease));
  switch (reason) {
    case DeferReason::kRetry:
      ++node->attempts;
      break;
    case DeferReason::kRobots:
      ++node->robots_held;
      break;
  }
  end_lease(*node);
  node->time = not_before;
  queue_again(*node, now);
  return {};
}

Result<void> MemoryFrontier::renew(const LeaseToken& lease, SteadyTime until) {
  TANDEM_ASSIGN(FrontierNode * node, find_lease(lease));
  if (until <= node->time) return {};
  expiries_.erase({node->time, node->id});
  node->time = until;
  expiries_.emplace(node->time, node->id);
  return {};
}

Result<size_t> MemoryFrontier::reap(SteadyTime now) {
  see(now);
  size_t count = 0;
  while (!expiries_.empty() && expiries_.begin()->first <= now) {
    FrontierNode& node = *leases_.at(expiries_.begin()->second);
    // Nobody knows when the lost leaseholder contacted the host last, so it could be just now.
    if (!node.is_fetched) node.host->allow_from(later(now, node.host->delay()));
    end_lease(node);
    ++node.lost_leases;
    node.is_first = true;
    node.time = now;
    queue_again(node, now);
    ++count;
  }
  return count;
}

Result<void> MemoryFrontier::hold_host(std::string_view name, SteadyTime until) {
  Host& host = host_of(name);
  host.queue.hold(until);
  settle(host);
  return {};
}

Result<void> MemoryFrontier::release_host(std::string_view name, SteadyTime now) {
  see(now);
  const auto found = hosts_.find(name);
  if (found == hosts_.end()) return {};
  found->second->queue.end_hold();
  settle(*found->second);
  return {};
}

Result<void> MemoryFrontier::set_host_delay(std::string_view name, Duration delay) {
  Host& host = host_of(name);
  host.queue.set_delay(delay);
  settle(host);
  return {};
}

Result<size_t> MemoryFrontier::drop_host(std::string_view name, const EntryCallback& callback) {
  const auto found = hosts_.find(name);
  if (found == hosts_.end()) return size_t{0};
  return drop(*found->second, callback);
}

Result<size_t> MemoryFrontier::drain(const EntryCallback& callback) {
  std::vector<Host*> all;
  for (const auto& [name, host] : hosts_) {
    if (host->queue.queued() > 0) all.push_back(host.get());
  }
  std::sort(all.begin(), all.end(),
            [](const Host* a, const Host* b) { return a->queue.name() < b->queue.name(); });
  size_t count = 0;
  for (Host* host : all) count += drop(*host, callback);
  return count;
}

size_t MemoryFrontier::drop(Host& host, const EntryCallback& callback) {
  size_t count = 0;
  while (FrontierNode* node = host.queue.first()) {
    FrontierEntry entry = node->entry();
    host.queue.remove(node);
    nodes_.erase(hash128(entry.key));
    --queued_;
    ++count;
    callback(std::move(entry));
  }
  settle(host);
  return count;
}

void MemoryFrontier::end_lease(FrontierNode& node) {
  node.host->release(&node);
  expiries_.erase({node.time, node.id});
  leases_.erase(node.id);
}

void MemoryFrontier::queue_again(FrontierNode& node, SteadyTime now) {
  node.host->push(&node, now);
  ++queued_;
  settle(host_of(node));
}

void MemoryFrontier::leave_line(Host& host) {
  if (!host.turn) return;
  line_.erase({host.turn->at, host.turn->sequence, &host});
  host.turn.reset();
}

// Brings the host's place in the line and among the idle hosts up to date. May end its life.
void MemoryFrontier::settle(Host& host) {
  const std::optional<SteadyTime> wanted = host.queue.ready_time(options_.per_host);
  if (!wanted) {
    leave_line(host);
  } else if (!host.turn || host.turn->wanted != *wanted) {
    leave_line(host);
    // Not before the present: a host that was idle for long does not jump the line.
    host.turn = Turn{std::max(*wanted, last_now_), next_sequence_++, *wanted};
    line_.emplace(host.turn->at, host.turn->sequence, &host);
  }
  if (host.idle_key) {
    idle_.erase({*host.idle_key, &host});
    host.idle_key.reset();
  }
  if (host.queue.is_idle()) {
    host.idle_key = host.queue.quiet_until();
    idle_.emplace(*host.idle_key, &host);
    forget_idle_hosts();
  }
}

void MemoryFrontier::forget_idle_hosts() {
  while (idle_.size() > options_.max_idle_hosts && idle_.begin()->first <= last_now_) {
    const Host* host = idle_.begin()->second;
    idle_.erase(idle_.begin());
    hosts_.erase(hosts_.find(host->queue.name()));
  }
}

}  // namespace tandem
