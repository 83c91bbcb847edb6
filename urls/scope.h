// Scope: how far from its seeds a crawl may go.
//
//   page    the seeds alone; no link is followed
//   host    links to the same host name as the page they stand on (default). Ports and schemes
//           may differ. Since every page was reached that way, it is the host of the seed.
//   domain  links to the same registrable domain (example.co.uk) by the Public Suffix List
//   any     everything
//
// Redirects pass the same gate as links, with one exception: the redirect of a seed may also go
// from "www.example.com" to "example.com" or back, and under `page` that counts as the seed's own
// host. The links of such a page are then judged by the host on which it was found. So a list
// that says example.com works where the site lives at www.example.com.
//
// Thread safety: pure functions.
// Source: https://publicsuffix.org/list/, as built into libpsl.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "urls/url.h"

namespace tandem {

enum class Scope { kPage, kHost, kDomain, kAny };

// "page", "host", "domain" or "any"; kInvalidArgument names these.
Result<Scope> parse_scope(std::string_view name);
std::string_view scope_name(Scope scope);

// Whether a link on a page of `page_host` may be followed to `link_host`. Hosts here are host names
// as Url::hostname holds them.
bool in_scope(Scope scope, std::string_view page_host, std::string_view link_host);

// Whether a redirect may be followed from a URL of one host to one of another. `is_seed`: the URL
// is a seed, or was reached from one by redirects alone.
bool redirect_in_scope(Scope scope, std::string_view from_host, std::string_view target_host,
                       bool is_seed);

// The registrable domain of a host name as Url::hostname holds it: "a.b.example.co.uk" ->
// "example.co.uk". IP addresses, names without a dot, names under "localhost", and public suffixes
// themselves ("co.uk") are returned whole.
std::string registrable_domain(std::string_view hostname);

}  // namespace tandem
