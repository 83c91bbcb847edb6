// Dispatcher: the thread inside a ProcessPool that moves every task from the inbox to a worker and
// its result back, and that alone knows where each task is.
//
// One epoll over the inbox, the zygote's reports, and each worker's messages and standard error. A
// worker is dead when the zygote says so, which is after the process has ended: so all that it ever
// sent is in its socket by then, and is read before anyone is blamed. (A worker's pidfd needs no
// watching for that; it is there to kill with, and to wait on should the zygote die first.)
//
// Blame: the task that the dead worker had started. It gets a second attempt, on a worker that has
// never run anything and that gets nothing else meanwhile; a second death ends it with kWorkerDied
// and an Autopsy. A task that had only been waiting in the worker goes back to the front, unblamed.
//
// Thread safety: create(), then run() once, on any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "base/result.h"
#include "pool/fleet.h"
#include "pool/inbox.h"
#include "pool/lane_log.h"
#include "pool/message.h"
#include "pool/poller.h"
#include "pool/process_pool_options.h"
#include "pool/slot.h"
#include "pool/worker_process.h"
#include "pool/zygote.h"

namespace tandem {

class Dispatcher {
 public:
  // All references must outlive the dispatcher.
  static Result<std::unique_ptr<Dispatcher>> create(const ProcessPoolOptions& options,
                                                    const SlotLayout& layout, Zygote& zygote,
                                                    Inbox& inbox, LaneLog& lanes);

  // Returns when the inbox has been closed and every task has its result, or when the pool has
  // broken down and every task has its error; in both cases no worker is left.
  void run() noexcept;

 private:
  enum class Phase {
    kServing,
    kDraining,    // the inbox is closed; works until nothing is left
    kDismissing,  // no task is left; the workers are asked to go
    kKilling,     // no task is left; the workers are killed
  };

  Dispatcher(const ProcessPoolOptions& options, const SlotLayout& layout, Zygote& zygote,
             Inbox& inbox, LaneLog& lanes, Poller poller);

  void obey_orders();
  void advance();
  void wait_and_handle();

  [[nodiscard]] bool idle() const;
  void feed();
  void give(WorkerProcess& worker, PendingTask task);
  std::optional<PendingTask> next_task();

  void handle_reports();
  void handle_messages(WorkerProcess& worker);
  void handle_end(WorkerProcess& worker, const Message& reply);
  void handle_stderr(WorkerProcess& worker);
  void handle_death(WorkerProcess& worker, int wait_status);

  // Completes every task in the pool with `error`, and kills.
  void give_up(const Error& error);
  // give_up() for a reason of our own, which later submits get to hear too.
  void break_down(const Error& error);
  // break_down() when no report on the workers will come any more.
  void break_down_blind(const Error& error);

  const ProcessPoolOptions& options_;
  Inbox& inbox_;
  LaneLog& lanes_;
  Poller poller_;
  Fleet fleet_;

  Phase phase_ = Phase::kServing;
  uint64_t next_task_id_ = 1;
  // Together never more than the slots of all workers, since tasks come here from slots only.
  std::deque<PendingTask> returned_;         // unblamed, to be given out first
  std::deque<PendingTask> second_attempts_;  // each waits for a fresh worker
};

}  // namespace tandem
