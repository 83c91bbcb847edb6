#include "pool/inbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "pool/system_call.h"

namespace tandem {

Result<std::unique_ptr<Inbox>> Inbox::create(size_t capacity) {
  UniqueFd wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) return posix_error("eventfd", errno);
  return std::unique_ptr<Inbox>(new Inbox(capacity, std::move(wake)));
}

Result<TaskHandle> Inbox::submit(Task task, WhenFull when_full) {
  Result<TaskHandle> handle = enqueue(queue_, std::move(task), when_full);
  if (handle.ok()) {
    wake();
  } else if (handle.error().code == ErrorCode::kClosed) {
    MutexLock lock(mutex_);
    if (failure_.has_value()) return *failure_;
  }
  return handle;
}

void Inbox::close(Shutdown how) {
  // The queue is closed before the order is given, so that whoever has read the order and finds
  // the queue empty knows that it stays so.
  if (how == Shutdown::kNow) {
    cancel(queue_.close_now());
  } else {
    queue_.close();
  }
  {
    MutexLock lock(mutex_);
    if (order_ != Shutdown::kNow) order_ = how;
  }
  wake();
}

void Inbox::wake() {
  const uint64_t one = 1;
  // EAGAIN means that the counter is full, and so that it is readable: all that is wanted.
  [[maybe_unused]] const ssize_t n =
      retry_on_signal([&] { return write(wake_.get(), &one, sizeof one); });
}

void Inbox::clear_wake() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t n =
      retry_on_signal([&] { return read(wake_.get(), &count, sizeof count); });
}

std::optional<Shutdown> Inbox::order() const {
  MutexLock lock(mutex_);
  return order_;
}

void Inbox::fail(const Error& error) {
  {
    MutexLock lock(mutex_);
    failure_ = error;
  }
  for (QueuedTask& task : queue_.close_now()) {
    TaskResult result;
    result.output = error;
    task.completion.complete(std::move(result));
  }
}

}  // namespace tandem
