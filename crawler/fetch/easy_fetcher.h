// EasyFetcher: one exchange after another, in the calling thread. The reference implementation,
// and the one used inline and inside forked workers.
//
// It keeps its handle, and with it the connections of the last few hosts.
//
// Thread safety: fetch() from one thread; cancel() from any.
#pragma once

#include <atomic>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/fetch/fetch.h"

namespace tandem {

class Transfer;

class EasyFetcher {
 public:
  // `clock` must outlive the fetcher, and a CurlGlobal must exist in this process.
  static Result<std::unique_ptr<EasyFetcher>> create(FetchSettings settings, const Clock& clock);
  EasyFetcher(const EasyFetcher&) = delete;
  EasyFetcher& operator=(const EasyFetcher&) = delete;
  ~EasyFetcher();

  // Blocks until the exchange is over, at most FetchSettings::timeout.
  FetchResult fetch(FetchRequest request);
  // Ends the exchange that runs now, if any, within about a second, as kCancelled.
  void cancel() { cancelled_ = true; }

 private:
  explicit EasyFetcher(FetchSettings settings);

  const FetchSettings settings_;
  std::atomic<bool> cancelled_ = false;
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace tandem
