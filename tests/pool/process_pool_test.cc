// The process pool when all goes well: processes, slots, recycling, shutdown.
#include "pool/process_pool.h"

#include <sys/stat.h>

#include <array>
#include <set>
#include <vector>

#include "tests/pool/process_support.h"

namespace tandem {
namespace {

using namespace testing;  // NOLINT(*-using-namespace*)

constexpr uint64_t kMiB = uint64_t{1} << 20;

// The memory behind all slot files that this process holds.
uint64_t slot_memory() {
  uint64_t bytes = 0;
  for (int fd = 0; fd < 256; ++fd) {
    std::array<char, 64> target{};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    if (readlink(link.c_str(), target.data(), target.size() - 1) < 0) continue;
    if (std::string_view(target.data()).find("memfd:tandem-slots") == std::string_view::npos) {
      continue;
    }
    struct stat info {};
    REQUIRE(fstat(fd, &info) == 0);
    bytes += static_cast<uint64_t>(info.st_blocks) * 512;
  }
  return bytes;
}

TEST_CASE("ProcessPool refuses options that make no sense") {
  ProcessPoolOptions options;
  options.workers = 0;
  CHECK(ProcessPool::create(options, Zygote::start(faulty_factory()).value()).error().code ==
        ErrorCode::kInvalidArgument);
  options = {};
  options.slot_input_bytes = 0;
  CHECK(ProcessPool::create(options, Zygote::start(faulty_factory()).value()).error().code ==
        ErrorCode::kInvalidArgument);
  CHECK(ProcessPool::create({}, nullptr).error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("two tasks at once run in two processes, neither of them this one") {
  auto pool = make_pool(small_pool(2));
  const auto results = pool->map(kSleep, {to_bytes("300"), to_bytes("300")});
  CHECK(text_of(results[0]) == "300");
  CHECK(results[0].info.pid != results[1].info.pid);
  for (const TaskResult& result : results) {
    CHECK(result.info.pid != getpid());
    CHECK(result.info.tid == result.info.pid);
    CHECK(result.info.wall >= std::chrono::milliseconds(300));
    CHECK(result.info.cpu < std::chrono::milliseconds(300));
  }
  CHECK(pool->worker_pids().size() == 2);
}

TEST_CASE("a worker holds four descriptors: standard ones and its socket") {
  auto pool = make_pool(small_pool(1));
  CHECK(text_of(run(*pool, kDescriptors)) == "4");
}

TEST_CASE("an input or output as large as the slot passes; a larger one is refused") {
  auto pool = make_pool(small_pool(1));
  const TaskResult full = pool->submit(Task{kEcho, Bytes(kMiB, std::byte{'a'}), {}}).value().get();
  REQUIRE(full.output.ok());
  CHECK(*full.output == Bytes(kMiB, std::byte{'a'}));

  const auto refused = pool->submit(Task{kEcho, Bytes(kMiB + 1), {}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kLimit);
  CHECK(refused.error().message.find("1048577") != std::string::npos);
  CHECK(refused.error().message.find("1048576") != std::string::npos);

  const TaskResult large = run(*pool, kMake, "1048577");
  REQUIRE_FALSE(large.output.ok());
  CHECK(large.output.error().code == ErrorCode::kLimit);
  CHECK(large.output.error().message.find("1048577") != std::string::npos);
  CHECK(large.info.attempts == 1);

  const TaskResult next = run(*pool, kEcho, "and on");
  CHECK(text_of(next) == "and on");
  CHECK(next.info.pid == large.info.pid);  // the worker lives on
}

TEST_CASE("a large payload does not stay in memory") {
  ProcessPoolOptions options;  // with the slots of 64 MiB that are the default
  auto pool = make_pool(options);
  const Bytes large(32 * kMiB, std::byte{'z'});
  for (int i = 0; i < 4; ++i) {
    const TaskResult result = pool->submit(Task{kEcho, large, {}}).value().get();
    REQUIRE(result.output.ok());
    CHECK(*result.output == large);
  }
  CHECK(slot_memory() <= 4 * kMiB);
}

TEST_CASE("a recycled worker's successor is there before it goes, and no task notices") {
  ProcessPoolOptions options = small_pool(2);
  options.recycle_after = 10;
  auto pool = make_pool(options);
  std::set<pid_t> pids;
  uint64_t submitted = 0;
  CHECK(eventually([&] {  // how many tasks a worker does while it waits for its successor varies
    submitted += 20;
    for (const TaskResult& result : pool->map(kEcho, std::vector<Bytes>(20, to_bytes("x")))) {
      CHECK(text_of(result) == "x");
      CHECK(result.info.attempts == 1);
      pids.insert(result.info.pid);
    }
    return pids.size() >= 6;
  }));
  uint64_t tasks = 0;
  for (const Lane& lane : pool->lanes()) tasks += lane.tasks;
  CHECK(tasks == submitted);
  CHECK(eventually([&] { return pool->worker_pids().size() == 2; }));
}

TEST_CASE("what workers write to standard error arrives at the sink") {
  ReadyCount ready;
  ProcessPoolOptions options = small_pool(1);
  options.worker_stderr = ready.sink();
  auto pool = make_pool(options);
  const TaskResult result = run(*pool, kReadySleep, "0");
  CHECK(ready.await(1) == result.info.pid);
}

TEST_CASE("nothing is left after a shutdown: no process, no descriptor") {
  const int descriptors = open_descriptors();
  std::vector<pid_t> pids;
  const Shutdown how = GENERATE(Shutdown::kDrain, Shutdown::kNow);
  {
    auto pool = make_pool(small_pool(3));
    pool->map(kEcho, std::vector<Bytes>(30));
    REQUIRE(eventually([&] { return pool->worker_pids().size() == 3; }));
    pids = pool->worker_pids();
    pool->shutdown(how);
    for (const pid_t pid : pids) CHECK(kill(pid, 0) != 0);
    CHECK(pool->worker_pids().empty());
    pids.push_back(pool->zygote_pid());
    CHECK(alive(pool->zygote_pid()));
  }
  for (const pid_t pid : pids) CHECK(kill(pid, 0) != 0);
  CHECK(open_descriptors() == descriptors);
}

TEST_CASE("a pool that is shut down while its workers are still being born ends as well") {
  const int descriptors = open_descriptors();
  for (int i = 0; i < 20; ++i) {
    auto pool = make_pool(small_pool(4));
    if (i % 3 == 0) pool->shutdown(Shutdown::kDrain);
    if (i % 3 == 1) pool->shutdown(Shutdown::kNow);
  }
  CHECK(open_descriptors() == descriptors);
}

TEST_CASE("shutdown now kills a task that hangs") {
  ReadyCount ready;
  ProcessPoolOptions options = small_pool(1);
  options.worker_stderr = ready.sink();
  auto pool = make_pool(options);
  TaskHandle hangs = pool->submit(faulty_task(kReadySleep, "600000")).value();
  TaskHandle waits = pool->submit(faulty_task(kEcho)).value();
  const pid_t pid = ready.await(1);
  pool->shutdown(Shutdown::kNow);
  CHECK_FALSE(alive(pid));
  const TaskResult killed = hangs.get();
  CHECK(killed.output.error().code == ErrorCode::kCancelled);
  CHECK(killed.info.attempts == 1);
  CHECK(killed.info.pid == pid);
  CHECK(waits.get().output.error().code == ErrorCode::kCancelled);
}

TEST_CASE("a worker whose handler does not end when dismissed is killed") {
  class Clingy final : public Handler {
   public:
    ~Clingy() override { std::this_thread::sleep_for(std::chrono::hours(1)); }
    Result<Bytes> handle(JobId, ByteView) override { return Bytes(); }
  };
  auto pool = make_pool(small_pool(1), [] { return std::make_unique<Clingy>(); });
  CHECK(run(*pool, kEcho).output.ok());
  const pid_t pid = pool->worker_pids().front();
  pool->shutdown(Shutdown::kDrain);
  CHECK_FALSE(alive(pid));
}

TEST_CASE("workers outlive the signals of a terminal") {
  auto pool = make_pool(small_pool(1));
  const TaskResult before = run(*pool, kEcho);
  for (const pid_t pid : {before.info.pid, pool->zygote_pid()}) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) kill(pid, signal);
  }
  CHECK(run(*pool, kEcho).info.pid == before.info.pid);
}

}  // namespace
}  // namespace tandem
