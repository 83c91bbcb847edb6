// Fleet: keeps a ProcessPool staffed. Has workers forked, replaces the dead and the old, and gives
// up when none can live.
//
// Replacement starts first: a worker that has run its share works on until its successor is there.
//
// Thread safety: belongs to the dispatcher's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "pool/lane_log.h"
#include "pool/poller.h"
#include "pool/process_pool_options.h"
#include "pool/respawn_breaker.h"
#include "pool/slot.h"
#include "pool/worker_process.h"
#include "pool/zygote.h"

namespace tandem {

// What a poller token means: what to read in the low bits, the worker's number above.
enum class Source : uint8_t { kInbox, kZygote, kMessages, kStderr };
constexpr uint64_t make_token(Source source, uint64_t worker = 0) {
  return worker << 2 | static_cast<uint64_t>(source);
}
constexpr Source token_source(uint64_t token) { return static_cast<Source>(token & 3); }
constexpr uint64_t token_worker(uint64_t token) { return token >> 2; }

class Fleet {
 public:
  using Workers = std::map<uint64_t, std::unique_ptr<WorkerProcess>>;

  // All references must outlive the fleet.
  Fleet(const ProcessPoolOptions& options, const SlotLayout& layout, Zygote& zygote, LaneLog& lanes,
        Poller& poller);

  [[nodiscard]] const Workers& workers() const { return workers_; }
  [[nodiscard]] WorkerProcess* find(uint64_t id) const;
  // Every place is filled.
  [[nodiscard]] bool complete() const { return serving() >= options_.workers; }
  [[nodiscard]] bool gone() const { return workers_.empty() && !unborn_; }

  // Asks for the next worker that is missing, if any; `want_fresh` asks for one that has never run
  // a task. The error says that the breaker has tripped.
  Result<void> staff(bool want_fresh);

  struct Death {
    std::unique_ptr<WorkerProcess> worker;
    int wait_status = 0;
  };
  // Reads one report of the zygote. A worker that is born joins the fleet; one that is dead leaves
  // it and comes back here. False if no report waits. The error says that the zygote is gone.
  Result<bool> read_report(std::optional<Death>& death);

  // What became of workers, for the breaker.
  void task_ended(WorkerProcess& worker);
  void count_death(bool in_a_task, const Autopsy& autopsy);

  // Stops listening to a worker whose stream has ended or is not to be believed.
  void stop_listening(const WorkerProcess& worker) { poller_.remove(worker.socket_fd()); }
  void stop_reading_stderr(const WorkerProcess& worker) { poller_.remove(worker.stderr_fd()); }

  // Lets retiring workers go that have nothing left to do.
  void dismiss_retired();
  void dismiss_all();
  void kill_all();
  // Kills the workers that were dismissed and did not go.
  void kill_overdue();
  // kill_all(), then waits for the kernel's word: for when the zygote is gone.
  void kill_and_forget_all();

  // When staff() or kill_overdue() has something to do.
  [[nodiscard]] std::optional<SteadyTime> next_deadline() const;

 private:
  void dismiss(WorkerProcess& worker);
  void welcome(pid_t pid, UniqueFd pidfd);
  std::optional<Death> remove(uint64_t id, int wait_status);
  [[nodiscard]] bool has_fresh() const;
  [[nodiscard]] size_t serving() const;
  [[nodiscard]] uint64_t lifetime_of(uint64_t id) const;

  const ProcessPoolOptions& options_;
  const SlotLayout layout_;
  Zygote& zygote_;
  LaneLog& lanes_;
  Poller& poller_;

  Workers workers_;
  std::unique_ptr<WorkerProcess> unborn_;  // asked for; the zygote makes one at a time
  uint64_t next_id_ = 1;
  RespawnBreaker breaker_;
  std::string last_trouble_;               // why the last worker died or was not born
  SteadyTime fork_after_{};                // the breaker's pause
  std::optional<SteadyTime> staff_again_;  // a fork is wanted and waits for that pause
};

}  // namespace tandem
