// TaskQueue: the bounded queue between submit() and whatever runs the tasks.
//
// Thread safety: enqueue may be called from several threads; the others own what they are given.
#pragma once

#include <deque>

#include "base/bounded_queue.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pool/executor.h"
#include "pool/handler.h"
#include "pool/lane_log.h"

namespace tandem {

// A task that submit() has accepted.
struct QueuedTask {
  QueuedTask(Task task, const TaskHandle& handle);

  JobId job;
  Bytes input;
  Completion completion;
  SteadyTime submitted;
};

using TaskQueue = BoundedQueue<QueuedTask>;

// What submit() does: kClosed or kWouldBlock as documented there.
Result<TaskHandle> enqueue(TaskQueue& queue, Task task, WhenFull when_full);

// Runs a task in the calling thread, on that thread's lane; the caller completes it.
TaskResult run_here(Handler& handler, QueuedTask& task, LaneLog& lanes);

// Completes all of `tasks` with kCancelled: what shutdown(kNow) does with its queue.
void cancel(std::deque<QueuedTask> tasks);

}  // namespace tandem
