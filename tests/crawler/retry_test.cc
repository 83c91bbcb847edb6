#include "crawler/retry.h"

#include "tests/support/catch.h"

namespace tandem {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

TEST_CASE("what may pass is asked again, what will not is not") {
  FetchResult result;
  result.status = 200;
  CHECK_FALSE(may_pass(result));
  for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
    CAPTURE(status);
    result.status = status;
    CHECK(may_pass(result));
  }
  for (const int status : {301, 400, 401, 403, 404, 410}) {
    CAPTURE(status);
    result.status = status;
    CHECK_FALSE(may_pass(result));
  }
  result.status = 0;
  for (const FetchError error :
       {FetchError::kDns, FetchError::kConnect, FetchError::kTimeout, FetchError::kReset}) {
    result.error = error;
    CHECK(may_pass(result));
  }
  for (const FetchError error : {FetchError::kTls, FetchError::kTooLarge, FetchError::kContentType,
                                 FetchError::kForbiddenAddress, FetchError::kCancelled}) {
    result.error = error;
    CHECK_FALSE(may_pass(result));
  }
}

TEST_CASE("backoff doubles up to a minute") {
  CHECK(backoff(1) == 1s);
  CHECK(backoff(2) == 2s);
  CHECK(backoff(3) == 4s);
  CHECK(backoff(7) == 60s);
  CHECK(backoff(4'000'000'000U) == 60s);
}

// RFC 9110, 10.2.3: "Retry-After = HTTP-date / delay-seconds".
TEST_CASE("Retry-After is read as seconds or as a date, and capped") {
  const WallTime now = std::chrono::system_clock::from_time_t(1'700'000'000);
  CHECK(*parse_retry_after("120", now) == 120s);
  CHECK(*parse_retry_after("0", now) == 0s);
  CHECK(*parse_retry_after("999999999", now) == 1h);
  CHECK(*parse_retry_after("99999999999999999999999", now) == 1h);
  CHECK(*parse_retry_after("Tue, 14 Nov 2023 22:14:20 GMT", now) == 60s);
  CHECK(*parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) == 1h);
  CHECK_FALSE(parse_retry_after("Tue, 14 Nov 2000 22:14:20 GMT", now).has_value());
  CHECK_FALSE(parse_retry_after("", now).has_value());
  CHECK_FALSE(parse_retry_after("-5", now).has_value());
  CHECK_FALSE(parse_retry_after("soon", now).has_value());
}

}  // namespace tandem
