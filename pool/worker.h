// The life of a worker process, from the fork to its end: receive a task, say that it starts, run
// the handler on the slot, write the output, say that it is done.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "base/unique_fd.h"
#include "pool/handler.h"

namespace tandem {

// What the zygote gives a worker.
struct WorkerBirth {
  UniqueFd socket;        // messages, see message.h
  UniqueFd slots;         // payload, see slot.h
  UniqueFd standard_err;  // a pipe to the pool
  uint64_t slot_input_bytes = 0;
  uint64_t slot_output_bytes = 0;
  pid_t zygote = 0;
};

// Never returns, never throws. Ends the process with code 0 when the pool closes its end of the
// socket, and with kSetupFailed if the set-up or the factory fails.
[[noreturn]] void run_worker(WorkerBirth birth, const HandlerFactory& factory) noexcept;

}  // namespace tandem
