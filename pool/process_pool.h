// ProcessPool: runs tasks in forked worker processes, so that a crash costs one task.
//
//   auto zygote = Zygote::start(factory);  // first in main(), see zygote.h
//   auto pool = ProcessPool::create({.workers = 8}, std::move(*zygote));
//   auto handle = (*pool)->submit({.job = 1, .input = page});
//   TaskResult result = handle->get();
//
//     program                                        zygote            worker 1..N
//     submit() -> inbox -> dispatcher thread <------ fork, reap ------- one thread
//                              |  32-byte messages, one socket each  -> Handler
//                              +--------- payload: one sealed memfd each ---+
//
// A handler lives in its worker: made there by the factory, used for one task at a time, destroyed
// when the worker is dismissed. Its standard output goes to /dev/null, its standard error to
// ProcessPoolOptions::worker_stderr and into the Autopsy.
//
// What can go wrong, and what becomes of it:
//   the handler fails or throws      that task has the error
//   the output exceeds the slot      that task has kLimit
//   the worker dies, or lies         the task it ran is tried once more on a fresh worker, then
//                                    has kWorkerDied with an Autopsy; no other task notices
//   workers keep dying               the pool breaks down (respawn_breaker.h)
//   the zygote dies                  the pool breaks down
// A pool that broke down gives every task it has, and every later submit(), one kWorkerDied that
// says why. It never hangs. Only a handler that never returns keeps its worker until
// shutdown(kNow).
//
// Design: one zygote that forks, one socket and one memfd a worker, no lock and no queue that
// processes share. Compare CPython's forkserver and Chromium's zygote (docs/linux/zygote.md).
//
// Thread safety: as Executor. Callbacks run on the dispatcher's thread, one at a time: while one
// runs, no worker gets its next task.
#pragma once

#include <sys/types.h>

#include <memory>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "pool/dispatcher.h"
#include "pool/executor.h"
#include "pool/inbox.h"
#include "pool/lane_log.h"
#include "pool/process_pool_options.h"
#include "pool/slot.h"
#include "pool/zygote.h"

namespace tandem {

class ProcessPool final : public Executor {
 public:
  // The workers are forked while this returns; tasks may be submitted at once. kInvalidArgument if
  // an option is out of its range.
  static Result<std::unique_ptr<ProcessPool>> create(ProcessPoolOptions options,
                                                     std::unique_ptr<Zygote> zygote);
  // Ends the workers, then the zygote.
  ~ProcessPool() override;

  // As Executor, and kLimit if the input is larger than a slot.
  Result<TaskHandle> submit(Task task, WhenFull when_full = WhenFull::kBlock) override;
  void shutdown(Shutdown how) override;
  [[nodiscard]] std::vector<Lane> lanes() const override;

  // The workers alive now.
  [[nodiscard]] std::vector<pid_t> worker_pids() const;
  [[nodiscard]] pid_t zygote_pid() const { return zygote_->pid(); }

 private:
  ProcessPool(ProcessPoolOptions options, const SlotLayout& layout, std::unique_ptr<Zygote> zygote,
              std::unique_ptr<Inbox> inbox);
  Result<void> start();

  const ProcessPoolOptions options_;
  const SlotLayout layout_;
  const std::unique_ptr<Zygote> zygote_;  // used by the dispatcher while that runs
  const std::unique_ptr<Inbox> inbox_;
  LaneLog lanes_;
  std::unique_ptr<Dispatcher> dispatcher_;  // used by its thread only
  Mutex join_mutex_;                        // taken by whoever joins
  std::jthread thread_ GUARDED_BY(join_mutex_);
};

}  // namespace tandem
