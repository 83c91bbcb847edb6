#include "crawler/fetch/multi_fetcher.h"

#include <fmt/format.h>

#include <functional>

#include "crawler/fetch/fetch_loop.h"

namespace tandem {
namespace {

// The part of `total` that falls to one of `parts`.
size_t part(size_t total, size_t parts, size_t index) {
  return total / parts + (index < total % parts ? 1 : 0);
}

Result<void> check(const MultiFetcherOptions& options) {
  if (options.threads == 0 || options.connections < options.threads) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} fetch threads cannot share {} connections: give each at least one",
                             options.threads, options.connections)};
  }
  const size_t most = options.threads * kMaxConnectionsPerLoop;
  if (options.connections > most) {
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("{} connections need at least {} fetch threads ({} a thread)",
                    options.connections,
                    (options.connections + kMaxConnectionsPerLoop - 1) / kMaxConnectionsPerLoop,
                    kMaxConnectionsPerLoop)};
  }
  if (options.max_lookups < options.threads) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} name lookups at a time are too few for {} fetch threads",
                             options.max_lookups, options.threads)};
  }
  return {};
}

}  // namespace

size_t descriptors_needed(const MultiFetcherOptions& options) {
  // A socket a connection (two while IPv6 and IPv4 race), two a lookup, four a loop.
  return 2 * options.connections + options.idle_connections + 2 * options.max_lookups +
         4 * options.threads;
}

Result<std::unique_ptr<MultiFetcher>> MultiFetcher::create(MultiFetcherOptions options,
                                                           FetchSettings settings,
                                                           const Clock& clock, Done done) {
  TANDEM_TRY(check(options));
  std::unique_ptr<MultiFetcher> fetcher(new MultiFetcher(std::move(settings), std::move(done)));
  for (size_t i = 0; i < options.threads; ++i) {
    const FetchLoopOptions loop_options = {
        .name = fmt::format("fetch-{}", i),
        .share = part(options.connections, options.threads, i),
        .idle = part(options.idle_connections, options.threads, i),
        .max_lookups = part(options.max_lookups, options.threads, i)};
    TANDEM_ASSIGN(std::unique_ptr<FetchLoop> loop,
                  FetchLoop::create(loop_options, fetcher->settings_, clock, fetcher->done_));
    fetcher->loops_.push_back(std::move(loop));
  }
  return fetcher;
}

MultiFetcher::MultiFetcher(FetchSettings settings, Done done)
    : settings_(std::move(settings)), done_(std::move(done)) {}

MultiFetcher::~MultiFetcher() { shutdown(); }

size_t MultiFetcher::lane_of(std::string_view host) const {
  return std::hash<std::string_view>()(host) % loops_.size();
}

Result<void> MultiFetcher::start(FetchRequest request) {
  FetchLoop& loop = *loops_[lane_of(request.host)];
  return loop.start(std::move(request));
}

void MultiFetcher::cancel_all() {
  for (const auto& loop : loops_) loop->cancel_all();
}

void MultiFetcher::shutdown() {
  for (const auto& loop : loops_) loop->stop();
  for (const auto& loop : loops_) loop->join();
}

std::vector<FetchLane> MultiFetcher::lanes() const {
  std::vector<FetchLane> lanes;
  lanes.reserve(loops_.size());
  for (const auto& loop : loops_) lanes.push_back(loop->lane());
  return lanes;
}

}  // namespace tandem
