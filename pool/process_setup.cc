#include "pool/process_setup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>
#include <vector>

#include "base/error.h"

namespace tandem {
namespace {

void close_between(int first, int last) {
  if (first > last) return;
  if (close_range(static_cast<unsigned>(first), static_cast<unsigned>(last), 0) != 0) {
    die("close_range");
  }
}

}  // namespace

void die_with_parent(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) die("prctl(PR_SET_PDEATHSIG)");
  if (getppid() != parent) _exit(kSetupFailed);
}

void reset_signals() {
  // Fails for SIGKILL, SIGSTOP and the two that the C library keeps, none of which matters here.
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  for (const int ignored : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) signal(ignored, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_all_but(std::initializer_list<int> keep) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) die("opening /dev/null");
  if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0) die("dup2");
  std::vector<int> kept(keep);
  std::sort(kept.begin(), kept.end());
  int next = STDERR_FILENO + 1;
  for (const int fd : kept) {
    close_between(next, fd - 1);
    next = std::max(next, fd + 1);
  }
  close_between(next, INT_MAX);
}

void name_process(const char* name) { prctl(PR_SET_NAME, name); }

void die(std::string_view what) {
  const std::string line = posix_error(what, errno).message + "\n";
  // Nothing can be done about a failure to report a failure.
  [[maybe_unused]] const ssize_t n = write(STDERR_FILENO, line.data(), line.size());
  _exit(kSetupFailed);
}

}  // namespace tandem
