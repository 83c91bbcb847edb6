#include "crawler/admission.h"

#include "tests/support/catch.h"
#include "urls/memory_frontier.h"

namespace tandem {
namespace {

struct Gate {
  explicit Gate(CrawlOptions chosen = {}) : options(std::move(chosen)) {}

  CrawlOptions options;
  std::unique_ptr<MemoryFrontier> frontier = std::move(*MemoryFrontier::create());
  Ledger ledger;
  std::vector<std::string> refusals;
  Admission admission{
      options, *frontier, ledger, [this](const Refusal& refusal) {
        refusals.push_back(std::string(refusal.reason) + " " + std::string(refusal.url));
      }};
  ManualClock clock;

  Admitted seed(const char* url) { return *admission.seed(*parse_url(url), clock.now()); }
  Admitted link(const char* url, uint32_t depth_of_page, const char* page_host = "a.localhost") {
    FrontierEntry page;
    page.url = page.key = std::string("http://") + page_host + "/page";
    page.host = page_host;
    page.depth = depth_of_page;
    const Url target = *parse_url(url);
    return *admission.link({target.href, canonical_key(target), target.hostname, false}, 0, page,
                           clock.now());
  }
};

}  // namespace

TEST_CASE("a URL is admitted once, whoever finds it") {
  Gate gate;
  CHECK(gate.seed("http://a.localhost/") == Admitted::kNew);
  CHECK(gate.seed("http://a.localhost/#part") == Admitted::kKnown);
  CHECK(gate.link("http://a.localhost/", 3) == Admitted::kKnown);
  CHECK(gate.link("http://a.localhost/x", 3) == Admitted::kNew);
  CHECK(gate.ledger.admitted() == 2);
  CHECK(gate.frontier->size() == 2);
}

TEST_CASE("links out of scope are refused, and reported once each") {
  Gate gate;
  CHECK(gate.link("http://b.localhost/", 0) == Admitted::kRefused);
  CHECK(gate.link("http://b.localhost/", 1) == Admitted::kRefused);
  CHECK(gate.refusals == std::vector<std::string>{"out_of_scope http://b.localhost/"});
  CHECK(gate.admission.refused() == 2);
  CHECK(gate.ledger.admitted() == 0);
}

TEST_CASE("links beyond the depth are refused; 0 fetches the list alone") {
  CrawlOptions options;
  options.depth = 0;
  Gate list(options);
  CHECK(list.seed("http://a.localhost/") == Admitted::kNew);
  CHECK(list.link("http://a.localhost/x", 0) == Admitted::kRefused);
  options.depth = 2;
  Gate two(options);
  CHECK(two.link("http://a.localhost/1", 1) == Admitted::kNew);
  CHECK(two.link("http://a.localhost/2", 2) == Admitted::kRefused);
  CHECK(two.refusals == std::vector<std::string>{"depth http://a.localhost/2"});
}

TEST_CASE("without a contact nothing leaves this machine") {
  CrawlOptions options;
  options.scope = Scope::kAny;
  Gate local(options);
  CHECK(local.link("https://example.com/", 0) == Admitted::kRefused);
  CHECK(local.refusals == std::vector<std::string>{"no_contact https://example.com/"});
  options.contact = "me@example.org";
  Gate known(options);
  CHECK(known.link("https://example.com/", 0) == Admitted::kNew);
}

TEST_CASE("a URL with a user name is refused: it would never be fetched") {
  Gate gate;
  CHECK(gate.seed("http://user:pw@a.localhost/") == Admitted::kRefused);
  CHECK(gate.link("http://0@a.localhost/x", 0) == Admitted::kRefused);
  CHECK(gate.ledger.admitted() == 0);
}

TEST_CASE("a link whose host is not that of its URL is refused: its reporter went wrong") {
  Gate gate;
  FrontierEntry page;
  page.url = page.key = "http://a.localhost/page";
  page.host = "a.localhost";
  const OutLink lie{"http://10.0.0.1/", "http://10.0.0.1/", "a.localhost", false};
  CHECK(*gate.admission.link(lie, 0, page, gate.clock.now()) == Admitted::kRefused);
  const OutLink empty{"", "", "a.localhost", false};
  CHECK(*gate.admission.link(empty, 0, page, gate.clock.now()) == Admitted::kRefused);
  CHECK(gate.frontier->size() == 0);
}

TEST_CASE("seeds of a host are leased in the order of the list") {
  Gate gate;
  gate.seed("http://a.localhost/z");
  gate.seed("http://a.localhost/a");
  const auto lease = gate.frontier->lease(gate.clock.now());
  REQUIRE(lease.ok());
  REQUIRE(lease->has_value());
  CHECK((*lease)->entry.url == "http://a.localhost/z");
}

TEST_CASE("hosts of this machine are known by name and by address") {
  for (const char* host : {"localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"}) {
    CAPTURE(host);
    CHECK(is_local_host(host));
  }
  for (const char* host :
       {"example.com", "localhost.example.com", "10.0.0.1", "127.example.com", "[::2]", ""}) {
    CAPTURE(host);
    CHECK_FALSE(is_local_host(host));
  }
}

TEST_CASE("a redirect keeps depth and referrer, and counts its hops") {
  Gate gate;
  FrontierEntry from;
  from.url = from.key = "http://a.localhost/old";
  from.host = "a.localhost";
  from.depth = 4;
  from.referrer = "http://a.localhost/";
  from.redirects = 2;
  CHECK(*gate.admission.redirect(*parse_url("http://a.localhost/new"), from, gate.clock.now()) ==
        Admitted::kNew);
  const auto lease = gate.frontier->lease(gate.clock.now());
  REQUIRE(lease.ok());
  REQUIRE(lease->has_value());
  CHECK((*lease)->entry.depth == 4);
  CHECK((*lease)->entry.referrer == "http://a.localhost/");
  CHECK((*lease)->entry.redirects == 3);
  CHECK(*gate.admission.redirect(*parse_url("http://b.localhost/"), from, gate.clock.now()) ==
        Admitted::kRefused);
}

}  // namespace tandem
