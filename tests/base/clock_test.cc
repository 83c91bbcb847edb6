#include "base/clock.h"

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("format_iso8601 writes UTC with milliseconds") {
  CHECK(format_iso8601(WallTime{}) == "1970-01-01T00:00:00.000Z");
  CHECK(format_iso8601(WallTime{std::chrono::milliseconds(1772368496789)}) ==
        "2026-03-01T12:34:56.789Z");
}

TEST_CASE("ManualClock moves only when told") {
  ManualClock clock;
  const SteadyTime start = clock.now();
  CHECK(clock.now() == start);
  clock.advance(std::chrono::seconds(2));
  CHECK(clock.now() - start == std::chrono::seconds(2));
}

}  // namespace tandem
