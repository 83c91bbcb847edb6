#include "crawler/robots_gate.h"

#include "tests/support/catch.h"
#include "urls/memory_frontier.h"

namespace tandem {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

// Takes requests and answers none: the test does.
class RecordingFetcher final : public Fetcher {
 public:
  Result<void> start(FetchRequest request) override {
    requests.push_back(std::move(request));
    return {};
  }
  void cancel_all() override {}
  void shutdown() override {}
  [[nodiscard]] std::vector<FetchLane> lanes() const override { return {}; }

  std::vector<FetchRequest> requests;
};

struct Site {
  explicit Site(Duration delay = 0s) : options(make_options(delay)) {}

  static CrawlOptions make_options(Duration delay) {
    CrawlOptions options;
    options.delay = delay;
    options.user_agent = "tandem/0.1";
    options.retries = 1;
    return options;
  }

  CrawlOptions options;
  ManualClock clock;
  RecordingFetcher fetcher;
  std::unique_ptr<MemoryFrontier> frontier = std::move(*MemoryFrontier::create());
  RobotsGate gate{options, fetcher, *frontier, clock};

  void queue(const std::string& url) {
    FrontierEntry entry;
    entry.url = entry.key = url;
    entry.host = parse_url(url)->hostname;
    const auto added = frontier->add(std::move(entry), clock.now());
    REQUIRE(added.ok());
  }
  // Leases the next URL and asks the gate about it.
  RobotsDecision ask() {
    auto lease = frontier->lease(clock.now());
    REQUIRE(lease.ok());
    REQUIRE(lease->has_value());
    const Url url = *parse_url((*lease)->entry.url);
    auto decision = gate.ask(**lease, url);
    REQUIRE(decision.ok());
    return *decision;
  }
  void answer(int status, const std::string& body, const std::string& location = {}) {
    FetchResult result;
    result.id = fetcher.requests.back().id;
    result.status = status;
    result.location = location;
    result.body = to_bytes(body);
    REQUIRE(gate.answer(result).ok());
  }
  void fail(FetchError error) {
    FetchResult result;
    result.id = fetcher.requests.back().id;
    result.error = error;
    REQUIRE(gate.answer(result).ok());
  }
};

}  // namespace

TEST_CASE("a site's robots.txt is asked for once, before its first page") {
  Site site;
  site.queue("http://a.localhost:8080/x?q#f");
  CHECK(site.ask().kind == RobotsDecision::kWait);
  REQUIRE(site.fetcher.requests.size() == 1);
  CHECK(site.fetcher.requests[0].url == "http://a.localhost:8080/robots.txt");
  CHECK((site.fetcher.requests[0].id & RobotsGate::kIdBit) != 0);
  CHECK(site.gate.waiting() == 1);
  CHECK(site.frontier->size() == 0);
  site.answer(200, "User-agent: *\nDisallow: /y\n");
  CHECK(site.gate.waiting() == 0);
  CHECK(site.frontier->size() == 1);  // back, and waits for its turn
  CHECK(site.ask().kind == RobotsDecision::kAllowed);
  CHECK(site.fetcher.requests.size() == 1);
}

TEST_CASE("asking for robots.txt was a contact: the page waits for the delay") {
  Site site(2s);
  site.queue("http://a.localhost/");
  CHECK(site.ask().kind == RobotsDecision::kWait);
  site.answer(404, "");
  CHECK_FALSE(site.frontier->lease(site.clock.now())->has_value());
  site.clock.advance(2s);
  CHECK(site.ask().kind == RobotsDecision::kAllowed);
}

TEST_CASE("what robots.txt forbids is refused with the line that decides") {
  Site site;
  site.queue("http://a.localhost/private/x");
  site.ask();
  site.answer(200, "User-agent: Tandem\nDisallow: /private/\n");
  const RobotsDecision decision = site.ask();
  CHECK(decision.kind == RobotsDecision::kDisallowed);
  CHECK(decision.detail == "Disallow: /private/");
}

// RFC 9309, 2.3.1.4: "If the robots.txt file is unreachable due to server or network errors ...
// the crawler MUST assume complete disallow."
TEST_CASE("an unreachable robots.txt is asked for again, then nothing of the site is fetched") {
  Site site;
  site.queue("http://a.localhost/");
  site.ask();
  site.fail(FetchError::kConnect);
  CHECK_FALSE(site.frontier->lease(site.clock.now())->has_value());
  site.clock.advance(1s);
  CHECK(site.ask().kind == RobotsDecision::kWait);
  REQUIRE(site.fetcher.requests.size() == 2);
  site.answer(503, "");
  site.clock.advance(1s);
  const RobotsDecision decision = site.ask();
  CHECK(decision.kind == RobotsDecision::kUnreachable);
  CHECK(decision.detail == "http_503");
}

// RFC 9309, 2.3.1.2: "crawlers SHOULD follow at least five consecutive redirects".
TEST_CASE("redirects of robots.txt are followed five times") {
  Site site;
  site.queue("http://a.localhost/");
  site.ask();
  for (int i = 1; i <= 5; ++i) {
    site.answer(301, "", "/robots-" + std::to_string(i) + ".txt");
    CHECK(site.fetcher.requests.back().url ==
          "http://a.localhost/robots-" + std::to_string(i) + ".txt");
  }
  site.answer(301, "", "/robots-6.txt");
  CHECK(site.fetcher.requests.size() == 6);
  CHECK(site.ask().kind == RobotsDecision::kAllowed);
}

TEST_CASE("rules are those of the origin: another port has a robots.txt of its own") {
  Site site;
  site.queue("http://a.localhost:1/");
  site.ask();
  site.answer(200, "User-agent: *\nDisallow: /\n");
  CHECK(site.ask().kind == RobotsDecision::kDisallowed);
  site.queue("http://b.localhost:2/");
  CHECK(site.ask().kind == RobotsDecision::kWait);
}

TEST_CASE("a user name in a page's URL does not reach the request for robots.txt") {
  Site site;
  site.queue("http://0:0@a.localhost/x");
  site.ask();
  CHECK(site.fetcher.requests[0].url == "http://a.localhost/robots.txt");
}

TEST_CASE("a relative redirect of robots.txt belongs to the host that sent it") {
  Site site;
  site.queue("http://a.localhost/");
  site.ask();
  site.answer(301, "", "http://b.localhost/robots.txt");
  site.answer(301, "", "/real-robots.txt");
  CHECK(site.fetcher.requests.back().url == "http://b.localhost/real-robots.txt");
}

TEST_CASE("without a contact robots.txt is not followed off this machine") {
  Site site;
  site.queue("http://a.localhost/");
  site.ask();
  site.answer(301, "", "https://example.com/robots.txt");
  CHECK(site.fetcher.requests.size() == 1);
}

TEST_CASE("Retry-After of robots.txt is honoured") {
  Site site;
  site.queue("http://a.localhost/");
  site.ask();
  FetchResult busy;
  busy.id = site.fetcher.requests.back().id;
  busy.status = 503;
  busy.retry_after = "20";
  REQUIRE(site.gate.answer(busy).ok());
  site.clock.advance(19s);
  CHECK_FALSE(site.frontier->lease(site.clock.now())->has_value());
  site.clock.advance(1s);
  CHECK(site.ask().kind == RobotsDecision::kWait);
}

TEST_CASE("ignoring robots.txt asks for nothing") {
  Site site;
  site.options.obey_robots = false;
  site.queue("http://a.localhost/");
  CHECK(site.ask().kind == RobotsDecision::kAllowed);
  CHECK(site.fetcher.requests.empty());
}

TEST_CASE("a stopped crawl gets its parked leases back") {
  Site site;
  site.queue("http://a.localhost/");
  site.ask();
  REQUIRE(site.gate.abandon().ok());
  CHECK(site.gate.waiting() == 0);
  CHECK(site.frontier->size() == 1);
  site.answer(200, "");  // comes too late, and changes nothing
  CHECK(site.frontier->size() == 1);
}

}  // namespace tandem
