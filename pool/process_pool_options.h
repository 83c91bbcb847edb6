// ProcessPoolOptions: what can be set about a ProcessPool.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "pool/respawn_breaker.h"

namespace tandem {

// Called with what a worker writes to standard error, as it comes and not split into lines, on the
// dispatcher's thread: it must not block for long nor throw.
using StderrSink = std::function<void(pid_t worker, std::string_view text)>;

struct ProcessPoolOptions {
  size_t workers = 1;         // processes, 1 to 1,024
  size_t queue_capacity = 0;  // tasks that wait outside the workers; 0 means 2 a worker

  // The largest input and output of a task, in bytes, each rounded up to a multiple of 64 KiB.
  // Address space, not memory: what no task has touched costs nothing.
  uint64_t slot_input_bytes = uint64_t{64} << 20;
  uint64_t slot_output_bytes = uint64_t{64} << 20;

  // A worker is replaced after about this many tasks (10 % more or less, so that not all go at
  // once), which bounds what a leaking handler can leak. 0 means never.
  uint64_t recycle_after = 0;

  RespawnLimits respawn;
  StderrSink worker_stderr;  // may be empty; the last 4 KiB are kept for the Autopsy either way
};

}  // namespace tandem
