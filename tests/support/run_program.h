// Runs a program as a user does, and looks at what it leaves.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace tandem::testing {

struct ProgramRun {
  int exit_code = -1;  // 128 + signal if a signal ended it; -1 if it had to be killed
  std::string out;
  std::string err;
};

// Runs argv[0] with its arguments and `input` as standard input. `meanwhile` is called about every
// 5 ms with its pid while it runs. It is killed after `timeout`.
ProgramRun run_program(const std::vector<std::string>& argv, const std::string& input = {},
                       const std::function<void(pid_t)>& meanwhile = {},
                       std::chrono::seconds timeout = std::chrono::seconds(240));

// The pids of all living descendants of a process.
std::vector<pid_t> descendants_of(pid_t pid);

}  // namespace tandem::testing
