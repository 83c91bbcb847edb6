#include "pool/task_queue.h"

#include <unistd.h>

#include <utility>

#include "pool/handler_call.h"

namespace tandem {

QueuedTask::QueuedTask(Task task, const TaskHandle& handle)
    : job(task.job),
      input(std::move(task.input)),
      completion(std::move(task.done), handle),
      submitted(std::chrono::steady_clock::now()) {}

Result<TaskHandle> enqueue(TaskQueue& queue, Task task, WhenFull when_full) {
  TaskHandle handle;
  QueuedTask queued(std::move(task), handle);
  Result<void> pushed;
  if (when_full == WhenFull::kWouldBlock) {
    pushed = queue.try_push(std::move(queued));
  } else if (!queue.push(std::move(queued))) {
    pushed = Error{ErrorCode::kClosed, "the executor takes no more tasks"};
  }
  if (!pushed) {
    queued.completion.abandon();  // NOLINT(bugprone-use-after-move): a refused push moves nothing
    return pushed.error();
  }
  return handle;
}

TaskResult run_here(Handler& handler, QueuedTask& task, LaneLog& lanes) {
  const size_t lane = lanes.of_this_thread();
  lanes.task_started(lane);
  TaskResult result;
  result.info.queued = std::chrono::steady_clock::now() - task.submitted;
  HandlerCall call = call_handler(handler, task.job, task.input);
  lanes.task_ended(lane, call.cpu);
  result.output = std::move(call.output);
  if (!result.output) result.input = std::move(task.input);
  result.info.pid = getpid();
  result.info.tid = gettid();
  result.info.attempts = 1;
  result.info.wall = call.wall;
  result.info.cpu = call.cpu;
  return result;
}

void cancel(std::deque<QueuedTask> tasks) {
  for (QueuedTask& task : tasks) {
    TaskResult result;
    result.input = std::move(task.input);
    task.completion.complete(std::move(result));
  }
}

}  // namespace tandem
