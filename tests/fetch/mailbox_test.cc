#include "base/mailbox.h"

#include <atomic>
#include <memory>
#include <thread>

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("Mailbox asks for one wake-up a run of letters") {
  Mailbox<int> mailbox;
  CHECK(*mailbox.post(1) == Posted::kWakeReader);
  CHECK(*mailbox.post(2) == Posted::kQueued);
  CHECK(mailbox.size() == 2);
  CHECK(mailbox.take(1) == std::vector<int>{1});
  CHECK(*mailbox.post(3) == Posted::kQueued);
  CHECK(mailbox.take(10) == std::vector<int>{2, 3});
  CHECK(mailbox.take(10).empty());
  CHECK(*mailbox.post(4) == Posted::kWakeReader);
}

TEST_CASE("a closed Mailbox hands over what waits and takes no more") {
  Mailbox<std::unique_ptr<int>> mailbox;
  REQUIRE(mailbox.post(std::make_unique<int>(1)).ok());
  CHECK(mailbox.close().size() == 1);
  auto letter = std::make_unique<int>(2);
  const auto posted = mailbox.post(std::move(letter));
  REQUIRE_FALSE(posted.ok());
  CHECK(posted.error().code == ErrorCode::kClosed);
  CHECK(letter != nullptr);
  CHECK(mailbox.close().empty());
}

TEST_CASE("Mailbox loses nothing between threads") {
  Mailbox<int> mailbox;
  std::atomic<int> wakes = 0;
  std::vector<std::thread> senders;
  senders.reserve(4);
  for (int sender = 0; sender < 4; ++sender) {
    senders.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        if (*mailbox.post(int{i}) == Posted::kWakeReader) ++wakes;
      }
    });
  }
  size_t taken = 0;
  while (taken < 4000) taken += mailbox.take(7).size();
  for (std::thread& sender : senders) sender.join();
  CHECK(taken == 4000);
  CHECK(wakes >= 1);
  CHECK(mailbox.size() == 0);
}

}  // namespace tandem
