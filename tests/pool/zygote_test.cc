#include "pool/zygote.h"

#include <sys/wait.h>

#include <thread>

#include "tests/pool/process_support.h"

namespace tandem {
namespace {

using namespace testing;  // NOLINT(*-using-namespace*)

TEST_CASE("a zygote starts and ends") {
  const int descriptors = open_descriptors();
  pid_t pid = 0;
  {
    auto zygote = Zygote::start(faulty_factory()).value();
    pid = zygote->pid();
    CHECK(alive(pid));
    CHECK_FALSE(zygote->receive().value().has_value());
  }
  CHECK(kill(pid, 0) != 0);
  CHECK(open_descriptors() == descriptors);
}

TEST_CASE("a zygote needs a factory") {
  CHECK(Zygote::start({}).error().code == ErrorCode::kInvalidArgument);
}

#if !defined(__SANITIZE_THREAD__)
TEST_CASE("a zygote is refused once the process has threads") {
  std::jthread thread([](const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  const auto zygote = Zygote::start(faulty_factory());
  REQUIRE_FALSE(zygote.ok());
  CHECK(zygote.error().code == ErrorCode::kInvalidArgument);
  CHECK(zygote.error().message.find("thread") != std::string::npos);
}
#endif

TEST_CASE("a program that is killed leaves no zygote and no worker behind") {
  // The program is a child of this test, so that it can be killed.
  int report[2] = {-1, -1};
  REQUIRE(pipe(report) == 0);
  const pid_t program = fork();
  if (program == 0) {
    auto pool = make_pool(small_pool(1));
    const pid_t pids[] = {pool->zygote_pid(),
                          pool->submit(faulty_task(kEcho)).value().get().info.pid};
    pool->submit(faulty_task(kSleep, "600000")).value();
    if (write(report[1], pids, sizeof pids) != sizeof pids) _exit(1);
    for (;;) pause();
  }
  pid_t pids[2] = {0, 0};
  REQUIRE(read(report[0], pids, sizeof pids) == sizeof pids);
  close(report[0]);
  close(report[1]);
  for (const pid_t pid : pids) CHECK(alive(pid));
  kill(program, SIGKILL);
  waitpid(program, nullptr, 0);
  for (const pid_t pid : pids) CHECK(eventually([&] { return !alive(pid); }));
}

}  // namespace
}  // namespace tandem
