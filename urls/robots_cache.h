// RobotsCache: what is known of the robots.txt of each origin, for 24 hours, in bounded memory.
//
// The caller fetches "<origin>/robots.txt", following up to five redirects (RFC 9309 2.3.1.2), and
// stores how that ended:
//
//   2xx                      the rules of the body
//   3xx (a sixth redirect)   unavailable: everything is allowed (2.3.1.2)
//   4xx, but not 429         unavailable: everything is allowed (2.3.1.3)
//   429, 5xx, no answer      unreachable: nothing is allowed, asked again after failure_ttl
//                            (2.3.1.4; that 429 is a server's distress, not an absent file, is
//                            Google's reading). Rules known from before stay in force (2.4).
//
// Least recently used origins are dropped first. Every origin is asked again once it expires.
//
// Thread safety: none; it belongs to the thread of the coordinator. Pointers that it returns hold
// until the next call of store().
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "urls/robots.h"

namespace tandem {

enum class RobotsState {
  kRules,        // the file was read
  kAllowAll,     // there is none
  kDisallowAll,  // it could not be read; nobody knows
};

// How a fetch of robots.txt ended. `status` 0: there was no HTTP answer.
RobotsState robots_state_of_status(int status);

class RobotsPolicy {
 public:
  RobotsPolicy(RobotsState state, RobotsRules rules) : state_(state), rules_(std::move(rules)) {}

  // As RobotsRules::check. Without rules the verdict names no line.
  [[nodiscard]] RobotsVerdict check(std::string_view agent, std::string_view path_and_query) const;
  [[nodiscard]] std::optional<Duration> crawl_delay(std::string_view agent) const {
    return rules_.crawl_delay(agent);
  }
  [[nodiscard]] const std::vector<std::string>& sitemaps() const { return rules_.sitemaps(); }
  [[nodiscard]] RobotsState state() const { return state_; }
  [[nodiscard]] size_t memory_bytes() const { return rules_.memory_bytes(); }

 private:
  RobotsState state_;
  RobotsRules rules_;  // empty unless kRules
};

struct RobotsCacheOptions {
  size_t max_origins = 100'000;
  size_t max_bytes = size_t{256} << 20U;  // of rules; the newest entry stays whatever its size
  Duration ttl = std::chrono::hours(24);  // RFC 9309 2.4: no longer than 24 hours
  Duration failure_ttl = std::chrono::minutes(10);
};

class RobotsCache {
 public:
  // `clock` must outlive the cache.
  explicit RobotsCache(const Clock& clock, RobotsCacheOptions options = {})
      : clock_(clock), options_(options) {}

  // Null: unknown or expired; fetch it.
  const RobotsPolicy* find(std::string_view origin);

  // `body` counts for 2xx alone.
  const RobotsPolicy& store(std::string_view origin, int status, std::string_view body);

  [[nodiscard]] size_t size() const { return index_.size(); }
  [[nodiscard]] size_t memory_bytes() const { return bytes_; }

 private:
  struct Entry {
    std::string origin;
    RobotsPolicy policy;
    SteadyTime expires;
  };

  void drop_least_used();
  [[nodiscard]] static size_t bytes_of(const Entry& entry);

  const Clock& clock_;
  RobotsCacheOptions options_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator>
      index_;  // views of Entry::origin
  size_t bytes_ = 0;
};

}  // namespace tandem
