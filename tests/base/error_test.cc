#include "base/error.h"

#include <cerrno>
#include <set>
#include <string>
#include <string_view>

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("Every error code has a name of its own") {
  std::set<std::string_view> names;
  const int last = static_cast<int>(ErrorCode::kInternal);
  for (int code = 0; code <= last; ++code) {
    const std::string_view name = error_code_name(static_cast<ErrorCode>(code));
    CAPTURE(code, name);
    CHECK_FALSE(name.empty());
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    CHECK(names.insert(name).second);
  }
}

TEST_CASE("The names in logs do not change") {
  CHECK(error_code_name(ErrorCode::kInvalidArgument) == "invalid_argument");
  CHECK(error_code_name(ErrorCode::kNoSpace) == "no_space");
  CHECK(error_code_name(ErrorCode::kWouldBlock) == "would_block");
  CHECK(error_code_name(ErrorCode::kWorkerDied) == "worker_died");
  CHECK(error_code_name(ErrorCode::kInternal) == "internal");
}

TEST_CASE("posix_error sorts errno into codes") {
  CHECK(posix_error("write", ENOSPC).code == ErrorCode::kNoSpace);
  CHECK(posix_error("write", EDQUOT).code == ErrorCode::kNoSpace);
  CHECK(posix_error("open", ENOENT).code == ErrorCode::kNotFound);
  CHECK(posix_error("mkdir", EEXIST).code == ErrorCode::kAlreadyExists);
  for (const int other : {EIO, EACCES, EBADF, EMFILE, EPIPE, EINVAL}) {
    CAPTURE(other);
    CHECK(posix_error("read", other).code == ErrorCode::kIo);
  }
}

TEST_CASE("posix_error says what failed and why") {
  CHECK(posix_error("open /no/such", ENOENT).message == "open /no/such: No such file or directory");
}

TEST_CASE("posix_error survives an errno that does not exist") {
  const Error error = posix_error("read", 99999);
  CHECK(error.code == ErrorCode::kIo);
  CHECK(error.message.starts_with("read: "));
}

}  // namespace tandem
