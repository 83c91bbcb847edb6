#include "crawler/fetch/easy_fetcher.h"

#include "crawler/fetch/transfer.h"

namespace tandem {

EasyFetcher::EasyFetcher(FetchSettings settings) : settings_(std::move(settings)) {}

EasyFetcher::~EasyFetcher() = default;

Result<std::unique_ptr<EasyFetcher>> EasyFetcher::create(FetchSettings settings,
                                                         const Clock& clock) {
  std::unique_ptr<EasyFetcher> fetcher(new EasyFetcher(std::move(settings)));
  TANDEM_ASSIGN(fetcher->transfer_,
                Transfer::create(fetcher->settings_, clock, &fetcher->cancelled_));
  return fetcher;
}

FetchResult EasyFetcher::fetch(FetchRequest request) {
  cancelled_ = false;
  const Result<void> begun = transfer_->begin(std::move(request));
  if (!begun) return transfer_->abandon(FetchError::kOther, begun.error().message);
  return transfer_->end(curl_easy_perform(transfer_->handle()));
}

}  // namespace tandem
