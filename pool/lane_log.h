// LaneLog: which threads or processes of an executor ran how much, kept after they ended.
//
// Grows by one entry of about 40 bytes a thread or process, never by task.
// Thread safety: all members may be called from several threads.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "pool/executor.h"

namespace tandem {

class LaneLog {
 public:
  // A new lane; the number names it from then on.
  size_t open(pid_t pid, pid_t tid) EXCLUDES(mutex_);
  // The lane of the calling thread; opened if it is new.
  size_t of_this_thread() EXCLUDES(mutex_);
  void task_started(size_t lane) EXCLUDES(mutex_);
  void task_ended(size_t lane, Duration cpu) EXCLUDES(mutex_);
  // The thread or process is gone; its figures stay.
  void close(size_t lane) EXCLUDES(mutex_);

  // The lanes that have run a task.
  [[nodiscard]] std::vector<Lane> lanes() const EXCLUDES(mutex_);
  // The pids of the lanes that are not closed.
  [[nodiscard]] std::vector<pid_t> open_pids() const EXCLUDES(mutex_);

 private:
  struct Entry {
    Lane lane;
    bool open = true;
  };
  mutable Mutex mutex_;
  std::vector<Entry> entries_ GUARDED_BY(mutex_);
};

}  // namespace tandem
