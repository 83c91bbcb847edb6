// FaultyHandler: does as it is told, from echo to crash, to try an executor with.
//
// The input is the argument, as text. Says "ready\n" on standard error where a test has to know
// that a task runs.
#pragma once

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "pool/executor.h"
#include "pool/handler.h"
#include "pool/message.h"

namespace tandem::testing {

enum FaultyJob : JobId {
  kEcho,         // returns its input
  kSleep,        // sleeps the argument in ms, returns it
  kReadySleep,   // says "ready", then as kSleep
  kFail,         // returns kNotFound with the argument as message
  kThrow,        // throws std::runtime_error(argument)
  kThrowInt,     // throws what is no std::exception
  kMake,         // returns as many bytes as the argument says
  kAbort,        // writes the argument to standard error and aborts
  kExit,         // ends the process with that exit code
  kReadyAbort,   // says "ready", sleeps the argument in ms, aborts
  kLieLength,    // a compromised worker: claims an output larger than its slot, then sleeps
  kLieSize,      // a compromised worker: sends a message of 5 bytes, then sleeps
  kAlignment,    // returns the input's address modulo 64
  kDescriptors,  // returns how many descriptors are open
};

class FaultyHandler final : public Handler {
 public:
  Result<Bytes> handle(JobId job, ByteView input) override {
    const std::string argument(as_text(input));
    switch (static_cast<FaultyJob>(job)) {
      case kEcho:
        return Bytes(input.begin(), input.end());
      case kReadySleep:
        say("ready\n");
        [[fallthrough]];
      case kSleep:
        sleep_ms(argument);
        return to_bytes(argument);
      case kFail:
        return Error{ErrorCode::kNotFound, argument};
      case kThrow:
        throw std::runtime_error(argument);
      case kThrowInt:
        throw 42;
      case kMake:
        return Bytes(std::stoul(argument), std::byte{'x'});
      case kAbort:
        say(argument);
        std::abort();
      case kExit:
        _exit(std::stoi(argument));
      case kReadyAbort:
        say("ready\n");
        sleep_ms(argument);
        std::abort();
      case kLieLength:
        lie(/*size=*/sizeof(Message));
        return Bytes();
      case kLieSize:
        lie(/*size=*/5);
        return Bytes();
      case kAlignment:
        return to_bytes(std::to_string(reinterpret_cast<uintptr_t>(input.data()) % 64));
      case kDescriptors:
        return to_bytes(std::to_string(open_descriptors()));
    }
    return Error{ErrorCode::kInvalidArgument, "no such job"};
  }

 private:
  static void say(std::string_view text) {
    if (write(STDERR_FILENO, text.data(), text.size()) < 0) std::abort();
  }
  static void sleep_ms(const std::string& ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::stol(ms)));
  }
  static int open_descriptors() {
    int open = 0;
    for (int fd = 0; fd < 1024; ++fd) {
      struct stat info {};
      if (fstat(fd, &info) == 0) ++open;
    }
    return open;
  }
  // What an attacker would do who has taken a worker over: speak to the pool directly.
  static void lie(size_t size) {
    for (int fd = 3; fd < 1024; ++fd) {
      struct stat info {};
      if (fstat(fd, &info) != 0 || !S_ISSOCK(info.st_mode)) continue;
      Message message;
      message.kind = MessageKind::kDone;
      message.slot = 0;
      message.task = 1;  // the first task of a pool
      message.length = uint64_t{1} << 60;
      if (send(fd, &message, size, 0) < 0) std::abort();
    }
    std::this_thread::sleep_for(std::chrono::seconds(60));
  }
};

inline HandlerFactory faulty_factory() {
  return [] { return std::make_unique<FaultyHandler>(); };
}

inline Task faulty_task(FaultyJob job, std::string_view argument = {}) {
  return Task{job, to_bytes(argument), {}};
}

}  // namespace tandem::testing
