// Progress: what a crawl shows while it runs.
//
// On a terminal one live block, redrawn in place four times a second; elsewhere a log line a
// minute. When nothing has moved for ten seconds it says why.
//
// Thread safety: none; it belongs to the coordinator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tandem {

struct ProgressSnapshot {
  uint64_t pages = 0;    // terminal outcomes of pages fetched
  uint64_t fetched = 0;  // answers of any kind
  uint64_t bytes = 0;    // of bodies
  uint64_t fetching = 0;
  uint64_t in_flight = 0;
  uint64_t queued = 0;
  uint64_t errors = 0;
  uint64_t workers = 0;     // worker processes; 0 in modes without
  bool finite = false;      // no links are followed, so the end can be estimated
  std::string waiting_for;  // why nothing moves, if nothing does
};

// The block as lines of text, for the terminal and for tests. `rate` and `byte_rate` per second.
std::string format_progress(const ProgressSnapshot& snapshot, double rate, double byte_rate,
                            Duration elapsed, std::string_view mode);

class Progress {
 public:
  enum class Style : uint8_t { kNone, kLines, kBlock };

  // kBlock where standard error is a terminal, else kLines.
  static Style detect_style();

  Progress(Style style, std::string mode, const Clock& clock);

  // How long until the next update is due, at most.
  [[nodiscard]] Duration until_next() const;
  // Draws if an update is due.
  void update(const ProgressSnapshot& snapshot);
  // Removes the block, so that what follows starts on a clean line.
  void finish();

 private:
  void draw(const std::string& block);

  const Style style_;
  const std::string mode_;
  const Clock& clock_;
  const SteadyTime start_;
  SteadyTime next_;
  SteadyTime last_time_;
  SteadyTime last_move_;
  uint64_t last_pages_ = 0;
  uint64_t last_bytes_ = 0;
  uint64_t last_fetched_ = 0;
  double rate_ = 0;       // smoothed pages a second
  double byte_rate_ = 0;  // smoothed bytes a second
  int drawn_lines_ = 0;
};

}  // namespace tandem
