#include "base/error.h"

#include <cerrno>
#include <system_error>

namespace tandem {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kAlreadyExists:
      return "already_exists";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kNoSpace:
      return "no_space";
    case ErrorCode::kTimeout:
      return "timeout";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kClosed:
      return "closed";
    case ErrorCode::kWouldBlock:
      return "would_block";
    case ErrorCode::kLimit:
      return "limit";
    case ErrorCode::kCorrupt:
      return "corrupt";
    case ErrorCode::kNetwork:
      return "network";
    case ErrorCode::kForbidden:
      return "forbidden";
    case ErrorCode::kWorkerDied:
      return "worker_died";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

Error posix_error(std::string_view context, int errno_value) {
  ErrorCode code = ErrorCode::kIo;
  if (errno_value == ENOSPC || errno_value == EDQUOT || errno_value == EFBIG)
    code = ErrorCode::kNoSpace;
  if (errno_value == ENOENT) code = ErrorCode::kNotFound;
  if (errno_value == EEXIST) code = ErrorCode::kAlreadyExists;
  return Error{code, std::string(context) + ": " + std::generic_category().message(errno_value)};
}

}  // namespace tandem
