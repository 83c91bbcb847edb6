// Percent-encoding as the WHATWG URL Standard defines it, section 1.3
// (https://url.spec.whatwg.org/#percent-encoded-bytes).
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// Which bytes are written as %XX. Each set holds all of ASCII's controls and every byte >= 0x7F.
enum class EncodeSet { kFragment, kSpecialQuery, kPath, kUserinfo };

bool in_encode_set(EncodeSet set, unsigned char byte);

// Appends `text` (UTF-8) to `out`, with the bytes of `set` encoded. Existing escapes stay as is.
void percent_encode_to(std::string& out, std::string_view text, EncodeSet set);

// Replaces every well-formed %XX by its byte; a stray "%" stays.
std::string percent_decode(std::string_view text);

// The value of a hexadecimal digit, or -1.
int hex_value(char digit);

}  // namespace tandem
