// Url: an absolute http or https URL, and how it is resolved and written.
//
// Thread safety: a value type; the functions may be called from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tandem {

// The parts of a URL, named and delimited as in the WHATWG URL Standard's API
// (https://url.spec.whatwg.org/#api): protocol with ":", search with "?", hash with "#".
struct Url {
  std::string href;  // the whole URL, serialised
  std::string protocol;
  std::string hostname;
  std::string port;  // empty when it is the scheme's default
  std::string pathname;
  std::string search;
  std::string hash;

  // hostname[:port]
  [[nodiscard]] std::string host() const;
  // protocol//host: what robots.txt applies to.
  [[nodiscard]] std::string origin() const;
  // pathname + search: what robots rules are matched against and what a request line carries.
  [[nodiscard]] std::string path_and_query() const;
};

// Parses `input`, relative to `base` unless that is empty. kInvalidArgument says what is wrong.
Result<Url> parse_url(std::string_view input, std::string_view base = {});

// The canonical form: the key of the seen-set. Today: the URL without its fragment.
std::string canonical_key(const Url& url);

// The identity of a document: hash128_hex(canonical_key(url)).
std::string document_id(const Url& url);

}  // namespace tandem
