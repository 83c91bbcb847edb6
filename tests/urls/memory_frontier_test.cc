#include "urls/memory_frontier.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/urls/frontier_contract.h"

namespace tandem {
namespace {

std::unique_ptr<Frontier> make_frontier(const testing::FrontierSettings& settings) {
  MemoryFrontierOptions options;
  options.per_host = settings.per_host;
  options.lease_time = settings.lease_time;
  Result<std::unique_ptr<MemoryFrontier>> frontier = MemoryFrontier::create(options);
  REQUIRE(frontier);
  return std::move(*frontier);
}

FrontierEntry entry_of(const std::string& host) {
  FrontierEntry entry;
  entry.url = "http://" + host + "/";
  entry.host = host;
  return entry;
}

}  // namespace

TEST_CASE("MemoryFrontier: basics") { testing::check_frontier_basics(make_frontier); }
TEST_CASE("MemoryFrontier: politeness") { testing::check_frontier_politeness(make_frontier); }
TEST_CASE("MemoryFrontier: order") { testing::check_frontier_order(make_frontier); }
TEST_CASE("MemoryFrontier: leases") { testing::check_frontier_leases(make_frontier); }
TEST_CASE("MemoryFrontier: removal") { testing::check_frontier_removal(make_frontier); }
TEST_CASE("MemoryFrontier: determinism") { testing::check_frontier_determinism(make_frontier); }

TEST_CASE("MemoryFrontier refuses settings that make no sense") {
  MemoryFrontierOptions options;
  options.per_host = 0;
  CHECK_FALSE(MemoryFrontier::create(options));
  options.per_host = 1;
  options.lease_time = Duration::zero();
  CHECK_FALSE(MemoryFrontier::create(options));
}

TEST_CASE("MemoryFrontier forgets idle hosts, but none whose delay runs") {
  MemoryFrontierOptions options;
  options.max_idle_hosts = 10;
  Result<std::unique_ptr<MemoryFrontier>> created = MemoryFrontier::create(options);
  REQUIRE(created);
  MemoryFrontier& frontier = **created;
  ManualClock clock;
  const auto visit = [&](int number, Duration delay) {
    REQUIRE(frontier.add(entry_of("h" + std::to_string(number) + ".example"), clock.now()));
    const Result<std::optional<Lease>> lease = frontier.lease(clock.now());
    REQUIRE(lease);
    REQUIRE(*lease);
    REQUIRE(frontier.fetched(**lease, clock.now(), delay));
    REQUIRE(frontier.complete(**lease));
  };
  for (int i = 0; i < 50; ++i) visit(i, std::chrono::seconds(60));
  CHECK(frontier.known_hosts() == 50);
  CHECK(frontier.hosts() == 0);
  clock.advance(std::chrono::seconds(60));
  for (int i = 100; i < 103; ++i) visit(i, std::chrono::seconds(0));
  CHECK(frontier.known_hosts() == 10);
}

}  // namespace tandem
