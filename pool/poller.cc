#include "pool/poller.h"

#include <algorithm>
#include <cerrno>

#include "pool/system_call.h"

namespace tandem {
namespace {

// What epoll_wait takes: milliseconds, rounded up so that it does not wake too early and spin.
int timeout_ms(std::optional<SteadyTime> deadline) {
  if (!deadline.has_value()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
  constexpr auto kLongest = std::chrono::milliseconds(std::chrono::hours(1));
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), kLongest).count());
}

}  // namespace

Result<Poller> Poller::create() {
  UniqueFd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return posix_error("epoll_create1", errno);
  return Poller(std::move(epoll));
}

Result<void> Poller::add(int fd, uint64_t token) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = token;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0) return {};
  return posix_error("epoll_ctl", errno);
}

void Poller::remove(int fd) { epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); }

Result<std::span<const uint64_t>> Poller::wait(std::optional<SteadyTime> deadline) {
  std::array<epoll_event, kBatch> events;
  const int count = epoll_wait(epoll_.get(), events.data(), kBatch, timeout_ms(deadline));
  if (count < 0 && errno != EINTR) return posix_error("epoll_wait", errno);
  const auto used = static_cast<size_t>(std::max(count, 0));
  for (size_t i = 0; i < used; ++i) tokens_[i] = events[i].data.u64;
  return std::span<const uint64_t>(tokens_.data(), used);
}

}  // namespace tandem
