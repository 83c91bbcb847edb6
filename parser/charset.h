// Charset: the bytes of a page -> UTF-8 text.
//
// The encoding is looked for where the HTML standard (section 13.2.3) looks, in this order:
//
//   1. a byte order mark
//   2. the charset parameter of the Content-Type header
//   3. <meta charset>, <meta http-equiv> or an XML declaration in the first 1,024 bytes
//   4. the bytes themselves: valid UTF-8, or UTF-16 beyond doubt
//   5. such a <meta> further down, in the first 64 KiB
//   6. statistics of the bytes (uchardet)
//   7. windows-1252
//
// (The standard has 5 before 4: a late <meta> makes a browser start again. Text that is valid
// UTF-8 and not ASCII is practically never anything else, so here the bytes win.)
//
// Labels mean what the Encoding standard says, so "iso-8859-1" is windows-1252, "gb2312" is GBK
// and "shift_jis" is windows-31J. Bytes that the encoding does not have become U+FFFD, and so do
// NUL and lone surrogates: text is never refused, and what comes out is always valid UTF-8. A byte
// order mark is taken off; line ends stay as they are.
//
// Errors: kInternal if ICU lacks a converter that every build of it has.
// Thread safety: functions may be called from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tandem {

// Where the encoding was found.
enum class CharsetSource : uint8_t { kBom, kHttp, kMeta, kUtf8, kDetected, kFallback };

// "bom", "http", "meta", "utf8", "detected", "fallback".
std::string_view charset_source_name(CharsetSource source);

struct Decoded {
  std::string text;     // valid UTF-8, without NUL
  std::string charset;  // the WHATWG name: "UTF-8", "windows-1252", "Shift_JIS", "gb18030", ...
  CharsetSource source = CharsetSource::kFallback;
};

// Decodes an HTML (or XML) page. `content_type` is the header's value, or empty.
Result<Decoded> decode_html(ByteView body, std::string_view content_type);

// Decodes plain text: the same without steps 3 and 5.
Result<Decoded> decode_text(ByteView body, std::string_view content_type);

// The WHATWG name of an encoding label in any case ("latin1" -> "windows-1252"); empty if there is
// no such label.
std::string_view charset_name(std::string_view label);

// The label in the charset parameter of a Content-Type value, quotes taken off; empty if none.
std::string_view charset_parameter(std::string_view content_type);

// Step 3 alone: the WHATWG name that a page declares in its first `bytes` bytes; empty if none.
std::string_view prescan_charset(ByteView body, size_t bytes = 1024);

// Replaces what is not UTF-8 by U+FFFD, one for each maximal subpart of an ill-formed sequence
// (Unicode 15, section 3.9, as the Encoding standard has it).
std::string to_valid_utf8(std::string_view text);
[[nodiscard]] bool is_valid_utf8(std::string_view text);

}  // namespace tandem
