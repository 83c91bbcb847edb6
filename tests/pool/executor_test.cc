#include "pool/executor.h"

#include <optional>
#include <utility>

#include "pool/handler_call.h"
#include "pool/manual_executor.h"
#include "pool/thread_pool.h"
#include "tests/support/catch.h"
#include "tests/support/faulty_handler.h"

namespace tandem {
namespace {

using namespace testing;  // NOLINT(*-using-namespace*)

TaskResult answer(std::string_view text) {
  TaskResult result;
  result.output = to_bytes(text);
  return result;
}

TEST_CASE("a handle is not ready before its completion") {
  TaskHandle handle;
  Completion completion({}, handle);
  CHECK_FALSE(handle.ready());
  CHECK_FALSE(handle.wait_for(std::chrono::milliseconds(5)));
  completion.complete(answer("done"));
  CHECK(handle.ready());
  CHECK(as_text(*handle.get().output) == "done");
}

TEST_CASE("all copies of a handle share one result") {
  TaskHandle handle;
  TaskHandle copy = handle;
  Completion({}, handle).complete(answer("once"));
  CHECK(copy.ready());
  CHECK(copy.get().output.ok());
  CHECK(handle.get().output.error().code == ErrorCode::kClosed);
}

TEST_CASE("a promise that is dropped reports kCancelled") {
  TaskHandle handle;
  { const Completion dropped({}, handle); }
  CHECK(handle.get().output.error().code == ErrorCode::kCancelled);

  int calls = 0;
  {
    const Completion dropped([&](const TaskResult&) { ++calls; }, TaskHandle());
  }
  CHECK(calls == 1);
}

TEST_CASE("a promise is kept once, wherever it was moved") {
  int calls = 0;
  TaskHandle handle;
  {
    Completion first([&](const TaskResult&) { ++calls; }, handle);
    Completion second(std::move(first));
    second.complete(answer("a"));
    second.complete(answer("b"));
  }
  CHECK(calls == 1);

  TaskHandle overwritten;
  Completion target({}, overwritten);
  target = Completion({}, TaskHandle());
  CHECK(overwritten.get().output.error().code == ErrorCode::kCancelled);
}

TEST_CASE("an abandoned promise calls nobody") {
  int calls = 0;
  {
    Completion completion([&](const TaskResult&) { ++calls; }, TaskHandle());
    completion.abandon();
  }
  CHECK(calls == 0);
}

TEST_CASE("a factory that fails is an error, not a crash") {
  CHECK(make_handler({}).error().code == ErrorCode::kInvalidArgument);
  CHECK(make_handler([] { return std::unique_ptr<Handler>(); }).error().code ==
        ErrorCode::kInternal);
  const HandlerFactory throws = []() -> std::unique_ptr<Handler> {
    throw std::runtime_error("no model");
  };
  CHECK(make_handler(throws).error().message == "the handler factory threw: no model");
  CHECK(ThreadPool::create({.threads = 3}, throws).error().message ==
        "the handler factory threw: no model");
}

TEST_CASE("ManualExecutor runs nothing until the crank is turned") {
  auto executor = ManualExecutor::create({.queue_capacity = 4}, faulty_factory()).value();
  CHECK_FALSE(executor->run_one());
  TaskHandle first = executor->submit(faulty_task(kEcho, "1")).value();
  TaskHandle second = executor->submit(faulty_task(kEcho, "2")).value();
  TaskHandle third = executor->submit(faulty_task(kEcho, "3")).value();
  CHECK(executor->waiting() == 3);
  CHECK_FALSE(first.ready());
  CHECK(executor->run_one());
  CHECK(first.ready());
  CHECK_FALSE(second.ready());
  CHECK(executor->run_all() == 2);
  CHECK(third.ready());
}

TEST_CASE("ThreadPool refuses a number of threads that makes no sense") {
  CHECK(ThreadPool::create({.threads = 0}, faulty_factory()).error().code ==
        ErrorCode::kInvalidArgument);
  CHECK(ThreadPool::create({.threads = 5000}, faulty_factory()).error().code ==
        ErrorCode::kInvalidArgument);
}

TEST_CASE("ThreadPool runs two tasks at once on two threads of this process") {
  auto pool = ThreadPool::create({.threads = 2}, faulty_factory()).value();
  const SteadyTime start = std::chrono::steady_clock::now();
  const auto results = pool->map(kSleep, {to_bytes("500"), to_bytes("500")});
  const Duration took = std::chrono::steady_clock::now() - start;
  CHECK(took < std::chrono::milliseconds(950));
  CHECK(results[0].info.pid == getpid());
  CHECK(results[1].info.pid == getpid());
  CHECK(results[0].info.tid != results[1].info.tid);
  CHECK(pool->lanes().size() == 2);
}

TEST_CASE("every thread of a ThreadPool has a handler of its own, made and used there") {
  class Personal final : public Handler {
   public:
    Result<Bytes> handle(JobId, ByteView) override {
      return to_bytes(std::this_thread::get_id() == maker_ ? "mine" : "not mine");
    }

   private:
    std::thread::id maker_ = std::this_thread::get_id();
  };
  auto pool =
      ThreadPool::create({.threads = 3}, [] { return std::make_unique<Personal>(); }).value();
  for (const TaskResult& result : pool->map(0, std::vector<Bytes>(30))) {
    CHECK(as_text(*result.output) == "mine");
  }
}

TEST_CASE("many thread pools start and end without a hang") {
  for (int i = 0; i < 200; ++i) {
    auto pool = ThreadPool::create({.threads = 4}, faulty_factory()).value();
    if (i % 2 == 0) pool->submit(faulty_task(kEcho)).value().wait();
  }
}

}  // namespace
}  // namespace tandem
