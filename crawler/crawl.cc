// The loop of the crawl: what goes in, what waits, what stops it. crawl_pages.cc has what happens
// to one page.
#include "crawler/crawl.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "base/log.h"
#include "crawler/units.h"

namespace tandem {
namespace {

// Seeds are read ahead only so far, so that a list of any length costs little memory.
constexpr size_t kSeedsAhead = 20'000;
constexpr size_t kMostSeedsAhead = 1'000'000;  // where few hosts are known
constexpr size_t kSeedsAtOnce = 1'000;
constexpr Duration kFlushInterval = std::chrono::seconds(2);
constexpr uint64_t kMaxBytesInFlight = uint64_t{512} * 1024 * 1024;
// Pages that may wait behind each fetch and each core, so that neither side runs dry.
constexpr size_t kPagesAhead = 4;

bool fetches_inline(const CrawlOptions& options) {
  return options.mode.fetch == Placement::kInline;
}

}  // namespace

std::string_view crawl_end_name(CrawlEnd end) {
  switch (end) {
    case CrawlEnd::kComplete:
      return "complete";
    case CrawlEnd::kLimit:
      return "limit";
    case CrawlEnd::kInterrupted:
      return "interrupted";
    case CrawlEnd::kForced:
      return "forced";
    case CrawlEnd::kNoSpace:
      return "no_space";
    case CrawlEnd::kFailed:
      return "failed";
  }
  return "failed";
}

size_t Crawl::max_in_flight(const CrawlOptions& options) {
  if (fetches_inline(options)) return 1;
  if (options.mode.fetch == Placement::kProcesses) return size_t{2} * options.workers;
  return options.connections + kPagesAhead * (options.threads + options.workers);
}

Crawl::Crawl(const CrawlOptions& options, Parts parts)
    : options_(options),
      parts_(parts),
      steps_(steps_of(options.mode)),
      admission_(
          options, parts.frontier, ledger_,
          [this](const Refusal& refusal) {
            check(parts_.output.skipped({std::string(refusal.url), std::string(refusal.reason), "",
                                         std::string(refusal.referrer), refusal.depth}));
          }),
      robots_(options, parts.fetcher, parts.frontier, parts.clock),
      tokens_(max_in_flight(options), kMaxBytesInFlight) {}

void Crawl::run(SeedFeed& seeds) {
  started_ = parts_.clock.now();
  next_flush_ = started_ + kFlushInterval;
  while (true) {
    feed_seeds(seeds);
    dispatch();
    if (finished()) break;
    wait(seeds);
    for (CrawlEvent& event : parts_.mailbox.take_all()) {
      if (auto* fetched = std::get_if<FetchResult>(&event)) {
        on_fetch_result(std::move(*fetched));
      } else {
        on_step_done(std::move(std::get<StepDone>(event)));
      }
    }
    handle_signals();
    housekeeping();
  }
  if (!stopping_ && !page_budget_left() &&
      (parts_.frontier.size() > 0 || robots_.waiting() > 0 || !seeds_done_)) {
    stop(CrawlEnd::kLimit);
  }
  cancel_rest();
  parts_.progress.finish();
  stats_.elapsed = parts_.clock.now() - started_;
  stats_.bad_seeds = seeds.problems();
  stats_.robots_fetches = robots_.requests();
  stats_.refused_links = admission_.refused();
  check(parts_.output.flush());
}

void Crawl::feed_seeds(SeedFeed& seeds) {
  const SteadyTime now = parts_.clock.now();
  for (size_t i = 0; i < kSeedsAtOnce && wants_seeds() && seeds.waits_for() < 0; ++i) {
    auto seed = seeds.next();
    check(seed);
    seeds_done_ = !seed || seeds.done();
    if (!seed || !*seed) return;
    ++stats_.seeds;
    check(admission_.seed((*seed)->url, now));
  }
}

bool Crawl::wants_seeds() const {
  if (seeds_done_ || stopping_ || !page_budget_left()) return false;
  const size_t ahead = parts_.frontier.size() + parts_.frontier.leased();
  // One slow host at the head of a list must not keep the others from being read.
  const bool few_hosts = parts_.frontier.hosts() < size_t{2} * options_.connections;
  return ahead < kSeedsAhead || (few_hosts && ahead < kMostSeedsAhead);
}

bool Crawl::page_budget_left() const {
  if (options_.max_pages == 0) return true;
  const uint64_t done = ledger_.count(Outcome::kWritten) + ledger_.count(Outcome::kFiltered) +
                        ledger_.count(Outcome::kQuarantined);
  return done + pages_.size() < options_.max_pages;
}

void Crawl::dispatch() {
  const SteadyTime now = parts_.clock.now();
  while (may_start()) {
    auto lease = parts_.frontier.lease(now);
    check(lease);
    if (!lease || !*lease) return;
    start(std::move(**lease));
    // A fetch in line took its time: signals and mail come first.
    if (fetches_inline(options_)) return;
  }
}

bool Crawl::may_start() const {
  const size_t connections = fetches_inline(options_) ? 1 : options_.connections;
  return !stopping_ && tokens_.available() && fetching_ + robots_.waiting() < connections &&
         page_budget_left();
}

bool Crawl::finished() const {
  if (!pages_.empty()) return false;
  if (stopping_ || !page_budget_left()) return true;
  return seeds_done_ && parts_.frontier.size() == 0 && robots_.waiting() == 0;
}

void Crawl::wait(const SeedFeed& seeds) {
  const SteadyTime now = parts_.clock.now();
  Duration pause = std::min<Duration>(next_flush_ - now, parts_.progress.until_next());
  const int seed_fd = wants_seeds() ? seeds.waits_for() : -1;
  if (wants_seeds() && seed_fd < 0) pause = Duration::zero();
  if (may_start()) {
    if (const auto ready = parts_.frontier.next_ready(now)) {
      pause = std::min<Duration>(pause, *ready - now);
    }
  }
  pause = std::max(pause, Duration::zero());
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(pause).count();
  // poll() passes over negative descriptors.
  const int signal_fd = parts_.signals != nullptr ? parts_.signals->fd() : -1;
  std::array<pollfd, 3> fds = {
      {{parts_.mailbox.fd(), POLLIN, 0}, {signal_fd, POLLIN, 0}, {seed_fd, POLLIN, 0}}};
  ::poll(fds.data(), fds.size(), static_cast<int>(std::min<int64_t>(millis, 60'000)));
}

void Crawl::handle_signals() {
  if (parts_.signals == nullptr) return;
  const int taken = parts_.signals->take();
  if (taken == 0) return;
  const bool first = interrupts_ == 0;
  interrupts_ += taken;
  if (first) {
    parts_.progress.finish();
    log_warning("stopping: {} pages in flight are finished first; again to stop at once",
                pages_.size());
    stop(CrawlEnd::kInterrupted);
  }
  if (interrupts_ > 1) {
    if (!stats_.failure) stats_.end = CrawlEnd::kForced;
    force();
  }
}

void Crawl::housekeeping() {
  const SteadyTime now = parts_.clock.now();
  if (now >= next_flush_) {
    check(parts_.output.flush());
    next_flush_ = now + kFlushInterval;
  }
  if (parts_.progress.until_next() == Duration::zero()) parts_.progress.update(snapshot());
}

void Crawl::stop(CrawlEnd end) {
  if (stopping_) return;
  stopping_ = true;
  stats_.end = end;
}

void Crawl::fail(const Error& error) {
  if (stats_.failure) return;
  stats_.failure = error;
  parts_.progress.finish();
  log_error("{}", error.message);
  const bool full = error.code == ErrorCode::kNoSpace;
  stopping_ = true;
  stats_.end = full ? CrawlEnd::kNoSpace : CrawlEnd::kFailed;
}

void Crawl::force() {
  // A thread that never comes back cannot be stopped from here; a third Ctrl-C ends the process.
  unblock_signals();
  parts_.fetcher.shutdown();
  for (Executor* executor : parts_.executors) {
    if (executor != nullptr) executor->shutdown(Shutdown::kNow);
  }
}

void Crawl::cancel_rest() {
  check(robots_.abandon());
  check(parts_.frontier.drain([this](const FrontierEntry& entry) {
    ledger_.settle(Outcome::kCancelled, crawl_end_name(stats_.end));
    check(parts_.output.skipped({entry.url, "cancelled", std::string(crawl_end_name(stats_.end)),
                                 entry.referrer, entry.depth}));
  }));
}

ProgressSnapshot Crawl::snapshot() const {
  ProgressSnapshot shown;
  shown.pages = stats_.pages;
  shown.fetched = stats_.fetches + robots_.requests();
  shown.bytes = stats_.body_bytes;
  shown.fetching = fetching_ + robots_.waiting();
  shown.in_flight = pages_.size();
  shown.queued = parts_.frontier.size();
  shown.errors = ledger_.count(Outcome::kFetchFailed) + ledger_.count(Outcome::kQuarantined);
  shown.workers = parts_.executors[static_cast<size_t>(Placement::kProcesses)] != nullptr
                      ? options_.workers
                      : 0;
  shown.finite = seeds_done_ && (options_.scope == Scope::kPage || options_.depth == 0U);
  const SteadyTime now = parts_.clock.now();
  if (shown.fetching > 0) {
    shown.waiting_for = fmt::format("{} answers from servers", shown.fetching);
  } else if (!pages_.empty()) {
    shown.waiting_for = fmt::format("{} pages being processed", pages_.size());
  } else if (const auto ready = parts_.frontier.next_ready(now)) {
    shown.waiting_for =
        fmt::format("no host may be asked before {} from now (--delay, Retry-After)",
                    format_duration(*ready - now));
  }
  return shown;
}

}  // namespace tandem
