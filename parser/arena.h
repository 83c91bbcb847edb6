// Arena: memory that is handed out piece by piece and taken back all at once.
//
// Blocks are kept from one use to the next, up to a bound, so that a parser that sees many pages
// asks the system for memory once.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace tandem {

class Arena {
 public:
  // At most `keep` bytes of blocks survive reset(); allocate() hands out at most `limit` bytes
  // between two resets.
  Arena(size_t keep, size_t limit) : keep_(keep), limit_(limit) {}

  // Memory aligned to 8 bytes, valid until reset(). Null when the limit is reached or the system
  // has none.
  void* allocate(size_t size) noexcept {
    const size_t rounded = (size + 7) & ~size_t{7};
    if (rounded < size) return nullptr;
    if (rounded > static_cast<size_t>(end_ - next_) && !grow(rounded)) return nullptr;
    void* memory = next_;
    next_ += rounded;
    return memory;
  }

  // Takes back everything handed out.
  void reset() noexcept;
  // Changes the bound on what allocate() hands out.
  void set_limit(size_t limit) { limit_ = limit; }
  // Bytes in blocks that were opened since the last reset().
  [[nodiscard]] size_t in_use() const { return in_use_; }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> memory;
    size_t size = 0;
  };
  bool grow(size_t size) noexcept;

  size_t keep_;
  size_t limit_;
  std::vector<Block> blocks_;
  size_t used_blocks_ = 0;
  size_t in_use_ = 0;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
};

}  // namespace tandem
