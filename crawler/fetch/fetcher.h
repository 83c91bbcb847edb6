// Fetcher: takes requests, gives results back by callback. Implementations: MultiFetcher (threads
// that each drive many exchanges), InlineFetcher (in the caller, one at a time).
//
// Every request that start() accepted gets exactly one result, whatever happens.
//
// Thread safety: start(), cancel_all() and lanes() may be called from any thread, also from the
// callback; shutdown() from one thread, never from the callback.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "crawler/fetch/fetch.h"

namespace tandem {

// A thread that fetches, for reports.
struct FetchLane {
  pid_t pid = 0;
  pid_t tid = 0;
  std::string name;      // of the thread: "fetch-0"
  uint64_t fetches = 0;  // exchanges ended, the failed and cancelled ones included
};

class Fetcher {
 public:
  // Called once for each accepted request, on a fetch thread. Must not throw nor block: the other
  // exchanges of that thread stand still meanwhile.
  using Done = std::function<void(FetchResult)>;

  virtual ~Fetcher() = default;

  // Accepts a request. MultiFetcher never blocks here and holds what is beyond its connections in
  // memory, so the caller bounds what it starts (see base/tokens.h). kClosed after shutdown(), and
  // then no callback comes.
  virtual Result<void> start(FetchRequest request) = 0;

  // Every request started before and not finished ends soon, as kCancelled. Later ones are not
  // touched.
  virtual void cancel_all() = 0;

  // Takes no more requests, ends unfinished ones as kCancelled, and returns when every callback has
  // returned and every thread has ended. Prompt, also while names resolve. Idempotent; destructors
  // call it.
  virtual void shutdown() = 0;

  [[nodiscard]] virtual std::vector<FetchLane> lanes() const = 0;
};

}  // namespace tandem
