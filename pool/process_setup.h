// What a freshly forked process does about what it inherited: parent, signals, descriptors, name.
//
// Thread safety: for a process with one thread.
#pragma once

#include <sys/types.h>

#include <initializer_list>
#include <string_view>

namespace tandem {

// Has the kernel kill this process (SIGKILL) when its parent thread dies; ends it at once if
// `parent` died before it could ask. prctl(2): the setting does not survive a fork, so every
// process asks for itself.
void die_with_parent(pid_t parent);

// Gives every signal its default action, unblocked, and ignores those that the program's process
// group gets (SIGINT, SIGTERM, SIGHUP), and SIGPIPE. Handlers of the program must not run here.
void reset_signals();

// Points standard input and output to /dev/null and closes everything from 3 up but `keep`.
void close_all_but(std::initializer_list<int> keep);

// As top and ps show it; cut to 15 characters.
void name_process(const char* name);

// Ends the process after a set-up step that failed: `what` and errno on standard error.
[[noreturn]] void die(std::string_view what);

// The exit code of die(): EX_OSERR of <sysexits.h>.
inline constexpr int kSetupFailed = 71;

}  // namespace tandem
