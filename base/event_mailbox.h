// EventMailbox: a Mailbox whose reader sleeps in poll(2), among other descriptors.
//
// Thread safety: any number of senders, one reader.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "base/mailbox.h"
#include "base/unique_fd.h"

namespace tandem {

template <typename T>
class EventMailbox {
 public:
  EventMailbox() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  // False if the system had no descriptor left; the reader would then never be woken.
  [[nodiscard]] bool valid() const { return event_.valid(); }
  // Readable while letters wait.
  [[nodiscard]] int fd() const { return event_.get(); }

  void post(T letter) {
    const auto posted = letters_.post(std::move(letter));
    if (!posted || *posted != Posted::kWakeReader) return;
    const uint64_t one = 1;
    // Can fail only where the counter is at its end, and then the descriptor is readable.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
  }

  // All that waits, the oldest first. Never blocks.
  std::vector<T> take_all() {
    uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(event_.get(), &count, sizeof count);
    return letters_.take(std::numeric_limits<size_t>::max());
  }

 private:
  UniqueFd event_;
  Mailbox<T> letters_;
};

}  // namespace tandem
