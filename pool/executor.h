// Executor: the one face of every pool.
//
//   submit(task)   queues a task and gives a handle to its future result
//   map(job, ...)  runs a job over many inputs, results in the order of the inputs
//   shutdown(how)  ends the executor, with or without running what is queued
//
//   InlineExecutor  runs a task inside submit(), in the caller's thread
//   ManualExecutor  runs a task when a test turns the crank
//   ThreadPool      threads of this process: cheap hand-off, shared memory, one crash ends all
//   ProcessPool     forked processes: dearer hand-off, separate memory, a crash costs one task
//
// Thread safety: all members may be called from several threads, with two exceptions, both for
// code that the executor itself is running (a handler, or the callback of a task): it must not
// wait for another task of the same executor, which includes submit(kBlock), map() and get(); and
// it must not call shutdown(). Either would wait for itself.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/result.h"
#include "pool/handler.h"

namespace tandem {

// Where and how a task ran, for reports.
struct TaskInfo {
  pid_t pid = 0;          // process that ran it last; 0 if it never ran
  pid_t tid = 0;          // thread that ran it last
  uint32_t attempts = 0;  // times it was started; 2 if its first worker died
  Duration queued{};      // from submit() to the start of the last attempt
  Duration wall{};        // of the last attempt
  Duration cpu{};         // CPU time of the last attempt; 0 if it did not end by itself
};

// What is known of a worker process that died.
struct Autopsy {
  std::string reason;       // "signal 11 (SIGSEGV)", "exit code 3"
  std::string stderr_tail;  // the last lines that the worker wrote
};

struct TaskResult {
  // What the handler returned, or
  //   kInternal    it threw an exception
  //   kLimit       its output was larger than the executor can carry (ProcessPool)
  //   kCancelled   shutdown(kNow) came before it was done
  //   kWorkerDied  it killed two workers, or the pool broke down before it was done (ProcessPool)
  Result<Bytes> output = Error{ErrorCode::kCancelled, "the task never ran"};
  TaskInfo info;
  Autopsy autopsy;  // filled with kWorkerDied only, when a worker died of this task
  Bytes input;      // the task's, given back where the output is an error: evidence, or a retry
};

struct Task {
  JobId job = 0;
  Bytes input;
  // Called once with the result, before the handle becomes ready: on a thread of the executor
  // (InlineExecutor: in submit()), or in shutdown() for a task that it cancels. Takes the result's
  // place: with a callback the handle's get() reports kClosed. Must not block, and must not throw:
  // an exception that leaves it ends the program. May be empty.
  std::function<void(TaskResult)> done;
};

// The future of a submitted task. Cheap to copy; all copies share one state.
class TaskHandle {
 public:
  // A handle of its own, not ready until a Completion made from it is complete.
  TaskHandle();
  [[nodiscard]] bool ready() const;
  void wait() const;
  // False if `timeout` passed first.
  [[nodiscard]] bool wait_for(Duration timeout) const;
  // Waits, then moves the result out; kClosed from the second call on.
  TaskResult get();

 private:
  friend class Completion;
  struct State;
  std::shared_ptr<State> state_;  // shared by the executor and every copy of the handle
};

// The executor's end of a TaskHandle: keeps the promise exactly once, and with kCancelled if it
// is destroyed unkept, so that no waiter hangs. One thread at a time.
class Completion {
 public:
  Completion(std::function<void(TaskResult)> done, TaskHandle handle);
  Completion(Completion&&) noexcept;
  Completion& operator=(Completion&&) noexcept;
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;
  ~Completion();
  // Calls the callback, if any, and makes the handle ready. The first call counts.
  void complete(TaskResult result) noexcept;
  // Gives the promise up without keeping it: for a submit() that fails, whose handle nobody has.
  void abandon();

 private:
  std::function<void(TaskResult)> done_;
  std::shared_ptr<TaskHandle::State> state_;  // null once complete, abandoned or moved from
};

enum class WhenFull { kBlock, kWouldBlock };

enum class Shutdown {
  // Takes no more tasks, runs all it has, then ends.
  kDrain,
  // Takes no more tasks and ends as soon as it can. Queued tasks report kCancelled. A running task
  // ends as it does where it runs on a thread, because a thread cannot be stopped from outside; a
  // ProcessPool kills its workers, and what they were running reports kCancelled too, so that
  // shutdown(kNow) returns promptly even if a handler hangs.
  kNow,
};

// One thread or process that runs tasks, for reports.
struct Lane {
  pid_t pid = 0;
  pid_t tid = 0;
  uint64_t tasks = 0;  // tasks started
  Duration cpu{};      // CPU time of the tasks that ended
};

class Executor {
 public:
  virtual ~Executor() = default;

  // Queues a task. When the queue is full it blocks, or returns kWouldBlock, as asked. kClosed
  // after shutdown(). On error the task's callback is not called.
  virtual Result<TaskHandle> submit(Task task, WhenFull when_full = WhenFull::kBlock) = 0;

  // Runs `job` over all inputs; results in the order of the inputs. Blocks until all are done. An
  // input that could not be submitted has the error of submit() as its result.
  std::vector<TaskResult> map(JobId job, std::vector<Bytes> inputs);

  // Returns when every accepted task has its result and every thread or process of the executor
  // has ended. Idempotent; kNow may be called while another thread waits in kDrain, and cuts that
  // short. Destructors call shutdown(Shutdown::kNow).
  virtual void shutdown(Shutdown how) = 0;

  // Every thread or process that has run a task so far, the dead ones included.
  [[nodiscard]] virtual std::vector<Lane> lanes() const = 0;
};

}  // namespace tandem
