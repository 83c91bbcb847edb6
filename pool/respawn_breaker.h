// RespawnBreaker: keeps a pool whose workers always die from forking for ever.
//
// Counts deaths since the last task that ended well. Each one doubles the pause before the next
// fork; too many and the breaker trips. Two limits, because deaths mean two things: a worker that
// dies before it starts a task shows that no worker can live here (a missing model, no memory), and
// a few of those settle it; one that dies of a task says more about the task, which is given up
// after two deaths, and a run of hostile input must cost just that input.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace tandem {

struct RespawnLimits {
  size_t deaths_before_a_task = 5;
  size_t deaths_in_a_task = 50;
  Duration first_pause = std::chrono::milliseconds(10);
  Duration longest_pause = std::chrono::seconds(2);
};

class RespawnBreaker {
 public:
  explicit RespawnBreaker(const RespawnLimits& limits) : limits_(limits) {}

  void task_ended() { before_a_task_ = in_a_task_ = 0; }
  void worker_died(bool in_a_task) { ++(in_a_task ? in_a_task_ : before_a_task_); }

  [[nodiscard]] size_t deaths() const { return before_a_task_ + in_a_task_; }
  [[nodiscard]] bool tripped() const {
    return before_a_task_ >= limits_.deaths_before_a_task || in_a_task_ >= limits_.deaths_in_a_task;
  }
  // How long to wait before the next fork; 0 when all is well.
  [[nodiscard]] Duration pause() const;

 private:
  RespawnLimits limits_;
  size_t before_a_task_ = 0;
  size_t in_a_task_ = 0;
};

}  // namespace tandem
