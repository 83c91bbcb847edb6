// Durations and sizes as people write them on a command line.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace tandem {

// "500ms", "10s", "1.5s", "5m", "2h", "1d"; "0" needs no unit. kInvalidArgument otherwise.
Result<Duration> parse_duration(std::string_view text);

// "200" (bytes), "200K" or "200KB" (1000), "10MiB" or "10Mi" (1024 * 1024), up to T/TiB.
// kInvalidArgument otherwise.
Result<uint64_t> parse_size(std::string_view text);

// "1.5s", "2m 03s", "4h 05m": for people.
std::string format_duration(Duration duration);
// "812 B", "14.2 MB" (decimal): for people.
std::string format_size(uint64_t bytes);

}  // namespace tandem
