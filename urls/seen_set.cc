#include "urls/seen_set.h"

#include <fmt/format.h>

#include <utility>

namespace tandem {
namespace {

constexpr size_t kFirstSlots = 1024;
constexpr Hash128 kEmpty{};

Hash128 slot_value(std::string_view key) {
  Hash128 hash = hash128(key);
  if (hash == kEmpty) hash.low = 1;
  return hash;
}

}  // namespace

Result<bool> SeenSet::insert(std::string_view key) {
  const Hash128 hash = slot_value(key);
  if (!slots_.empty() && slots_[slot_of(hash)] == hash) return false;
  if (size_ >= options_.max_urls) {
    return Error{ErrorCode::kLimit,
                 fmt::format("the seen-set is full: {} URLs are known", options_.max_urls)};
  }
  if ((size_ + 1) * 4 > slots_.size() * 3) grow();
  slots_[slot_of(hash)] = hash;
  ++size_;
  return true;
}

bool SeenSet::contains(std::string_view key) const {
  const Hash128 hash = slot_value(key);
  return !slots_.empty() && slots_[slot_of(hash)] == hash;
}

size_t SeenSet::slot_of(const Hash128& hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = static_cast<size_t>(hash.low) & mask;
  while (!(slots_[slot] == kEmpty) && !(slots_[slot] == hash)) slot = (slot + 1) & mask;
  return slot;
}

void SeenSet::grow() {
  const size_t wanted = slots_.empty() ? kFirstSlots : slots_.size() * 2;
  const std::vector<Hash128> old = std::exchange(slots_, std::vector<Hash128>(wanted));
  for (const Hash128& hash : old) {
    if (!(hash == kEmpty)) slots_[slot_of(hash)] = hash;
  }
}

}  // namespace tandem
