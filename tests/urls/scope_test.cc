#include "urls/scope.h"

#include "tests/support/catch.h"

namespace tandem {
namespace {

Url url(std::string_view text) {
  Result<Url> parsed = parse_url(text);
  REQUIRE(parsed);
  return *parsed;
}

bool follows(Scope scope, std::string_view page, std::string_view link) {
  return in_scope(scope, url(page).hostname, url(link).hostname);
}

bool redirects(Scope scope, std::string_view from, std::string_view target, bool is_seed) {
  return redirect_in_scope(scope, url(from).hostname, url(target).hostname, is_seed);
}

}  // namespace

TEST_CASE("parse_scope knows four names and says so") {
  for (const char* name : {"page", "host", "domain", "any"}) {
    const Result<Scope> scope = parse_scope(name);
    REQUIRE(scope);
    CHECK(scope_name(*scope) == name);
  }
  const Result<Scope> unknown = parse_scope("site");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == ErrorCode::kInvalidArgument);
  CHECK(unknown.error().message.find("page, host, domain or any") != std::string::npos);
}

TEST_CASE("in_scope: page, host and any") {
  CHECK_FALSE(follows(Scope::kPage, "http://a.example/", "http://a.example/x"));
  CHECK(follows(Scope::kHost, "http://a.example/", "https://a.example:8443/x"));
  CHECK_FALSE(follows(Scope::kHost, "http://a.example/", "http://www.a.example/"));
  CHECK_FALSE(follows(Scope::kHost, "http://a.example/", "http://b.example/"));
  CHECK(follows(Scope::kAny, "http://a.example/", "http://b.test/"));
}

TEST_CASE("in_scope: domain goes by the Public Suffix List") {
  CHECK(follows(Scope::kDomain, "http://a.example.com/", "http://b.c.example.com/"));
  CHECK_FALSE(follows(Scope::kDomain, "http://a.example.com/", "http://other.com/"));
  CHECK(follows(Scope::kDomain, "http://a.example.co.uk/", "http://example.co.uk/"));
  CHECK_FALSE(follows(Scope::kDomain, "http://a.co.uk/", "http://b.co.uk/"));
  CHECK_FALSE(follows(Scope::kDomain, "http://a.github.io/", "http://b.github.io/"));
  CHECK(follows(Scope::kDomain, "http://127.0.0.1/", "http://127.0.0.1:81/"));
  CHECK_FALSE(follows(Scope::kDomain, "http://127.0.0.1/", "http://10.0.0.1/"));
  CHECK_FALSE(follows(Scope::kDomain, "http://[::1]/", "http://[::2]/"));
  CHECK_FALSE(follows(Scope::kDomain, "http://a.localhost/", "http://b.localhost/"));
}

TEST_CASE("registrable_domain") {
  CHECK(registrable_domain("www.example.com") == "example.com");
  CHECK(registrable_domain("www.example.com.") == "example.com");
  CHECK(registrable_domain("a.b.site.test") == "site.test");
  CHECK(registrable_domain("co.uk") == "co.uk");
  CHECK(registrable_domain("com") == "com");
  CHECK(registrable_domain("www.xn--85x722f.com.cn") == "xn--85x722f.com.cn");
  CHECK(registrable_domain("a.xn--85x722f.xn--55qx5d.cn") == "xn--85x722f.xn--55qx5d.cn");
  CHECK(registrable_domain("127.0.0.1") == "127.0.0.1");
  CHECK(registrable_domain("[::1]") == "[::1]");
  CHECK(registrable_domain("localhost") == "localhost");
  CHECK(registrable_domain("x.localhost") == "x.localhost");
  CHECK(registrable_domain("intranet") == "intranet");
}

TEST_CASE("redirect_in_scope lets a seed move between www and the bare name") {
  for (const Scope scope : {Scope::kPage, Scope::kHost}) {
    CHECK(redirects(scope, "http://a.example/", "https://www.a.example/", true));
    CHECK(redirects(scope, "http://www.a.example/", "https://a.example/home", true));
    CHECK(redirects(scope, "http://a.example/", "https://a.example/home", true));
    CHECK_FALSE(redirects(scope, "http://a.example/", "http://b.example/", true));
    CHECK_FALSE(redirects(scope, "http://a.example/", "http://www.www.a.example/", true));
    CHECK_FALSE(redirects(scope, "http://a.example/x", "https://www.a.example/x", false));
  }
  CHECK(redirects(Scope::kHost, "http://a.example/x", "http://a.example/y", false));
  CHECK(redirects(Scope::kDomain, "http://a.example.com/", "http://b.example.com/", false));
  CHECK(redirects(Scope::kAny, "http://a.example/", "http://b.test/", false));
}

}  // namespace tandem
