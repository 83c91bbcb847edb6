// Mailbox: letters from many threads to one, which sleeps in a poll of its own.
//
// post() never blocks. The mailbox itself sets no bound: what is posted must be bounded by the
// sender, as by a token a letter (see base/tokens.h); size() says how much waits. post() tells
// when the reader has to be woken, which is once for each run of letters, so that a busy reader
// costs no system call a letter. The reader must take until a take comes back short before it
// sleeps, or have a reason of its own to come back.
//
// Thread safety: any number of senders, one reader.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"

namespace tandem {

enum class Posted {
  kWakeReader,  // the mailbox was empty: wake the reader
  kQueued,      // letters were waiting: the reader has been woken before
};

template <typename T>
class Mailbox {
 public:
  // kClosed, and `letter` untouched, once the mailbox is closed.
  Result<Posted> post(T&& letter) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (closed_) return Error{ErrorCode::kClosed, "the mailbox is closed"};
    letters_.push_back(std::move(letter));
    return letters_.size() == 1 ? Posted::kWakeReader : Posted::kQueued;
  }

  // Takes the oldest letters, at most `limit`.
  std::vector<T> take(size_t limit) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return take_front(std::min(limit, letters_.size()));
  }

  // Closes the mailbox and takes all that waits in it. Idempotent.
  std::vector<T> close() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    return take_front(letters_.size());
  }

  [[nodiscard]] size_t size() const EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return letters_.size();
  }

 private:
  std::vector<T> take_front(size_t count) REQUIRES(mutex_) {
    const auto end = letters_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<T> taken(std::make_move_iterator(letters_.begin()), std::make_move_iterator(end));
    letters_.erase(letters_.begin(), end);
    return taken;
  }

  mutable Mutex mutex_;
  std::deque<T> letters_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace tandem
