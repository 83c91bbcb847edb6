#include "pool/inline_executor.h"

#include <utility>

#include "pool/handler_call.h"
#include "pool/task_queue.h"

namespace tandem {

Result<std::unique_ptr<InlineExecutor>> InlineExecutor::create(const HandlerFactory& factory) {
  TANDEM_ASSIGN(std::unique_ptr<Handler> handler, make_handler(factory));
  return std::unique_ptr<InlineExecutor>(new InlineExecutor(std::move(handler)));
}

InlineExecutor::InlineExecutor(std::unique_ptr<Handler> handler) : handler_(std::move(handler)) {}

InlineExecutor::~InlineExecutor() { InlineExecutor::shutdown(Shutdown::kNow); }

Result<TaskHandle> InlineExecutor::submit(Task task, WhenFull /*when_full*/) {
  {
    MutexLock lock(mutex_);
    if (closed_) return Error{ErrorCode::kClosed, "the executor takes no more tasks"};
    ++active_;
  }
  const TaskHandle handle;
  QueuedTask queued(std::move(task), handle);
  TaskResult result = [&] {
    MutexLock turn(turn_);
    return run_here(*handler_, queued, lanes_);
  }();
  queued.completion.complete(std::move(result));

  MutexLock lock(mutex_);
  --active_;
  idle_.notify_all();
  return handle;
}

void InlineExecutor::shutdown(Shutdown /*how*/) {
  MutexLock lock(mutex_);
  closed_ = true;
  while (active_ > 0) idle_.wait(lock);
}

std::vector<Lane> InlineExecutor::lanes() const { return lanes_.lanes(); }

}  // namespace tandem
