#include "pool/thread_pool.h"

#include <pthread.h>

#include <future>
#include <optional>
#include <system_error>
#include <utility>

#include "pool/handler_call.h"

namespace tandem {
namespace {

constexpr size_t kMaxThreads = 4096;
constexpr size_t kQueuedPerThread = 2;
constexpr size_t kThreadNameLength = 15;  // pthread_setname_np(3): 16 with the final NUL

}  // namespace

Result<std::unique_ptr<ThreadPool>> ThreadPool::create(const ThreadPoolOptions& options,
                                                       const HandlerFactory& factory) {
  if (options.threads == 0 || options.threads > kMaxThreads) {
    return Error{ErrorCode::kInvalidArgument,
                 "a thread pool needs 1 to 4096 threads, not " + std::to_string(options.threads)};
  }
  const size_t capacity =
      options.queue_capacity != 0 ? options.queue_capacity : kQueuedPerThread * options.threads;
  std::unique_ptr<ThreadPool> pool(new ThreadPool(capacity));
  TANDEM_TRY(pool->start(options, factory));
  return pool;
}

ThreadPool::ThreadPool(size_t queue_capacity) : queue_(queue_capacity) {}

ThreadPool::~ThreadPool() { ThreadPool::shutdown(Shutdown::kNow); }

Result<void> ThreadPool::start(const ThreadPoolOptions& options, const HandlerFactory& factory) {
  std::vector<std::future<Result<void>>> ready;
  {
    MutexLock lock(join_mutex_);
    for (size_t i = 0; i < options.threads; ++i) {
      std::promise<Result<void>> promise;
      ready.push_back(promise.get_future());
      std::string name = (options.name + "-" + std::to_string(i)).substr(0, kThreadNameLength);
      try {
        threads_.emplace_back([this, factory, name, promise = std::move(promise)]() mutable {
          pthread_setname_np(pthread_self(), name.c_str());
          Result<std::unique_ptr<Handler>> handler = make_handler(factory);
          if (!handler) return promise.set_value(handler.error());
          promise.set_value({});
          work(**handler);
        });
      } catch (const std::system_error& e) {
        return posix_error("starting a thread of the pool", e.code().value());
      }
    }
  }
  for (std::future<Result<void>>& thread_ready : ready) TANDEM_TRY(thread_ready.get());
  return {};
}

void ThreadPool::work(Handler& handler) {
  while (std::optional<QueuedTask> task = queue_.pop()) {
    task->completion.complete(run_here(handler, *task, lanes_));
  }
}

Result<TaskHandle> ThreadPool::submit(Task task, WhenFull when_full) {
  return enqueue(queue_, std::move(task), when_full);
}

void ThreadPool::shutdown(Shutdown how) {
  // The queue is closed before the lock is taken, so that kNow can cut a kDrain short.
  if (how == Shutdown::kNow) {
    cancel(queue_.close_now());
  } else {
    queue_.close();
  }
  MutexLock lock(join_mutex_);
  threads_.clear();  // a jthread joins as it goes
}

std::vector<Lane> ThreadPool::lanes() const { return lanes_.lanes(); }

}  // namespace tandem
