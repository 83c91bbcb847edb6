#include "pool/process_pool.h"

#include <pthread.h>

#include <string>
#include <system_error>
#include <utility>

namespace tandem {
namespace {

constexpr size_t kMaxWorkers = 1024;
constexpr size_t kQueuedPerWorker = 2;

}  // namespace

Result<std::unique_ptr<ProcessPool>> ProcessPool::create(ProcessPoolOptions options,
                                                         std::unique_ptr<Zygote> zygote) {
  if (!zygote) return Error{ErrorCode::kInvalidArgument, "a process pool needs a zygote"};
  if (options.workers == 0 || options.workers > kMaxWorkers) {
    return Error{ErrorCode::kInvalidArgument,
                 "a process pool needs 1 to 1024 workers, not " + std::to_string(options.workers)};
  }
  TANDEM_ASSIGN(const SlotLayout layout,
                SlotLayout::create(options.slot_input_bytes, options.slot_output_bytes));
  const size_t capacity =
      options.queue_capacity != 0 ? options.queue_capacity : kQueuedPerWorker * options.workers;
  TANDEM_ASSIGN(std::unique_ptr<Inbox> inbox, Inbox::create(capacity));
  std::unique_ptr<ProcessPool> pool(
      new ProcessPool(std::move(options), layout, std::move(zygote), std::move(inbox)));
  TANDEM_TRY(pool->start());
  return pool;
}

ProcessPool::ProcessPool(ProcessPoolOptions options, const SlotLayout& layout,
                         std::unique_ptr<Zygote> zygote, std::unique_ptr<Inbox> inbox)
    : options_(std::move(options)),
      layout_(layout),
      zygote_(std::move(zygote)),
      inbox_(std::move(inbox)) {}

ProcessPool::~ProcessPool() { ProcessPool::shutdown(Shutdown::kNow); }

Result<void> ProcessPool::start() {
  TANDEM_ASSIGN(dispatcher_, Dispatcher::create(options_, layout_, *zygote_, *inbox_, lanes_));
  MutexLock lock(join_mutex_);
  try {
    thread_ = std::jthread([this] {
      pthread_setname_np(pthread_self(), "pool-dispatch");
      dispatcher_->run();
    });
  } catch (const std::system_error& e) {
    return posix_error("starting the dispatcher's thread", e.code().value());
  }
  return {};
}

Result<TaskHandle> ProcessPool::submit(Task task, WhenFull when_full) {
  if (task.input.size() > layout_.input_bytes()) {
    return Error{ErrorCode::kLimit, "an input of " + std::to_string(task.input.size()) +
                                        " bytes is larger than a slot of " +
                                        std::to_string(layout_.input_bytes())};
  }
  return inbox_->submit(std::move(task), when_full);
}

void ProcessPool::shutdown(Shutdown how) {
  // The order goes out before the lock is taken, so that kNow can cut a kDrain short.
  inbox_->close(how);
  MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

std::vector<Lane> ProcessPool::lanes() const { return lanes_.lanes(); }

std::vector<pid_t> ProcessPool::worker_pids() const { return lanes_.open_pids(); }

}  // namespace tandem
