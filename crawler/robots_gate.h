// RobotsGate: no URL is fetched before its site's robots.txt was asked (RFC 9309).
//
// A lease whose site is not known yet is parked here while robots.txt is on its way; then it goes
// back to the frontier and waits for its host's turn again, since asking was a contact too. A
// robots.txt that cannot be had is asked for again a few times, as a page would be; after that
// nothing of its site is fetched until the cache's failure_ttl has passed (RFC 9309, 2.3.1.4).
//
// Thread safety: none; it belongs to the coordinator.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/fetch/fetch.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/options.h"
#include "urls/frontier.h"
#include "urls/robots_cache.h"
#include "urls/url.h"

namespace tandem {

struct RobotsDecision {
  enum Kind : uint8_t {
    kAllowed,
    kDisallowed,   // `detail` is the line that decides
    kUnreachable,  // there was no answer; `detail` is the error class ("dns") or "http_503"
    kWait,         // the gate has taken the lease over
  } kind = kAllowed;
  std::string detail;
};

class RobotsGate {
 public:
  // Requests for robots.txt carry ids with this bit.
  static constexpr uint64_t kIdBit = uint64_t{1} << 63;

  // All references must outlive this object.
  RobotsGate(const CrawlOptions& options, Fetcher& fetcher, Frontier& frontier, const Clock& clock);

  // May `lease`, whose URL is `url`, be fetched now? Takes the lease over with kWait alone.
  Result<RobotsDecision> ask(Lease& lease, const Url& url);

  // The answer to a request of this gate. Parked leases go back to the frontier.
  Result<void> answer(const FetchResult& result);

  // Gives every parked lease back; answers that still come are dropped.
  Result<void> abandon();

  // Requests under way.
  [[nodiscard]] size_t waiting() const { return pending_.size(); }
  // Requests made so far.
  [[nodiscard]] uint64_t requests() const { return next_id_; }

 private:
  struct Pending {
    std::string origin;
    std::string url;  // of the request under way: robots.txt, or where it was redirected to
    uint32_t redirects = 0;
    std::vector<Lease> parked;
  };
  Result<void> request(Pending pending, const Url& robots_url);
  Result<void> give_back(const Pending& pending, Duration delay);
  void remember_failure(const std::string& origin, std::string what);

  const CrawlOptions& options_;
  Fetcher& fetcher_;
  Frontier& frontier_;
  const Clock& clock_;
  RobotsCache cache_;
  const std::string agent_;  // product token
  uint64_t next_id_ = 0;
  std::map<uint64_t, Pending> pending_;                    // by request id
  std::map<std::string, uint64_t> by_origin_;              // the request under way for an origin
  std::unordered_map<std::string, std::string> failures_;  // why an origin is unreachable
};

}  // namespace tandem
