// Hashes for identity (never for security): XXH3 of 128 bits.
//
// Thread safety: pure functions and a value type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem {

struct Hash128 {
  uint64_t high = 0;
  uint64_t low = 0;

  friend bool operator==(const Hash128&, const Hash128&) = default;
};

// For std::unordered_map and the like: the value is a hash already.
struct Hash128Hasher {
  size_t operator()(const Hash128& hash) const { return static_cast<size_t>(hash.low); }
};

Hash128 hash128(std::string_view text);

// 32 lower-case hexadecimal digits, the canonical (big-endian) form of XXH3-128.
std::string hash128_hex(std::string_view text);

}  // namespace tandem
