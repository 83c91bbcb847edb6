// InlineFetcher: a Fetcher without threads. start() fetches, calls back, and only then returns.
//
// Thread safety: start() and shutdown() from one thread; cancel_all() and lanes() from any. The
// callback may not call start().
#pragma once

#include <atomic>
#include <memory>

#include "crawler/fetch/easy_fetcher.h"
#include "crawler/fetch/fetcher.h"

namespace tandem {

class InlineFetcher final : public Fetcher {
 public:
  // As EasyFetcher::create.
  static Result<std::unique_ptr<InlineFetcher>> create(FetchSettings settings, const Clock& clock,
                                                       Done done);

  Result<void> start(FetchRequest request) override;
  // Ends the fetch that runs now in another thread's start().
  void cancel_all() override { easy_->cancel(); }
  void shutdown() override { closed_ = true; }
  [[nodiscard]] std::vector<FetchLane> lanes() const override;

 private:
  InlineFetcher(std::unique_ptr<EasyFetcher> easy, Done done)
      : easy_(std::move(easy)), done_(std::move(done)) {}

  const std::unique_ptr<EasyFetcher> easy_;
  const Done done_;
  std::atomic<bool> closed_ = false;
  std::atomic<pid_t> tid_ = 0;  // of the last start()
  std::atomic<uint64_t> fetches_ = 0;
};

}  // namespace tandem
