#include "crawler/fetch/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace tandem {
namespace {

// The first `bits` bits of an address, and why addresses that begin so are refused.
struct Block {
  std::array<uint8_t, 16> prefix;
  unsigned bits;
  std::string_view reason;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry. More specific rows that are globally
// reachable (192.0.0.9, 192.0.0.10) serve no web pages and are refused with their block.
constexpr std::array<Block, 16> kIpv4 = {{
    {{0}, 8, "this network, RFC 791"},
    {{10}, 8, "private use, RFC 1918"},
    {{100, 64}, 10, "shared address space of carrier NAT, RFC 6598"},
    {{127}, 8, "loopback, RFC 1122"},
    {{169, 254}, 16, "link local, RFC 3927"},
    {{172, 16}, 12, "private use, RFC 1918"},
    {{192, 0, 0}, 24, "IETF protocol assignments, RFC 6890"},
    {{192, 0, 2}, 24, "documentation, RFC 5737"},
    {{192, 88, 99}, 24, "6to4 relay anycast, RFC 7526"},
    {{192, 168}, 16, "private use, RFC 1918"},
    {{198, 18}, 15, "benchmarking, RFC 2544"},
    {{198, 51, 100}, 24, "documentation, RFC 5737"},
    {{203, 0, 113}, 24, "documentation, RFC 5737"},
    {{224}, 4, "multicast, RFC 5771"},
    {{255, 255, 255, 255}, 32, "limited broadcast, RFC 919"},
    {{240}, 4, "reserved, RFC 1112"},
}};

// https://www.iana.org/assignments/iana-ipv6-special-registry. The rows outside 2000::/3 would be
// refused without being named here; they are named for their reason.
constexpr std::array<Block, 16> kIpv6 = {{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 128, "unspecified, RFC 4291"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback, RFC 4291"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "IPv4-mapped, RFC 4291"},
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48, "local-use NAT64, RFC 8215"},
    {{0, 0x64, 0xff, 0x9b}, 96, "NAT64, RFC 6052"},
    {{1}, 64, "discard only, RFC 6666"},
    {{0x20, 0x01, 0, 0}, 32, "Teredo, RFC 4380"},
    {{0x20, 0x01, 0}, 23, "IETF protocol assignments, RFC 2928"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation, RFC 3849"},
    {{0x20, 0x02}, 16, "6to4, RFC 3056"},
    {{0x3f, 0xff}, 20, "documentation, RFC 9637"},
    {{0x5f}, 16, "segment routing, RFC 9602"},
    {{0xfc}, 7, "unique local, RFC 4193"},
    {{0xfe, 0x80}, 10, "link local, RFC 4291"},
    {{0xfe, 0xc0}, 10, "site local, RFC 3879"},
    {{0xff}, 8, "multicast, RFC 4291"},
}};

bool begins_with(std::span<const uint8_t> address, const Block& block) {
  const size_t whole = block.bits / 8;
  if (!std::equal(block.prefix.begin(), block.prefix.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.begin())) {
    return false;
  }
  const unsigned rest = block.bits % 8;
  if (rest == 0) return true;
  return (address[whole] ^ block.prefix[whole]) >> (8 - rest) == 0;
}

std::string_view find_reason(std::span<const uint8_t> address, std::span<const Block> blocks) {
  for (const Block& block : blocks) {
    if (begins_with(address, block)) return block.reason;
  }
  return {};
}

}  // namespace

std::string_view refusal_reason(const sockaddr* address, socklen_t size) {
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in ipv4;
    std::memcpy(&ipv4, address, sizeof ipv4);
    std::array<uint8_t, 4> bytes;
    std::memcpy(bytes.data(), &ipv4.sin_addr, bytes.size());
    return find_reason(bytes, kIpv4);
  }
  if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 ipv6;
    std::memcpy(&ipv6, address, sizeof ipv6);
    std::array<uint8_t, 16> bytes;
    std::memcpy(bytes.data(), &ipv6.sin6_addr, bytes.size());
    const std::string_view reason = find_reason(bytes, kIpv6);
    // RFC 4291 section 2.4 and the IANA IPv6 address space registry: 2000::/3 is all that has been
    // delegated as global unicast.
    if (reason.empty() && bytes[0] >> 5 != 1) return "not global unicast, RFC 4291";
    return reason;
  }
  return "not an internet address";
}

std::string address_text(const sockaddr* address, socklen_t size) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in ipv4;
    std::memcpy(&ipv4, address, sizeof ipv4);
    if (inet_ntop(AF_INET, &ipv4.sin_addr, text.data(), text.size()) != nullptr) return text.data();
  } else if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 ipv6;
    std::memcpy(&ipv6, address, sizeof ipv6);
    if (inet_ntop(AF_INET6, &ipv6.sin6_addr, text.data(), text.size()) != nullptr) {
      return text.data();
    }
  }
  return "?";
}

}  // namespace tandem
