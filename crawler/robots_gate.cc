#include "crawler/robots_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crawler/admission.h"
#include "crawler/retry.h"
#include "urls/robots.h"

namespace tandem {
namespace {

// RFC 9309, 2.3.1.2: at least five consecutive redirects are followed.
constexpr uint32_t kMaxRobotsRedirects = 5;
// RFC 9309, 2.5: at least 500 kibibytes must be parsed. A longer file is read that far.
constexpr uint64_t kMaxRobotsBytes = RobotsRules::kMaxBytes;
// With a longer Crawl-delay a site would stand still rather than be crawled.
constexpr Duration kMaxCrawlDelay = std::chrono::seconds(30);
// Reasons kept for sites that cannot be reached; beyond, all are forgotten and learnt again.
constexpr size_t kMaxFailures = 100'000;

bool is_redirect(const FetchResult& result) {
  return result.status >= 300 && result.status < 400 && !result.location.empty();
}

// How a fetch of robots.txt ended, as an HTTP status; 0 if there was no answer. One that is too
// large was an answer, of which the first part counts.
int effective_status(const FetchResult& result) {
  if (result.error == FetchError::kNone) return result.status;
  return result.error == FetchError::kTooLarge && result.status == 200 ? 200 : 0;
}

}  // namespace

RobotsGate::RobotsGate(const CrawlOptions& options, Fetcher& fetcher, Frontier& frontier,
                       const Clock& clock)
    : options_(options),
      fetcher_(fetcher),
      frontier_(frontier),
      clock_(clock),
      cache_(clock),
      agent_(product_token(options.user_agent)) {}

Result<RobotsDecision> RobotsGate::ask(Lease& lease, const Url& url) {
  if (!options_.obey_robots) return RobotsDecision{};
  const std::string origin = url.origin();
  if (const RobotsPolicy* policy = cache_.find(origin)) {
    if (policy->state() == RobotsState::kDisallowAll) {
      const auto known = failures_.find(origin);
      return RobotsDecision{RobotsDecision::kUnreachable,
                            known != failures_.end() ? known->second : "robots_unreachable"};
    }
    if (const auto delay = policy->crawl_delay(agent_)) {
      TANDEM_TRY(frontier_.set_host_delay(lease.host, std::min(*delay, kMaxCrawlDelay)));
    }
    RobotsVerdict verdict = policy->check(agent_, url.path_and_query());
    if (verdict.allowed) return RobotsDecision{};
    return RobotsDecision{RobotsDecision::kDisallowed, verdict.rule.value_or("")};
  }
  if (const auto under_way = by_origin_.find(origin); under_way != by_origin_.end()) {
    pending_.at(under_way->second).parked.push_back(std::move(lease));
    return RobotsDecision{RobotsDecision::kWait, ""};
  }
  TANDEM_ASSIGN(const Url robots_url, parse_url(origin + "/robots.txt"));
  Pending pending;
  pending.origin = origin;
  pending.parked.push_back(std::move(lease));
  TANDEM_TRY(request(std::move(pending), robots_url));
  return RobotsDecision{RobotsDecision::kWait, ""};
}

Result<void> RobotsGate::request(Pending pending, const Url& robots_url) {
  const uint64_t id = kIdBit | next_id_++;
  pending.url = robots_url.href;
  by_origin_[pending.origin] = id;
  pending_.emplace(id, std::move(pending));
  return fetcher_.start({id, robots_url.href, robots_url.hostname, kMaxRobotsBytes, Accept::kAny});
}

Result<void> RobotsGate::answer(const FetchResult& result) {
  const auto found = pending_.find(result.id);
  if (found == pending_.end()) return {};
  Pending pending = std::move(found->second);
  pending_.erase(found);
  by_origin_.erase(pending.origin);
  if (result.error == FetchError::kCancelled) return give_back(pending, Duration::zero());

  if (is_redirect(result) && pending.redirects < kMaxRobotsRedirects) {
    const auto target = parse_url(result.location, pending.url);
    if (target && (!options_.contact.empty() || is_local_host(target->hostname))) {
      ++pending.redirects;
      return request(std::move(pending), *target);
    }
  }
  const int status = effective_status(result);
  Duration delay = options_.delay;
  if (may_pass(result)) {
    const auto asked = parse_retry_after(result.retry_after, clock_.wall_now());
    delay = std::max(delay, asked.value_or(Duration::zero()));
  }
  if (robots_state_of_status(status) == RobotsState::kDisallowAll) {
    const uint32_t tries = pending.parked.front().entry.robots_held + 1;
    if (may_pass(result) && tries <= options_.retries) {
      return give_back(pending, std::max(backoff(tries), delay));
    }
    remember_failure(pending.origin, result.error != FetchError::kNone
                                         ? std::string(fetch_error_name(result.error))
                                         : fmt::format("http_{}", result.status));
  }
  cache_.store(pending.origin, status, as_text(result.body));
  return give_back(pending, delay);
}

Result<void> RobotsGate::give_back(const Pending& pending, Duration delay) {
  const SteadyTime now = clock_.now();
  for (const Lease& lease : pending.parked) {
    // The delay belongs to the host, not to the URL.
    TANDEM_TRY(frontier_.fetched(lease, now, delay));
    TANDEM_TRY(frontier_.defer(lease, now, now, DeferReason::kRobots));
  }
  return {};
}

Result<void> RobotsGate::abandon() {
  for (const auto& [id, pending] : std::exchange(pending_, {})) {
    TANDEM_TRY(give_back(pending, Duration::zero()));
  }
  by_origin_.clear();
  return {};
}

void RobotsGate::remember_failure(const std::string& origin, std::string what) {
  if (failures_.size() >= kMaxFailures) failures_.clear();
  failures_[origin] = std::move(what);
}

}  // namespace tandem
