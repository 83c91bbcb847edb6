#include "base/clock.h"

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("format_iso8601 writes UTC with milliseconds") {
  CHECK(format_iso8601(WallTime{}) == "1970-01-01T00:00:00.000Z");
  CHECK(format_iso8601(WallTime{std::chrono::milliseconds(1772368496789)}) ==
        "2026-03-01T12:34:56.789Z");
}

TEST_CASE("format_iso8601 rounds down, before 1970 too") {
  CHECK(format_iso8601(WallTime{std::chrono::microseconds(999)}) == "1970-01-01T00:00:00.000Z");
  CHECK(format_iso8601(WallTime{std::chrono::milliseconds(-1)}) == "1969-12-31T23:59:59.999Z");
  CHECK(format_iso8601(WallTime{std::chrono::seconds(951782400)}) == "2000-02-29T00:00:00.000Z");
}

TEST_CASE("ManualClock moves only when told") {
  ManualClock clock;
  const SteadyTime start = clock.now();
  CHECK(clock.now() == start);
  clock.advance(std::chrono::seconds(2));
  CHECK(clock.now() - start == std::chrono::seconds(2));
}

TEST_CASE("ManualClock turns both its hands") {
  ManualClock clock;
  const WallTime start = clock.wall_now();
  clock.advance(std::chrono::milliseconds(1500));
  CHECK(clock.wall_now() - start == std::chrono::milliseconds(1500));
}

TEST_CASE("SystemClock does not go back") {
  const SystemClock clock;
  const SteadyTime first = clock.now();
  CHECK(clock.now() >= first);
  CHECK(clock.wall_now() > WallTime{});
}

}  // namespace tandem
