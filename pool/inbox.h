// Inbox: what passes between the callers of a ProcessPool and its dispatcher: tasks, the order to
// end, and the reason why there will be no more. All that the two sides share.
//
// Thread safety: submit and close may be called from several threads; the rest is the dispatcher's.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "base/mutex.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "pool/executor.h"
#include "pool/task_queue.h"

namespace tandem {

class Inbox {
 public:
  static Result<std::unique_ptr<Inbox>> create(size_t capacity);

  // As Executor::submit. After fail() the error is its error.
  Result<TaskHandle> submit(Task task, WhenFull when_full);
  // Takes no more tasks; with kNow those that wait are cancelled here.
  void close(Shutdown how);

  // The dispatcher's side.

  // Readable after a submit() or close().
  [[nodiscard]] int wake_fd() const { return wake_.get(); }
  void clear_wake();
  std::optional<QueuedTask> take() { return queue_.try_pop(); }
  [[nodiscard]] bool empty() const { return queue_.size() == 0; }
  // What close() asked for; kNow outranks kDrain.
  [[nodiscard]] std::optional<Shutdown> order() const;
  // Takes no more tasks, and completes those that wait with `error`.
  void fail(const Error& error);

 private:
  Inbox(size_t capacity, UniqueFd wake) : queue_(capacity), wake_(std::move(wake)) {}
  void wake();

  TaskQueue queue_;
  UniqueFd wake_;
  mutable Mutex mutex_;
  std::optional<Shutdown> order_ GUARDED_BY(mutex_);
  std::optional<Error> failure_ GUARDED_BY(mutex_);
};

}  // namespace tandem
