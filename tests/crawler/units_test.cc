#include "crawler/units.h"

#include <chrono>

#include "tests/support/catch.h"

namespace tandem {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

TEST_CASE("parse_duration reads what people write") {
  CHECK(*parse_duration("500ms") == 500ms);
  CHECK(*parse_duration("10s") == 10s);
  CHECK(*parse_duration("1.5s") == 1500ms);
  CHECK(*parse_duration("5m") == 5min);
  CHECK(*parse_duration("2h") == 2h);
  CHECK(*parse_duration("1d") == 24h);
  CHECK(*parse_duration("0") == 0s);
  CHECK(*parse_duration("0s") == 0s);
}

TEST_CASE("parse_duration refuses everything else and names it") {
  for (const char* text : {"", "10", "s", "-1s", "1 s", "10sec", "nan", "inf", "1e999s", "1e3s",
                           "99999999d", "0x10s"}) {
    CAPTURE(text);
    const auto result = parse_duration(text);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == ErrorCode::kInvalidArgument);
    CHECK(result.error().message.find("'" + std::string(text) + "'") != std::string::npos);
  }
}

TEST_CASE("parse_size knows decimal and binary units") {
  CHECK(*parse_size("200") == 200);
  CHECK(*parse_size("200K") == 200'000);
  CHECK(*parse_size("10MiB") == 10'485'760);
  CHECK(*parse_size("1.5Ki") == 1536);
  CHECK(*parse_size("2GB") == 2'000'000'000);
  CHECK(*parse_size("0") == 0);
}

TEST_CASE("parse_size refuses everything else") {
  for (const char* text : {"", "K", "-1", "1 K", "1Q", "1e30", "99999999TiB", "1.2.3K"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_size(text).ok());
  }
}

TEST_CASE("durations and sizes are shown short") {
  CHECK(format_duration(1500ms) == "1.5s");
  CHECK(format_duration(123s) == "2m 03s");
  CHECK(format_duration(4h + 5min + 59s) == "4h 05m");
  CHECK(format_size(812) == "812 B");
  CHECK(format_size(14'200'000) == "14.2 MB");
}

}  // namespace tandem
