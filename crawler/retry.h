// Which failures may pass, and how long to wait before asking again.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "crawler/fetch/fetch.h"

namespace tandem {

// True for timeouts, resets, failed connections and names, 408, 425, 429 and 5xx.
bool may_pass(const FetchResult& result);

// Before try `attempt` + 1 (the first try is 1): 1 s, doubling, at most 60 s.
Duration backoff(uint32_t attempt);

// The Retry-After field (RFC 9110, 10.2.3): seconds or an HTTP date. Nothing if it is absent,
// malformed or in the past; at most an hour, so that one header cannot park a host for ever.
std::optional<Duration> parse_retry_after(std::string_view value, WallTime now);

}  // namespace tandem
