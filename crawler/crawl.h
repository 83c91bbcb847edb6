// Crawl: the coordinator. One thread that owns the frontier, the ledger and every page in flight;
// it never waits on the network and never touches a page's HTML.
//
//   frontier -> robots gate -> [fetch] -> [parse] -> links -> frontier
//                                             \-> [preprocess] -> output, ledger
//
// The bracketed stages run where the mode places them and report back through the mailbox. A page
// is let in when a live token is free, so everything behind the frontier is bounded; nothing that
// flows back ever blocks.
//
// Thread safety: run() on one thread, once. The mailbox takes mail from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/event_mailbox.h"
#include "base/tokens.h"
#include "crawler/admission.h"
#include "crawler/crawl_output.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/ledger.h"
#include "crawler/mode.h"
#include "crawler/options.h"
#include "crawler/progress.h"
#include "crawler/robots_gate.h"
#include "crawler/seed_feed.h"
#include "crawler/signals.h"
#include "crawler/stages.h"
#include "pool/executor.h"
#include "urls/frontier.h"

namespace tandem {

// A step of page `page` is done.
struct StepDone {
  uint64_t page = 0;
  TaskResult result;
};
using CrawlEvent = std::variant<FetchResult, StepDone>;
using CrawlMailbox = EventMailbox<CrawlEvent>;

// Why a crawl ended.
enum class CrawlEnd : uint8_t {
  kComplete,     // nothing is left to do
  kLimit,        // --max-pages stopped it
  kInterrupted,  // Ctrl-C, drained
  kForced,       // the second Ctrl-C: what was in flight is cancelled
  kNoSpace,      // the disk is full
  kFailed,       // see CrawlStats::failure
};
std::string_view crawl_end_name(CrawlEnd end);

// What happened, for the report.
struct CrawlStats {
  CrawlEnd end = CrawlEnd::kComplete;
  std::optional<Error> failure;  // with kNoSpace and kFailed
  Duration elapsed{};
  uint64_t seeds = 0;      // lines that held a URL
  uint64_t bad_seeds = 0;  // lines that did not
  uint64_t fetches = 0;    // requests answered or failed, robots.txt apart
  uint64_t robots_fetches = 0;
  uint64_t pages = 0;       // answers that held a page
  uint64_t body_bytes = 0;  // of all answers, decoded
  uint64_t wire_bytes = 0;
  uint64_t retries = 0;
  uint64_t refused_links = 0;  // out of scope or too deep, never admitted
  uint64_t task_retries = 0;   // tasks that needed a second worker
  size_t max_in_flight = 0;
  std::map<int, uint64_t> statuses;
  std::map<std::string, uint64_t, std::less<>> fetch_errors;
  std::map<std::string, uint64_t, std::less<>> languages;  // of written documents
};

class Crawl {
 public:
  // What a crawl works with. All must outlive it. `executors` is indexed by Placement; one is
  // present for every placement that the mode's steps need, and takes `max_in_flight()` tasks
  // without blocking.
  struct Parts {
    const Clock& clock;
    Frontier& frontier;
    Fetcher& fetcher;
    std::array<Executor*, 3> executors{};
    CrawlOutput& output;
    CrawlMailbox& mailbox;
    Progress& progress;
    SignalFd* signals = nullptr;  // none: the crawl cannot be interrupted
  };

  // Pages that may be in flight at once under these options.
  static size_t max_in_flight(const CrawlOptions& options);

  Crawl(const CrawlOptions& options, Parts parts);

  // Crawls until nothing is left or something stops it. Every admitted URL is then settled.
  void run(SeedFeed& seeds);

  [[nodiscard]] const CrawlStats& stats() const { return stats_; }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

 private:
  // A page between its lease and its outcome.
  struct PageInFlight {
    Lease lease;
    Url url;
    size_t step = 0;
    bool fetching = false;  // counted in fetching_
    bool released = false;  // the host's connection is free again
    FetchResult answer;     // its body moves on to the next stage
    uint64_t body_bytes = 0;
    uint64_t charged = 0;  // bytes charged to the tokens
    std::string charset;
  };
  using Pages = std::unordered_map<uint64_t, PageInFlight>;

  void feed_seeds(SeedFeed& seeds);
  [[nodiscard]] bool wants_seeds() const;
  void dispatch();
  // Whether another lease may be taken now.
  [[nodiscard]] bool may_start() const;
  void wait(const SeedFeed& seeds);
  void handle_signals();
  void housekeeping();
  [[nodiscard]] bool finished() const;
  [[nodiscard]] bool page_budget_left() const;
  void stop(CrawlEnd end);
  void fail(const Error& error);
  void force();
  void cancel_rest();

  void start(Lease lease);
  void run_step(uint64_t id);
  void on_fetch_result(FetchResult result);
  void on_step_done(StepDone done);
  // False when the page ended here.
  bool take_answer(uint64_t id, FetchResult answer, uint64_t body_bytes);
  void take_redirect(uint64_t id);
  void take_links(PageInFlight& page, const ParseFacts& facts);
  void take_document(uint64_t id, Document document);
  void take_failure(uint64_t id, const TaskResult& result);
  void release_host(PageInFlight& page, Duration delay);
  void end_fetch(PageInFlight& page);
  bool retry(uint64_t id);
  void settle(uint64_t id, Outcome outcome, std::string_view reason);
  void skip(uint64_t id, std::string_view reason, std::string_view detail);
  void log_fetch(const PageInFlight& page);
  // An error of the output or the frontier ends the crawl.
  template <typename T>
  void check(const Result<T>& result) {
    if (!result.ok()) fail(result.error());
  }
  [[nodiscard]] DocumentRecord record_of(const PageInFlight& page, Document document) const;
  [[nodiscard]] ProgressSnapshot snapshot() const;

  const CrawlOptions& options_;
  Parts parts_;
  const std::vector<Step> steps_;
  Ledger ledger_;
  Admission admission_;
  RobotsGate robots_;
  LiveTokens tokens_;
  CrawlStats stats_;

  Pages pages_;
  uint64_t next_page_ = 0;
  size_t fetching_ = 0;
  bool seeds_done_ = false;
  bool stopping_ = false;
  int interrupts_ = 0;
  SteadyTime started_;
  SteadyTime next_flush_;
};

}  // namespace tandem
