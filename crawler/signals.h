// Signals as a descriptor: Ctrl-C becomes an event like any other.
//
// Thread safety: block_signals() before the first thread and the first fork, so that all inherit
// it; a SignalFd belongs to one thread.
#pragma once

#include "base/result.h"
#include "base/unique_fd.h"

namespace tandem {

// Blocks SIGINT and SIGTERM for this thread and those it starts, and ignores SIGPIPE and
// SIGXFSZ, whose causes are reported as errors where they occur.
void block_signals();

// Gives SIGINT and SIGTERM their default action back: the next one ends the process.
void unblock_signals();

class SignalFd {
 public:
  // Precondition: block_signals() was called.
  static Result<SignalFd> create();
  // Readable while a SIGINT or SIGTERM waits.
  [[nodiscard]] int fd() const { return fd_.get(); }
  // How many signals had come since the last call. Never blocks.
  int take();

 private:
  explicit SignalFd(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace tandem
