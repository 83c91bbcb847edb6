#include "base/log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

// Sends standard error into memory while it lives.
class CapturedStderr {
 public:
  CapturedStderr()
      : saved_(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)),
        memory_(::memfd_create("stderr", MFD_CLOEXEC)) {
    std::fflush(stderr);
    ::dup2(memory_.get(), STDERR_FILENO);
  }
  ~CapturedStderr() { restore(); }
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;

  // Ends the capture and gives its lines.
  std::vector<std::string> lines() {
    restore();
    std::string all(static_cast<size_t>(::lseek(memory_.get(), 0, SEEK_END)), '\0');
    REQUIRE(::pread(memory_.get(), all.data(), all.size(), 0) == static_cast<ssize_t>(all.size()));
    std::vector<std::string> lines;
    std::istringstream stream(all);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }

 private:
  void restore() {
    if (!saved_.valid()) return;
    std::fflush(stderr);
    ::dup2(saved_.get(), STDERR_FILENO);
    saved_.reset();
  }
  UniqueFd saved_;
  UniqueFd memory_;
};

std::vector<std::string> lines_at(LogLevel level, bool colour = false) {
  CapturedStderr captured;
  init_log(level, colour);
  log_debug("a {}", 1);
  log_info("b {}", "two");
  log_warning("c {:.1f}", 3.0);
  log_error("d");
  return captured.lines();
}

}  // namespace

TEST_CASE("A log line is a UTC time, a level and the message") {
  const std::vector<std::string> lines = lines_at(LogLevel::kVerbose);
  REQUIRE(lines.size() == 4);
  const std::regex format(
      R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning|error) .*)");
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(std::regex_match(line, format));
  }
  CHECK(lines[0].ends_with(" debug a 1"));
  CHECK(lines[1].ends_with(" info b two"));
  CHECK(lines[2].ends_with(" warning c 3.0"));
  CHECK(lines[3].ends_with(" error d"));
}

TEST_CASE("The level says how much is logged") {
  CHECK(lines_at(LogLevel::kNormal).size() == 3);
  CHECK(lines_at(LogLevel::kQuiet).size() == 2);
}

TEST_CASE("No colour reaches what is no terminal") {
  for (const bool colour : {false, true}) {
    for (const std::string& line : lines_at(LogLevel::kVerbose, colour)) {
      CHECK(line.find('\x1b') == std::string::npos);
    }
  }
}

TEST_CASE("Braces in an argument are text") {
  CapturedStderr captured;
  init_log(LogLevel::kNormal, false);
  log_info("{}", "{} {0} {{");
  const std::vector<std::string> lines = captured.lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].ends_with(" info {} {0} {{"));
}

TEST_CASE("Lines from several threads stay whole") {
  constexpr int kThreads = 4;
  constexpr int kLines = 200;
  CapturedStderr captured;
  init_log(LogLevel::kNormal, false);
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([thread] {
        for (int line = 0; line < kLines; ++line) log_info("thread {} line {} end", thread, line);
      });
    }
  }
  const std::vector<std::string> lines = captured.lines();
  CHECK(lines.size() == size_t{kThreads} * kLines);
  const std::regex whole(R"(\S+Z info thread \d line \d+ end)");
  CHECK(std::all_of(lines.begin(), lines.end(),
                    [&](const std::string& line) { return std::regex_match(line, whole); }));
}

}  // namespace tandem
