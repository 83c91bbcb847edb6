// Name lookups that fail, and lookups that hang. The C library's getaddrinfo is replaced for this
// program, since no test may ask a real name server.
#include <dlfcn.h>
#include <netdb.h>

#include <atomic>
#include <cstring>
#include <string_view>
#include <thread>

#include "tests/fetch/fetching.h"
#include "tests/support/http_server.h"

namespace {

std::atomic<bool> stuck_lookups_wait = false;
std::atomic<int> lookups_running = 0;
std::atomic<int> most_lookups = 0;

using GetAddrInfo = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

}  // namespace

// "*.stuck.invalid" waits as long as the test wants, and at most 30 s, then fails; every other name
// under ".invalid" does not exist (RFC 6761 section 6.4); the rest is looked up as ever.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  const std::string_view host = name == nullptr ? "" : name;
  if (!host.ends_with(".invalid")) {
    static const auto real = reinterpret_cast<GetAddrInfo>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, result);
  }
  if (!host.ends_with(".stuck.invalid")) return EAI_NONAME;
  const int running = ++lookups_running;
  int most = most_lookups;
  while (running > most && !most_lookups.compare_exchange_weak(most, running)) {
  }
  for (int i = 0; i < 3000 && stuck_lookups_wait; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  --lookups_running;
  return EAI_AGAIN;
}

namespace tandem {
namespace {

// Lookups hang while one of these lives; its end waits for theirs.
class StuckLookups {
 public:
  StuckLookups() {
    most_lookups = 0;
    stuck_lookups_wait = true;
  }
  StuckLookups(const StuckLookups&) = delete;
  StuckLookups& operator=(const StuckLookups&) = delete;
  ~StuckLookups() {
    stuck_lookups_wait = false;
    while (lookups_running > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    // libcurl frees what such a thread used as its very last act.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
};

FetchRequest stuck(uint64_t id) {
  FetchRequest request;
  request.id = id;
  request.host = "n" + std::to_string(id) + ".stuck.invalid";
  request.url = "http://" + request.host + "/";
  return request;
}

}  // namespace

TEST_CASE("a name that does not exist is a DNS error, at once") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch("http://no-such-host.invalid/");
  CHECK(result.error == FetchError::kDns);
  CHECK(result.message.find("no-such-host.invalid") != std::string::npos);
  CHECK(result.ip.empty());
  CHECK(result.timings.total < std::chrono::seconds(5));
}

TEST_CASE("a lookup that hangs is a timeout and holds nobody up") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const StuckLookups stuck_lookups;
  FetchSettings settings = loopback_settings();
  settings.connect_timeout = std::chrono::milliseconds(300);
  OneByOne fetcher(by, settings);
  const SteadyTime before = std::chrono::steady_clock::now();
  const FetchResult result = fetcher.fetch(stuck(1));
  CHECK(result.error == FetchError::kTimeout);
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(10));
  CHECK(lookups_running == 1);
}

TEST_CASE("a loop goes on while lookups hang, time out, and are shut down") {
  auto server = testing::HttpServer::start();
  REQUIRE(server.ok());
  (*server)->route("/", testing::page("x"));
  auto curl = CurlGlobal::create();
  REQUIRE(curl.ok());
  SystemClock clock;
  Collector collector;
  const StuckLookups stuck_lookups;
  FetchSettings settings = loopback_settings();
  settings.connect_timeout = std::chrono::milliseconds(500);
  auto fetcher = MultiFetcher::create({.threads = 1, .connections = 40, .max_lookups = 25},
                                      settings, clock, collector.done());
  REQUIRE(fetcher.ok());
  for (uint64_t id = 0; id < 10; ++id) REQUIRE((*fetcher)->start(stuck(id)).ok());
  for (uint64_t id = 100; id < 120; ++id) {
    FetchRequest request = request_for((*server)->url("/"));
    request.id = id;
    REQUIRE((*fetcher)->start(request).ok());
  }
  auto results = collector.wait_for(30);
  REQUIRE(results.size() == 30);
  for (const FetchResult& result : results) {
    CHECK(fetch_error_name(result.error) == (result.id < 100 ? "timeout" : "none"));
  }

  // The ten given up still run. Fifteen more make 25, and the rest has to wait.
  for (uint64_t id = 200; id < 240; ++id) REQUIRE((*fetcher)->start(stuck(id)).ok());
  CHECK(collector.wait_for(15).size() >= 15);
  const SteadyTime before = std::chrono::steady_clock::now();
  (*fetcher)->shutdown();
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
  CHECK(most_lookups <= 25);
}

}  // namespace tandem
