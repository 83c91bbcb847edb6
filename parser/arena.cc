#include "parser/arena.h"

#include <algorithm>
#include <new>
#include <utility>

namespace tandem {
namespace {

constexpr size_t kFirstBlock = size_t{256} << 10;
constexpr size_t kLargestBlock = size_t{16} << 20;

}  // namespace

bool Arena::grow(size_t size) noexcept {
  // Kept blocks first; those too small for this piece are passed over until the next reset.
  while (used_blocks_ < blocks_.size() && blocks_[used_blocks_].size < size) ++used_blocks_;
  if (used_blocks_ == blocks_.size()) {
    const size_t room = limit_ > in_use_ ? limit_ - in_use_ : 0;
    if (size > room) return false;
    const size_t wanted = std::clamp(in_use_, kFirstBlock, kLargestBlock);
    const size_t block_size = std::max(size, std::min(wanted, room));
    try {
      Block block{std::unique_ptr<std::byte[]>(new std::byte[block_size]), block_size};
      blocks_.push_back(std::move(block));
    } catch (const std::bad_alloc&) {
      return false;
    }
  } else if (blocks_[used_blocks_].size > (limit_ > in_use_ ? limit_ - in_use_ : 0)) {
    return false;
  }
  Block& block = blocks_[used_blocks_++];
  in_use_ += block.size;
  next_ = block.memory.get();
  end_ = next_ + block.size;
  return true;
}

void Arena::reset() noexcept {
  size_t kept = 0;
  size_t count = 0;
  while (count < blocks_.size() && blocks_[count].size <= keep_ - kept) {
    kept += blocks_[count++].size;
  }
  blocks_.resize(count);
  used_blocks_ = 0;
  in_use_ = 0;
  next_ = end_ = nullptr;
}

}  // namespace tandem
