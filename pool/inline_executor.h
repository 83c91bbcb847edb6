// InlineExecutor: runs each task inside submit(), in the submitter's thread. No queue, so never
// full; the handle that submit() returns is ready.
//
// Thread safety: as Executor. Submitters take turns at the one handler, which is called by one
// thread at a time, though not always by the same one. A callback may submit the next task; a
// handler may not submit to the executor that runs it.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "pool/executor.h"
#include "pool/lane_log.h"

namespace tandem {

class InlineExecutor final : public Executor {
 public:
  // Makes the handler at once; its factory's failure is the error.
  static Result<std::unique_ptr<InlineExecutor>> create(const HandlerFactory& factory);
  ~InlineExecutor() override;

  Result<TaskHandle> submit(Task task, WhenFull when_full = WhenFull::kBlock) override;
  void shutdown(Shutdown how) override;
  [[nodiscard]] std::vector<Lane> lanes() const override;

 private:
  explicit InlineExecutor(std::unique_ptr<Handler> handler);

  Mutex turn_;  // held while the handler runs, and not while a callback does
  const std::unique_ptr<Handler> handler_;
  LaneLog lanes_;

  Mutex mutex_;
  CondVar idle_;
  size_t active_ GUARDED_BY(mutex_) = 0;  // submits that were let in and have not left
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace tandem
