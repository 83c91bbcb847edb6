#include "crawler/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/log.h"
#include "crawler/units.h"

namespace tandem {
namespace {

constexpr Duration kBlockInterval = std::chrono::milliseconds(250);
constexpr Duration kLineInterval = std::chrono::minutes(1);
constexpr Duration kStillAfter = std::chrono::seconds(10);

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::string format_progress(const ProgressSnapshot& snapshot, double rate, double byte_rate,
                            Duration elapsed, std::string_view mode) {
  std::string text =
      fmt::format("{} pages, {:.1f} pages/s, {}/s, {} in mode {}", snapshot.pages, rate,
                  format_size(static_cast<uint64_t>(byte_rate)), format_duration(elapsed), mode);
  if (snapshot.finite && rate > 0) {
    const auto left = static_cast<double>(snapshot.queued + snapshot.in_flight) / rate;
    text +=
        fmt::format(", about {} left", format_duration(Duration(static_cast<int64_t>(left * 1e9))));
  }
  text += fmt::format("\n{} fetching, {} in flight, {} queued, {} errors", snapshot.fetching,
                      snapshot.in_flight, snapshot.queued, snapshot.errors);
  if (snapshot.workers > 0) text += fmt::format(", {} workers", snapshot.workers);
  if (!snapshot.waiting_for.empty()) text += "\nwaiting: " + snapshot.waiting_for;
  return text;
}

Progress::Style Progress::detect_style() {
  return ::isatty(STDERR_FILENO) == 1 ? Style::kBlock : Style::kLines;
}

Progress::Progress(Style style, std::string mode, const Clock& clock)
    : style_(style),
      mode_(std::move(mode)),
      clock_(clock),
      start_(clock.now()),
      next_(start_ + (style == Style::kBlock ? kBlockInterval : kLineInterval)),
      last_time_(start_),
      last_move_(start_) {}

Duration Progress::until_next() const {
  if (style_ == Style::kNone) return std::chrono::hours(1);
  return std::max<Duration>(next_ - clock_.now(), Duration::zero());
}

void Progress::update(const ProgressSnapshot& snapshot) {
  const SteadyTime now = clock_.now();
  if (style_ == Style::kNone || now < next_) return;
  next_ = now + (style_ == Style::kBlock ? kBlockInterval : kLineInterval);
  const double passed = std::max(seconds(now - last_time_), 1e-3);
  const double page_rate = static_cast<double>(snapshot.pages - last_pages_) / passed;
  const double byte_rate = static_cast<double>(snapshot.bytes - last_bytes_) / passed;
  // A block is smoothed over about two seconds; a line covers its whole minute.
  const double weight = style_ == Style::kBlock && last_pages_ > 0 ? 0.15 : 1.0;
  rate_ += weight * (page_rate - rate_);
  byte_rate_ += weight * (byte_rate - byte_rate_);
  if (snapshot.fetched != last_fetched_ || snapshot.pages != last_pages_) last_move_ = now;
  last_time_ = now;
  last_pages_ = snapshot.pages;
  last_bytes_ = snapshot.bytes;
  last_fetched_ = snapshot.fetched;
  ProgressSnapshot shown = snapshot;
  if (now - last_move_ < kStillAfter) shown.waiting_for.clear();
  std::string text = format_progress(shown, rate_, byte_rate_, now - start_, mode_);
  if (style_ == Style::kBlock) {
    draw(text);
  } else {
    std::replace(text.begin(), text.end(), '\n', ';');
    log_info("{}", text);
  }
}

void Progress::draw(const std::string& block) {
  finish();
  std::string out;
  for (const char c : block) {
    // Clear to the end of each line: the one below may have been longer.
    if (c == '\n') out += "\x1b[K";
    out += c;
  }
  out += "\x1b[K\n";
  drawn_lines_ = 1 + static_cast<int>(std::count(block.begin(), block.end(), '\n'));
  std::fputs(out.c_str(), stderr);
}

void Progress::finish() {
  if (drawn_lines_ == 0) return;
  std::fputs(fmt::format("\x1b[{}A\x1b[J", drawn_lines_).c_str(), stderr);
  drawn_lines_ = 0;
}

}  // namespace tandem
