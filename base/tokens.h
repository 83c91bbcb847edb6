// LiveTokens: the bound on what is in flight, in pages and in bytes.
//
// The crawl is a cycle, so bounded queues alone could deadlock it. Instead a URL takes a token
// when it leaves the Frontier and gives it back at its terminal outcome; bytes are charged as
// bodies arrive. No page is let in while either bound is reached; a body that has arrived is
// always accepted, so bytes may exceed their bound by what was already on its way.
// (The idea of oneTBB's parallel_pipeline(max_number_of_live_tokens).)
//
// Thread safety: none; it belongs to the coordinator.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

namespace tandem {

class LiveTokens {
 public:
  LiveTokens(size_t max_pages, uint64_t max_bytes) : max_pages_(max_pages), max_bytes_(max_bytes) {}

  [[nodiscard]] bool available() const { return pages_ < max_pages_ && bytes_ < max_bytes_; }
  // Takes a page's token; false, with nothing taken, at either bound.
  bool try_acquire() {
    if (!available()) return false;
    ++pages_;
    return true;
  }
  void charge(uint64_t bytes) { bytes_ += bytes; }
  // Gives back a page's token and all the bytes charged for that page.
  void release(uint64_t bytes) {
    assert(pages_ > 0 && bytes_ >= bytes);
    --pages_;
    bytes_ -= bytes;
  }

  [[nodiscard]] size_t pages() const { return pages_; }
  [[nodiscard]] uint64_t bytes() const { return bytes_; }

 private:
  const size_t max_pages_;
  const uint64_t max_bytes_;
  size_t pages_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace tandem
