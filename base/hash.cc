#include "base/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace tandem {

Hash128 hash128(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return {hash.high64, hash.low64};
}

std::string hash128_hex(std::string_view text) {
  const Hash128 hash = hash128(text);
  return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

}  // namespace tandem
