#include "pool/dispatcher.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <utility>

#include "base/log.h"

namespace tandem {
namespace {

constexpr uint32_t kMaxAttempts = 2;
// What a pipe holds by default, and so the most that a dead worker can have left in it.
constexpr size_t kPipeBytes = size_t{64} << 10;

void complete(HeldTask held, const WorkerProcess& worker, TaskResult result) {
  result.info.pid = worker.pid();
  result.info.tid = worker.pid();
  result.info.attempts = held.task.attempts;
  result.info.queued = held.started - held.task.queued.submitted;
  if (!result.output) result.input = std::move(held.task.queued.input);
  held.task.queued.completion.complete(std::move(result));
}

void complete(PendingTask task, const Error& error) {
  TaskResult result;
  result.output = error;
  result.info.attempts = task.attempts;
  result.input = std::move(task.queued.input);
  task.queued.completion.complete(std::move(result));
}

}  // namespace

Result<std::unique_ptr<Dispatcher>> Dispatcher::create(const ProcessPoolOptions& options,
                                                       const SlotLayout& layout, Zygote& zygote,
                                                       Inbox& inbox, LaneLog& lanes) {
  TANDEM_ASSIGN(Poller poller, Poller::create());
  TANDEM_TRY(poller.add(inbox.wake_fd(), make_token(Source::kInbox)));
  TANDEM_TRY(poller.add(zygote.report_fd(), make_token(Source::kZygote)));
  return std::unique_ptr<Dispatcher>(
      new Dispatcher(options, layout, zygote, inbox, lanes, std::move(poller)));
}

Dispatcher::Dispatcher(const ProcessPoolOptions& options, const SlotLayout& layout, Zygote& zygote,
                       Inbox& inbox, LaneLog& lanes, Poller poller)
    : options_(options),
      inbox_(inbox),
      lanes_(lanes),
      poller_(std::move(poller)),
      fleet_(options, layout, zygote, lanes, poller_) {}

void Dispatcher::run() noexcept {
  for (;;) {
    obey_orders();
    advance();
    if (phase_ >= Phase::kDismissing && fleet_.gone()) return;
    wait_and_handle();
  }
}

void Dispatcher::obey_orders() {
  const std::optional<Shutdown> order = inbox_.order();
  if (!order.has_value()) return;
  if (phase_ == Phase::kServing) phase_ = Phase::kDraining;
  if (*order == Shutdown::kNow && phase_ != Phase::kKilling) {
    give_up(Error{ErrorCode::kCancelled, "the pool was shut down before the task was done"});
  }
}

void Dispatcher::advance() {
  if (phase_ == Phase::kDraining && idle()) phase_ = Phase::kDismissing;
  if (phase_ <= Phase::kDraining) {
    if (const Result<void> staffed = fleet_.staff(!second_attempts_.empty()); !staffed) {
      break_down(staffed.error());
    }
  }
  switch (phase_) {
    case Phase::kServing:
    case Phase::kDraining:
      feed();
      fleet_.dismiss_retired();
      break;
    case Phase::kDismissing:
      fleet_.dismiss_all();
      break;
    case Phase::kKilling:
      fleet_.kill_all();
      break;
  }
  fleet_.kill_overdue();
}

void Dispatcher::wait_and_handle() {
  const auto ready = poller_.wait(fleet_.next_deadline());
  if (!ready) return break_down_blind(ready.error());
  for (const uint64_t token : *ready) {
    WorkerProcess* const worker = fleet_.find(token_worker(token));
    switch (token_source(token)) {
      case Source::kInbox:
        inbox_.clear_wake();
        break;
      case Source::kZygote:
        handle_reports();
        break;
      case Source::kMessages:  // of a worker that may have left since, as may the next
        if (worker != nullptr && !worker->dismissed()) handle_messages(*worker);
        break;
      case Source::kStderr:
        if (worker != nullptr) handle_stderr(*worker);
        break;
    }
  }
}

bool Dispatcher::idle() const {
  if (!inbox_.empty() || !returned_.empty() || !second_attempts_.empty()) return false;
  for (const auto& [id, worker] : fleet_.workers()) {
    if (worker->tasks_held() != 0) return false;
  }
  return true;
}

std::optional<PendingTask> Dispatcher::next_task() {
  if (!returned_.empty()) {
    std::optional<PendingTask> task(std::move(returned_.front()));
    returned_.pop_front();
    return task;
  }
  std::optional<QueuedTask> queued = inbox_.take();
  if (!queued.has_value()) return std::nullopt;
  return PendingTask{next_task_id_++, std::move(*queued)};
}

void Dispatcher::feed() {
  for (const auto& [id, worker] : fleet_.workers()) {
    if (second_attempts_.empty()) break;
    if (worker->tasks_given() != 0 || !worker->takes_tasks()) continue;
    give(*worker, std::move(second_attempts_.front()));
    second_attempts_.pop_front();
    worker->alone = true;
  }
  // Idle workers first; a task waits behind another only when no worker is free or on its way.
  const size_t deepest = fleet_.complete() ? kSlotsPerWorker : 1;
  for (size_t held = 0; held < deepest; ++held) {
    for (const auto& [id, worker] : fleet_.workers()) {
      if (!worker->takes_tasks() || worker->tasks_held() != held) continue;
      std::optional<PendingTask> task = next_task();
      if (!task.has_value()) return;
      give(*worker, std::move(*task));
    }
  }
}

void Dispatcher::give(WorkerProcess& worker, PendingTask task) {
  std::optional<PendingTask> given(std::move(task));
  const Result<void> result = worker.give(given);
  if (!result.ok()) complete(std::move(*given), result.error());
}

void Dispatcher::handle_reports() {
  for (;;) {
    std::optional<Fleet::Death> death;
    const Result<bool> reported = fleet_.read_report(death);
    if (!reported.ok()) return break_down_blind(reported.error());
    if (!*reported) return;
    if (death.has_value()) handle_death(*death->worker, death->wait_status);
  }
}

void Dispatcher::handle_messages(WorkerProcess& worker) {
  for (;;) {
    const auto message = worker.receive();
    if (!message.ok()) {
      fleet_.stop_listening(worker);
      // At the end of its stream a worker is dying already, or should be.
      worker.kill(message.error().code == ErrorCode::kClosed ? "" : message.error().message);
      return;
    }
    if (!message->has_value()) return;
    if ((*message)->kind == MessageKind::kStarted) {
      lanes_.task_started(worker.lane());
    } else {
      handle_end(worker, **message);
    }
  }
}

void Dispatcher::handle_end(WorkerProcess& worker, const Message& reply) {
  TaskResult result;
  result.output = worker.read_output(reply);
  if (reply.kind == MessageKind::kFailed && result.output.ok()) {
    result.output = decode_error(*result.output);
  }
  result.info.wall = std::chrono::microseconds(reply.wall_us);
  result.info.cpu = std::chrono::microseconds(reply.cpu_us);
  HeldTask ended = worker.take(reply);
  lanes_.task_ended(worker.lane(), result.info.cpu);
  fleet_.task_ended(worker);
  complete(std::move(ended), worker, std::move(result));
}

void Dispatcher::handle_stderr(WorkerProcess& worker) {
  const std::optional<size_t> size = worker.read_stderr(options_.worker_stderr);
  if (size == size_t{0}) fleet_.stop_reading_stderr(worker);
}

void Dispatcher::handle_death(WorkerProcess& worker, int wait_status) {
  // First what it had still said: a task whose result is there is not to be blamed.
  if (!worker.dismissed() && worker.believed()) handle_messages(worker);
  for (size_t left = kPipeBytes; left > 0;) {
    const size_t size = worker.read_stderr(options_.worker_stderr).value_or(0);
    if (size == 0) break;
    left -= std::min(left, size);
  }

  const Autopsy autopsy = worker.autopsy(wait_status);
  WorkerProcess::Unfinished unfinished = worker.take_unfinished();
  returned_.insert(returned_.begin(), std::make_move_iterator(unfinished.queued.begin()),
                   std::make_move_iterator(unfinished.queued.end()));
  if (phase_ == Phase::kKilling || worker.dismissed()) return;
  log_debug("worker {} died: {}", worker.pid(), autopsy.reason);
  fleet_.count_death(unfinished.running.has_value(), autopsy);
  if (!unfinished.running.has_value()) return;

  HeldTask blamed = std::move(*unfinished.running);
  if (blamed.task.attempts < kMaxAttempts) {
    second_attempts_.push_back(std::move(blamed.task));
    return;
  }
  TaskResult result;
  result.output =
      Error{ErrorCode::kWorkerDied, "the task killed " + std::to_string(blamed.task.attempts) +
                                        " workers, the last one by " + autopsy.reason};
  result.info.wall = std::chrono::steady_clock::now() - blamed.started;
  result.autopsy = autopsy;
  complete(std::move(blamed), worker, std::move(result));
}

void Dispatcher::give_up(const Error& error) {
  phase_ = Phase::kKilling;
  for (std::deque<PendingTask>* list : {&returned_, &second_attempts_}) {
    for (PendingTask& task : std::exchange(*list, {})) complete(std::move(task), error);
  }
  for (const auto& [id, worker] : fleet_.workers()) {
    worker->kill();
    WorkerProcess::Unfinished unfinished = worker->take_unfinished();
    for (PendingTask& task : unfinished.queued) complete(std::move(task), error);
    if (!unfinished.running.has_value()) continue;
    TaskResult result;
    result.output = error;
    result.info.wall = std::chrono::steady_clock::now() - unfinished.running->started;
    complete(std::move(*unfinished.running), *worker, std::move(result));
  }
}

void Dispatcher::break_down(const Error& error) {
  log_error("{}", error.message);
  inbox_.fail(error);
  give_up(error);
}

void Dispatcher::break_down_blind(const Error& error) {
  break_down(error);
  fleet_.kill_and_forget_all();
}

}  // namespace tandem
