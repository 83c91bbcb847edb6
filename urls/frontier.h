// Frontier: the queue of URLs to fetch, leased host by host.
//
// The unit of politeness is the host. A host has at most `per_host` URLs out at once that are not
// yet fetched(), and waits the delay given after each fetch. No thread ever sleeps for that: a
// host that may not be contacted is simply not leased, and next_ready() says when to ask again.
// Hosts that may be contacted take turns.
//
// A URL leaves by lease() and is gone for good with complete(). In between it belongs to the
// leaseholder until the lease expires; then reap() gives it back to the queue with a new epoch,
// and calls that carry the old epoch are refused (fencing). So a crawl survives the death of a
// machine that held leases, and one process is the case of one leaseholder.
//
// Order within a host: breadth-first. URLs are ordered by (depth, referrer, order, key), and a URL
// of some depth is leased only when no URL of that host of smaller depth is still unexpanded, that
// is leased and not yet expanded(), completed or given back. A queued URL that is found again with
// a smaller (depth, referrer, order) takes that over. Hence the depth and the referrer of every
// page of a crawl of one host, and the order in which its URLs are leased, depend on the site
// alone and not on how fast which thread or process was. What can disturb it: URLs that are
// retried (they do not block their level) and links from other hosts.
//
// What the caller owes: a seen-set. add() knows only queued and leased keys, not completed ones.
// Call add() for keys never seen, and improve() for the rest. Add a redirect's target and a
// page's links before the call of expanded() or complete() for that page.
//
// Thread safety: none; a Frontier belongs to the thread of the coordinator. No call waits.
// Errors: kInvalidArgument for an empty URL or host, and for a lease whose URL is leased again
// under a newer epoch; kNotFound for one that is not out any more (completed, deferred or expired).
// Implementations on disk or network add kIo, kNetwork, kNoSpace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace tandem {

struct FrontierEntry {
  std::string url;       // what to fetch
  std::string key;       // canonical_key(): its identity; empty means that it equals `url`
  std::string host;      // the politeness unit: Url::hostname
  std::string referrer;  // the page that linked to it; empty for seeds
  uint32_t depth = 0;    // links from the seed; a redirect keeps the depth
  uint32_t order = 0;    // rank among the links of its referrer, or in the seed list
  uint32_t redirects = 0;
  uint32_t attempts = 0;     // times it was deferred for a retry
  uint32_t robots_held = 0;  // times it was deferred until robots.txt was known
  uint32_t lost_leases = 0;  // times its lease expired: a page that kills machines is seen here
};

// Identifies one leasing of one URL. `id` stays with the URL, `epoch` grows with each leasing.
struct LeaseToken {
  uint64_t id = 0;
  uint64_t epoch = 0;
};

struct Lease : LeaseToken {
  std::string host;  // entry.host
  FrontierEntry entry;
  SteadyTime expires;
};

enum class AddResult {
  kAdded,
  kUpdated,  // queued already; it took over the smaller (depth, referrer, order)
  kKnown,    // queued or leased already; nothing changed
  kUnknown,  // improve() only: neither queued nor leased
};

enum class DeferReason {
  kRetry,   // a fetch failed and is worth another try: attempts + 1
  kRobots,  // nothing was fetched yet: robots.txt comes first: robots_held + 1
};

class Frontier {
 public:
  using EntryCallback = std::function<void(FrontierEntry)>;

  Frontier() = default;
  Frontier(const Frontier&) = delete;
  Frontier& operator=(const Frontier&) = delete;
  virtual ~Frontier() = default;

  // Queues `entry` unless its key is queued (then it may be updated) or leased.
  virtual Result<AddResult> add(FrontierEntry entry, SteadyTime now) = 0;
  // As add(), but never queues anything: for keys that the seen-set knows.
  virtual Result<AddResult> improve(const FrontierEntry& entry) = 0;

  // The next URL whose host may be contacted now; none: ask again at next_ready().
  virtual Result<std::optional<Lease>> lease(SteadyTime now) = 0;
  // When lease() may succeed if nothing else happens, `now` at the earliest; none: no queued URL
  // waits for time, only for calls of fetched(), expanded(), complete(), defer() or add().
  [[nodiscard]] virtual std::optional<SteadyTime> next_ready(SteadyTime now) const = 0;

  // The connection is free: the host may be contacted again at now + the longer of `delay` and the
  // host's own. A second call for the same lease does nothing.
  virtual Result<void> fetched(const LeaseToken& lease, SteadyTime now, Duration delay) = 0;
  // All links of the page were added: deeper URLs of the host may go.
  virtual Result<void> expanded(const LeaseToken& lease) = 0;
  // The end of this URL, which is forgotten. Implies fetched() without delay and expanded().
  virtual Result<void> complete(const LeaseToken& lease) = 0;
  // Back to the queue, not to be leased before `not_before`; frees the connection without delay
  // unless fetched() was called.
  virtual Result<void> defer(const LeaseToken& lease, SteadyTime not_before, SteadyTime now,
                             DeferReason reason) = 0;

  // Extends a lease; it never expires earlier than before.
  virtual Result<void> renew(const LeaseToken& lease, SteadyTime until) = 0;
  // Gives URLs whose lease expired back to the front of their level; returns how many.
  virtual Result<size_t> reap(SteadyTime now) = 0;

  // The host is not leased before `until` (Retry-After; robots.txt under way). Never shortens.
  virtual Result<void> hold_host(std::string_view host, SteadyTime until) = 0;
  // Ends hold_host(); delays stay.
  virtual Result<void> release_host(std::string_view host, SteadyTime now) = 0;
  // The least delay between fetches from this host (Crawl-delay). Forgotten, like all that is
  // known of a host, some time after its last URL: set it again when robots.txt is read again.
  virtual Result<void> set_host_delay(std::string_view host, Duration delay) = 0;

  // Takes all queued URLs of the host, or of all hosts, out of the queue, in order of lease, and
  // hands each over; leases go on. Returns how many. `callback` must not call the frontier.
  virtual Result<size_t> drop_host(std::string_view host, const EntryCallback& callback) = 0;
  virtual Result<size_t> drain(const EntryCallback& callback) = 0;

  [[nodiscard]] virtual size_t size() const = 0;    // queued URLs
  [[nodiscard]] virtual size_t leased() const = 0;  // leases not completed
  [[nodiscard]] virtual size_t hosts() const = 0;   // hosts with queued or leased URLs
};

}  // namespace tandem
