// One test for the four executors: whatever they are made of, they behave alike.
//
// Catch2's macros are for the main thread only; callbacks and other threads count, and the main
// thread checks the counts.
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pool/inline_executor.h"
#include "pool/manual_executor.h"
#include "pool/process_pool.h"
#include "pool/thread_pool.h"
#include "tests/support/catch.h"
#include "tests/support/faulty_handler.h"

namespace tandem {
namespace {

using namespace testing;  // NOLINT(*-using-namespace*)
using std::chrono::milliseconds;
using std::chrono::seconds;

enum class Kind { kInline, kManual, kThreads, kProcesses };

// Far beyond anything that should happen, to fail instead of hang.
constexpr Duration kPatience = seconds(60);

struct Rig {
  std::unique_ptr<Executor> executor;
  std::jthread crank;  // turns a ManualExecutor
};

// `lanes` threads or processes; the queue holds 2 tasks. With `hold` nobody turns the crank.
Rig make_rig(Kind kind, size_t lanes = 1, bool hold = false) {
  Rig rig;
  switch (kind) {
    case Kind::kInline:
      rig.executor = InlineExecutor::create(faulty_factory()).value();
      break;
    case Kind::kManual: {
      auto manual = ManualExecutor::create({.queue_capacity = 2}, faulty_factory()).value();
      if (!hold) {
        rig.crank = std::jthread([m = manual.get()](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            if (!m->run_one()) std::this_thread::sleep_for(milliseconds(1));
          }
        });
      }
      rig.executor = std::move(manual);
      break;
    }
    case Kind::kThreads:
      rig.executor =
          ThreadPool::create({.threads = lanes, .queue_capacity = 2}, faulty_factory()).value();
      break;
    case Kind::kProcesses: {
      ProcessPoolOptions options;
      options.workers = lanes;
      options.queue_capacity = 2;
      options.slot_input_bytes = options.slot_output_bytes = 1 << 20;
      rig.executor = ProcessPool::create(options, Zygote::start(faulty_factory()).value()).value();
      break;
    }
  }
  return rig;
}

Kind any_kind() { return GENERATE(Kind::kInline, Kind::kManual, Kind::kThreads, Kind::kProcesses); }

std::string text_of(const TaskResult& result) {
  return result.output.ok() ? std::string(as_text(*result.output))
                            : "error: " + result.output.error().message;
}

TEST_CASE("a task gives its result and says where it ran") {
  Rig rig = make_rig(any_kind());
  TaskHandle handle = rig.executor->submit(faulty_task(kEcho, "hello")).value();
  REQUIRE(handle.wait_for(kPatience));
  CHECK(handle.ready());
  const TaskResult result = handle.get();
  CHECK(text_of(result) == "hello");
  CHECK(result.info.pid > 0);
  CHECK(result.info.tid > 0);
  CHECK(result.info.attempts == 1);
  CHECK(result.info.queued >= Duration::zero());

  CHECK(handle.get().output.error().code == ErrorCode::kClosed);
}

TEST_CASE("a task may have empty input and empty output") {
  Rig rig = make_rig(any_kind());
  const TaskResult result = rig.executor->submit(faulty_task(kEcho)).value().get();
  REQUIRE(result.output.ok());
  CHECK(result.output->empty());
}

TEST_CASE("a handler's input is aligned to 8 bytes") {
  Rig rig = make_rig(any_kind());
  for (const TaskResult& result : rig.executor->map(kAlignment, {to_bytes("a"), to_bytes("bc")})) {
    CHECK(std::stoi(text_of(result)) % 8 == 0);
  }
}

TEST_CASE("map keeps the order of its inputs") {
  Rig rig = make_rig(any_kind(), 3);
  std::vector<Bytes> inputs;
  inputs.reserve(40);
  for (int i = 0; i < 40; ++i) inputs.push_back(to_bytes(std::to_string(i * 7 % 5)));
  const std::vector<Bytes> expected = inputs;
  const std::vector<TaskResult> results = rig.executor->map(kSleep, std::move(inputs));
  REQUIRE(results.size() == expected.size());
  for (size_t i = 0; i < results.size(); ++i) {
    CHECK(text_of(results[i]) == std::string(as_text(expected[i])));
  }
}

TEST_CASE("map reports an input that could not be submitted in its place") {
  Rig rig = make_rig(any_kind());
  rig.executor->shutdown(Shutdown::kDrain);
  const std::vector<TaskResult> results = rig.executor->map(kEcho, {to_bytes("a"), to_bytes("b")});
  REQUIRE(results.size() == 2);
  CHECK(results[1].output.error().code == ErrorCode::kClosed);
}

TEST_CASE("an error or an exception stays with its own task") {
  Rig rig = make_rig(any_kind(), 2);
  Executor& executor = *rig.executor;
  TaskHandle before = executor.submit(faulty_task(kEcho, "before")).value();
  TaskHandle failed = executor.submit(faulty_task(kFail, "no such page")).value();
  TaskHandle threw = executor.submit(faulty_task(kThrow, "out of ideas")).value();
  TaskHandle threw_int = executor.submit(faulty_task(kThrowInt)).value();
  TaskHandle after = executor.submit(faulty_task(kEcho, "after")).value();

  CHECK(text_of(before.get()) == "before");
  const TaskResult failure = failed.get();
  CHECK(failure.output.error().code == ErrorCode::kNotFound);
  CHECK(failure.output.error().message == "no such page");
  CHECK(failure.info.attempts == 1);
  const TaskResult thrown = threw.get();
  CHECK(thrown.output.error().code == ErrorCode::kInternal);
  CHECK(thrown.output.error().message == "the handler threw: out of ideas");
  CHECK(threw_int.get().output.error().code == ErrorCode::kInternal);
  CHECK(text_of(after.get()) == "after");
}

TEST_CASE("a callback takes the result's place") {
  Rig rig = make_rig(any_kind());
  std::atomic<int> calls = 0;
  std::string seen;
  Task task = faulty_task(kEcho, "hello");
  task.done = [&](const TaskResult& result) {
    seen = text_of(result);
    ++calls;
  };
  TaskHandle handle = rig.executor->submit(std::move(task)).value();
  REQUIRE(handle.wait_for(kPatience));
  CHECK(calls == 1);
  CHECK(seen == "hello");
  CHECK(handle.get().output.error().code == ErrorCode::kClosed);
}

TEST_CASE("a callback may submit the next task if it does not block") {
  Rig rig = make_rig(any_kind());
  std::atomic<bool> accepted = false;
  std::atomic<bool> second_ran = false;
  Task first = faulty_task(kEcho, "1");
  first.done = [&](const TaskResult&) {
    Task second = faulty_task(kEcho, "2");
    second.done = [&](const TaskResult&) { second_ran = true; };
    accepted = rig.executor->submit(std::move(second), WhenFull::kWouldBlock).ok();
  };
  rig.executor->submit(std::move(first)).value().wait();
  rig.executor->shutdown(Shutdown::kDrain);
  CHECK(accepted);
  CHECK(second_ran);
}

TEST_CASE("a full queue refuses or blocks, as asked") {
  const Kind kind = GENERATE(Kind::kManual, Kind::kThreads, Kind::kProcesses);
  Rig rig = make_rig(kind, 1, /*hold=*/true);
  std::vector<TaskHandle> accepted;
  bool refused = false;
  std::atomic<int> calls_of_refused = 0;
  // 2 wait in the queue, and up to 2 more are with the worker.
  for (int i = 0; i < 10 && !refused; ++i) {
    Task task = faulty_task(kSleep, "300");
    auto handle = rig.executor->submit(std::move(task), WhenFull::kWouldBlock);
    if (handle.ok()) {
      accepted.push_back(*handle);
      if (kind != Kind::kManual) std::this_thread::sleep_for(milliseconds(10));
    } else {
      CHECK(handle.error().code == ErrorCode::kWouldBlock);
      refused = true;
    }
  }
  REQUIRE(refused);
  CHECK(accepted.size() >= 2);
  CHECK(accepted.size() <= 4);

  Task with_callback = faulty_task(kEcho);
  with_callback.done = [&](const TaskResult&) { ++calls_of_refused; };
  const auto still_full = rig.executor->submit(std::move(with_callback), WhenFull::kWouldBlock);
  CHECK_FALSE(still_full.ok());

  std::atomic<bool> unblocked = false;
  std::atomic<bool> accepted_at_last = false;
  std::jthread submitter([&] {
    accepted_at_last = rig.executor->submit(faulty_task(kEcho), WhenFull::kBlock).ok();
    unblocked = true;
  });
  std::this_thread::sleep_for(milliseconds(50));
  CHECK_FALSE(unblocked);
  if (kind == Kind::kManual) dynamic_cast<ManualExecutor&>(*rig.executor).run_one();
  submitter.join();
  CHECK(unblocked);
  CHECK(accepted_at_last);
  rig.executor->shutdown(Shutdown::kNow);
  CHECK(calls_of_refused == 0);
}

TEST_CASE("shutdown wakes a blocked submitter with kClosed") {
  const Kind kind = GENERATE(Kind::kManual, Kind::kThreads, Kind::kProcesses);
  Rig rig = make_rig(kind, 1, /*hold=*/true);
  std::atomic<int> closed = 0;
  std::jthread submitter([&] {
    for (;;) {
      auto handle = rig.executor->submit(faulty_task(kSleep, "200"));
      if (handle.ok()) continue;
      closed += handle.error().code == ErrorCode::kClosed ? 1 : 0;
      return;
    }
  });
  std::this_thread::sleep_for(milliseconds(50));
  rig.executor->shutdown(Shutdown::kNow);
  submitter.join();
  CHECK(closed == 1);
}

TEST_CASE("after shutdown nothing is accepted and nothing is called") {
  Rig rig = make_rig(any_kind());
  rig.executor->shutdown(GENERATE(Shutdown::kDrain, Shutdown::kNow));
  std::atomic<int> calls = 0;
  for (const WhenFull when_full : {WhenFull::kBlock, WhenFull::kWouldBlock}) {
    Task task = faulty_task(kEcho);
    task.done = [&](const TaskResult&) { ++calls; };
    const auto handle = rig.executor->submit(std::move(task), when_full);
    REQUIRE_FALSE(handle.ok());
    CHECK(handle.error().code == ErrorCode::kClosed);
  }
  rig.executor->shutdown(Shutdown::kDrain);  // once more does nothing
  CHECK(calls == 0);
}

TEST_CASE("drain runs everything that was accepted") {
  Rig rig = make_rig(any_kind(), 2);
  std::vector<TaskHandle> handles;
  handles.reserve(20);
  for (int i = 0; i < 20; ++i) {
    handles.push_back(rig.executor->submit(faulty_task(kSleep, "5")).value());
  }
  rig.executor->shutdown(Shutdown::kDrain);
  for (TaskHandle& handle : handles) {
    REQUIRE(handle.ready());
    CHECK(text_of(handle.get()) == "5");
  }
}

TEST_CASE("shutdown now cancels what is queued and loses nothing") {
  const Kind kind = GENERATE(Kind::kManual, Kind::kThreads, Kind::kProcesses);
  Rig rig = make_rig(kind, 1, /*hold=*/true);
  std::vector<TaskHandle> handles;
  std::atomic<int> cancelled = 0;
  for (int i = 0; i < 2; ++i) {
    Task task = faulty_task(kSleep, "100");
    handles.push_back(rig.executor->submit(std::move(task)).value());
  }
  while (handles.size() < 8) {
    Task task = faulty_task(kSleep, "100");
    task.done = [&](const TaskResult& result) {
      if (!result.output.ok() && result.output.error().code == ErrorCode::kCancelled) ++cancelled;
    };
    auto handle = rig.executor->submit(std::move(task), WhenFull::kWouldBlock);
    if (!handle.ok()) break;
    handles.push_back(*handle);
  }
  const int with_callback = static_cast<int>(handles.size()) - 2;
  rig.executor->shutdown(Shutdown::kNow);
  for (const TaskHandle& handle : handles) CHECK(handle.ready());
  CHECK(cancelled == with_callback);
}

TEST_CASE("shutdown now cuts a drain short") {
  const Kind kind = GENERATE(Kind::kThreads, Kind::kProcesses);
  Rig rig = make_rig(kind);
  std::vector<TaskHandle> handles;
  handles.reserve(10);
  for (int i = 0; i < 2; ++i) {
    handles.push_back(rig.executor->submit(faulty_task(kSleep, "300")).value());
  }
  while (handles.size() < 10) {
    auto handle = rig.executor->submit(faulty_task(kSleep, "60000"), WhenFull::kWouldBlock);
    if (!handle.ok()) break;
    handles.push_back(*handle);
  }
  std::jthread drainer([&] { rig.executor->shutdown(Shutdown::kDrain); });
  std::this_thread::sleep_for(milliseconds(50));
  rig.executor->shutdown(Shutdown::kNow);
  drainer.join();
  for (const TaskHandle& handle : handles) CHECK(handle.ready());
}

TEST_CASE("a destructor does not hang and leaves no handle waiting") {
  const Kind kind = any_kind();
  std::vector<TaskHandle> handles;
  {
    Rig rig = make_rig(kind);
    for (int i = 0; i < 3; ++i) {
      handles.push_back(rig.executor->submit(faulty_task(kSleep, "20")).value());
    }
    rig.crank = {};
  }
  for (const TaskHandle& handle : handles) CHECK(handle.ready());
}

TEST_CASE("lanes tell who ran how much") {
  Rig rig = make_rig(any_kind(), 2);
  CHECK(rig.executor->lanes().empty());
  rig.executor->map(kSleep, std::vector<Bytes>(12, to_bytes("1")));
  rig.executor->shutdown(Shutdown::kDrain);
  uint64_t tasks = 0;
  for (const Lane& lane : rig.executor->lanes()) {
    CHECK(lane.pid > 0);
    CHECK(lane.tid > 0);
    tasks += lane.tasks;
  }
  CHECK(tasks == 12);
}

TEST_CASE("several threads may submit at once") {
  Rig rig = make_rig(any_kind(), 2);
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> submitters;
    submitters.reserve(4);
    for (int t = 0; t < 4; ++t) {
      submitters.emplace_back([&, t] {
        for (int i = 0; i < 25; ++i) {
          const std::string word = std::to_string(t) + "/" + std::to_string(i);
          if (text_of(rig.executor->submit(faulty_task(kEcho, word)).value().get()) == word) {
            ++right;
          }
        }
      });
    }
  }
  CHECK(right == 100);
}

}  // namespace
}  // namespace tandem
