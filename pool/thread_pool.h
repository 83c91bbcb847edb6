// ThreadPool: a fixed set of threads, one bounded queue, nothing else.
//
// Each thread makes a handler of its own with the factory, so handlers need no locks. Memory is
// shared and a thread cannot be killed: a handler that crashes ends the program and one that hangs
// keeps its thread. Handlers for hostile input belong in a ProcessPool.
//
// Thread safety: as Executor.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "pool/executor.h"
#include "pool/lane_log.h"
#include "pool/task_queue.h"

namespace tandem {

struct ThreadPoolOptions {
  size_t threads = 1;         // 1 to 4,096
  size_t queue_capacity = 0;  // tasks waiting; 0 means 2 a thread
  std::string name = "pool";  // of the threads, as "pool-3" in top -H; cut to 15 characters
};

class ThreadPool final : public Executor {
 public:
  // Returns when every thread runs and has its handler. The error is the factory's, or kIo if the
  // system starts no more threads.
  static Result<std::unique_ptr<ThreadPool>> create(const ThreadPoolOptions& options,
                                                    const HandlerFactory& factory);
  ~ThreadPool() override;

  Result<TaskHandle> submit(Task task, WhenFull when_full = WhenFull::kBlock) override;
  void shutdown(Shutdown how) override;
  [[nodiscard]] std::vector<Lane> lanes() const override;

 private:
  explicit ThreadPool(size_t queue_capacity);
  Result<void> start(const ThreadPoolOptions& options, const HandlerFactory& factory);
  void work(Handler& handler);

  TaskQueue queue_;
  LaneLog lanes_;
  Mutex join_mutex_;  // taken by whoever joins; the threads themselves never take it
  std::vector<std::jthread> threads_ GUARDED_BY(join_mutex_);
};

}  // namespace tandem
