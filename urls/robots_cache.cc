#include "urls/robots_cache.h"

#include <utility>

namespace tandem {

RobotsState robots_state_of_status(int status) {
  constexpr int kTooManyRequests = 429;
  if (status >= 200 && status < 300) return RobotsState::kRules;
  if (status >= 300 && status < 500 && status != kTooManyRequests) return RobotsState::kAllowAll;
  return RobotsState::kDisallowAll;
}

RobotsVerdict RobotsPolicy::check(std::string_view agent, std::string_view path_and_query) const {
  switch (state_) {
    case RobotsState::kRules:
      return rules_.check(agent, path_and_query);
    case RobotsState::kAllowAll:
      return {};
    case RobotsState::kDisallowAll:
      break;
  }
  RobotsVerdict verdict;
  verdict.allowed = false;
  return verdict;
}

const RobotsPolicy* RobotsCache::find(std::string_view origin) {
  const auto found = index_.find(origin);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  // An expired entry stays: its rules count if the file turns out to be unreachable now.
  if (found->second->expires <= clock_.now()) return nullptr;
  return &found->second->policy;
}

const RobotsPolicy& RobotsCache::store(std::string_view origin, int status, std::string_view body) {
  const RobotsState state = robots_state_of_status(status);
  const bool failed = state == RobotsState::kDisallowAll;
  const SteadyTime expires = clock_.now() + std::chrono::duration_cast<SteadyTime::duration>(
                                                failed ? options_.failure_ttl : options_.ttl);
  const auto found = index_.find(origin);
  if (found != index_.end()) {
    const auto entry = found->second;
    entries_.splice(entries_.begin(), entries_, entry);
    entry->expires = expires;
    if (failed && entry->policy.state() == RobotsState::kRules) return entry->policy;
    bytes_ -= bytes_of(*entry);
    entry->policy = RobotsPolicy(
        state, state == RobotsState::kRules ? RobotsRules::parse(body) : RobotsRules());
    bytes_ += bytes_of(*entry);
  } else {
    entries_.push_front({std::string(origin),
                         RobotsPolicy(state, state == RobotsState::kRules ? RobotsRules::parse(body)
                                                                          : RobotsRules()),
                         expires});
    index_.emplace(entries_.front().origin, entries_.begin());
    bytes_ += bytes_of(entries_.front());
  }
  while (entries_.size() > 1 &&
         (entries_.size() > options_.max_origins || bytes_ > options_.max_bytes)) {
    drop_least_used();
  }
  return entries_.front().policy;
}

void RobotsCache::drop_least_used() {
  const Entry& last = entries_.back();
  bytes_ -= bytes_of(last);
  index_.erase(last.origin);
  entries_.pop_back();
}

size_t RobotsCache::bytes_of(const Entry& entry) {
  return sizeof(Entry) + entry.origin.capacity() + entry.policy.memory_bytes();
}

}  // namespace tandem
