// Clock: the only source of time, so that tests can turn it by hand.
//
// Thread safety: all clocks may be used from several threads.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace tandem {

using Duration = std::chrono::nanoseconds;
using SteadyTime = std::chrono::steady_clock::time_point;  // intervals, deadlines
using WallTime = std::chrono::system_clock::time_point;    // dates shown to people

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SteadyTime now() const = 0;
  [[nodiscard]] virtual WallTime wall_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime now() const override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] WallTime wall_now() const override { return std::chrono::system_clock::now(); }
};

// Stands still until advance() is called. Starts at a fixed, arbitrary moment.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime now() const override {
    return SteadyTime(std::chrono::duration_cast<SteadyTime::duration>(Duration(elapsed_.load())));
  }
  [[nodiscard]] WallTime wall_now() const override {
    return WallTime(std::chrono::duration_cast<WallTime::duration>(
        std::chrono::hours(24 * 365 * 50) + Duration(elapsed_.load())));
  }
  void advance(Duration by) { elapsed_ += by.count(); }

 private:
  std::atomic<Duration::rep> elapsed_ = Duration(std::chrono::hours(1)).count();
};

// ISO 8601 in UTC with milliseconds: "2026-03-01T12:34:56.789Z".
std::string format_iso8601(WallTime time);

}  // namespace tandem
