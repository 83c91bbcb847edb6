#include "pool/manual_executor.h"

#include <optional>
#include <utility>

#include "pool/handler_call.h"

namespace tandem {

Result<std::unique_ptr<ManualExecutor>> ManualExecutor::create(ManualExecutorOptions options,
                                                               const HandlerFactory& factory) {
  TANDEM_ASSIGN(std::unique_ptr<Handler> handler, make_handler(factory));
  return std::unique_ptr<ManualExecutor>(
      new ManualExecutor(options.queue_capacity, std::move(handler)));
}

ManualExecutor::ManualExecutor(size_t queue_capacity, std::unique_ptr<Handler> handler)
    : queue_(queue_capacity), handler_(std::move(handler)) {}

ManualExecutor::~ManualExecutor() { ManualExecutor::shutdown(Shutdown::kNow); }

bool ManualExecutor::run_one() {
  MutexLock turn(crank_);
  std::optional<QueuedTask> task = queue_.try_pop();
  if (!task.has_value()) return false;
  task->completion.complete(run_here(*handler_, *task, lanes_));
  return true;
}

size_t ManualExecutor::run_all() {
  size_t count = 0;
  while (run_one()) ++count;
  return count;
}

Result<TaskHandle> ManualExecutor::submit(Task task, WhenFull when_full) {
  return enqueue(queue_, std::move(task), when_full);
}

void ManualExecutor::shutdown(Shutdown how) {
  if (how == Shutdown::kNow) {
    cancel(queue_.close_now());
  } else {
    queue_.close();
  }
  run_all();  // which also waits for a task that another thread is running
}

std::vector<Lane> ManualExecutor::lanes() const { return lanes_.lanes(); }

}  // namespace tandem
