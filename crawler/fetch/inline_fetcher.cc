#include "crawler/fetch/inline_fetcher.h"

#include <unistd.h>

namespace tandem {

Result<std::unique_ptr<InlineFetcher>> InlineFetcher::create(FetchSettings settings,
                                                             const Clock& clock, Done done) {
  TANDEM_ASSIGN(std::unique_ptr<EasyFetcher> easy, EasyFetcher::create(std::move(settings), clock));
  return std::unique_ptr<InlineFetcher>(new InlineFetcher(std::move(easy), std::move(done)));
}

Result<void> InlineFetcher::start(FetchRequest request) {
  if (closed_) return Error{ErrorCode::kClosed, "the fetcher is shut down"};
  tid_ = gettid();
  FetchResult result = easy_->fetch(std::move(request));
  ++fetches_;
  done_(std::move(result));
  return {};
}

std::vector<FetchLane> InlineFetcher::lanes() const {
  if (fetches_ == 0) return {};
  return {{getpid(), tid_, "main", fetches_}};
}

}  // namespace tandem
