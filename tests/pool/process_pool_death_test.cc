// The process pool when workers die: blame, second attempts, the breaker, a lost zygote.
#include <atomic>
#include <random>
#include <vector>

#include "tests/pool/process_support.h"

namespace tandem {
namespace {

using namespace testing;  // NOLINT(*-using-namespace*)
using std::chrono::milliseconds;

TEST_CASE("a task whose worker is killed is run again and delivers") {
  ReadyCount ready;
  ProcessPoolOptions options = small_pool(1);
  options.worker_stderr = ready.sink();
  auto pool = make_pool(options);
  TaskHandle handle = pool->submit(faulty_task(kReadySleep, "300")).value();
  const pid_t victim = ready.await(1);
  REQUIRE(kill(victim, SIGKILL) == 0);
  REQUIRE(handle.wait_for(kPatience));
  const TaskResult result = handle.get();
  CHECK(text_of(result) == "300");
  CHECK(result.info.attempts == 2);
  CHECK(result.info.pid != victim);
  CHECK(result.autopsy.reason.empty());
  CHECK(pool->lanes().size() == 2);  // the dead one included
}

TEST_CASE("a task that kills two workers is given up with an autopsy; its neighbours go on") {
  auto pool = make_pool(small_pool(2));
  std::vector<TaskHandle> neighbours;
  neighbours.reserve(23);
  for (int i = 0; i < 3; ++i) {
    neighbours.push_back(pool->submit(faulty_task(kSleep, "20")).value());
  }
  TaskHandle poison = pool->submit(faulty_task(kAbort, "about to die\nof this page\n")).value();
  for (int i = 0; i < 20; ++i) {
    neighbours.push_back(pool->submit(faulty_task(kSleep, "5")).value());
  }
  REQUIRE(poison.wait_for(kPatience));
  const TaskResult dead = poison.get();
  REQUIRE_FALSE(dead.output.ok());
  CHECK(dead.output.error().code == ErrorCode::kWorkerDied);
  CHECK(dead.output.error().message.find("signal 6 (SIGABRT)") != std::string::npos);
  CHECK(dead.info.attempts == 2);
  CHECK(dead.autopsy.reason == "signal 6 (SIGABRT)");
  CHECK(dead.autopsy.stderr_tail.find("about to die\nof this page\n") != std::string::npos);
  for (TaskHandle& neighbour : neighbours) {
    REQUIRE(neighbour.wait_for(kPatience));
    const TaskResult result = neighbour.get();
    CHECK(result.output.ok());
    CHECK(result.info.attempts == 1);
  }
}

TEST_CASE("a worker that exits in a task has died, whatever its exit code") {
  auto pool = make_pool(small_pool(1));
  CHECK(run(*pool, kExit, "3").autopsy.reason == "exit code 3");
  CHECK(run(*pool, kExit, "0").autopsy.reason == "exit code 0");
  CHECK(text_of(run(*pool, kEcho, "alive")) == "alive");
}

TEST_CASE("the standard error of an autopsy is bounded and is the end") {
  auto pool = make_pool(small_pool(1));
  const TaskResult dead = run(*pool, kAbort, std::string(50'000, 'x') + "\nthe end\n");
  CHECK(dead.autopsy.stderr_tail.size() <= 4096);
  CHECK(dead.autopsy.stderr_tail.find("the end\n") != std::string::npos);
}

TEST_CASE("a task that waited in a dead worker goes back unblamed") {
  ReadyCount ready;
  ProcessPoolOptions options = small_pool(1);
  options.worker_stderr = ready.sink();
  auto pool = make_pool(options);
  TaskHandle poison = pool->submit(faulty_task(kReadyAbort, "200")).value();
  TaskHandle waits = pool->submit(faulty_task(kEcho, "innocent")).value();
  REQUIRE(waits.wait_for(kPatience));
  const TaskResult innocent = waits.get();
  CHECK(text_of(innocent) == "innocent");
  CHECK(innocent.info.attempts == 1);
  CHECK(poison.get().output.error().code == ErrorCode::kWorkerDied);
}

TEST_CASE("a second attempt has its worker to itself") {
  ReadyCount ready;
  ProcessPoolOptions options = small_pool(1);
  options.worker_stderr = ready.sink();
  auto pool = make_pool(options);
  TaskHandle poison = pool->submit(faulty_task(kReadyAbort, "200")).value();
  kill(ready.await(1), SIGKILL);
  ready.await(2);  // the second attempt runs
  TaskHandle other = pool->submit(faulty_task(kEcho)).value();
  const TaskResult poisoned = poison.get();
  const TaskResult result = other.get();
  CHECK(poisoned.output.error().code == ErrorCode::kWorkerDied);
  CHECK(result.output.ok());
  CHECK(result.info.attempts == 1);
  CHECK(result.info.pid != poisoned.info.pid);
}

TEST_CASE("several hostile tasks in a row cost only themselves") {
  auto pool = make_pool(small_pool(2));
  std::vector<TaskHandle> poison;
  poison.reserve(6);
  for (int i = 0; i < 6; ++i) poison.push_back(pool->submit(faulty_task(kAbort)).value());
  TaskHandle last = pool->submit(faulty_task(kEcho, "still here")).value();
  for (TaskHandle& handle : poison) {
    REQUIRE(handle.wait_for(kPatience));
    CHECK(handle.get().autopsy.reason == "signal 6 (SIGABRT)");
  }
  CHECK(text_of(last.get()) == "still here");
}

TEST_CASE("a worker that lies is killed and its task is given up with the lie as reason") {
  const FaultyJob lie = GENERATE(kLieLength, kLieSize);
  auto pool = make_pool(small_pool(1));
  const TaskResult result = run(*pool, lie);
  CHECK(result.output.error().code == ErrorCode::kWorkerDied);
  if (lie == kLieLength) {
    CHECK(result.autopsy.reason.find("invalid message") != std::string::npos);
  } else {
    CHECK(result.autopsy.reason == "a message has the wrong size");
  }
  CHECK(text_of(run(*pool, kEcho, "next")) == "next");
}

TEST_CASE("a pool whose workers die at once breaks down with a clear error") {
  ProcessPoolOptions options = small_pool(2);
  std::vector<TaskHandle> handles;
  const int descriptors = open_descriptors();
  {
    auto pool = make_pool(options, []() -> std::unique_ptr<Handler> {
      throw std::runtime_error("the model is missing");
    });
    std::atomic<int> calls = 0;
    Error error;
    for (;;) {
      Task task = faulty_task(kEcho);
      task.done = [&](const TaskResult& result) {
        if (!result.output.ok() && result.output.error().code == ErrorCode::kWorkerDied) ++calls;
      };
      auto handle = pool->submit(std::move(task));
      if (!handle.ok()) {
        error = handle.error();
        break;
      }
      handles.push_back(*handle);
    }
    CHECK(error.code == ErrorCode::kWorkerDied);
    CHECK(error.message.find(" workers died in a row") != std::string::npos);
    CHECK(error.message.find("exit code 71") != std::string::npos);
    CHECK(error.message.find("the model is missing") != std::string::npos);
    for (const TaskHandle& handle : handles) REQUIRE(handle.wait_for(kPatience));
    CHECK(calls == static_cast<int>(handles.size()));
    pool->shutdown(Shutdown::kDrain);
    CHECK(pool->worker_pids().empty());
  }
  CHECK(open_descriptors() == descriptors);
}

TEST_CASE("a pool whose tasks always kill breaks down in the end") {
  ProcessPoolOptions options = small_pool(1);
  options.respawn.deaths_in_a_task = 4;
  options.respawn.longest_pause = milliseconds(20);
  auto pool = make_pool(options);
  const auto results = pool->map(kAbort, std::vector<Bytes>(10));
  for (const TaskResult& result : results) {
    CHECK(result.output.error().code == ErrorCode::kWorkerDied);
  }
  CHECK(results[0].autopsy.reason == "signal 6 (SIGABRT)");
  CHECK(results[9].output.error().message.find("gave up") != std::string::npos);
}

TEST_CASE("a lost zygote breaks the pool down with a clear error") {
  ReadyCount ready;
  ProcessPoolOptions options = small_pool(2);
  options.worker_stderr = ready.sink();
  auto pool = make_pool(options);
  TaskHandle running = pool->submit(faulty_task(kReadySleep, "600000")).value();
  ready.await(1);
  const std::vector<pid_t> workers = pool->worker_pids();
  REQUIRE(kill(pool->zygote_pid(), SIGKILL) == 0);
  REQUIRE(running.wait_for(kPatience));
  const TaskResult result = running.get();
  CHECK(result.output.error().code == ErrorCode::kWorkerDied);
  CHECK(result.output.error().message.find("zygote") != std::string::npos);
  const auto later = pool->submit(faulty_task(kEcho));
  REQUIRE_FALSE(later.ok());
  CHECK(later.error().message.find("zygote") != std::string::npos);
  pool->shutdown(Shutdown::kDrain);
  for (const pid_t pid : workers) CHECK_FALSE(alive(pid));
}

TEST_CASE("under random kills every task has exactly one result") {
  constexpr int kTasks = 2000;
  ProcessPoolOptions options = small_pool(4);
  options.recycle_after = 50;  // while we are at it
  options.respawn.deaths_before_a_task = options.respawn.deaths_in_a_task = 1'000'000;
  options.respawn.longest_pause = milliseconds(10);
  auto pool = make_pool(options);

  std::atomic<bool> stop = false;
  std::atomic<int> kills = 0;
  std::jthread killer([&] {
    std::mt19937 random(4711);  // NOLINT(bugprone-random-generator-seed): repeatable on purpose
    while (!stop) {
      std::this_thread::sleep_for(milliseconds(2 + random() % 10));
      const std::vector<pid_t> pids = pool->worker_pids();
      if (!pids.empty() && kill(pids[random() % pids.size()], SIGKILL) == 0) ++kills;
    }
  });

  std::vector<std::atomic<int>> results(kTasks);
  std::atomic<int> wrong = 0;
  std::atomic<int> given_up = 0;
  for (int i = 0; i < kTasks; ++i) {
    Task task = faulty_task(i % 4 == 0 ? kSleep : kEcho, i % 4 == 0 ? "1" : std::to_string(i));
    task.done = [&, i, expected = std::string(as_text(task.input))](const TaskResult& result) {
      ++results[static_cast<size_t>(i)];
      if (result.output.ok()) {
        if (as_text(*result.output) != expected) ++wrong;
      } else if (result.output.error().code == ErrorCode::kWorkerDied) {
        ++given_up;
        if (result.info.attempts != 2) ++wrong;
      } else {
        ++wrong;
      }
    };
    const auto handle = pool->submit(std::move(task));
    REQUIRE(handle.ok());
  }
  pool->shutdown(Shutdown::kDrain);
  stop = true;
  killer.join();
  int doubled_or_lost = 0;
  for (const std::atomic<int>& count : results) doubled_or_lost += count == 1 ? 0 : 1;
  CHECK(doubled_or_lost == 0);
  CHECK(wrong == 0);
  CHECK(kills > 0);
  CHECK(given_up < kTasks / 20);
  WARN("killed " << kills << " workers, given up " << given_up << " of " << kTasks << " tasks");
}

}  // namespace
}  // namespace tandem
