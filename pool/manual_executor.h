// ManualExecutor: runs a task when a test turns the crank, so that a test can stand between
// submission and result.
//
//   auto executor = ManualExecutor::create({.queue_capacity = 4}, factory).value();
//   TaskHandle handle = executor->submit(task).value();
//   executor->run_one();  // now the handle is ready
//
// Thread safety: as Executor, and the crank too; tasks run one at a time. Whoever turns the crank
// runs the task, so submit(kBlock) on a full queue, map() and get() wait until another thread does.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "pool/executor.h"
#include "pool/lane_log.h"
#include "pool/task_queue.h"

namespace tandem {

struct ManualExecutorOptions {
  size_t queue_capacity = 16;  // tasks waiting; at least 1
};

class ManualExecutor final : public Executor {
 public:
  // Makes the handler at once; its factory's failure is the error.
  static Result<std::unique_ptr<ManualExecutor>> create(ManualExecutorOptions options,
                                                        const HandlerFactory& factory);
  ~ManualExecutor() override;

  // Runs the oldest waiting task; false if none waits.
  bool run_one();
  // Runs until none waits; returns how many it ran.
  size_t run_all();
  [[nodiscard]] size_t waiting() const { return queue_.size(); }

  Result<TaskHandle> submit(Task task, WhenFull when_full = WhenFull::kBlock) override;
  // kDrain runs what waits in the calling thread.
  void shutdown(Shutdown how) override;
  [[nodiscard]] std::vector<Lane> lanes() const override;

 private:
  ManualExecutor(size_t queue_capacity, std::unique_ptr<Handler> handler);

  TaskQueue queue_;
  Mutex crank_;  // held while a task and its callback run
  const std::unique_ptr<Handler> handler_;
  LaneLog lanes_;
};

}  // namespace tandem
