// The error vocabulary of Tandem: one enum, one message.
//
// Thread safety: a value type; distinct values may be used from distinct threads.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tandem {

// What kind of failure it was. Callers branch on the code; people read the message.
enum class ErrorCode {
  kInvalidArgument,  // the caller's input is wrong: usage, configuration, a malformed value
  kNotFound,         // a file, host or key does not exist
  kAlreadyExists,    // the thing to create is there already
  kIo,               // the operating system refused a read, write or system call
  kNoSpace,          // ENOSPC, EDQUOT: nothing more can be written
  kTimeout,          // a deadline passed
  kCancelled,        // asked to stop before it was done
  kClosed,           // the queue, executor or stream takes nothing any more
  kWouldBlock,       // it is full and the caller asked not to wait
  kLimit,            // a configured bound was exceeded: body size, redirects, slot size
  kCorrupt,          // data failed validation
  kNetwork,          // DNS, connect, TLS, reset
  kForbidden,        // policy refuses it: robots, private address
  kWorkerDied,       // the process that ran the task ended
  kInternal,         // a bug in Tandem
};

// The stable lower-case name of a code, as used in logs: "no_space", "worker_died", ...
std::string_view error_code_name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // what failed, where, and what to do about it
};

// Error of a failed system call: "<context>: <strerror(errno)>", with ENOSPC, EDQUOT and EFBIG
// (a file size limit) as kNoSpace, ENOENT as kNotFound, EEXIST as kAlreadyExists and everything
// else as kIo.
Error posix_error(std::string_view context, int errno_value);

}  // namespace tandem
