#include "base/clock.h"

#include <fmt/format.h>

#include <ctime>

namespace tandem {

std::string format_iso8601(WallTime time) {
  using std::chrono::floor;
  const auto since_epoch = time.time_since_epoch();
  const auto seconds = floor<std::chrono::seconds>(since_epoch);
  const auto millis = floor<std::chrono::milliseconds>(since_epoch - seconds).count();
  const std::time_t unix_time = seconds.count();
  std::tm utc{};
  gmtime_r(&unix_time, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, millis);
}

}  // namespace tandem
