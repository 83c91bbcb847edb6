#include "urls/url.h"

#include <string>

#include "base/hash.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

std::string href(std::string_view input, std::string_view base = {}) {
  const Result<Url> url = parse_url(input, base);
  return url ? url->href : "error: " + url.error().message;
}

}  // namespace

TEST_CASE("parse_url gives the parts of the WHATWG API") {
  const Result<Url> url = parse_url("HTTPS://user:pw@Example.COM:8443/a/../b?q=1#top");
  REQUIRE(url);
  CHECK(url->href == "https://user:pw@example.com:8443/b?q=1#top");
  CHECK(url->protocol == "https:");
  CHECK(url->hostname == "example.com");
  CHECK(url->port == "8443");
  CHECK(url->pathname == "/b");
  CHECK(url->search == "?q=1");
  CHECK(url->hash == "#top");
  CHECK(url->host() == "example.com:8443");
  CHECK(url->origin() == "https://example.com:8443");
  CHECK(url->path_and_query() == "/b?q=1");
}

TEST_CASE("parse_url tells unsupported schemes from broken URLs") {
  for (const char* input : {"mailto:a@example.com", "javascript:void(0)", "ftp://example.com/",
                            "data:text/plain,x", "file:///etc/passwd"}) {
    CAPTURE(input);
    const Result<Url> url = parse_url(input, "http://example.com/");
    REQUIRE_FALSE(url);
    CHECK(url.error().code == ErrorCode::kInvalidArgument);
    CHECK(url.error().message.find("unsupported scheme") == 0);
  }
  const Result<Url> broken = parse_url("http://exa mple.com/");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message.find("unsupported") == std::string::npos);
}

// WHATWG URL 4.4, steps 1 and 3: outer controls and spaces, inner tabs and line ends.
TEST_CASE("parse_url strips what surrounds and breaks a URL") {
  CHECK(href(" \x01\r\nhttp://example.com/a\tb\nc \x1f") == "http://example.com/abc");
  CHECK(href("ht\ntp://example.com") == "http://example.com/");
}

// WHATWG URL 4.4, scheme state step 2.6: a port that is the scheme's default is null.
TEST_CASE("parse_url drops the default port alone") {
  CHECK(href("http://example.com:80/") == "http://example.com/");
  CHECK(href("https://example.com:443/") == "https://example.com/");
  CHECK(href("https://example.com:80/") == "https://example.com:80/");
  CHECK(href("http://example.com:0443/") == "http://example.com:443/");
  CHECK(href("http://example.com:/") == "http://example.com/");
  CHECK(href("http://example.com:65535/") == "http://example.com:65535/");
  CHECK_FALSE(parse_url("http://example.com:65536/"));
  CHECK_FALSE(parse_url("http://example.com:99999999999999999999/"));
  CHECK_FALSE(parse_url("http://example.com:8a/"));
}

// WHATWG URL 4.4, path state: dot segments, also escaped, and backslashes.
TEST_CASE("parse_url resolves dot segments") {
  CHECK(href("http://h/a/./b/../../../c") == "http://h/c");
  CHECK(href("http://h/a/%2E%2e/b/%2e") == "http://h/b/");
  CHECK(href("http://h\\a\\b") == "http://h/a/b");
  CHECK(href("http://h/...") == "http://h/...");
  CHECK(href("http://h//") == "http://h//");
}

// RFC 3986 5.4.1 and 5.4.2, reference resolution; the cases that apply to http. Where the two
// standards differ ("http:g", "g;x=1/../y" agree) the expectations are WHATWG's.
TEST_CASE("parse_url resolves references") {
  const std::string_view base = "http://a/b/c/d;p?q";
  CHECK(href("g", base) == "http://a/b/c/g");
  CHECK(href("./g", base) == "http://a/b/c/g");
  CHECK(href("g/", base) == "http://a/b/c/g/");
  CHECK(href("/g", base) == "http://a/g");
  CHECK(href("//g", base) == "http://g/");
  CHECK(href("?y", base) == "http://a/b/c/d;p?y");
  CHECK(href("g?y", base) == "http://a/b/c/g?y");
  CHECK(href("#s", base) == "http://a/b/c/d;p?q#s");
  CHECK(href("g#s", base) == "http://a/b/c/g#s");
  CHECK(href(";x", base) == "http://a/b/c/;x");
  CHECK(href("", base) == "http://a/b/c/d;p?q");
  CHECK(href(".", base) == "http://a/b/c/");
  CHECK(href("..", base) == "http://a/b/");
  CHECK(href("../g", base) == "http://a/b/g");
  CHECK(href("../../../g", base) == "http://a/g");
  CHECK(href("g;x=1/../y", base) == "http://a/b/c/y");
  CHECK(href("g?y/../x", base) == "http://a/b/c/g?y/../x");
  CHECK(href("http:g", base) == "http://a/b/c/g");
  CHECK(href("https:g", base) == "https://g/");
  CHECK(href("\\\\g\\h", base) == "http://g/h");
}

TEST_CASE("parse_url names a broken base") {
  const Result<Url> url = parse_url("a", "nonsense");
  REQUIRE_FALSE(url);
  CHECK(url.error().message.find("base: ") == 0);
  CHECK_FALSE(parse_url("a"));
  CHECK_FALSE(parse_url(""));
}

// WHATWG URL 1.3: each part has its own set of bytes to escape; existing escapes stay.
TEST_CASE("parse_url escapes by part") {
  CHECK(href("http://h/ \"<>`{}^|'?#") == "http://h/%20%22%3C%3E%60%7B%7D%5E|'?#");
  CHECK(href("http://h/? \"<>`{}^|'") == "http://h/?%20%22%3C%3E`{}^|%27");
  CHECK(href("http://h/# \"<>`{}^|'") == "http://h/#%20%22%3C%3E%60{}^|'");
  CHECK(href("http://h/\xED\x95\x9C?\xED\x95\x9C") == "http://h/%ED%95%9C?%ED%95%9C");
  CHECK(href("http://h/%zz%4") == "http://h/%zz%4");
}

// Encoding Standard, UTF-8 decode: what is not UTF-8 is read as U+FFFD.
TEST_CASE("parse_url replaces bytes that are not UTF-8") {
  CHECK(href("http://h/\xFFz") == "http://h/%EF%BF%BDz");
  CHECK(href("http://h/\xE4\xB8") == "http://h/%EF%BF%BD%EF%BF%BD");
  CHECK(href("http://h/\xC0\xAF") == "http://h/%EF%BF%BD%EF%BF%BD");
}

// UTS #46, non-transitional processing.
TEST_CASE("parse_url maps domains to ASCII") {
  CHECK(href("http://B\xC3\xBC"
             "cher.example/") == "http://xn--bcher-kva.example/");
  CHECK(href("http://fa\xC3\x9F.example/") == "http://xn--fa-hia.example/");
  CHECK(href("http://\xED\x95\x9C\xEA\xB5\xAD.example/") == "http://xn--3e0b707e.example/");
  CHECK(href("http://EXAMPLE%2ecom/") == "http://example.com/");
  CHECK_FALSE(parse_url("http://\xE2\x80\x8D.example/"));
  CHECK_FALSE(parse_url("http://a%00b/"));
  CHECK_FALSE(parse_url("http://a%2Fb/"));
}

// WHATWG URL 3.5: all the number forms of IPv4, and the canonical form of RFC 5952 for IPv6.
TEST_CASE("parse_url writes IP addresses in one form") {
  CHECK(href("http://127.1/") == "http://127.0.0.1/");
  CHECK(href("http://0x7f.0.0.1/") == "http://127.0.0.1/");
  CHECK(href("http://2130706433/") == "http://127.0.0.1/");
  CHECK(href("http://0177.0.0.01/") == "http://127.0.0.1/");
  CHECK(href("http://127.0.0.1./") == "http://127.0.0.1/");
  CHECK_FALSE(parse_url("http://256.0.0.1/"));
  CHECK_FALSE(parse_url("http://1.2.3.4.5/"));
  CHECK_FALSE(parse_url("http://4294967296/"));
  CHECK_FALSE(parse_url("http://1.2.3.08/"));
  CHECK(href("http://[2001:DB8:0:0:1:0:0:1]/") == "http://[2001:db8::1:0:0:1]/");
  CHECK(href("http://[::]/") == "http://[::]/");
  CHECK(href("http://[::1]:8080/") == "http://[::1]:8080/");
  CHECK(href("http://[1::]/") == "http://[1::]/");
  CHECK(href("http://[::ffff:1.2.3.4]/") == "http://[::ffff:102:304]/");
  CHECK(href("http://[1:2:3:4:5:6:7:8]/") == "http://[1:2:3:4:5:6:7:8]/");
  CHECK(href("http://[1:2:3:4:5:6:1.2.3.4]/") == "http://[1:2:3:4:5:6:102:304]/");
  CHECK(href("http://[1::8:1.2.3.4]/") == "http://[1::8:102:304]/");
  for (const char* bad :
       {"[::1", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[:1]", "[1:]", "[12345::]",
        "[::1.2.3]", "[::01.2.3.4]", "[1:2:3:4:5:6:7:1.2.3.4]", "[]", "[:]", "[::%251]"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_url("http://" + std::string(bad) + "/"));
  }
}

TEST_CASE("parse_url is linear in the input") {
  std::string deep = "http://h/";
  for (int i = 0; i < 200000; ++i) deep += "a/../";
  CHECK(href(deep) == "http://h/");
  const std::string at_signs = "http://" + std::string(1000000, '@') + "h/";
  REQUIRE(parse_url(at_signs));
  CHECK_FALSE(parse_url("http://" + std::string(1000000, '.') + "\xC3\xA9/"));
}

TEST_CASE("canonical_key drops the fragment and document_id hashes the key") {
  const Result<Url> plain = parse_url("http://example.com/a?b");
  const Result<Url> with_hash = parse_url("http://example.com/a?b#c?d#e");
  REQUIRE(plain);
  REQUIRE(with_hash);
  CHECK(canonical_key(*with_hash) == "http://example.com/a?b");
  CHECK(canonical_key(*plain) == canonical_key(*with_hash));
  CHECK(document_id(*with_hash) == hash128_hex("http://example.com/a?b"));
  CHECK(document_id(*plain).size() == 32);
}

// XXH3's own test vector for the empty input (seed 0), and agreement of the two forms.
TEST_CASE("hash128 and hash128_hex agree") {
  CHECK(hash128_hex("") == "99aa06d3014798d86001c324468d497f");
  CHECK(hash128("") == Hash128{0x99aa06d3014798d8U, 0x6001c324468d497fU});
  CHECK_FALSE(hash128("a") == hash128("b"));
}

}  // namespace tandem
