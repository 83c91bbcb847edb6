// make_handler and call_handler: the two places where foreign code runs, and so the two where its
// exceptions end. Every executor and the worker processes go through them.
//
// Thread safety: call_handler is as safe as the handler it is given; make_handler may be called
// from several threads.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pool/handler.h"

namespace tandem {

// Error kInternal if the factory throws or makes nothing.
Result<std::unique_ptr<Handler>> make_handler(const HandlerFactory& factory) noexcept;

struct HandlerCall {
  Result<Bytes> output;  // the handler's own, or kInternal if it threw
  Duration wall{};
  Duration cpu{};  // of the calling thread
};

HandlerCall call_handler(Handler& handler, JobId job, ByteView input) noexcept;

}  // namespace tandem
