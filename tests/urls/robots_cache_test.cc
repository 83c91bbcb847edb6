#include "urls/robots_cache.h"

#include <string>

#include "tests/support/catch.h"

namespace tandem {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::string_view kOrigin = "https://a.example";
constexpr std::string_view kRobots = "User-agent: *\nDisallow: /x\n";

}  // namespace

// RFC 9309 2.3.1.1 to 2.3.1.4.
TEST_CASE("robots_state_of_status reads HTTP statuses") {
  CHECK(robots_state_of_status(200) == RobotsState::kRules);
  CHECK(robots_state_of_status(204) == RobotsState::kRules);
  CHECK(robots_state_of_status(301) == RobotsState::kAllowAll);  // one redirect too many
  for (const int status : {400, 401, 403, 404, 410, 451}) {
    CHECK(robots_state_of_status(status) == RobotsState::kAllowAll);
  }
  for (const int status : {0, 429, 500, 503, 599}) {
    CHECK(robots_state_of_status(status) == RobotsState::kDisallowAll);
  }
}

TEST_CASE("RobotsCache keeps rules for a day") {
  ManualClock clock;
  RobotsCache cache(clock);
  CHECK(cache.find(kOrigin) == nullptr);
  cache.store(kOrigin, 200, kRobots);
  clock.advance(hours(24) - minutes(1));
  const RobotsPolicy* policy = cache.find(kOrigin);
  REQUIRE(policy != nullptr);
  CHECK(policy->state() == RobotsState::kRules);
  CHECK_FALSE(policy->check("a", "/x").allowed);
  CHECK(policy->check("a", "/y").allowed);
  CHECK(cache.find("http://a.example") == nullptr);
  clock.advance(minutes(1));
  CHECK(cache.find(kOrigin) == nullptr);
}

TEST_CASE("RobotsCache: a missing file allows, an unreachable one forbids and is asked again") {
  ManualClock clock;
  RobotsCache cache(clock);
  CHECK(cache.store(kOrigin, 404, kRobots).check("a", "/x").allowed);
  const RobotsVerdict verdict = cache.store("https://b.example", 503, kRobots).check("a", "/y");
  CHECK_FALSE(verdict.allowed);
  CHECK_FALSE(verdict.rule);
  clock.advance(minutes(10));
  CHECK(cache.find("https://b.example") == nullptr);
  REQUIRE(cache.find(kOrigin) != nullptr);
  CHECK(cache.store("https://b.example", 200, "").check("a", "/y").allowed);
}

// RFC 9309 2.4: the cached file may be used longer while the server is unreachable.
TEST_CASE("RobotsCache keeps known rules in force while the file is unreachable") {
  ManualClock clock;
  RobotsCache cache(clock);
  cache.store(kOrigin, 200, kRobots);
  clock.advance(hours(25));
  CHECK(cache.find(kOrigin) == nullptr);
  const RobotsPolicy& policy = cache.store(kOrigin, 0, "");
  CHECK(policy.check("a", "/y").allowed);
  CHECK_FALSE(policy.check("a", "/x").allowed);
  REQUIRE(cache.find(kOrigin) != nullptr);
  clock.advance(minutes(10));
  CHECK(cache.find(kOrigin) == nullptr);
  // A file that is gone is gone.
  CHECK(cache.store(kOrigin, 410, "").check("a", "/x").allowed);
}

TEST_CASE("RobotsCache drops the least recently used") {
  ManualClock clock;
  RobotsCacheOptions options;
  options.max_origins = 3;
  RobotsCache cache(clock, options);
  for (const char* origin : {"a", "b", "c"}) cache.store(origin, 200, kRobots);
  REQUIRE(cache.find("a") != nullptr);
  cache.store("d", 200, kRobots);
  CHECK(cache.size() == 3);
  CHECK(cache.find("b") == nullptr);
  CHECK(cache.find("a") != nullptr);
  CHECK(cache.find("c") != nullptr);
  CHECK(cache.find("d") != nullptr);
}

TEST_CASE("RobotsCache is bounded in bytes") {
  ManualClock clock;
  RobotsCacheOptions options;
  options.max_bytes = size_t{1} << 20U;
  RobotsCache cache(clock, options);
  std::string big = "User-agent: *\n";
  for (int i = 0; i < 5000; ++i) big += "Disallow: /some/path/" + std::to_string(i) + "\n";
  for (int i = 0; i < 20; ++i) cache.store("https://" + std::to_string(i) + ".example", 200, big);
  CHECK(cache.size() < 20);
  CHECK(cache.memory_bytes() <= 2 * options.max_bytes);
  REQUIRE(cache.find("https://19.example") != nullptr);
  // Replacing an entry does not count it twice.
  const size_t before = cache.memory_bytes();
  cache.store("https://19.example", 200, big);
  CHECK(cache.memory_bytes() == before);
}

}  // namespace tandem
