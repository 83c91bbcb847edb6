#include "base/bounded_queue.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

namespace tandem {
namespace {

// Long enough that a call which does not block would have returned.
void let_it_block() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }

}  // namespace

TEST_CASE("A queue gives back what came first") {
  BoundedQueue<int> queue(3);
  CHECK(queue.capacity() == 3);
  for (int item = 1; item <= 3; ++item) CHECK(queue.push(int{item}));
  CHECK(queue.size() == 3);
  CHECK(queue.pop() == 1);
  CHECK(queue.pop() == 2);
  CHECK(queue.pop() == 3);
  CHECK(queue.size() == 0);
}

TEST_CASE("A queue without room for one has room for one") {
  BoundedQueue<int> queue(0);
  CHECK(queue.capacity() == 1);
  CHECK(queue.try_push(1).ok());
  CHECK(queue.try_push(2).error().code == ErrorCode::kWouldBlock);
}

TEST_CASE("try_push and try_pop never block") {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  CHECK_FALSE(queue.try_pop().has_value());
  CHECK(queue.try_push(std::make_unique<int>(1)).ok());
  auto refused = std::make_unique<int>(2);
  CHECK(queue.try_push(std::move(refused)).error().code == ErrorCode::kWouldBlock);
  // NOLINTBEGIN(bugprone-use-after-move): untouched is promised
  REQUIRE(refused != nullptr);
  CHECK(*refused == 2);
  // NOLINTEND(bugprone-use-after-move)
  CHECK(**queue.try_pop() == 1);
  CHECK_FALSE(queue.try_pop().has_value());
}

TEST_CASE("push blocks while the queue is full") {
  BoundedQueue<int> queue(1);
  REQUIRE(queue.push(1));
  std::atomic<bool> pushed = false;
  std::jthread producer([&] {
    queue.push(2);
    pushed = true;
  });
  let_it_block();
  CHECK_FALSE(pushed);
  CHECK(queue.size() == 1);
  CHECK(queue.pop() == 1);
  CHECK(queue.pop() == 2);
  producer.join();
  CHECK(pushed);
}

TEST_CASE("pop blocks while the queue is empty") {
  BoundedQueue<int> queue(1);
  std::optional<int> popped;
  std::atomic<bool> returned = false;
  std::jthread consumer([&] {
    popped = queue.pop();
    returned = true;
  });
  let_it_block();
  CHECK_FALSE(returned);
  CHECK(queue.push(7));
  consumer.join();
  CHECK(popped == 7);
}

TEST_CASE("A closed queue runs dry, then gives nothing, and takes nothing") {
  BoundedQueue<std::unique_ptr<int>> queue(4);
  REQUIRE(queue.push(std::make_unique<int>(1)));
  REQUIRE(queue.push(std::make_unique<int>(2)));
  queue.close();
  queue.close();
  auto refused = std::make_unique<int>(3);
  CHECK_FALSE(queue.push(std::move(refused)));
  // NOLINTBEGIN(bugprone-use-after-move): untouched is promised
  REQUIRE(refused != nullptr);
  CHECK(queue.try_push(std::move(refused)).error().code == ErrorCode::kClosed);
  CHECK(refused != nullptr);
  // NOLINTEND(bugprone-use-after-move)
  CHECK(**queue.pop() == 1);
  CHECK(**queue.try_pop() == 2);
  CHECK_FALSE(queue.pop().has_value());
  CHECK_FALSE(queue.try_pop().has_value());
}

TEST_CASE("A closed queue says so even while it is full") {
  BoundedQueue<int> queue(1);
  REQUIRE(queue.push(1));
  queue.close();
  CHECK(queue.try_push(2).error().code == ErrorCode::kClosed);
}

TEST_CASE("close wakes every blocked producer") {
  BoundedQueue<int> queue(1);
  REQUIRE(queue.push(0));
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> producers;
    producers.reserve(3);
    for (int producer = 0; producer < 3; ++producer) {
      producers.emplace_back([&] {
        if (!queue.push(1)) ++refused;
      });
    }
    let_it_block();
    queue.close();
  }
  CHECK(refused == 3);
  CHECK(queue.size() == 1);
}

TEST_CASE("close wakes every blocked consumer") {
  BoundedQueue<int> queue(1);
  std::atomic<int> ended = 0;
  {
    std::vector<std::jthread> consumers;
    consumers.reserve(3);
    for (int consumer = 0; consumer < 3; ++consumer) {
      consumers.emplace_back([&] {
        if (!queue.pop().has_value()) ++ended;
      });
    }
    let_it_block();
    queue.close();
  }
  CHECK(ended == 3);
}

TEST_CASE("close_now hands back what was waiting, and wakes the blocked") {
  BoundedQueue<int> queue(2);
  REQUIRE(queue.push(1));
  REQUIRE(queue.push(2));
  std::atomic<bool> refused = false;
  std::jthread producer([&] { refused = !queue.push(3); });
  let_it_block();
  CHECK(queue.close_now() == std::deque<int>{1, 2});
  producer.join();
  CHECK(refused);
  CHECK(queue.size() == 0);
  CHECK_FALSE(queue.pop().has_value());
  CHECK(queue.close_now().empty());
}

TEST_CASE("With many producers and consumers every item arrives once") {
  constexpr int kThreads = 4;
  constexpr int kItems = 5000;  // of each producer
  BoundedQueue<int> queue(8);
  std::vector<std::vector<int>> received(kThreads);
  std::atomic<bool> overfull = false;
  {
    std::vector<std::jthread> consumers;
    consumers.reserve(kThreads);
    for (int consumer = 0; consumer < kThreads; ++consumer) {
      consumers.emplace_back([&, consumer] {
        while (std::optional<int> item = queue.pop()) {
          received[static_cast<size_t>(consumer)].push_back(*item);
        }
      });
    }
    {
      std::vector<std::jthread> producers;
      producers.reserve(kThreads);
      for (int producer = 0; producer < kThreads; ++producer) {
        producers.emplace_back([&, producer] {
          for (int item = 0; item < kItems; ++item) {
            queue.push(producer * kItems + item);
            if (queue.size() > queue.capacity()) overfull = true;
          }
        });
      }
    }
    queue.close();
  }
  CHECK_FALSE(overfull);
  std::vector<int> all;
  for (const std::vector<int>& part : received) {
    // One consumer sees the items of one producer in the order in which they were pushed.
    std::vector<int> last(kThreads, -1);
    bool in_order = true;
    for (const int item : part) {
      int& previous = last[static_cast<size_t>(item / kItems)];
      in_order = in_order && item > previous;
      previous = item;
    }
    CHECK(in_order);
    all.insert(all.end(), part.begin(), part.end());
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == size_t{kThreads} * kItems);
  for (size_t index = 0; index < all.size(); ++index) {
    if (all[index] != static_cast<int>(index)) FAIL("item " << index << " is lost or came twice");
  }
}

TEST_CASE("A close in full flight loses nothing that push accepted") {
  for (int round = 0; round < 50; ++round) {
    BoundedQueue<int> queue(4);
    std::atomic<int> accepted = 0;
    std::atomic<int> popped = 0;
    size_t handed_back = 0;
    {
      std::vector<std::jthread> threads;
      for (int thread = 0; thread < 2; ++thread) {
        threads.emplace_back([&] {
          while (queue.push(1)) ++accepted;
        });
        threads.emplace_back([&] {
          while (queue.pop().has_value()) ++popped;
        });
      }
      while (popped < 20) std::this_thread::yield();
      if (round % 2 == 0) {
        queue.close();
      } else {
        handed_back = queue.close_now().size();
      }
    }
    CHECK(accepted == popped + static_cast<int>(handed_back));
  }
}

}  // namespace tandem
