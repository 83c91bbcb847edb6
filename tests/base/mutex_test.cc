#include "base/mutex.h"

#include <chrono>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

namespace tandem {
namespace {

struct Counter {
  Mutex mutex;
  CondVar changed;
  int value GUARDED_BY(mutex) = 0;
};

int read(Counter& counter) {
  MutexLock lock(counter.mutex);
  return counter.value;
}

}  // namespace

TEST_CASE("A Mutex lets one thread in at a time") {
  constexpr int kThreads = 4;
  constexpr int kRounds = 5000;
  Counter counter;
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&] {
        for (int round = 0; round < kRounds; ++round) {
          MutexLock lock(counter.mutex);
          ++counter.value;
        }
      });
    }
  }
  CHECK(read(counter) == kThreads * kRounds);
}

TEST_CASE("wait wakes on a notification") {
  Counter counter;
  std::jthread other([&] {
    MutexLock lock(counter.mutex);
    counter.value = 1;
    counter.changed.notify_all();
  });
  MutexLock lock(counter.mutex);
  while (counter.value == 0) counter.changed.wait(lock);
  CHECK(counter.value == 1);
}

TEST_CASE("wait_until gives up at its deadline") {
  Counter counter;
  const SteadyTime deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  MutexLock lock(counter.mutex);
  // A wake-up without a cause is allowed, so ask until the deadline is the reason.
  while (counter.changed.wait_until(lock, deadline)) continue;
  CHECK(std::chrono::steady_clock::now() >= deadline);
}

}  // namespace tandem
