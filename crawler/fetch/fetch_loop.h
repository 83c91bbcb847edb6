// FetchLoop: one thread that drives many exchanges by one curl_multi handle. A part of
// MultiFetcher.
//
// Life of a request: mailbox -> (while fewer than `share` are active and fewer than `max_lookups`
// names resolve) added to the multi handle -> done callback. Waiting requests are plain data: a
// request waiting inside libcurl would have its time limit running.
//
// Thread safety: start(), cancel_all() and stop() from any thread; join() from one.
#pragma once

#include <curl/curl.h>
#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/result.h"
#include "crawler/fetch/fetch.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/fetch/transfer.h"

namespace tandem {

struct FetchLoopOptions {
  std::string name;        // of the thread, at most 15 characters
  size_t share = 0;        // exchanges at a time
  size_t idle = 0;         // connections kept open beyond those in use
  size_t max_lookups = 0;  // names being resolved at a time: each is a thread of libcurl's
};

class FetchLoop {
 public:
  // Starts the thread. `settings`, `clock` and `done` must outlive the loop.
  static Result<std::unique_ptr<FetchLoop>> create(FetchLoopOptions options,
                                                   const FetchSettings& settings,
                                                   const Clock& clock, const Fetcher::Done& done);
  FetchLoop(const FetchLoop&) = delete;
  FetchLoop& operator=(const FetchLoop&) = delete;
  ~FetchLoop();

  Result<void> start(FetchRequest request);
  void cancel_all();
  // Asks the thread to end; join() waits for it.
  void stop();
  void join();
  [[nodiscard]] FetchLane lane() const;

 private:
  struct Letter {
    FetchRequest request;
    uint64_t epoch;  // cancel_all() calls before it was started
  };
  struct MultiCleanup {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  FetchLoop(FetchLoopOptions options, const FetchSettings& settings, const Clock& clock,
            const Fetcher::Done& done)
      : options_(std::move(options)), settings_(settings), clock_(clock), done_(done) {}
  Result<void> configure();

  // The rest: on the loop's thread.
  void run();
  void perform();
  void collect();
  void admit();
  void launch(Letter letter);
  // Ends the active exchanges started before cancel_all() call number `epoch`.
  void end_active(uint64_t epoch, FetchError error, std::string_view why);
  void end_unstarted(const FetchRequest& request);
  Transfer* take_transfer();
  // Takes a transfer off the multi handle and makes it free for the next request.
  void retire(Transfer& transfer, CURLcode code);
  [[nodiscard]] size_t room();
  [[nodiscard]] size_t lookups();
  void report(FetchResult result);
  void wake() { curl_multi_wakeup(multi_.get()); }

  const FetchLoopOptions options_;
  const FetchSettings& settings_;
  const Clock& clock_;
  const Fetcher::Done& done_;

  Mailbox<Letter> inbox_;
  std::atomic<uint64_t> epoch_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<pid_t> tid_ = 0;
  std::atomic<uint64_t> fetches_ = 0;

  // Of the loop's thread. libcurl wants easy handles to go before their multi handle.
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::vector<std::unique_ptr<Transfer>> transfers_;  // all, at most `share`
  std::vector<Transfer*> free_;                       // those without a request
  std::unordered_map<Transfer*, uint64_t> active_;    // those with one, and its epoch
  std::deque<SteadyTime> abandoned_lookups_;          // when each has surely ended
  uint64_t epoch_seen_ = 0;

  std::latch started_{1};
  std::thread thread_;
};

}  // namespace tandem
