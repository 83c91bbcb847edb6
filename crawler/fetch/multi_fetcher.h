// MultiFetcher: a pool of fetch threads, each driving many exchanges by libcurl's multi interface.
//
// A request goes to thread hash(host) mod threads, so that requests of a host find the connection
// that the one before left open. Connections are never shared between threads.
//
// libcurl visits every exchange of a loop at each step; measured, that stays cheap to about 500 a
// loop, which create() therefore enforces. Descriptors: see descriptors_needed().
//
// Thread safety: as Fetcher. Callbacks come from all fetch threads, several at a time.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/fetch/fetcher.h"

namespace tandem {

class FetchLoop;

struct MultiFetcherOptions {
  size_t threads = 1;
  size_t connections = 64;        // exchanges at a time, over all threads; at least one a thread
  size_t idle_connections = 256;  // kept open between requests, over all threads
  size_t max_lookups = 256;       // names being resolved at a time, over all threads
};

inline constexpr size_t kMaxConnectionsPerLoop = 500;

// File descriptors that a fetcher with these options may hold at once, for RLIMIT_NOFILE.
size_t descriptors_needed(const MultiFetcherOptions& options);

class MultiFetcher final : public Fetcher {
 public:
  // `clock` must outlive the fetcher, and a CurlGlobal must exist. kInvalidArgument for counts of
  // zero, fewer connections than threads, or more than kMaxConnectionsPerLoop a thread.
  static Result<std::unique_ptr<MultiFetcher>> create(MultiFetcherOptions options,
                                                      FetchSettings settings, const Clock& clock,
                                                      Done done);
  MultiFetcher(const MultiFetcher&) = delete;
  MultiFetcher& operator=(const MultiFetcher&) = delete;
  ~MultiFetcher() override;

  Result<void> start(FetchRequest request) override;
  void cancel_all() override;
  void shutdown() override;
  [[nodiscard]] std::vector<FetchLane> lanes() const override;

  // The thread that fetches for a host, as an index into lanes().
  [[nodiscard]] size_t lane_of(std::string_view host) const;

 private:
  MultiFetcher(FetchSettings settings, Done done);

  const FetchSettings settings_;
  const Done done_;
  std::vector<std::unique_ptr<FetchLoop>> loops_;
};

}  // namespace tandem
