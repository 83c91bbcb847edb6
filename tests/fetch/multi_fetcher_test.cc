#include "crawler/fetch/multi_fetcher.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "crawler/fetch/inline_fetcher.h"
#include "tests/fetch/fetching.h"
#include "tests/support/http_server.h"

namespace tandem {
namespace {

using testing::HttpServer;
using testing::Reply;
using testing::ServerRequest;
using testing::ServerStats;

struct Pool {
  explicit Pool(MultiFetcherOptions options, FetchSettings settings = loopback_settings())
      : curl(CurlGlobal::create()) {
    REQUIRE(curl.ok());
    auto created = MultiFetcher::create(options, std::move(settings), clock, collector.done());
    REQUIRE(created.ok());
    fetcher = std::move(*created);
  }
  SystemClock clock;
  Result<CurlGlobal> curl;
  Collector collector;
  std::unique_ptr<MultiFetcher> fetcher;
};

FetchRequest numbered(uint64_t id, std::string url, std::string host) {
  FetchRequest request;
  request.id = id;
  request.url = std::move(url);
  request.host = std::move(host);
  return request;
}

std::set<uint64_t> ids_of(const std::vector<FetchResult>& results) {
  std::set<uint64_t> ids;
  for (const FetchResult& result : results) ids.insert(result.id);
  return ids;
}

}  // namespace

TEST_CASE("MultiFetcher fetches many hosts at once, each over one connection") {
  std::vector<std::string> hosts;
  for (int i = 1; i <= 20; ++i) hosts.push_back("127.0.0." + std::to_string(i));
  auto server = HttpServer::start(hosts);
  REQUIRE(server.ok());
  (*server)->fallback([](const ServerRequest& request) {
    Reply reply = testing::page(request.address + request.path);
    reply.delay = std::chrono::milliseconds(20);
    return reply;
  });
  Pool pool({.threads = 3, .connections = 30});
  // One request a host at a time, as the frontier releases them.
  std::map<uint64_t, std::string> expected;
  for (uint64_t round = 0; round < 5; ++round) {
    for (const std::string& host : hosts) {
      const uint64_t id = expected.size();
      const std::string path = "/" + std::to_string(id);
      expected[id] = host + path;
      REQUIRE(pool.fetcher->start(numbered(id, (*server)->url(path, host), host)).ok());
    }
    for (const FetchResult& result : pool.collector.wait_for(hosts.size())) {
      CHECK(result.error == FetchError::kNone);
      CHECK(as_text(result.body) == expected[result.id]);
      CHECK(result.reused == (round > 0));
    }
  }
  CHECK((*server)->stats().connections == hosts.size());

  const std::vector<FetchLane> lanes = pool.fetcher->lanes();
  REQUIRE(lanes.size() == 3);
  std::set<pid_t> tids;
  uint64_t fetches = 0;
  for (const FetchLane& lane : lanes) {
    CHECK(lane.pid == getpid());
    CHECK(lane.name.starts_with("fetch-"));
    // What top -H and a debugger show.
    std::string comm;
    std::getline(std::ifstream("/proc/self/task/" + std::to_string(lane.tid) + "/comm"), comm);
    CHECK(comm == lane.name);
    tids.insert(lane.tid);
    fetches += lane.fetches;
  }
  CHECK(tids.size() == 3);
  CHECK(tids.count(gettid()) == 0);
  CHECK(fetches == expected.size());
}

TEST_CASE("MultiFetcher keeps a host on one thread") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::page("x"));
  Pool pool({.threads = 4, .connections = 16});
  for (uint64_t i = 0; i < 40; ++i) {
    REQUIRE(
        pool.fetcher->start(numbered(i, (*server)->url("/"), "h" + std::to_string(i % 8))).ok());
  }
  const std::vector<FetchLane> lanes = pool.fetcher->lanes();
  for (const FetchResult& result : pool.collector.wait_for(40)) {
    const size_t lane = pool.fetcher->lane_of("h" + std::to_string(result.id % 8));
    CHECK(result.tid == lanes[lane].tid);
  }
}

TEST_CASE("MultiFetcher has at most `connections` exchanges at a time") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::silence());
  FetchSettings settings = loopback_settings();
  settings.timeout = std::chrono::seconds(1);
  Pool pool({.threads = 1, .connections = 4}, settings);
  for (uint64_t i = 0; i < 8; ++i) {
    REQUIRE(pool.fetcher->start(numbered(i, (*server)->url("/"), "h")).ok());
  }
  CHECK((*server)->wait_for([](const ServerStats& stats) { return stats.requests == 4; }));
  const auto results = pool.collector.wait_for(8);
  CHECK(ids_of(results).size() == 8);
  // What waited has had its whole time limit once it began.
  for (const FetchResult& result : results) CHECK(result.error == FetchError::kTimeout);
  CHECK((*server)->stats().requests == 8);
}

TEST_CASE("MultiFetcher::shutdown gives every request its one result") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/silent", testing::silence());
  (*server)->route("/endless", testing::endless_page());
  (*server)->route("/", testing::page("x"));
  Pool pool({.threads = 2, .connections = 10});
  const char* paths[] = {"/silent", "/endless", "/"};
  for (uint64_t i = 0; i < 60; ++i) {
    REQUIRE(
        pool.fetcher->start(numbered(i, (*server)->url(paths[i % 3]), "h" + std::to_string(i % 7)))
            .ok());
  }
  CHECK((*server)->wait_for([](const ServerStats& stats) { return stats.requests >= 4; }));
  const SteadyTime before = std::chrono::steady_clock::now();
  pool.fetcher->shutdown();
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
  const auto results = pool.collector.wait_for(60);
  CHECK(results.size() == 60);
  CHECK(ids_of(results).size() == 60);
  const auto cancelled = std::ranges::count_if(
      results, [](const FetchResult& r) { return r.error == FetchError::kCancelled; });
  CHECK(cancelled >= 20);

  const Result<void> late = pool.fetcher->start(numbered(99, (*server)->url("/"), "h"));
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().code == ErrorCode::kClosed);
  pool.fetcher->shutdown();
  CHECK(pool.collector.count() == 0);
}

TEST_CASE("MultiFetcher::cancel_all ends what was started and nothing later") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/silent", testing::silence());
  (*server)->route("/", testing::page("x"));
  Pool pool({.threads = 1, .connections = 3});
  for (uint64_t i = 0; i < 9; ++i) {
    REQUIRE(pool.fetcher->start(numbered(i, (*server)->url("/silent"), "h")).ok());
  }
  CHECK((*server)->wait_for([](const ServerStats& stats) { return stats.requests == 3; }));
  pool.fetcher->cancel_all();
  REQUIRE(pool.fetcher->start(numbered(100, (*server)->url("/"), "h")).ok());
  const auto results = pool.collector.wait_for(10);
  CHECK(results.size() == 10);
  for (const FetchResult& result : results) {
    CHECK(fetch_error_name(result.error) == (result.id == 100 ? "none" : "cancelled"));
  }
  CHECK((*server)->requests_of("/silent") == 3);
}

TEST_CASE("MultiFetcher's callback may start the next request") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::page("x"));
  auto curl = CurlGlobal::create();
  REQUIRE(curl.ok());
  SystemClock clock;
  Collector collector;
  std::atomic<Fetcher*> fetcher = nullptr;
  std::atomic<int> left = 200;
  const std::string url = (*server)->url("/");
  auto created = MultiFetcher::create(
      {.threads = 2, .connections = 4}, loopback_settings(), clock, [&](FetchResult result) {
        const int n = --left;
        if (n >= 0) {
          // A different host each time, so that threads feed each other.
          (void)fetcher.load()->start(numbered(result.id, url, std::to_string(n)));
        } else {
          collector.done()(std::move(result));
        }
      });
  REQUIRE(created.ok());
  fetcher = created->get();
  for (uint64_t i = 0; i < 4; ++i) REQUIRE((*created)->start(numbered(i, url, "h")).ok());
  CHECK(collector.wait_for(4).size() == 4);
}

TEST_CASE("MultiFetcher takes requests from many threads") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::page("x"));
  Pool pool({.threads = 2, .connections = 8});
  std::vector<std::thread> senders;
  for (uint64_t sender = 0; sender < 4; ++sender) {
    senders.emplace_back([&, sender] {
      for (uint64_t i = 0; i < 50; ++i) {
        (void)pool.fetcher->start(
            numbered(sender * 50 + i, (*server)->url("/"), std::to_string(i % 8)));
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  CHECK(ids_of(pool.collector.wait_for(200)).size() == 200);
}

TEST_CASE("MultiFetcher refuses counts that do not fit") {
  auto curl = CurlGlobal::create();
  REQUIRE(curl.ok());
  SystemClock clock;
  const auto code = [&](MultiFetcherOptions options) {
    auto created =
        MultiFetcher::create(options, loopback_settings(), clock, [](const FetchResult&) {});
    return created.ok() ? std::string("ok") : std::string(error_code_name(created.error().code));
  };
  CHECK(code({.threads = 0}) == "invalid_argument");
  CHECK(code({.threads = 4, .connections = 3}) == "invalid_argument");
  CHECK(code({.threads = 1, .connections = 501}) == "invalid_argument");
  CHECK(code({.threads = 4, .connections = 8, .max_lookups = 3}) == "invalid_argument");
  CHECK(code({.threads = 4, .connections = 4}) == "ok");
  CHECK(descriptors_needed({.threads = 1, .connections = 500}) > 1000);
}

TEST_CASE("InlineFetcher calls back before start returns") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::page("x"));
  auto curl = CurlGlobal::create();
  REQUIRE(curl.ok());
  SystemClock clock;
  Collector collector;
  auto fetcher = InlineFetcher::create(loopback_settings(), clock, collector.done());
  REQUIRE(fetcher.ok());
  CHECK((*fetcher)->lanes().empty());
  REQUIRE((*fetcher)->start(numbered(5, (*server)->url("/"), "h")).ok());
  CHECK(collector.count() == 1);
  REQUIRE((*fetcher)->lanes().size() == 1);
  CHECK((*fetcher)->lanes().front().tid == gettid());
  CHECK((*fetcher)->lanes().front().fetches == 1);
  (*fetcher)->shutdown();
  CHECK_FALSE((*fetcher)->start(numbered(6, (*server)->url("/"), "h")).ok());
  CHECK(collector.count() == 1);
}

TEST_CASE("InlineFetcher can be cancelled from another thread") {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::silence());
  auto curl = CurlGlobal::create();
  REQUIRE(curl.ok());
  SystemClock clock;
  Collector collector;
  auto fetcher = InlineFetcher::create(loopback_settings(), clock, collector.done());
  REQUIRE(fetcher.ok());
  std::thread canceller([&] {
    CHECK((*server)->wait_for([](const ServerStats& stats) { return stats.requests == 1; }));
    (*fetcher)->cancel_all();
  });
  REQUIRE((*fetcher)->start(numbered(5, (*server)->url("/"), "h")).ok());
  canceller.join();
  const auto results = collector.wait_for(1);
  REQUIRE(results.size() == 1);
  CHECK(results.front().error == FetchError::kCancelled);
  CHECK(results.front().timings.total < std::chrono::seconds(15));
}

}  // namespace tandem
