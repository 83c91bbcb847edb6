#include "output/atomic_file.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::read_file;
using testing::TempFolder;
using testing::write_file;

size_t count_in(const fs::path& folder) {
  size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) count += entry.exists() ? 1 : 0;
  return count;
}

TEST_CASE("a file is created and replaced, and nothing is left beside it") {
  const TempFolder folder;
  const fs::path path = folder.path() / "report.json";
  REQUIRE(write_file_atomically(path, "one"));
  CHECK(read_file(path) == "one");
  REQUIRE(write_file_atomically(path, ""));
  CHECK(read_file(path).empty());
  // What an interrupted write left is no obstacle.
  write_file(folder.path() / "report.json.tmp", "torn and longer than the new text");
  const std::string big(1 << 20, 'x');
  REQUIRE(write_file_atomically(path, big));
  CHECK(read_file(path) == big);
  CHECK(count_in(folder.path()) == 1);
}

TEST_CASE("a failed write leaves the old file and no other") {
  const TempFolder folder;
  const fs::path path = folder.path() / "report.json";
  REQUIRE(write_file_atomically(path, "old"));
  // A file-size limit stands in for a full disk; in a child, since it is the whole process's.
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    const auto written = write_file_atomically(path, std::string(5000, 'x'));
    ::_exit(!written && written.error().message.find("report.json.tmp") != std::string::npos ? 0
                                                                                             : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(read_file(path) == "old");
  CHECK(count_in(folder.path()) == 1);
}

TEST_CASE("a folder in the way, or none at all, is an error") {
  const TempFolder folder;
  CHECK(write_file_atomically(folder.path() / "no/report.json", "x").error().code ==
        ErrorCode::kNotFound);
  folder.make("report.json/x");
  CHECK_FALSE(write_file_atomically(folder.path() / "report.json", "x").ok());
  CHECK(count_in(folder.path()) == 1);
  // A link in place of the temporary file is not written through.
  write_file(folder.path() / "victim", "mine");
  fs::create_symlink(folder.path() / "victim", folder.path() / "a.json.tmp");
  CHECK_FALSE(write_file_atomically(folder.path() / "a.json", "x").ok());
  CHECK(read_file(folder.path() / "victim") == "mine");
}

}  // namespace
}  // namespace tandem
