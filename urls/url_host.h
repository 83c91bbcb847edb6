// The host of a special URL: a domain in ASCII, an IPv4 or an IPv6 address.
//
// WHATWG URL Standard, section 3.5 (https://url.spec.whatwg.org/#host-parsing), with domains
// mapped by UTS #46, non-transitional, as browsers do. A domain that is ASCII already is only
// lower-cased: its "xn--" labels are not judged.
//
// Thread safety: a pure function.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tandem {

// The serialised host: "example.com", "192.168.0.1", "[2001:db8::1]". `text` is UTF-8 and may
// hold escapes. kInvalidArgument says what is wrong.
Result<std::string> parse_url_host(std::string_view text);

}  // namespace tandem
