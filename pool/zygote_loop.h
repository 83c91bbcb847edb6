// The life of the zygote process, from the fork to its end. See zygote.h.
#pragma once

#include <sys/types.h>

#include "base/unique_fd.h"
#include "pool/handler.h"

namespace tandem {

// `control` is the zygote's end of the socket, `parent` the process that forked it. Never returns,
// never throws: ends the process when the other end of `control` is closed.
[[noreturn]] void run_zygote(UniqueFd control, pid_t parent,
                             const HandlerFactory& factory) noexcept;

}  // namespace tandem
