#include "pool/executor.h"

#include <optional>
#include <utility>

#include "base/mutex.h"

namespace tandem {

struct TaskHandle::State {
  Mutex mutex;
  CondVar became_ready;
  bool ready GUARDED_BY(mutex) = false;
  std::optional<TaskResult> result GUARDED_BY(mutex);  // empty if taken, or given to a callback
};

TaskHandle::TaskHandle() : state_(std::make_shared<State>()) {}

bool TaskHandle::ready() const {
  MutexLock lock(state_->mutex);
  return state_->ready;
}

void TaskHandle::wait() const {
  MutexLock lock(state_->mutex);
  while (!state_->ready) state_->became_ready.wait(lock);
}

bool TaskHandle::wait_for(Duration timeout) const {
  const SteadyTime deadline =
      std::chrono::steady_clock::now() + std::chrono::duration_cast<SteadyTime::duration>(timeout);
  MutexLock lock(state_->mutex);
  while (!state_->ready) {
    if (!state_->became_ready.wait_until(lock, deadline)) return state_->ready;
  }
  return true;
}

TaskResult TaskHandle::get() {
  MutexLock lock(state_->mutex);
  while (!state_->ready) state_->became_ready.wait(lock);
  if (!state_->result.has_value()) {
    TaskResult taken;
    taken.output = Error{ErrorCode::kClosed, "the result was taken before"};
    return taken;
  }
  TaskResult result = std::move(*state_->result);
  state_->result.reset();
  return result;
}

Completion::Completion(std::function<void(TaskResult)> done, TaskHandle handle)
    : done_(std::move(done)), state_(std::move(handle.state_)) {}

Completion::Completion(Completion&& other) noexcept
    : done_(std::exchange(other.done_, nullptr)), state_(std::move(other.state_)) {}

Completion& Completion::operator=(Completion&& other) noexcept {
  if (this != &other) {
    complete(TaskResult{});
    done_ = std::exchange(other.done_, nullptr);
    state_ = std::move(other.state_);
  }
  return *this;
}

Completion::~Completion() { complete(TaskResult{}); }

void Completion::complete(TaskResult result) noexcept {
  const std::shared_ptr<TaskHandle::State> state = std::move(state_);
  if (!state) return;
  if (done_) {
    std::exchange(done_, nullptr)(std::move(result));
    MutexLock lock(state->mutex);
    state->ready = true;
    state->became_ready.notify_all();
  } else {
    MutexLock lock(state->mutex);
    state->result = std::move(result);
    state->ready = true;
    state->became_ready.notify_all();
  }
}

void Completion::abandon() {
  done_ = nullptr;
  state_.reset();
}

std::vector<TaskResult> Executor::map(JobId job, std::vector<Bytes> inputs) {
  std::vector<Result<TaskHandle>> handles;
  handles.reserve(inputs.size());
  for (Bytes& input : inputs) handles.push_back(submit(Task{job, std::move(input), {}}));

  std::vector<TaskResult> results(handles.size());
  for (size_t i = 0; i < handles.size(); ++i) {
    if (handles[i].ok()) {
      results[i] = handles[i]->get();
    } else {
      results[i].output = handles[i].error();
    }
  }
  return results;
}

}  // namespace tandem
