// What the tests of crawler/fetch/ share: settings for loopback, a place to collect results, and
// one way to fetch by either implementation.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "crawler/fetch/curl_global.h"
#include "crawler/fetch/easy_fetcher.h"
#include "crawler/fetch/multi_fetcher.h"
#include "tests/support/catch.h"

namespace tandem {

// Results as they come, from any thread.
class Collector {
 public:
  Fetcher::Done done() {
    return [this](FetchResult result) {
      MutexLock lock(mutex_);
      results_.push_back(std::move(result));
      changed_.notify_all();
    };
  }
  // Waits for `count` results, half a minute at most, and takes all there are.
  std::vector<FetchResult> wait_for(size_t count) {
    const SteadyTime deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    MutexLock lock(mutex_);
    while (results_.size() < count && changed_.wait_until(lock, deadline)) {
    }
    return std::exchange(results_, {});
  }
  size_t count() {
    MutexLock lock(mutex_);
    return results_.size();
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<FetchResult> results_ GUARDED_BY(mutex_);
};

// Loopback allowed, and no limit that could pass by chance on a slow machine.
inline FetchSettings loopback_settings() {
  FetchSettings settings;
  settings.user_agent = "Tandem-test/1";
  settings.allow_private = true;
  return settings;
}

inline FetchRequest request_for(std::string url, Accept accept = Accept::kPages) {
  FetchRequest request;
  request.id = 7;
  request.url = std::move(url);
  request.host = "host";
  request.accept = accept;
  return request;
}

enum class By { kEasy, kMulti };

// Fetches one at a time by the implementation asked for.
class OneByOne {
 public:
  explicit OneByOne(By by, FetchSettings settings = loopback_settings())
      : curl_(CurlGlobal::create()) {
    REQUIRE(curl_.ok());
    if (by == By::kEasy) {
      auto easy = EasyFetcher::create(std::move(settings), clock_);
      REQUIRE(easy.ok());
      easy_ = std::move(*easy);
    } else {
      auto multi = MultiFetcher::create({.threads = 2, .connections = 8}, std::move(settings),
                                        clock_, collector_.done());
      REQUIRE(multi.ok());
      multi_ = std::move(*multi);
    }
  }

  FetchResult fetch(FetchRequest request) {
    if (easy_) return easy_->fetch(std::move(request));
    REQUIRE(multi_->start(std::move(request)).ok());
    auto results = collector_.wait_for(1);
    REQUIRE(results.size() == 1);
    return std::move(results.front());
  }
  FetchResult fetch(std::string url, Accept accept = Accept::kPages) {
    return fetch(request_for(std::move(url), accept));
  }

 private:
  SystemClock clock_;
  Result<CurlGlobal> curl_;
  Collector collector_;
  std::unique_ptr<EasyFetcher> easy_;
  std::unique_ptr<MultiFetcher> multi_;
};

}  // namespace tandem
