// What the tests of the process pool share.
#pragma once

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "base/mutex.h"
#include "pool/process_pool.h"
#include "tests/support/catch.h"
#include "tests/support/faulty_handler.h"

namespace tandem::testing {

// Far beyond anything that should happen, to fail instead of hang.
inline constexpr Duration kPatience = std::chrono::seconds(60);

inline ProcessPoolOptions small_pool(size_t workers) {
  ProcessPoolOptions options;
  options.workers = workers;
  options.slot_input_bytes = options.slot_output_bytes = uint64_t{1} << 20;
  return options;
}

// Call it before any thread is started.
inline std::unique_ptr<ProcessPool> make_pool(ProcessPoolOptions options,
                                              const HandlerFactory& factory = faulty_factory()) {
  return ProcessPool::create(std::move(options), Zygote::start(factory).value()).value();
}

inline TaskResult run(Executor& executor, FaultyJob job, std::string_view argument = {}) {
  TaskHandle handle = executor.submit(faulty_task(job, argument)).value();
  REQUIRE(handle.wait_for(kPatience));
  return handle.get();
}

inline std::string text_of(const TaskResult& result) {
  return result.output.ok() ? std::string(as_text(*result.output))
                            : "error: " + result.output.error().message;
}

inline int open_descriptors() {
  int count = 0;
  DIR* const dir = opendir("/proc/self/fd");
  while (readdir(dir) != nullptr) ++count;
  closedir(dir);
  return count;
}

// False for a zombie, too: an orphan's new parent may be slow to reap.
inline bool alive(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(stat, line)) return false;
  return line.at(line.rfind(')') + 2) != 'Z';
}

template <typename Condition>
bool eventually(Condition condition) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

// Counts the "ready" of the handlers: a StderrSink.
class ReadyCount {
 public:
  StderrSink sink() {
    return [this](pid_t pid, std::string_view text) {
      MutexLock lock(mutex_);
      for (size_t at = 0; (at = text.find("ready", at)) != std::string_view::npos; at += 5) {
        ++count_;
        last_pid_ = pid;
      }
    };
  }
  int count() const {
    MutexLock lock(mutex_);
    return count_;
  }
  // Waits for the n-th "ready" and returns who said it.
  pid_t await(int n) const {
    REQUIRE(eventually([&] { return count() >= n; }));
    MutexLock lock(mutex_);
    return last_pid_;
  }

 private:
  mutable Mutex mutex_;
  int count_ GUARDED_BY(mutex_) = 0;
  pid_t last_pid_ GUARDED_BY(mutex_) = 0;
};

}  // namespace tandem::testing
