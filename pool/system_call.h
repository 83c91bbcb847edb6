// Small helpers around system calls that the process pool uses.
//
// Thread safety: free functions without state.
#pragma once

#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

namespace tandem {

// Calls `call` again as long as a signal interrupts it.
template <typename Call>
auto retry_on_signal(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// pidfd_open(2) and pidfd_send_signal(2) by number, because <sys/pidfd.h> of glibc 2.36 lacks
// extern "C". A pidfd is always close-on-exec.
inline int open_pidfd(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }

inline int send_signal(int pidfd, int signal) {
  return static_cast<int>(syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0));
}

}  // namespace tandem
