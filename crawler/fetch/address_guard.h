// The address guard: which network addresses a crawl may connect to.
//
// A page may link to, redirect to, or resolve by DNS to an address inside the network that the
// crawler runs in. Names prove nothing (they can resolve differently a moment later), so the check
// is made at connect time on the very address handed to the socket.
//
// Refused is all that the IANA special-purpose registries (RFC 6890, RFC 8190) do not call
// globally reachable, multicast, and every form in which IPv6 carries an IPv4 address (mapped,
// NAT64, 6to4, Teredo), since those lead around the IPv4 table.
//
// Thread safety: pure functions.
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace tandem {

// Why the address is not public, as "loopback, RFC 1122"; empty if it is public. An address family
// other than AF_INET and AF_INET6, and a `size` too small for the family, are refused.
std::string_view refusal_reason(const sockaddr* address, socklen_t size);

inline bool is_public_address(const sockaddr* address, socklen_t size) {
  return refusal_reason(address, size).empty();
}

// The numeric form, without port: "127.0.0.1", "::1"; "?" for another family.
std::string address_text(const sockaddr* address, socklen_t size);

}  // namespace tandem
