// Zygote: the process that forks workers, so that the one that has threads never has to.
//
// fork() copies one thread and every lock as it stands, held or not; only a process with a single
// thread can fork safely. So main() starts the zygote as its first act:
//
//   int main() {
//     auto zygote = Zygote::start(factory);         // before any thread, before curl_global_init
//     ...
//     auto pool = ProcessPool::create(options, std::move(*zygote));
//   }
//
// The zygote forks a worker for each request, hands its pidfd back, reaps it when it ends and
// reports the status. It has no other job, no other state and no other descriptors: it closes what
// it inherited except standard error. It ignores SIGINT, SIGTERM and SIGHUP, which reach the whole
// process group, and leaves the decision to the program; it ends when the Zygote object is
// destroyed, or when its parent thread dies.
//
// Whatever the factory has captured is in every worker's memory, shared until written (tables,
// models). Descriptors are not: a file that a handler needs must be opened by the factory.
//
// Thread safety: start() only while the process has one thread; after that one thread at a time,
// which in a ProcessPool is its dispatcher.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>

#include "base/result.h"
#include "base/unique_fd.h"
#include "pool/handler.h"
#include "pool/zygote_protocol.h"

namespace tandem {

class Zygote {
 public:
  // Forks the zygote. kInvalidArgument if this process has more than one thread.
  static Result<std::unique_ptr<Zygote>> start(const HandlerFactory& factory);
  // Ends the zygote and waits for it; workers that still run are killed by the kernel.
  ~Zygote();
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Used by the ProcessPool that owns the zygote.

  // Readable when a report waits, or when the zygote is gone.
  [[nodiscard]] int report_fd() const { return control_.get(); }
  // The descriptors are duplicated and stay the caller's. Ask for one worker at a time, and for the
  // next one when kSpawned or kSpawnFailed has come: then this never blocks.
  Result<void> request_worker(const SpawnRequest& request, int socket, int slots, int standard_err);

  struct Report {
    ZygoteReport report;
    UniqueFd pidfd;  // kSpawned only
  };
  // The next report, nothing if none waits; kWorkerDied if the zygote is gone. Never blocks.
  Result<std::optional<Report>> receive();

 private:
  Zygote(pid_t pid, UniqueFd control) : pid_(pid), control_(std::move(control)) {}
  const pid_t pid_;
  UniqueFd control_;
};

}  // namespace tandem
