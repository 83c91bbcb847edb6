#include "pool/fleet.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

// For a handler's destructor and the exit; a dismissed worker has nothing else to do.
constexpr Duration kDismissalGrace = std::chrono::seconds(1);

SteadyTime after(Duration time) {
  return std::chrono::steady_clock::now() + std::chrono::duration_cast<SteadyTime::duration>(time);
}

}  // namespace

Fleet::Fleet(const ProcessPoolOptions& options, const SlotLayout& layout, Zygote& zygote,
             LaneLog& lanes, Poller& poller)
    : options_(options),
      layout_(layout),
      zygote_(zygote),
      lanes_(lanes),
      poller_(poller),
      breaker_(options.respawn) {}

WorkerProcess* Fleet::find(uint64_t id) const {
  const auto found = workers_.find(id);
  return found == workers_.end() ? nullptr : found->second.get();
}

bool Fleet::has_fresh() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const auto& entry) {
    return entry.second->tasks_given() == 0 && entry.second->takes_tasks();
  });
}

size_t Fleet::serving() const {
  return static_cast<size_t>(std::count_if(workers_.begin(), workers_.end(), [](const auto& entry) {
    return !entry.second->ageing && !entry.second->retiring;
  }));
}

Result<void> Fleet::staff(bool want_fresh) {
  staff_again_.reset();
  if (breaker_.tripped()) {
    return Error{ErrorCode::kWorkerDied, "the pool gave up: " + std::to_string(breaker_.deaths()) +
                                             " workers died in a row without finishing a task; " +
                                             "the last one: " + last_trouble_};
  }
  if (unborn_) return {};
  if (want_fresh && complete() && !has_fresh()) {
    for (const auto& [id, worker] : workers_) {
      if (worker->ageing || worker->retiring) continue;
      worker->ageing = true;  // makes room for a fresh one
      break;
    }
  }
  if (complete()) return {};
  if (std::chrono::steady_clock::now() < fork_after_) {
    staff_again_ = fork_after_;
    return {};
  }
  auto requested = WorkerProcess::request(next_id_++, layout_, zygote_);
  if (requested.ok()) {
    unborn_ = std::move(*requested);
  } else {
    count_death(false, {requested.error().message, {}});
    staff_again_ = fork_after_;
  }
  return {};
}

Result<bool> Fleet::read_report(std::optional<Death>& death) {
  TANDEM_ASSIGN(auto received, zygote_.receive());
  if (!received.has_value()) return false;
  const ZygoteReport& report = received->report;
  switch (report.kind) {
    case ZygoteReportKind::kSpawned:
      welcome(report.pid, std::move(received->pidfd));
      break;
    case ZygoteReportKind::kSpawnFailed:
      unborn_.reset();
      count_death(false, {posix_error("forking a worker", report.status).message, {}});
      break;
    case ZygoteReportKind::kExited:
      death = remove(report.worker, report.status);
      break;
  }
  return true;
}

void Fleet::welcome(pid_t pid, UniqueFd pidfd) {
  WorkerProcess& worker = *unborn_;
  worker.born(pid, std::move(pidfd), lanes_.open(pid, pid));
  const Result<void> listening =
      poller_.add(worker.socket_fd(), make_token(Source::kMessages, worker.id()));
  const Result<void> reading =
      poller_.add(worker.stderr_fd(), make_token(Source::kStderr, worker.id()));
  if (!listening.ok() || !reading.ok()) {
    worker.kill((listening.ok() ? reading : listening).error().message);
  }
  workers_.emplace(worker.id(), std::move(unborn_));
  // The successor of the oldest one that was waiting for a successor.
  for (const auto& [id, old] : workers_) {
    if (!old->ageing || old->retiring) continue;
    old->retiring = true;
    break;
  }
}

std::optional<Fleet::Death> Fleet::remove(uint64_t id, int wait_status) {
  const auto found = workers_.find(id);
  if (found == workers_.end()) return std::nullopt;
  Death death{std::move(found->second), wait_status};
  workers_.erase(found);
  if (!death.worker->dismissed()) stop_listening(*death.worker);
  stop_reading_stderr(*death.worker);
  lanes_.close(death.worker->lane());
  return death;
}

void Fleet::task_ended(WorkerProcess& worker) {
  breaker_.task_ended();
  fork_after_ = {};
  worker.alone = false;
  if (options_.recycle_after != 0 && worker.tasks_given() >= lifetime_of(worker.id())) {
    worker.ageing = true;
  }
}

void Fleet::count_death(bool in_a_task, const Autopsy& autopsy) {
  breaker_.worker_died(in_a_task);
  fork_after_ = after(breaker_.pause());
  last_trouble_ = autopsy.reason;
  if (!autopsy.stderr_tail.empty()) last_trouble_ += "; it wrote: " + autopsy.stderr_tail;
}

// Spreads the workers' ends over 90 to 110 % of the share, by Fibonacci hashing of their numbers.
uint64_t Fleet::lifetime_of(uint64_t id) const {
  const uint64_t share = options_.recycle_after;
  const uint64_t spread = share / 5 + 1;
  return share - share / 10 + (id * 0x9E3779B97F4A7C15U >> 32) % spread;
}

void Fleet::dismiss(WorkerProcess& worker) {
  if (worker.dismissed()) return;
  stop_listening(worker);
  worker.dismiss(after(kDismissalGrace));
}

void Fleet::dismiss_retired() {
  for (const auto& [id, worker] : workers_) {
    if (worker->retiring && worker->tasks_held() == 0) dismiss(*worker);
  }
}

void Fleet::dismiss_all() {
  for (const auto& [id, worker] : workers_) dismiss(*worker);
}

void Fleet::kill_all() {
  for (const auto& [id, worker] : workers_) worker->kill();
}

void Fleet::kill_overdue() {
  const SteadyTime now = std::chrono::steady_clock::now();
  for (const auto& [id, worker] : workers_) {
    if (worker->kill_at().has_value() && *worker->kill_at() <= now) worker->kill();
  }
}

void Fleet::kill_and_forget_all() {
  kill_all();
  for (const auto& [id, worker] : workers_) worker->await_end();
  while (!workers_.empty()) remove(workers_.begin()->first, 0);
  unborn_.reset();
}

std::optional<SteadyTime> Fleet::next_deadline() const {
  std::optional<SteadyTime> next = staff_again_;
  for (const auto& [id, worker] : workers_) {
    const auto kill_at = worker->kill_at();
    if (kill_at.has_value() && (!next.has_value() || *kill_at < *next)) next = kill_at;
  }
  return next;
}

}  // namespace tandem
