#include "tests/urls/frontier_contract.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace tandem::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

FrontierEntry entry(const std::string& host, const std::string& path, uint32_t depth = 0,
                    const std::string& referrer = "", uint32_t order = 0) {
  FrontierEntry result;
  result.url = "http://" + host + path;
  result.host = host;
  result.depth = depth;
  result.referrer = referrer;
  result.order = order;
  return result;
}

// A frontier and a clock, with the checks that most steps need.
struct Bench {
  explicit Bench(const FrontierFactory& make, const FrontierSettings& settings = {})
      : frontier(make(settings)) {
    REQUIRE(frontier != nullptr);
  }

  AddResult add(const FrontierEntry& added) {
    const Result<AddResult> result = frontier->add(added, clock.now());
    REQUIRE(result);
    return *result;
  }

  std::optional<Lease> lease() {
    Result<std::optional<Lease>> result = frontier->lease(clock.now());
    REQUIRE(result);
    return *result;
  }

  // The URL leased, "-" for none; the lease is kept in `last`.
  std::string lease_url() {
    last = lease();
    return last ? last->entry.url : "-";
  }

  void fetched(const Lease& done, Duration delay = Duration::zero()) {
    REQUIRE(frontier->fetched(done, clock.now(), delay));
  }

  std::optional<SteadyTime> next_ready() const { return frontier->next_ready(clock.now()); }

  std::vector<std::string> urls_taken(
      const std::function<Result<size_t>(const Frontier::EntryCallback&)>& take) {
    std::vector<std::string> urls;
    const Result<size_t> count =
        take([&urls](const FrontierEntry& taken) { urls.push_back(taken.url); });
    REQUIRE(count);
    CHECK(*count == urls.size());
    return urls;
  }

  ManualClock clock;
  std::unique_ptr<Frontier> frontier;
  std::optional<Lease> last;
};

}  // namespace

void check_frontier_basics(const FrontierFactory& make) {
  SECTION("an empty frontier has nothing and waits for nothing") {
    Bench bench(make);
    CHECK(bench.lease_url() == "-");
    CHECK_FALSE(bench.next_ready());
    CHECK(bench.frontier->size() == 0);
    CHECK(bench.frontier->leased() == 0);
    CHECK(bench.frontier->hosts() == 0);
  }
  SECTION("an entry comes back whole, and its key defaults to its URL") {
    Bench bench(make);
    FrontierEntry full = entry("a.example", "/x#top", 3, "http://b.example/", 7);
    full.key = "http://a.example/x";
    full.redirects = 2;
    full.attempts = 1;
    full.robots_held = 4;
    full.lost_leases = 5;
    CHECK(bench.add(full) == AddResult::kAdded);
    CHECK(bench.frontier->size() == 1);
    CHECK(bench.frontier->hosts() == 1);
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    CHECK(lease->host == "a.example");
    CHECK(lease->entry.url == full.url);
    CHECK(lease->entry.key == full.key);
    CHECK(lease->entry.host == full.host);
    CHECK(lease->entry.referrer == full.referrer);
    CHECK(lease->entry.depth == 3);
    CHECK(lease->entry.order == 7);
    CHECK(lease->entry.redirects == 2);
    CHECK(lease->entry.attempts == 1);
    CHECK(lease->entry.robots_held == 4);
    CHECK(lease->entry.lost_leases == 5);
    CHECK(bench.frontier->size() == 0);
    CHECK(bench.frontier->leased() == 1);
    CHECK(bench.frontier->hosts() == 1);
    REQUIRE(bench.frontier->complete(*lease));
    CHECK(bench.frontier->leased() == 0);
    CHECK(bench.frontier->hosts() == 0);

    bench.add(entry("a.example", "/y"));
    bench.last = bench.lease();
    REQUIRE(bench.last);
    CHECK(bench.last->entry.key == "http://a.example/y");
  }
  SECTION("a key is queued once, also while it is leased") {
    Bench bench(make);
    CHECK(bench.add(entry("a.example", "/x", 1)) == AddResult::kAdded);
    CHECK(bench.add(entry("a.example", "/x", 1)) == AddResult::kKnown);
    CHECK(bench.frontier->size() == 1);
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    CHECK(bench.add(entry("a.example", "/x", 0)) == AddResult::kKnown);
    CHECK(bench.frontier->size() == 0);
    REQUIRE(bench.frontier->complete(*lease));
    CHECK(bench.add(entry("a.example", "/x", 1)) == AddResult::kAdded);
  }
  SECTION("what cannot be queued is refused") {
    Bench bench(make);
    const Result<AddResult> no_url = bench.frontier->add(FrontierEntry{}, bench.clock.now());
    REQUIRE_FALSE(no_url);
    CHECK(no_url.error().code == ErrorCode::kInvalidArgument);
    FrontierEntry no_host = entry("a.example", "/");
    no_host.host.clear();
    CHECK_FALSE(bench.frontier->add(no_host, bench.clock.now()));
    CHECK(bench.frontier->size() == 0);
  }
}

void check_frontier_politeness(const FrontierFactory& make) {
  SECTION("one connection a host, and the delay after it") {
    Bench bench(make);
    bench.add(entry("a.example", "/1", 0, "", 1));
    bench.add(entry("a.example", "/2", 0, "", 2));
    const std::optional<Lease> first = bench.lease();
    REQUIRE(first);
    CHECK(bench.lease_url() == "-");
    CHECK_FALSE(bench.next_ready());  // it waits for fetched(), not for time
    bench.fetched(*first, seconds(1));
    CHECK(bench.lease_url() == "-");
    CHECK(bench.next_ready() == bench.clock.now() + seconds(1));
    bench.clock.advance(milliseconds(999));
    CHECK(bench.lease_url() == "-");
    bench.clock.advance(milliseconds(1));
    CHECK(bench.lease_url() == "http://a.example/2");
  }
  SECTION("fetched() twice counts once") {
    Bench bench(make);
    for (uint32_t i = 0; i < 3; ++i) {
      bench.add(entry("a.example", "/" + std::to_string(i), 0, "", i));
    }
    const std::optional<Lease> first = bench.lease();
    REQUIRE(first);
    bench.fetched(*first);
    bench.fetched(*first, minutes(5));
    REQUIRE(bench.lease());
    CHECK(bench.lease_url() == "-");
  }
  SECTION("the delay outlives the last URL of the host") {
    Bench bench(make);
    bench.add(entry("a.example", "/1"));
    const std::optional<Lease> first = bench.lease();
    REQUIRE(first);
    bench.fetched(*first, seconds(10));
    REQUIRE(bench.frontier->complete(*first));
    bench.add(entry("a.example", "/2"));
    CHECK(bench.lease_url() == "-");
    CHECK(bench.next_ready() == bench.clock.now() + seconds(10));
    bench.clock.advance(seconds(10));
    CHECK(bench.lease_url() == "http://a.example/2");
  }
  SECTION("per_host leases at once") {
    FrontierSettings settings;
    settings.per_host = 3;
    Bench bench(make, settings);
    for (uint32_t i = 0; i < 5; ++i) {
      bench.add(entry("a.example", "/" + std::to_string(i), 0, "", i));
    }
    const std::optional<Lease> first = bench.lease();
    REQUIRE(first);
    REQUIRE(bench.lease());
    REQUIRE(bench.lease());
    CHECK(bench.lease_url() == "-");
    bench.fetched(*first);
    CHECK(bench.lease_url() == "http://a.example/3");
    CHECK(bench.lease_url() == "-");
  }
  SECTION("hosts take turns") {
    FrontierSettings settings;
    settings.per_host = 100;
    Bench bench(make, settings);
    for (uint32_t i = 0; i < 3; ++i) {
      for (const char* host : {"a.example", "b.example", "c.example"}) {
        bench.add(entry(host, "/" + std::to_string(i), 0, "", i));
      }
    }
    for (int round = 0; round < 3; ++round) {
      std::set<std::string> served;
      for (int i = 0; i < 3; ++i) {
        const std::optional<Lease> lease = bench.lease();
        REQUIRE(lease);
        served.insert(lease->host);
      }
      CHECK(served.size() == 3);
    }
  }
  SECTION("a host that slept for long does not jump the line") {
    Bench bench(make);
    bench.add(entry("old.example", "/1"));
    const std::optional<Lease> old = bench.lease();
    REQUIRE(old);
    REQUIRE(bench.frontier->complete(*old));
    bench.clock.advance(minutes(1));
    bench.add(entry("a.example", "/1"));
    bench.clock.advance(minutes(1));
    bench.add(entry("old.example", "/2"));
    CHECK(bench.lease_url() == "http://a.example/1");
    CHECK(bench.lease_url() == "http://old.example/2");
  }
  SECTION("a busy host does not keep others waiting") {
    Bench bench(make);
    for (uint32_t i = 0; i < 50; ++i) {
      bench.add(entry("big.example", "/" + std::to_string(i), 0, "", i));
    }
    bench.add(entry("small.example", "/"));
    CHECK(bench.lease_url() == "http://big.example/0");
    CHECK(bench.lease_url() == "http://small.example/");
  }
  SECTION("hold_host() keeps all of a host back, and only lengthens") {
    Bench bench(make);
    const SteadyTime start = bench.clock.now();
    REQUIRE(bench.frontier->hold_host("a.example", start + seconds(30)));
    REQUIRE(bench.frontier->hold_host("a.example", start + seconds(5)));
    bench.add(entry("a.example", "/"));
    bench.add(entry("b.example", "/"));
    CHECK(bench.lease_url() == "http://b.example/");
    CHECK(bench.lease_url() == "-");
    CHECK(bench.next_ready() == start + seconds(30));
    bench.clock.advance(seconds(30));
    CHECK(bench.lease_url() == "http://a.example/");
  }
  SECTION("release_host() ends a hold but not the delay") {
    Bench bench(make);
    bench.add(entry("a.example", "/1", 0, "", 1));
    bench.add(entry("a.example", "/2", 0, "", 2));
    REQUIRE(bench.frontier->hold_host("a.example", bench.clock.now() + minutes(5)));
    CHECK(bench.lease_url() == "-");
    REQUIRE(bench.frontier->release_host("a.example", bench.clock.now()));
    REQUIRE(bench.frontier->release_host("unknown.example", bench.clock.now()));
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    bench.fetched(*lease, seconds(2));
    REQUIRE(bench.frontier->hold_host("a.example", bench.clock.now() + minutes(5)));
    REQUIRE(bench.frontier->release_host("a.example", bench.clock.now()));
    CHECK(bench.next_ready() == bench.clock.now() + seconds(2));
  }
  SECTION("the longer of the two delays counts") {
    Bench bench(make);
    REQUIRE(bench.frontier->set_host_delay("a.example", seconds(7)));
    for (uint32_t i = 0; i < 3; ++i) {
      bench.add(entry("a.example", "/" + std::to_string(i), 0, "", i));
    }
    std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    bench.fetched(*lease, seconds(1));
    CHECK(bench.next_ready() == bench.clock.now() + seconds(7));
    bench.clock.advance(seconds(7));
    lease = bench.lease();
    REQUIRE(lease);
    bench.fetched(*lease, seconds(9));
    CHECK(bench.next_ready() == bench.clock.now() + seconds(9));
  }
  SECTION("absurd delays do not overflow into the past") {
    Bench bench(make);
    bench.add(entry("a.example", "/1", 0, "", 1));
    bench.add(entry("a.example", "/2", 0, "", 2));
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    bench.fetched(*lease, Duration::max());
    bench.clock.advance(std::chrono::hours(24));
    CHECK(bench.lease_url() == "-");
  }
}

void check_frontier_order(const FrontierFactory& make) {
  FrontierSettings wide;
  wide.per_host = 100;
  SECTION("by depth, referrer, order and key") {
    Bench bench(make, wide);
    bench.add(entry("a.example", "/6", 1, "http://a.example/b", 0));
    bench.add(entry("a.example", "/5", 1, "http://a.example/a", 2));
    bench.add(entry("a.example", "/4b", 1, "http://a.example/a", 1));
    bench.add(entry("a.example", "/4a", 1, "http://a.example/a", 1));
    bench.add(entry("a.example", "/2", 0, "", 2));
    bench.add(entry("a.example", "/9", 0, "", 1));
    std::vector<std::string> paths;
    while (const std::optional<Lease> lease = bench.lease()) {
      paths.push_back(lease->entry.url.substr(std::string("http://a.example").size()));
      REQUIRE(bench.frontier->complete(*lease));
    }
    CHECK(paths == std::vector<std::string>{"/9", "/2", "/4a", "/4b", "/5", "/6"});
  }
  SECTION("a level waits until the one above is expanded") {
    Bench bench(make, wide);
    bench.add(entry("a.example", "/0a", 0, "", 1));
    bench.add(entry("a.example", "/0b", 0, "", 2));
    bench.add(entry("a.example", "/1", 1));
    const std::optional<Lease> first = bench.lease();
    const std::optional<Lease> second = bench.lease();
    REQUIRE(first);
    REQUIRE(second);
    CHECK(bench.lease_url() == "-");
    CHECK_FALSE(bench.next_ready());
    bench.fetched(*first);
    bench.fetched(*second);
    CHECK(bench.lease_url() == "-");  // fetched is not expanded
    REQUIRE(bench.frontier->expanded(*first));
    REQUIRE(bench.frontier->expanded(*first));
    CHECK(bench.lease_url() == "-");
    REQUIRE(bench.frontier->complete(*second));
    CHECK(bench.lease_url() == "http://a.example/1");
  }
  SECTION("another host does not wait for it") {
    Bench bench(make, wide);
    bench.add(entry("a.example", "/0", 0));
    REQUIRE(bench.lease());
    bench.add(entry("b.example", "/5", 5));
    CHECK(bench.lease_url() == "http://b.example/5");
  }
  SECTION("a URL of the same or a smaller depth still goes") {
    Bench bench(make, wide);
    bench.add(entry("a.example", "/1", 1));
    REQUIRE(bench.lease());
    bench.add(entry("a.example", "/1b", 1));
    bench.add(entry("a.example", "/0", 0));
    bench.add(entry("a.example", "/2", 2));
    CHECK(bench.lease_url() == "http://a.example/0");
    REQUIRE(bench.last);
    REQUIRE(bench.frontier->expanded(*bench.last));
    CHECK(bench.lease_url() == "http://a.example/1b");
    CHECK(bench.lease_url() == "-");
  }
  SECTION("a deferred URL does not block its level") {
    Bench bench(make, wide);
    bench.add(entry("a.example", "/0", 0));
    bench.add(entry("a.example", "/1", 1));
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    CHECK(bench.lease_url() == "-");
    const SteadyTime later = bench.clock.now() + minutes(1);
    REQUIRE(bench.frontier->defer(*lease, later, bench.clock.now(), DeferReason::kRetry));
    CHECK(bench.lease_url() == "http://a.example/1");
    // Nor is it blocked by the deeper one that is out.
    CHECK(bench.next_ready() == later);
    bench.clock.advance(minutes(1));
    CHECK(bench.lease_url() == "http://a.example/0");
    REQUIRE(bench.last);
    CHECK(bench.last->entry.attempts == 1);
    CHECK(bench.last->entry.robots_held == 0);
  }
  SECTION("a queued URL takes over the smaller depth, then referrer, then order") {
    Bench bench(make, wide);
    bench.add(entry("a.example", "/x", 5, "http://a.example/m", 5));
    CHECK(bench.add(entry("a.example", "/x", 6, "http://a.example/a", 0)) == AddResult::kKnown);
    CHECK(bench.add(entry("a.example", "/x", 5, "http://a.example/n", 0)) == AddResult::kKnown);
    CHECK(bench.add(entry("a.example", "/x", 5, "http://a.example/m", 5)) == AddResult::kKnown);
    CHECK(bench.add(entry("a.example", "/x", 5, "http://a.example/m", 4)) == AddResult::kUpdated);
    CHECK(bench.add(entry("a.example", "/x", 5, "http://a.example/b", 9)) == AddResult::kUpdated);
    CHECK(bench.add(entry("a.example", "/x", 2, "http://a.example/z", 9)) == AddResult::kUpdated);
    bench.add(entry("a.example", "/y", 3));
    CHECK(bench.frontier->size() == 2);
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    CHECK(lease->entry.url == "http://a.example/x");
    CHECK(lease->entry.depth == 2);
    CHECK(lease->entry.referrer == "http://a.example/z");
    CHECK(lease->entry.order == 9);
  }
  SECTION("improve() updates what is queued and adds nothing") {
    Bench bench(make, wide);
    Result<AddResult> result = bench.frontier->improve(entry("a.example", "/x", 1));
    REQUIRE(result);
    CHECK(*result == AddResult::kUnknown);
    CHECK(bench.frontier->size() == 0);
    bench.add(entry("a.example", "/x", 3));
    result = bench.frontier->improve(entry("a.example", "/x", 1, "http://a.example/"));
    REQUIRE(result);
    CHECK(*result == AddResult::kUpdated);
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    CHECK(lease->entry.depth == 1);
    result = bench.frontier->improve(entry("a.example", "/x", 0));
    REQUIRE(result);
    CHECK(*result == AddResult::kKnown);
  }
  SECTION("an update can open the gate, and reaches deferred URLs too") {
    Bench bench(make, wide);
    bench.add(entry("a.example", "/0", 0));
    REQUIRE(bench.lease());
    bench.add(entry("a.example", "/x", 1));
    CHECK(bench.lease_url() == "-");
    CHECK(bench.add(entry("a.example", "/x", 0, "http://a.example/r")) == AddResult::kUpdated);
    CHECK(bench.lease_url() == "http://a.example/x");
    REQUIRE(bench.last);
    REQUIRE(bench.frontier->defer(*bench.last, bench.clock.now() + seconds(5), bench.clock.now(),
                                  DeferReason::kRobots));
    CHECK(bench.add(entry("a.example", "/x", 0, "http://a.example/q")) == AddResult::kUpdated);
    CHECK(bench.lease_url() == "-");
    bench.clock.advance(seconds(5));
    CHECK(bench.lease_url() == "http://a.example/x");
    REQUIRE(bench.last);
    CHECK(bench.last->entry.referrer == "http://a.example/q");
    CHECK(bench.last->entry.attempts == 0);
    CHECK(bench.last->entry.robots_held == 1);
  }
}

void check_frontier_leases(const FrontierFactory& make) {
  FrontierSettings settings;
  settings.lease_time = seconds(60);
  SECTION("a completed lease is not found") {
    Bench bench(make, settings);
    bench.add(entry("a.example", "/"));
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    REQUIRE(bench.frontier->complete(*lease));
    const Result<void> again = bench.frontier->complete(*lease);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::kNotFound);
    CHECK_FALSE(bench.frontier->fetched(*lease, bench.clock.now(), seconds(0)));
    CHECK_FALSE(bench.frontier->expanded(*lease));
    CHECK_FALSE(bench.frontier->complete(LeaseToken{12345, 1}));
  }
  SECTION("an expired lease goes back to the front, and the old epoch is refused") {
    Bench bench(make, settings);
    bench.add(entry("a.example", "/1", 0, "", 1));
    bench.add(entry("a.example", "/2", 0, "", 2));
    const std::optional<Lease> first = bench.lease();
    REQUIRE(first);
    CHECK(first->expires == bench.clock.now() + seconds(60));
    bench.fetched(*first);
    const std::optional<Lease> second = bench.lease();
    REQUIRE(second);
    bench.clock.advance(seconds(59));
    Result<size_t> reaped = bench.frontier->reap(bench.clock.now());
    REQUIRE(reaped);
    CHECK(*reaped == 0);
    REQUIRE(bench.frontier->renew(*first, bench.clock.now() + minutes(5)));
    REQUIRE(bench.frontier->renew(*first, bench.clock.now()));  // never shortens
    bench.add(entry("a.example", "/0", 0, "", 0));
    bench.clock.advance(seconds(1));
    reaped = bench.frontier->reap(bench.clock.now());
    REQUIRE(reaped);
    CHECK(*reaped == 1);
    CHECK(bench.frontier->size() == 2);
    CHECK(bench.frontier->leased() == 1);
    const Result<void> expired = bench.frontier->complete(*second);
    REQUIRE_FALSE(expired);
    CHECK(expired.error().code == ErrorCode::kNotFound);

    CHECK(bench.lease_url() == "http://a.example/2");
    REQUIRE(bench.last);
    CHECK(bench.last->entry.lost_leases == 1);
    CHECK(bench.last->entry.attempts == 0);
    CHECK(bench.last->epoch > second->epoch);
    for (const Result<void>& stale :
         {bench.frontier->complete(*second), bench.frontier->expanded(*second),
          bench.frontier->fetched(*second, bench.clock.now(), seconds(0)),
          bench.frontier->renew(*second, bench.clock.now()),
          bench.frontier->defer(*second, bench.clock.now(), bench.clock.now(),
                                DeferReason::kRetry)}) {
      REQUIRE_FALSE(stale);
      CHECK(stale.error().code == ErrorCode::kInvalidArgument);
    }
    REQUIRE(bench.frontier->complete(*bench.last));
    REQUIRE(bench.frontier->complete(*first));  // the renewed one is still good
    CHECK(bench.lease_url() == "http://a.example/0");
  }
  SECTION("reaping frees the connection and the level, and keeps the host's delay") {
    Bench bench(make, settings);
    REQUIRE(bench.frontier->set_host_delay("a.example", seconds(3)));
    bench.add(entry("a.example", "/0", 0));
    bench.add(entry("a.example", "/1", 1));
    REQUIRE(bench.lease());
    bench.clock.advance(minutes(2));
    REQUIRE(bench.frontier->reap(bench.clock.now()));
    CHECK(bench.lease_url() == "-");
    CHECK(bench.next_ready() == bench.clock.now() + seconds(3));
    bench.clock.advance(seconds(3));
    CHECK(bench.lease_url() == "http://a.example/0");
    REQUIRE(bench.last);
    REQUIRE(bench.frontier->complete(*bench.last));
    CHECK(bench.lease_url() == "http://a.example/1");
  }
  SECTION("a deferred lease is over, and counts its reason") {
    Bench bench(make, settings);
    bench.add(entry("a.example", "/"));
    for (uint32_t round = 0; round < 3; ++round) {
      const std::optional<Lease> lease = bench.lease();
      REQUIRE(lease);
      CHECK(lease->entry.attempts == round);
      REQUIRE(bench.frontier->defer(*lease, bench.clock.now() + seconds(1), bench.clock.now(),
                                    DeferReason::kRetry));
      CHECK_FALSE(bench.frontier->complete(*lease));
      CHECK(bench.frontier->size() == 1);
      CHECK(bench.frontier->leased() == 0);
      CHECK(bench.lease_url() == "-");
      bench.clock.advance(seconds(1));
    }
  }
  SECTION("the delay holds for what was deferred after a fetch") {
    Bench bench(make, settings);
    bench.add(entry("a.example", "/"));
    const std::optional<Lease> lease = bench.lease();
    REQUIRE(lease);
    bench.fetched(*lease, seconds(8));
    REQUIRE(
        bench.frontier->defer(*lease, bench.clock.now(), bench.clock.now(), DeferReason::kRetry));
    CHECK(bench.lease_url() == "-");
    CHECK(bench.next_ready() == bench.clock.now() + seconds(8));
  }
}

void check_frontier_removal(const FrontierFactory& make) {
  Bench bench(make);
  for (uint32_t i = 0; i < 3; ++i) {
    bench.add(entry("a.example", "/" + std::to_string(i), 0, "", i));
    bench.add(entry("b.example", "/" + std::to_string(i), 0, "", i));
  }
  const std::optional<Lease> lease = bench.lease();
  REQUIRE(lease);
  REQUIRE(lease->host == "a.example");
  SECTION("drop_host() takes the queued URLs of one host") {
    const std::vector<std::string> urls = bench.urls_taken(
        [&](const auto& callback) { return bench.frontier->drop_host("a.example", callback); });
    CHECK(urls == std::vector<std::string>{"http://a.example/1", "http://a.example/2"});
    CHECK(bench.frontier->size() == 3);
    CHECK(bench.frontier->leased() == 1);
    REQUIRE(bench.frontier->complete(*lease));
    CHECK(bench.frontier->hosts() == 1);
    CHECK(bench.lease_url() == "http://b.example/0");
    // What was dropped may come again.
    CHECK(bench.add(entry("a.example", "/1")) == AddResult::kAdded);
  }
  SECTION("drop_host() of an unknown host takes nothing") {
    CHECK(bench
              .urls_taken([&](const auto& callback) {
                return bench.frontier->drop_host("c.example", callback);
              })
              .empty());
  }
  SECTION("drain() takes all, deferred ones too; leases go on") {
    REQUIRE(bench.frontier->defer(*lease, bench.clock.now() + minutes(1), bench.clock.now(),
                                  DeferReason::kRetry));
    const std::optional<Lease> other = bench.lease();
    REQUIRE(other);
    const std::vector<std::string> urls =
        bench.urls_taken([&](const auto& callback) { return bench.frontier->drain(callback); });
    CHECK(urls.size() == 5);
    CHECK(bench.frontier->size() == 0);
    CHECK(bench.frontier->hosts() == 1);
    CHECK(bench.lease_url() == "-");
    CHECK_FALSE(bench.next_ready());
    REQUIRE(bench.frontier->complete(*other));
    CHECK(bench.frontier->hosts() == 0);
  }
}

namespace {

struct Visit {
  std::string url;
  std::string referrer;
  uint32_t depth = 0;

  friend bool operator==(const Visit&, const Visit&) = default;
};

// The links of page i of the made-up site: a graph of 200 pages with many ways to each.
std::vector<uint32_t> links_of(uint32_t page) {
  return {(page * 7 + 3) % 200, (page * 13 + 5) % 200, (page + 1) % 200, page / 2};
}

// Crawls with up to `width` pages out, whose ends come in an order that depends on `seed`.
std::vector<Visit> crawl(const FrontierFactory& make, size_t width, unsigned seed) {
  FrontierSettings settings;
  settings.per_host = width;
  Bench bench(make, settings);
  std::mt19937 random(seed);
  std::set<std::string> seen;
  std::vector<Visit> visits;
  std::vector<Lease> out;
  const auto offer = [&](const FrontierEntry& link) {
    if (seen.insert(link.url).second) {
      bench.add(link);
    } else {
      REQUIRE(bench.frontier->improve(link));
    }
  };
  offer(entry("a.example", "/0"));
  while (true) {
    while (out.size() < width) {
      std::optional<Lease> lease = bench.lease();
      if (!lease) break;
      visits.push_back({lease->entry.url, lease->entry.referrer, lease->entry.depth});
      out.push_back(*lease);
    }
    if (out.empty()) return visits;
    const size_t pick = random() % out.size();
    const Lease lease = out[pick];
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(pick));
    const auto page = static_cast<uint32_t>(std::stoul(lease.entry.url.substr(17)));
    uint32_t order = 0;
    for (const uint32_t target : links_of(page)) {
      offer(entry("a.example", "/" + std::to_string(target), lease.entry.depth + 1, lease.entry.url,
                  order++));
    }
    REQUIRE(bench.frontier->complete(lease));
  }
}

}  // namespace

void check_frontier_determinism(const FrontierFactory& make) {
  const std::vector<Visit> reference = crawl(make, 1, 0);
  CHECK(reference.size() == 200);
  for (const size_t width : {size_t{2}, size_t{8}, size_t{64}}) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
      CAPTURE(width, seed);
      CHECK((crawl(make, width, seed) == reference));
    }
  }
}

}  // namespace tandem::testing
