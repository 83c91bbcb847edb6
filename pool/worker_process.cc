#include "pool/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <string_view>

#include "pool/exit_status.h"
#include "pool/seqpacket.h"
#include "pool/system_call.h"

namespace tandem {

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::request(uint64_t id, const SlotLayout& layout,
                                                              Zygote& zygote) {
  TANDEM_ASSIGN(SlotFile slots, SlotFile::create(layout));
  TANDEM_ASSIGN(auto sockets, make_socket_pair());
  int pipe_ends[2] = {-1, -1};
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return posix_error("pipe2", errno);
  UniqueFd read_end(pipe_ends[0]);
  const UniqueFd write_end(pipe_ends[1]);
  if (fcntl(read_end.get(), F_SETFL, O_NONBLOCK) != 0) return posix_error("fcntl", errno);
  const SpawnRequest spawn{id, layout.input_bytes(), layout.output_bytes()};
  TANDEM_TRY(zygote.request_worker(spawn, sockets.second.get(), slots.fd(), write_end.get()));
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(
      id, layout, std::move(slots), std::move(sockets.first), std::move(read_end)));
}

void WorkerProcess::born(pid_t pid, UniqueFd pidfd, size_t lane) {
  pid_ = pid;
  pidfd_ = std::move(pidfd);
  lane_ = lane;
}

size_t WorkerProcess::tasks_held() const {
  return static_cast<size_t>(
      std::count_if(held_.begin(), held_.end(), [](const auto& held) { return held.has_value(); }));
}

Result<void> WorkerProcess::give(std::optional<PendingTask>& task) {
  const auto free = std::find(held_.begin(), held_.end(), std::nullopt);
  assert(free != held_.end());
  const auto slot = static_cast<size_t>(free - held_.begin());
  TANDEM_TRY(slots_.write_input(slot, task->queued.input));

  Message message;
  message.kind = MessageKind::kTask;
  message.slot = static_cast<uint8_t>(slot);
  message.job = task->queued.job;
  message.task = task->id;
  message.length = task->queued.input.size();
  records_[slot] = {SlotState::kQueued, task->id};
  free->emplace(HeldTask{std::move(*task), {}});
  task.reset();
  ++tasks_given_;
  if (!send_struct(socket_.get(), message, Wait::kNo)) kill();
  return {};
}

Result<std::optional<Message>> WorkerProcess::receive() {
  auto received = receive_struct<Message>(socket_.get(), Wait::kNo);
  if (!received && received.error().code == ErrorCode::kWouldBlock) {
    return std::optional<Message>();
  }
  if (!received) return received.error();
  if (!received->has_value()) return Error{ErrorCode::kClosed, "the worker closed its socket"};
  const Message message = **received;
  TANDEM_TRY(check_reply(message, records_, layout_.output_bytes()));
  if (message.kind == MessageKind::kStarted) {
    records_[message.slot].state = SlotState::kRunning;
    held_[message.slot]->started = std::chrono::steady_clock::now();
    ++held_[message.slot]->task.attempts;
  }
  return std::optional<Message>(message);
}

Result<Bytes> WorkerProcess::read_output(const Message& reply) const {
  return slots_.read_output(reply.slot, reply.length);
}

HeldTask WorkerProcess::take(const Message& reply) {
  HeldTask taken = std::move(*held_[reply.slot]);
  held_[reply.slot].reset();
  records_[reply.slot] = {};
  // Memory that cannot be given back is no reason to fail a task that has its result.
  if (!slots_.release(reply.slot, taken.task.queued.input.size(), reply.length)) retiring = true;
  return taken;
}

WorkerProcess::Unfinished WorkerProcess::take_unfinished() {
  Unfinished unfinished;
  for (size_t slot = 0; slot < kSlotsPerWorker; ++slot) {
    if (!held_[slot].has_value()) continue;
    if (records_[slot].state == SlotState::kRunning) {
      unfinished.running = std::move(held_[slot]);
    } else {
      unfinished.queued.push_back(std::move(held_[slot]->task));
    }
    held_[slot].reset();
    records_[slot] = {};
  }
  std::sort(unfinished.queued.begin(), unfinished.queued.end(),
            [](const PendingTask& a, const PendingTask& b) { return a.id < b.id; });
  return unfinished;
}

std::optional<size_t> WorkerProcess::read_stderr(const StderrSink& sink) {
  char buffer[Tail::kMaxBytes];
  const ssize_t n = retry_on_signal([&] { return read(stderr_.get(), buffer, sizeof buffer); });
  if (n < 0 && errno == EAGAIN) return std::nullopt;
  if (n <= 0) return 0;
  const std::string_view text(buffer, static_cast<size_t>(n));
  tail_.append(text);
  if (sink) sink(pid_, text);
  return text.size();
}

void WorkerProcess::kill(std::string cause) {
  if (cause_.empty()) cause_ = std::move(cause);
  doomed_ = true;
  kill_at_.reset();
  // Fails if the process has ended, which is what was wanted.
  send_signal(pidfd_.get(), SIGKILL);
}

void WorkerProcess::dismiss(SteadyTime kill_at) {
  socket_.reset();
  dismissed_ = true;
  kill_at_ = kill_at;
}

void WorkerProcess::await_end() const {
  pollfd ended{pidfd_.get(), POLLIN, 0};
  retry_on_signal([&] { return poll(&ended, 1, -1); });
}

Autopsy WorkerProcess::autopsy(int wait_status) const {
  const bool killed = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
  return {killed && !cause_.empty() ? cause_ : describe_exit_status(wait_status), tail_.text()};
}

}  // namespace tandem
