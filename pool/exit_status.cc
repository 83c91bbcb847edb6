#include "pool/exit_status.h"

#include <sys/wait.h>

#include <cstring>

namespace tandem {

std::string describe_exit_status(int status) {
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  if (!WIFSIGNALED(status)) return "wait status " + std::to_string(status);
  const int signal = WTERMSIG(status);
  const char* name = sigabbrev_np(signal);  // "SEGV"; null for a real-time signal
  return "signal " + std::to_string(signal) +
         (name != nullptr ? " (SIG" + std::string(name) + ")" : std::string());
}

}  // namespace tandem
