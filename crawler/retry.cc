#include "crawler/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace tandem {
namespace {

constexpr Duration kMaxBackoff = std::chrono::minutes(1);
constexpr Duration kMaxRetryAfter = std::chrono::hours(1);

}  // namespace

bool may_pass(const FetchResult& result) {
  switch (result.error) {
    case FetchError::kDns:
    case FetchError::kConnect:
    case FetchError::kTimeout:
    case FetchError::kReset:
      return true;
    case FetchError::kNone:
      break;
    default:
      return false;
  }
  return result.status == 408 || result.status == 425 || result.status == 429 ||
         result.status >= 500;
}

Duration backoff(uint32_t attempt) {
  const uint32_t doublings = std::min<uint32_t>(attempt > 0 ? attempt - 1 : 0, 10);
  return std::min<Duration>(std::chrono::seconds(1) * (1U << doublings), kMaxBackoff);
}

std::optional<Duration> parse_retry_after(std::string_view value, WallTime now) {
  uint64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error == std::errc() && end == value.data() + value.size()) {
    const uint64_t most = std::chrono::seconds(std::chrono::hours(1)).count();
    return std::chrono::seconds(std::min(seconds, most));
  }
  if (error == std::errc::result_out_of_range) return kMaxRetryAfter;
  const time_t date = ::curl_getdate(std::string(value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  // In seconds, since the year 9999 in nanoseconds is out of range.
  const auto wait = std::chrono::seconds(date - std::chrono::system_clock::to_time_t(now));
  if (wait <= std::chrono::seconds(0)) return std::nullopt;
  return std::min<Duration>(std::min<std::chrono::seconds>(wait, std::chrono::hours(24)),
                            kMaxRetryAfter);
}

}  // namespace tandem
