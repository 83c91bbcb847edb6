#include "urls/robots.h"

#include <chrono>
#include <string>

#include "tests/support/catch.h"
#include "urls/robots_match.h"

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool allows(std::string_view robots, std::string_view agent, std::string_view path) {
  return RobotsRules::parse(robots).check(agent, path).allowed;
}

}  // namespace

// RFC 9309 2.2.1: the product token is compared without regard to case; groups of the same token
// are one; "*" counts only when no group names the crawler.
TEST_CASE("robots: which groups apply") {
  constexpr std::string_view kRobots =
      "User-agent: *\nDisallow: /everyone\n"
      "User-agent: TandemBot\nDisallow: /one\n"
      "User-agent: Other\nDisallow: /\n"
      "User-agent: tandembot/2.0\nDisallow: /two\n";
  CHECK_FALSE(allows(kRobots, "TANDEMBOT", "/one"));
  CHECK_FALSE(allows(kRobots, "tandembot", "/two"));
  CHECK(allows(kRobots, "TandemBot", "/everyone"));
  CHECK_FALSE(allows(kRobots, "Tandem", "/everyone"));
  CHECK(allows(kRobots, "Tandem", "/one"));
  CHECK_FALSE(allows(kRobots, "", "/everyone"));
}

// RFC 9309 2.1: several User-agent lines share the rules behind them.
TEST_CASE("robots: a group of several agents") {
  constexpr std::string_view kRobots =
      "user-agent: a\nuser-agent: b\n\nDisallow: /x\nallow: /x/y\n";
  CHECK_FALSE(allows(kRobots, "a", "/x"));
  CHECK_FALSE(allows(kRobots, "b", "/x"));
  CHECK(allows(kRobots, "b", "/x/y"));
  CHECK(allows(kRobots, "c", "/x"));
}

// RFC 9309 2.2.2: rules before the first group, and empty patterns, match nothing.
TEST_CASE("robots: rules that apply to no one") {
  CHECK(allows("Disallow: /\nUser-agent: *\nDisallow: /x\n", "a", "/y"));
  CHECK(allows("User-agent: *\nDisallow:\n", "a", "/"));
  CHECK(allows("", "a", "/"));
  CHECK(allows("User-agent: a\nUser-agent: *\nDisallow: /\nUser-agent: a\nAllow: /\n", "a", "/"));
}

// RFC 9309 2.2.2: the most octets win, Allow wins a tie; the path is compared with regard to case.
TEST_CASE("robots: the longest match") {
  constexpr std::string_view kRobots =
      "User-agent: *\nAllow: /p\nDisallow: /\nDisallow: /page\nAllow: /page\nDisallow: /page/x\n";
  CHECK(allows(kRobots, "a", "/p"));
  CHECK(allows(kRobots, "a", "/page"));
  CHECK_FALSE(allows(kRobots, "a", "/page/x"));
  CHECK_FALSE(allows(kRobots, "a", "/Page"));
}

// RFC 9309 2.2.3: "*" is any run of characters, "$" the end; both stand for themselves when
// escaped.
TEST_CASE("robots: special characters") {
  CHECK(robots_pattern_matches("/a*b", "/ab"));
  CHECK(robots_pattern_matches("/a*b", "/axxbyy"));
  CHECK_FALSE(robots_pattern_matches("/a*b", "/axx"));
  CHECK(robots_pattern_matches("/*.php$", "/x.php.php"));
  CHECK_FALSE(robots_pattern_matches("/*.php$", "/x.php?a"));
  CHECK(robots_pattern_matches("/a$", "/a"));
  CHECK_FALSE(robots_pattern_matches("/a$", "/a/"));
  CHECK(robots_pattern_matches("/a$b", "/a$bc"));
  CHECK(robots_pattern_matches("*", "/"));
  CHECK(robots_pattern_matches("*$", "/x"));
  CHECK(robots_pattern_matches("/**a**$", "/xxa"));
  // The pieces must not overlap.
  CHECK_FALSE(robots_pattern_matches("/ab*bc$", "/abc"));
  CHECK(robots_pattern_matches("/ab*bc$", "/abbc"));
  CHECK_FALSE(robots_pattern_matches("/a%2A", "/abc"));
}

TEST_CASE("robots: many stars cost no exponential time") {
  std::string pattern = "/";
  for (int i = 0; i < 500; ++i) pattern += "*a";
  const std::string path = "/" + std::string(2000, 'a');
  CHECK(robots_pattern_matches(pattern, path));
  CHECK_FALSE(robots_pattern_matches(pattern + "b", path));
  CHECK_FALSE(robots_pattern_matches(pattern + "b$", path));
}

// RFC 9309 2.2.2: escapes in either case of hexadecimal, and raw UTF-8 in the file.
TEST_CASE("robots: escapes") {
  CHECK_FALSE(allows("User-agent: *\nDisallow: /\xE3\x83\x84\n", "a", "/%e3%83%84"));
  CHECK_FALSE(allows("User-agent: *\nDisallow: /%e3%83%84\n", "a", "/%E3%83%84"));
  CHECK_FALSE(allows("User-agent: *\nDisallow: /a%2fb\n", "a", "/a%2Fb"));
  CHECK(allows("User-agent: *\nDisallow: /a%2fb\n", "a", "/a/b"));
  CHECK(normalise_robots_pattern("%zz%4") == "%zz%4");
}

TEST_CASE("robots: the verdict names the line that decides") {
  const RobotsRules rules = RobotsRules::parse(
      "# hello\r\nUser-agent: *\r\n  Disallow : /private  # not for you\r\nAllow: /private/ok\r\n");
  const RobotsVerdict no = rules.check("a", "/private/x");
  CHECK_FALSE(no.allowed);
  CHECK(no.rule == std::optional<std::string>("Disallow : /private"));
  CHECK(no.line == 3);
  const RobotsVerdict yes = rules.check("a", "/private/ok");
  CHECK(yes.allowed);
  CHECK(yes.line == 4);
  const RobotsVerdict none = rules.check("a", "/");
  CHECK(none.allowed);
  CHECK_FALSE(none.rule);
  CHECK(none.line == 0);
}

// RFC 9309 2.2: lines end in LF, CR LF or CR; 2.3: UTF-8, perhaps with a byte order mark.
TEST_CASE("robots: line ends and byte order marks") {
  for (const char* end : {"\n", "\r\n", "\r", "\n\n"}) {
    for (const char* mark : {"", "\xEF\xBB\xBF", "\xEF\xBB", "\xEF"}) {
      const std::string robots = std::string(mark) + "User-agent: *" + end + "Disallow: /x";
      CHECK_FALSE(allows(robots, "a", "/x"));
      CHECK(allows(robots, "a", "/y"));
    }
  }
}

TEST_CASE("robots: common mistakes are understood") {
  CHECK_FALSE(allows("useragent: *\nDissallow: /x\n", "a", "/x"));
  CHECK_FALSE(allows("User agent: *\ndisalow: /x\n", "a", "/x"));
  CHECK_FALSE(allows("user-agent *\ndisallow /x\n", "a", "/x"));
  CHECK(allows("user-agent *\ndisallow /x y\n", "a", "/x"));
}

// RFC 9309 2.5: at least 500 KiB are read. The line that the limit cuts is not half obeyed.
TEST_CASE("robots: only the first 500 KiB count") {
  const std::string head = "User-agent: *\nDisallow: /early\n";
  const std::string tail = "Disallow: /late-and-cut\nDisallow: /never\n";
  std::string robots = head + std::string(RobotsRules::kMaxBytes - head.size() - 12, '#');
  robots[robots.size() - 1] = '\n';
  robots += tail;
  REQUIRE(robots.size() > RobotsRules::kMaxBytes);
  CHECK_FALSE(allows(robots, "a", "/early"));
  CHECK(allows(robots, "a", "/late-and-cut"));
  CHECK(allows(robots, "a", "/other"));
  CHECK(allows(robots, "a", "/never"));
  CHECK(allows(std::string(RobotsRules::kMaxBytes * 2, 'x'), "a", "/"));
}

TEST_CASE("robots: crawl-delay and sitemaps") {
  const RobotsRules rules = RobotsRules::parse(
      "Sitemap: https://a.example/1.xml\nUser-agent: *\nCrawl-delay: 2.5\nDisallow: /x\n"
      "User-agent: slow\nUser-agent: b\nCrawl-delay: 3\nCrawl-Delay: 30 # s\n"
      "User-agent: bad\nCrawl-delay: -1\nCrawl-delay: nan\nCrawl-delay: soon\nAllow: /\n"
      "User-agent: huge\nCrawl-delay: 1e300\nAllow: /\n"
      "site-map: https://a.example/2.xml#x\nSitemap:\n");
  CHECK(rules.crawl_delay("anyone") == Duration(milliseconds(2500)));
  CHECK(rules.crawl_delay("slow") == Duration(seconds(30)));
  CHECK(rules.crawl_delay("SLOW") == Duration(seconds(30)));
  CHECK(rules.crawl_delay("huge") == Duration(std::chrono::hours(24)));
  CHECK(rules.sitemaps() ==
        std::vector<std::string>{"https://a.example/1.xml", "https://a.example/2.xml"});
  CHECK_FALSE(RobotsRules::parse("User-agent: a\nDisallow: /\n").crawl_delay("b"));
  // A Crawl-delay line does not end the list of agents: slow, b and bad are one group.
  CHECK(rules.crawl_delay("bad") == Duration(seconds(30)));
}

// RFC 9309 2.2.1.
TEST_CASE("product_token takes the leading token of a user agent") {
  CHECK(product_token("TandemBot/0.1 (+https://example.com/)") == "TandemBot");
  CHECK(product_token("My_Bot-x") == "My_Bot-x");
  CHECK(product_token("7bot").empty());
  CHECK(product_token("").empty());
}

}  // namespace tandem
