// Poller: epoll(7), level-triggered, for reading only.
//
// Thread safety: one thread at a time.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace tandem {

class Poller {
 public:
  static Result<Poller> create();

  // Watches `fd`, which stays the caller's, for input and for its end. `token` comes back from
  // wait(). A descriptor must be removed before it is closed.
  Result<void> add(int fd, uint64_t token);
  void remove(int fd);
  // The tokens that have something to read, by `deadline` at the latest (none: no limit). The span
  // is valid until the next call.
  Result<std::span<const uint64_t>> wait(std::optional<SteadyTime> deadline);

 private:
  explicit Poller(UniqueFd epoll) : epoll_(std::move(epoll)) {}
  static constexpr int kBatch = 64;
  UniqueFd epoll_;
  std::array<uint64_t, kBatch> tokens_{};
};

}  // namespace tandem
