#include "pool/zygote.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "pool/seqpacket.h"
#include "pool/system_call.h"
#include "pool/zygote_loop.h"

// ThreadSanitizer runs a thread of its own, which its runtime carries over a fork.
#if defined(__SANITIZE_THREAD__)
#define TANDEM_HAS_SANITIZER_THREAD 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TANDEM_HAS_SANITIZER_THREAD 1
#endif
#endif

namespace tandem {
namespace {

Result<void> check_single_threaded() {
#ifdef TANDEM_HAS_SANITIZER_THREAD
  return {};
#else
  std::ifstream status("/proc/self/status");
  const std::string key = "Threads:";
  for (std::string line; std::getline(status, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    if (std::stoi(line.substr(key.size())) == 1) return {};
    return Error{ErrorCode::kInvalidArgument,
                 "the zygote must be started before the first thread; this process has" +
                     line.substr(key.size())};
  }
  return Error{ErrorCode::kIo, "/proc/self/status does not say how many threads there are"};
#endif
}

}  // namespace

Result<std::unique_ptr<Zygote>> Zygote::start(const HandlerFactory& factory) {
  if (!factory) return Error{ErrorCode::kInvalidArgument, "the handler factory is empty"};
  TANDEM_TRY(check_single_threaded());
  TANDEM_ASSIGN(auto ends, make_socket_pair());
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return posix_error("forking the zygote", errno);
  if (pid == 0) run_zygote(std::move(ends.second), parent, factory);
  return std::unique_ptr<Zygote>(new Zygote(pid, std::move(ends.first)));
}

Zygote::~Zygote() {
  control_.reset();
  retry_on_signal([this] { return waitpid(pid_, nullptr, 0); });
}

Result<void> Zygote::request_worker(const SpawnRequest& request, int socket, int slots,
                                    int standard_err) {
  int fds[kSpawnFdCount] = {};
  fds[kSpawnSocket] = socket;
  fds[kSpawnSlots] = slots;
  fds[kSpawnStderr] = standard_err;
  return send_struct(control_.get(), request, Wait::kNo, fds);
}

Result<std::optional<Zygote::Report>> Zygote::receive() {
  std::vector<UniqueFd> fds;
  auto received = receive_struct<ZygoteReport>(control_.get(), Wait::kNo, &fds);
  if (!received && received.error().code == ErrorCode::kWouldBlock) {
    return std::optional<Report>();
  }
  if (!received) return received.error();
  if (!received->has_value()) {
    return Error{ErrorCode::kWorkerDied, "the zygote, which forks the workers, died"};
  }
  Report report{**received, {}};
  if (report.report.kind == ZygoteReportKind::kSpawned) {
    if (fds.size() != 1) return Error{ErrorCode::kInternal, "the zygote sent no pidfd"};
    report.pidfd = std::move(fds.front());
  }
  return std::optional<Report>(std::move(report));
}

}  // namespace tandem
