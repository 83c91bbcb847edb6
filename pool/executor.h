// Executor: the one face of every pool.
//
//   submit(task)   queues a task and gives a handle to its future result
//   map(job, ...)  runs a job over many inputs, results in the order of the inputs
//   shutdown()     ends the executor, with or without running what is queued
//
// Implementations: InlineExecutor (in the caller), ManualExecutor (when a test turns the crank),
// ThreadPool (threads that share memory), ProcessPool (forked processes that do not).
//
// Thread safety: submit, map and shutdown may be called from several threads. A task must not
// wait for another task of the same executor.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pool/handler.h"

namespace tandem {

// Where and how a task ran, for reports.
struct TaskInfo {
  pid_t pid = 0;          // process that ran it; 0 if it never ran
  pid_t tid = 0;          // thread that ran it
  uint32_t attempts = 0;  // times it was started; 2 if its first worker died
  Duration queued{};      // from submit() to the start of the last attempt
  Duration wall{};        // of the last attempt
  Duration cpu{};         // CPU time of the last attempt
};

// A task that killed its worker twice.
struct Autopsy {
  std::string reason;       // "signal 11 (SIGSEGV)", "exit code 3"
  std::string stderr_tail;  // the last lines the worker wrote
};

struct TaskResult {
  // kWorkerDied if the task killed two workers; kCancelled if it never ran; else the handler's own.
  Result<Bytes> output = Error{ErrorCode::kCancelled, "the task never ran"};
  TaskInfo info;
  Autopsy autopsy;  // filled with kWorkerDied only
};

struct Task {
  JobId job = 0;
  Bytes input;
  // Called once with the result, on a thread of the executor, before the handle becomes ready.
  // Must not throw nor block for long. May be empty. Takes the result's place: with a callback
  // the handle's get() reports kClosed.
  std::function<void(TaskResult)> done;
};

// The future of a submitted task. Cheap to copy; all copies share one state.
class TaskHandle {
 public:
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
// is destroyed unkept, so that no waiter hangs.
class Completion {
 public:
  Completion(std::function<void(TaskResult)> done, TaskHandle handle);
  Completion(Completion&&) noexcept;
  Completion& operator=(Completion&&) noexcept;
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;
  ~Completion();
  void complete(TaskResult result);

 private:
  std::function<void(TaskResult)> done_;
  std::shared_ptr<TaskHandle::State> state_;
};

enum class WhenFull { kBlock, kWouldBlock };
enum class Shutdown {
  kDrain,  // run everything queued, then end
  kNow,    // running tasks end as they do; queued ones report kCancelled
};

// One thread or process that runs tasks, for reports.
struct Lane {
  pid_t pid = 0;
  pid_t tid = 0;
  uint64_t tasks = 0;
  Duration cpu{};
};

class Executor {
 public:
  virtual ~Executor() = default;

  // Queues a task. When the queue is full it blocks, or returns kWouldBlock, as asked. kClosed
  // after shutdown(). On error the task's callback is not called.
  virtual Result<TaskHandle> submit(Task task, WhenFull when_full = WhenFull::kBlock) = 0;

  // Runs `job` over all inputs; results in the order of the inputs. Blocks until all are done.
  std::vector<TaskResult> map(JobId job, std::vector<Bytes> inputs);

  // Idempotent; returns when every accepted task has its result and every thread or process of
  // the executor has ended. Destructors call shutdown(Shutdown::kNow).
  virtual void shutdown(Shutdown how) = 0;

  // Every thread or process that has run a task so far, the dead ones included.
  [[nodiscard]] virtual std::vector<Lane> lanes() const = 0;
};

}  // namespace tandem
