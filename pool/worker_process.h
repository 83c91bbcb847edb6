// WorkerProcess: the pool's side of one worker: its descriptors, its slots and the tasks in them.
//
// A task lives in exactly one place: the inbox, the dispatcher's lists, or the slot of one
// WorkerProcess. That is all the accounting there is, and why a death loses and doubles nothing.
//
// Thread safety: belongs to the dispatcher's thread.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "pool/message.h"
#include "pool/process_pool_options.h"
#include "pool/slot.h"
#include "pool/tail.h"
#include "pool/task_queue.h"
#include "pool/zygote.h"

namespace tandem {

// A task on its way through the pool.
struct PendingTask {
  uint64_t id;  // unique in the pool
  QueuedTask queued;
  uint32_t attempts = 0;  // times a worker has started it
};

// A task in a slot.
struct HeldTask {
  PendingTask task;
  SteadyTime started{};  // of the current attempt
};

class WorkerProcess {
 public:
  // Makes the descriptors and asks `zygote` for the process.
  static Result<std::unique_ptr<WorkerProcess>> request(uint64_t id, const SlotLayout& layout,
                                                        Zygote& zygote);
  // The process is there.
  void born(pid_t pid, UniqueFd pidfd, size_t lane);

  [[nodiscard]] uint64_t id() const { return id_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] size_t lane() const { return lane_; }
  [[nodiscard]] int socket_fd() const { return socket_.get(); }
  [[nodiscard]] int stderr_fd() const { return stderr_.get(); }

  // Tasks.

  [[nodiscard]] size_t tasks_held() const;
  [[nodiscard]] uint64_t tasks_given() const { return tasks_given_; }
  [[nodiscard]] bool takes_tasks() const { return !retiring && !alone && !doomed_ && !dismissed_; }
  // Puts a task into a free slot and tells the worker. If the input cannot be written the error
  // comes back with the task still in `task`; a worker that cannot be told is killed, and gives the
  // task back as it dies. Precondition: tasks_held() < kSlotsPerWorker.
  Result<void> give(std::optional<PendingTask>& task);
  // The next message, checked against the slots; a kStarted is booked here. Nothing if none waits.
  // kClosed at the end of the stream, kCorrupt if the worker talks nonsense.
  Result<std::optional<Message>> receive();
  // The output of a kDone or kFailed that receive() returned, copied out of the slot.
  [[nodiscard]] Result<Bytes> read_output(const Message& reply) const;
  // Takes the task of that reply out of its slot, which is then free.
  HeldTask take(const Message& reply);

  struct Unfinished {
    std::optional<HeldTask> running;
    std::vector<PendingTask> queued;  // oldest first
  };
  // Empties the slots.
  Unfinished take_unfinished();

  // Reads some of what has come over the pipe: how many bytes, 0 at its end, nothing if none wait.
  std::optional<size_t> read_stderr(const StderrSink& sink);

  // The end.

  // SIGKILL. With a cause nothing that the worker said since is believed, and the cause goes into
  // the report on its death.
  void kill(std::string cause = {});
  [[nodiscard]] bool believed() const { return cause_.empty(); }
  // Closes the socket, at which an idle worker ends itself; `kill_at` is for one that does not.
  void dismiss(SteadyTime kill_at);
  [[nodiscard]] bool dismissed() const { return dismissed_; }
  [[nodiscard]] std::optional<SteadyTime> kill_at() const { return kill_at_; }
  // Waits until the process has ended: for when no zygote is left to tell.
  void await_end() const;
  // The report on its death.
  [[nodiscard]] Autopsy autopsy(int wait_status) const;

  // Set by those who employ it.
  bool ageing = false;    // has run its share of tasks, and works on until a successor is there
  bool retiring = false;  // gets no more tasks, and is dismissed when it has none
  bool alone = false;     // runs a second attempt, and gets nothing else meanwhile

 private:
  WorkerProcess(uint64_t id, const SlotLayout& layout, SlotFile slots, UniqueFd socket,
                UniqueFd standard_err)
      : id_(id),
        layout_(layout),
        slots_(std::move(slots)),
        socket_(std::move(socket)),
        stderr_(std::move(standard_err)) {}

  const uint64_t id_;
  const SlotLayout layout_;
  SlotFile slots_;
  UniqueFd socket_;
  UniqueFd stderr_;
  UniqueFd pidfd_;
  pid_t pid_ = 0;
  size_t lane_ = 0;

  // Two views of the slots: `records_` is what check_reply() judges by.
  std::array<SlotRecord, kSlotsPerWorker> records_{};
  std::array<std::optional<HeldTask>, kSlotsPerWorker> held_;
  uint64_t tasks_given_ = 0;

  Tail tail_;
  std::string cause_;       // why the pool killed it, if the worker is to blame
  bool doomed_ = false;     // SIGKILL is on its way
  bool dismissed_ = false;  // the socket is closed
  std::optional<SteadyTime> kill_at_;
};

}  // namespace tandem
