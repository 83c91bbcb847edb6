// How a process ended, in words.
//
// Thread safety: a free function without state.
#pragma once

#include <string>

namespace tandem {

// `status` as waitpid(2) fills it: "signal 11 (SIGSEGV)", "exit code 3".
std::string describe_exit_status(int status);

}  // namespace tandem
