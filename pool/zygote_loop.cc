#include "pool/zygote_loop.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "pool/process_setup.h"
#include "pool/seqpacket.h"
#include "pool/system_call.h"
#include "pool/worker.h"
#include "pool/zygote_protocol.h"

namespace tandem {
namespace {

class ZygoteLoop {
 public:
  ZygoteLoop(UniqueFd control, const HandlerFactory& factory)
      : control_(std::move(control)), factory_(factory) {}

  [[noreturn]] void run() {
    watch_children();
    for (;;) {
      pollfd polled[] = {{control_.get(), POLLIN, 0}, {child_exits_.get(), POLLIN, 0}};
      if (retry_on_signal([&] { return poll(polled, std::size(polled), -1); }) < 0) die("poll");
      if (polled[1].revents != 0) reap();
      if (polled[0].revents != 0) serve();
    }
  }

 private:
  // SIGCHLD as a descriptor: there is no signal handler anywhere in the pool.
  void watch_children() {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &child, nullptr) != 0) die("sigprocmask");
    child_exits_.reset(signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!child_exits_.valid()) die("signalfd");
  }

  void reap() {
    signalfd_siginfo info;
    // Several exits may share one signal, so the signals are only cleared here, not counted.
    while (read(child_exits_.get(), &info, sizeof info) > 0) {
    }
    int status = 0;
    for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
      report({ZygoteReportKind::kExited, pid, workers_.at(pid), status, 0});
      workers_.erase(pid);
    }
  }

  void serve() {
    std::vector<UniqueFd> fds;
    const auto request = receive_struct<SpawnRequest>(control_.get(), Wait::kYes, &fds);
    if (request.ok() && !request->has_value()) _exit(0);  // the program is done with us
    if (!request.ok() || fds.size() != kSpawnFdCount) {
      errno = EPROTO;
      die("the zygote got an invalid request");
    }
    spawn(**request, std::move(fds));
  }

  void spawn(const SpawnRequest& request, std::vector<UniqueFd> fds) {
    const pid_t self = getpid();
    const pid_t pid = fork();
    if (pid == 0) {
      run_worker(
          {std::move(fds[kSpawnSocket]), std::move(fds[kSpawnSlots]), std::move(fds[kSpawnStderr]),
           request.slot_input_bytes, request.slot_output_bytes, self},
          factory_);
    }
    if (pid < 0) {
      report({ZygoteReportKind::kSpawnFailed, 0, request.worker, errno, 0});
      return;
    }
    const UniqueFd pidfd(open_pidfd(pid));
    if (!pidfd.valid()) {
      const int open_errno = errno;
      kill(pid, SIGKILL);  // ours and not yet reaped, so the number cannot mean anyone else
      retry_on_signal([pid] { return waitpid(pid, nullptr, 0); });
      report({ZygoteReportKind::kSpawnFailed, 0, request.worker, open_errno, 0});
      return;
    }
    workers_.emplace(pid, request.worker);
    const int sent[] = {pidfd.get()};
    report({ZygoteReportKind::kSpawned, pid, request.worker, 0, 0}, sent);
  }

  void report(const ZygoteReport& report, std::span<const int> fds = {}) {
    // A failure means that the program is gone, and nobody is left to tell.
    if (!send_struct(control_.get(), report, Wait::kYes, fds)) _exit(0);
  }

  UniqueFd control_;
  UniqueFd child_exits_;
  const HandlerFactory& factory_;
  std::map<pid_t, uint64_t> workers_;  // alive or not yet reaped
};

}  // namespace

void run_zygote(UniqueFd control, pid_t parent, const HandlerFactory& factory) noexcept {
  die_with_parent(parent);
  reset_signals();
  close_all_but({control.get()});
  name_process("pool-zygote");
  ZygoteLoop(std::move(control), factory).run();
}

}  // namespace tandem
