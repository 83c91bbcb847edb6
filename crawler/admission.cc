#include "crawler/admission.h"

#include <utility>

namespace tandem {
namespace {

// URLs that may be known at once: 16 bytes of key each, so about 2 GB at the most.
constexpr size_t kMaxSeen = 50'000'000;
// Refusals reported once each; later ones are only counted.
constexpr size_t kMaxReported = 1'000'000;

FrontierEntry entry_of(const Url& url) {
  FrontierEntry entry;
  entry.url = url.href.substr(0, url.href.size() - url.hash.size());
  entry.key = canonical_key(url);
  entry.host = url.hostname;
  return entry;
}

// Whether the authority of `url` is `host` and perhaps a port. It is not where the URL holds a user
// name, with which it is never fetched, or where a worker that reports links has gone wrong.
bool names_host(std::string_view url, std::string_view host) {
  const size_t start = url.find("://");
  if (host.empty() || start == std::string_view::npos) return false;
  std::string_view rest = url.substr(start + 3);
  if (!rest.starts_with(host)) return false;
  rest.remove_prefix(host.size());
  return rest.starts_with('/') || rest.starts_with(':');
}

}  // namespace

bool is_local_host(std::string_view hostname) {
  if (hostname == "localhost" || hostname.ends_with(".localhost") || hostname == "[::1]") {
    return true;
  }
  // A parsed host name that ends in a digit is an IPv4 address.
  return hostname.starts_with("127.") && hostname.back() >= '0' && hostname.back() <= '9';
}

Admission::Admission(const CrawlOptions& options, Frontier& frontier, Ledger& ledger,
                     OnRefusal on_refusal)
    : options_(options),
      frontier_(frontier),
      ledger_(ledger),
      on_refusal_(std::move(on_refusal)),
      seen_({kMaxSeen}),
      reported_({kMaxReported}) {}

Result<Admitted> Admission::seed(const Url& url, SteadyTime now) {
  FrontierEntry entry = entry_of(url);
  entry.order = next_seed_++;
  return admit(std::move(entry), now);
}

Result<Admitted> Admission::link(const OutLink& link, uint32_t order, const FrontierEntry& found_on,
                                 SteadyTime now) {
  if (link.key == found_on.key) return Admitted::kKnown;
  const uint32_t depth = found_on.depth + 1;
  if (!in_scope(options_.scope, found_on.host, link.host)) {
    return refuse({link.url, "out_of_scope", found_on.url, depth});
  }
  if (options_.depth && depth > *options_.depth) {
    return refuse({link.url, "depth", found_on.url, depth});
  }
  FrontierEntry entry;
  entry.url = link.url;
  entry.key = link.key;
  entry.host = link.host;
  entry.depth = depth;
  entry.referrer = found_on.url;
  entry.order = order;
  return admit(std::move(entry), now);
}

Result<Admitted> Admission::redirect(const Url& target, const FrontierEntry& from, SteadyTime now) {
  FrontierEntry entry = entry_of(target);
  entry.depth = from.depth;
  entry.referrer = from.referrer;
  entry.order = from.order;
  entry.redirects = from.redirects + 1;
  if (!redirect_in_scope(options_.scope, from.host, entry.host, from.depth == 0)) {
    return refuse({entry.url, "out_of_scope", from.url, from.depth});
  }
  return admit(std::move(entry), now);
}

Result<Admitted> Admission::admit(FrontierEntry entry, SteadyTime now) {
  if (!names_host(entry.url, entry.host)) {
    return refuse({entry.url, "credentials", entry.referrer, entry.depth});
  }
  if (!is_local_host(entry.host) && options_.contact.empty()) {
    return refuse({entry.url, "no_contact", entry.referrer, entry.depth});
  }
  const auto inserted = seen_.insert(entry.key);
  if (!inserted) return refuse({entry.url, "seen_set_full", entry.referrer, entry.depth});
  if (!*inserted) {
    // Perhaps it still waits, and this way to it is shorter.
    TANDEM_TRY(frontier_.improve(entry));
    return Admitted::kKnown;
  }
  TANDEM_TRY(frontier_.add(std::move(entry), now));
  ledger_.admit();
  return Admitted::kNew;
}

Result<Admitted> Admission::refuse(const Refusal& refusal) {
  ++refused_;
  const auto inserted = reported_.insert(refusal.url);
  if (inserted && *inserted) on_refusal_(refusal);
  return Admitted::kRefused;
}

}  // namespace tandem
