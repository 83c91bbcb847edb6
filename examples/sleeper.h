// The job of the pool examples: says who runs it, sleeps a second, says it again.
#pragma once

#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "pool/handler.h"

namespace tandem {

class Sleeper final : public Handler {
 public:
  Result<Bytes> handle(JobId /*job*/, ByteView input) override {
    const std::string who = std::string(as_text(input)) + ": process " + std::to_string(getpid()) +
                            ", thread " + std::to_string(gettid()) + ", ";
    TANDEM_TRY(say(who + "goes to sleep\n"));
    std::this_thread::sleep_for(std::chrono::seconds(1));
    TANDEM_TRY(say(who + "wakes up\n"));
    return Bytes();
  }

 private:
  // Standard error, since a pool worker's standard output goes nowhere; in one piece, so that two
  // lines do not mix.
  static Result<void> say(const std::string& line) {
    if (write(STDERR_FILENO, line.data(), line.size()) >= 0) return {};
    return Error{ErrorCode::kIo, "standard error cannot be written"};
  }
};

}  // namespace tandem
