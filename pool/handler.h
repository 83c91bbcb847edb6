// Handler: what a pool runs. A task is bytes in, bytes out, so that the same handler can run
// inline, on a thread or in another process.
//
// Thread safety: a Handler is used by one thread of one process from birth to end, so it may keep
// scratch memory, library handles and other state of its own. A HandlerFactory is called from
// several threads at once, and in forked processes: what it captures must be immutable.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"

namespace tandem {

// Which of the handler's jobs a task asks for; the numbers are the handler's own.
using JobId = uint32_t;

class Handler {
 public:
  virtual ~Handler() = default;

  // Runs one task. `input` is valid during the call only, is aligned to 8 bytes, and may come from
  // another process. A returned error and a thrown exception both fail this task and no other.
  virtual Result<Bytes> handle(JobId job, ByteView input) = 0;
};

using HandlerFactory = std::function<std::unique_ptr<Handler>()>;

}  // namespace tandem
