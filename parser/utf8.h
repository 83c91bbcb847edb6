// Reading UTF-8 one sequence at a time, by the well-formedness table of Unicode (table 3-7).
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem {

struct Utf8Step {
  uint32_t size = 1;       // bytes to move on by, at least 1
  bool valid = false;      // a well-formed sequence
  bool cut_short = false;  // ill-formed only because the text ends within it
};

// The sequence at text[at]; at < text.size(). Where it is ill-formed, size is that of its maximal
// subpart.
Utf8Step utf8_step(std::string_view text, size_t at);

// The first index at or after `at` whose byte is not ASCII or is NUL; text.size() if none.
size_t skip_plain_ascii(std::string_view text, size_t at);

// Appends a code point; U+FFFD for NUL and whatever is no scalar value.
void append_utf8(std::string& out, uint32_t code_point);

inline constexpr std::string_view kReplacementUtf8 = "\xEF\xBF\xBD";

}  // namespace tandem
