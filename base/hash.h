// Hashes for identity (never for security): XXH3 of 128 bits.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// 32 lower-case hexadecimal digits, the canonical (big-endian) form of XXH3-128.
std::string hash128_hex(std::string_view text);

}  // namespace tandem
