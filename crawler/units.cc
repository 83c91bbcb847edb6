#include "crawler/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace tandem {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

// Splits "1.5s" into 1.5 and "s"; false if there is no non-negative number in front.
bool split_number(std::string_view text, double& number, std::string_view& unit) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number) || number < 0) return false;
  unit = text.substr(static_cast<size_t>(end - text.data()));
  return true;
}

template <size_t N>
const Unit* find_unit(const std::array<Unit, N>& units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

constexpr std::array<Unit, 6> kDurationUnits = {
    {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};

constexpr double kKi = 1024;
constexpr std::array<Unit, 18> kSizeUnits = {{{"", 1},
                                              {"B", 1},
                                              {"K", 1e3},
                                              {"k", 1e3},
                                              {"KB", 1e3},
                                              {"kB", 1e3},
                                              {"Ki", kKi},
                                              {"KiB", kKi},
                                              {"M", 1e6},
                                              {"MB", 1e6},
                                              {"Mi", kKi* kKi},
                                              {"MiB", kKi* kKi},
                                              {"G", 1e9},
                                              {"GB", 1e9},
                                              {"Gi", kKi* kKi* kKi},
                                              {"GiB", kKi* kKi* kKi},
                                              {"T", 1e12},
                                              {"TiB", kKi* kKi* kKi* kKi}}};

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  double number = 0;
  std::string_view name;
  if (split_number(text, number, name)) {
    if (name.empty() && number == 0) return Duration::zero();
    const Unit* unit = find_unit(kDurationUnits, name);
    // Ten years keeps every sum of durations far from overflow.
    if (unit != nullptr && number * unit->factor <= 10 * 365 * 86400e9) {
      return Duration(std::llround(number * unit->factor));
    }
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a duration; write it as 500ms, 10s, 5m or 2h", text)};
}

Result<uint64_t> parse_size(std::string_view text) {
  double number = 0;
  std::string_view name;
  if (split_number(text, number, name)) {
    const Unit* unit = find_unit(kSizeUnits, name);
    if (unit != nullptr && number * unit->factor <= 0x1p52) {
      return static_cast<uint64_t>(std::llround(number * unit->factor));
    }
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a size; write it as 200K, 10MiB or 1GB", text)};
}

std::string format_duration(Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  if (seconds < 60) return fmt::format("{:.1f}s", seconds);
  const auto whole = static_cast<int64_t>(seconds);
  if (whole < 3600) return fmt::format("{}m {:02}s", whole / 60, whole % 60);
  return fmt::format("{}h {:02}m", whole / 3600, whole / 60 % 60);
}

std::string format_size(uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kNames = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1000 && unit + 1 < kNames.size()) {
    value /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kNames[unit]);
}

}  // namespace tandem
