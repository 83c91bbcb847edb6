#include "pool/lane_log.h"

#include <unistd.h>

namespace tandem {

size_t LaneLog::open(pid_t pid, pid_t tid) {
  MutexLock lock(mutex_);
  entries_.push_back({Lane{pid, tid, 0, {}}, true});
  return entries_.size() - 1;
}

size_t LaneLog::of_this_thread() {
  const pid_t tid = gettid();
  {
    MutexLock lock(mutex_);
    for (size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].lane.tid == tid) return i;
    }
  }
  return open(getpid(), tid);
}

void LaneLog::task_started(size_t lane) {
  MutexLock lock(mutex_);
  ++entries_[lane].lane.tasks;
}

void LaneLog::task_ended(size_t lane, Duration cpu) {
  MutexLock lock(mutex_);
  entries_[lane].lane.cpu += cpu;
}

void LaneLog::close(size_t lane) {
  MutexLock lock(mutex_);
  entries_[lane].open = false;
}

std::vector<Lane> LaneLog::lanes() const {
  MutexLock lock(mutex_);
  std::vector<Lane> lanes;
  for (const Entry& entry : entries_) {
    if (entry.lane.tasks > 0) lanes.push_back(entry.lane);
  }
  return lanes;
}

std::vector<pid_t> LaneLog::open_pids() const {
  MutexLock lock(mutex_);
  std::vector<pid_t> pids;
  for (const Entry& entry : entries_) {
    if (entry.open) pids.push_back(entry.lane.pid);
  }
  return pids;
}

}  // namespace tandem
