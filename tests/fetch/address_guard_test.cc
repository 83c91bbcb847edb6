#include "crawler/fetch/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

#include "tests/fetch/fetching.h"
#include "tests/support/http_server.h"

namespace tandem {
namespace {

std::string_view reason_for(const char* text) {
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1) {
    return refusal_reason(reinterpret_cast<const sockaddr*>(&ipv4), sizeof ipv4);
  }
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  REQUIRE(inet_pton(AF_INET6, text, &ipv6.sin6_addr) == 1);
  CHECK(address_text(reinterpret_cast<const sockaddr*>(&ipv6), sizeof ipv6) == text);
  return refusal_reason(reinterpret_cast<const sockaddr*>(&ipv6), sizeof ipv6);
}

struct Row {
  const char* address;
  const char* reason;  // a part of it; null: public
};

}  // namespace

// RFC 6890 section 2.2.2, and the registry it created, with the documents that the rows cite.
TEST_CASE("special-purpose IPv4 addresses are refused to their edges") {
  const Row rows[] = {
      {"0.0.0.0", "RFC 791"},
      {"0.255.255.255", "RFC 791"},
      {"1.0.0.0", nullptr},
      {"1.1.1.1", nullptr},
      {"9.255.255.255", nullptr},
      {"10.0.0.0", "RFC 1918"},
      {"10.255.255.255", "RFC 1918"},
      {"11.0.0.0", nullptr},
      {"100.63.255.255", nullptr},
      {"100.64.0.0", "RFC 6598"},
      {"100.127.255.255", "RFC 6598"},
      {"100.128.0.0", nullptr},
      {"126.255.255.255", nullptr},
      {"127.0.0.1", "loopback, RFC 1122"},
      {"127.255.255.255", "RFC 1122"},
      {"128.0.0.0", nullptr},
      {"169.253.255.255", nullptr},
      {"169.254.169.254", "RFC 3927"},
      {"169.255.0.0", nullptr},
      {"172.15.255.255", nullptr},
      {"172.16.0.0", "RFC 1918"},
      {"172.31.255.255", "RFC 1918"},
      {"172.32.0.0", nullptr},
      {"192.0.0.0", "RFC 6890"},
      {"192.0.0.255", "RFC 6890"},
      {"192.0.1.0", nullptr},
      {"192.0.2.1", "RFC 5737"},
      {"192.0.3.0", nullptr},
      {"192.88.99.1", "RFC 7526"},
      {"192.167.255.255", nullptr},
      {"192.168.0.0", "RFC 1918"},
      {"192.168.255.255", "RFC 1918"},
      {"192.169.0.0", nullptr},
      {"198.17.255.255", nullptr},
      {"198.18.0.0", "RFC 2544"},
      {"198.19.255.255", "RFC 2544"},
      {"198.20.0.0", nullptr},
      {"198.51.100.7", "RFC 5737"},
      {"203.0.113.7", "RFC 5737"},
      {"223.255.255.255", nullptr},
      {"224.0.0.1", "multicast"},
      {"239.255.255.255", "multicast"},
      {"240.0.0.1", "reserved"},
      {"255.255.255.254", "reserved"},
      {"255.255.255.255", "broadcast"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.address);
    const std::string_view reason = reason_for(row.address);
    CAPTURE(reason);
    CHECK(reason.empty() == (row.reason == nullptr));
    if (row.reason != nullptr) CHECK(reason.find(row.reason) != std::string_view::npos);
  }
}

// RFC 6890 section 2.2.3, likewise; RFC 4291 section 2.4 for what an address is.
TEST_CASE("special-purpose IPv6 addresses are refused to their edges") {
  const Row rows[] = {
      {"::", "unspecified"},
      {"::1", "loopback"},
      {"::2", "not global unicast"},
      {"::ffff:127.0.0.1", "IPv4-mapped"},
      {"::ffff:8.8.8.8", "IPv4-mapped"},
      {"64:ff9b::7f00:1", "NAT64, RFC 6052"},
      {"64:ff9b:1::a00:1", "RFC 8215"},
      {"100::1", "RFC 6666"},
      {"1fff:ffff::1", "not global unicast"},
      {"2001::1", "Teredo"},
      {"2001:2::1", "RFC 2928"},
      {"2001:1ff:ffff::1", "RFC 2928"},
      {"2001:200::1", nullptr},
      {"2001:db7:ffff::1", nullptr},
      {"2001:db8::1", "RFC 3849"},
      {"2001:db9::1", nullptr},
      {"2001:4860:4860::8888", nullptr},
      {"2002:7f00:1::1", "6to4"},
      {"2003::1", nullptr},
      {"2a00:1450:4001::1", nullptr},
      {"3ffe:ffff::1", nullptr},
      {"3fff::1", "RFC 9637"},
      {"3fff:fff:ffff::1", "RFC 9637"},
      {"3fff:1000::1", nullptr},
      {"4000::1", "not global unicast"},
      {"5f00::1", "RFC 9602"},
      {"fc00::1", "RFC 4193"},
      {"fdff:ffff::1", "RFC 4193"},
      {"fe80::1", "link local"},
      {"febf::1", "link local"},
      {"fec0::1", "site local"},
      {"ff02::1", "multicast"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.address);
    const std::string_view reason = reason_for(row.address);
    CAPTURE(reason);
    CHECK(reason.empty() == (row.reason == nullptr));
    if (row.reason != nullptr) CHECK(reason.find(row.reason) != std::string_view::npos);
  }
}

TEST_CASE("what is no whole internet address is refused") {
  sockaddr_storage storage{};
  const auto* address = reinterpret_cast<const sockaddr*>(&storage);
  storage.ss_family = AF_UNIX;
  CHECK_FALSE(is_public_address(address, sizeof storage));
  CHECK(address_text(address, sizeof storage) == "?");
  storage.ss_family = AF_INET6;
  CHECK_FALSE(is_public_address(address, sizeof(sockaddr_in6) - 1));
  storage.ss_family = AF_INET;
  CHECK_FALSE(is_public_address(address, sizeof(sockaddr_in) - 1));
}

TEST_CASE("without allow_private no connection is made to this machine") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  auto server = testing::HttpServer::start({"127.0.0.1", "::1"});
  if (!server) server = testing::HttpServer::start();  // a machine without IPv6
  REQUIRE(server.ok());
  FetchSettings settings = loopback_settings();
  settings.allow_private = false;
  OneByOne fetcher(by, settings);
  for (const char* host : {"127.0.0.1", "[::1]", "localhost", "a.localhost", "127.9.9.9",
                           "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "2130706433", "0x7f.1"}) {
    CAPTURE(host);
    const FetchResult result = fetcher.fetch((*server)->url("/", host));
    CAPTURE(result.message);
    CHECK(fetch_error_name(result.error) == "forbidden_address");
    CHECK(result.message.find("--allow-private") != std::string::npos);
    CHECK(result.status == 0);
  }
  CHECK(fetcher.fetch((*server)->url("/", "127.0.0.1")).message.find("127.0.0.1") !=
        std::string::npos);
  CHECK((*server)->stats().connections == 0);
}

// RFC 6761 section 6.3: names under localhost mean this machine, whatever DNS says.
TEST_CASE("names under localhost lead to the loopback address") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  auto server = testing::HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::page("x"));
  OneByOne fetcher(by);
  for (const char* host : {"localhost", "site-1.localhost", "a.b.localhost"}) {
    CAPTURE(host);
    const FetchResult result = fetcher.fetch((*server)->url("/", host));
    CAPTURE(result.message);
    CHECK(result.error == FetchError::kNone);
    CHECK(result.ip == "127.0.0.1");
  }
}

}  // namespace tandem
