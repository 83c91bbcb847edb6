#include "base/unique_fd.h"

#include <fcntl.h>

#include <array>
#include <type_traits>
#include <utility>

#include "tests/support/catch.h"

namespace tandem {
namespace {

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

int open_null() {
  const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  return fd;
}

}  // namespace

TEST_CASE("A UniqueFd closes at the end of its scope") {
  const int fd = open_null();
  {
    const UniqueFd owner(fd);
    CHECK(owner.valid());
    CHECK(owner.get() == fd);
    CHECK(is_open(fd));
  }
  CHECK_FALSE(is_open(fd));
}

TEST_CASE("An empty UniqueFd owns nothing") {
  UniqueFd owner;
  CHECK_FALSE(owner.valid());
  CHECK(owner.get() == -1);
  CHECK(owner.release() == -1);
  owner.reset();
  CHECK_FALSE(owner.valid());
}

TEST_CASE("Descriptor 0 is a descriptor like any other") {
  UniqueFd owner(0);
  CHECK(owner.valid());
  CHECK(owner.release() == 0);
}

TEST_CASE("release gives the descriptor up without closing it") {
  UniqueFd owner(open_null());
  const int fd = owner.release();
  CHECK_FALSE(owner.valid());
  CHECK(is_open(fd));
  owner.reset(fd);
}

TEST_CASE("reset closes the old descriptor, and not the one it is given") {
  const int first = open_null();
  const int second = open_null();
  UniqueFd owner(first);
  owner.reset(second);
  CHECK_FALSE(is_open(first));
  CHECK(is_open(second));
  owner.reset(second);
  CHECK(is_open(second));
  owner.reset();
  CHECK_FALSE(is_open(second));
}

TEST_CASE("Moving a UniqueFd leaves one owner") {
  static_assert(!std::is_copy_constructible_v<UniqueFd>);
  static_assert(!std::is_copy_assignable_v<UniqueFd>);
  const int first = open_null();
  const int second = open_null();
  UniqueFd a(first);
  UniqueFd b(std::move(a));
  // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move): empty is promised
  CHECK_FALSE(a.valid());
  CHECK(b.get() == first);
  UniqueFd c(second);
  c = std::move(b);
  CHECK_FALSE(is_open(second));
  CHECK(c.get() == first);
  CHECK(is_open(first));
}

TEST_CASE("Assigning a UniqueFd to itself keeps it") {
  const int fd = open_null();
  UniqueFd owner(fd);
  UniqueFd& same = owner;
  owner = std::move(same);
  CHECK(owner.get() == fd);
  CHECK(is_open(fd));
}

}  // namespace tandem
