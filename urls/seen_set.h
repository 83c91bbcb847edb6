// SeenSet: the keys of all URLs ever admitted, as 128-bit hashes.
//
// Exact for all practical purposes: among 10^9 keys the chance of one collision is about 10^-21.
// An open-addressing table of 16-byte slots that doubles when it is 3/4 full: 21 to 43 bytes per
// key, and both tables at once while it grows.
//
// Thread safety: none; it belongs to the thread of the coordinator.
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace tandem {

struct SeenSetOptions {
  size_t max_urls = std::numeric_limits<size_t>::max();
};

class SeenSet {
 public:
  explicit SeenSet(SeenSetOptions options = {}) : options_(options) {}

  // True: `key` (canonical_key()) was not there and is now. False: it was. kLimit: it is not there,
  // and max_urls keys are.
  Result<bool> insert(std::string_view key);

  [[nodiscard]] bool contains(std::string_view key) const;
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] size_t memory_bytes() const { return slots_.capacity() * sizeof(Hash128); }

 private:
  // The slot that holds `hash`, or the empty one where it belongs.
  [[nodiscard]] size_t slot_of(const Hash128& hash) const;
  void grow();

  SeenSetOptions options_;
  std::vector<Hash128> slots_;  // a power of two; all zero is empty
  size_t size_ = 0;
};

}  // namespace tandem
