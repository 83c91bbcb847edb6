#include "parser/charset_decode.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <array>
#include <memory>

#include "parser/charset.h"
#include "parser/utf8.h"

namespace tandem {
namespace {

using SingleByteTable = std::array<char16_t, 256>;

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

// ICU's own callback writes U+001A for some single bytes, and does not know that 0x80 is the euro
// sign in GBK and gb18030 (Encoding standard, section 10.2.1). A context that is not null means
// one of these two.
void replace_ill_formed(const void* gb, UConverterToUnicodeArgs* args, const char* bytes,
                        int32_t size, UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close or clone
  *status = U_ZERO_ERROR;
  const bool euro = gb != nullptr && size == 1 && static_cast<unsigned char>(bytes[0]) == 0x80;
  const UChar unit = euro ? u'\u20AC' : u'\uFFFD';
  ucnv_cbToUWriteUChars(args, &unit, 1, 0, status);
}

Result<Converter> open_converter(const Encoding& encoding) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(encoding.converter.data(), &status));
  if (U_SUCCESS(status) != 0 && converter != nullptr) {
    const void* gb = encoding.converter == "gb18030" ? &encoding : nullptr;
    ucnv_setToUCallBack(converter.get(), replace_ill_formed, gb, nullptr, nullptr, &status);
  }
  if (U_FAILURE(status) != 0 || converter == nullptr) {
    return Error{ErrorCode::kInternal, "ICU has no converter for " + std::string(encoding.name)};
  }
  return converter;
}

// ISO/IEC 8859-16 from 0xA0 up, which ICU lacks.
constexpr std::u16string_view kLatin10 =
    u"\u00A0\u0104\u0105\u0141\u20AC\u201E\u0160\u00A7\u0161\u00A9\u0218\u00AB\u0179\u00AD\u017A"
    u"\u017B\u00B0\u00B1\u010C\u0142\u017D\u201D\u00B6\u00B7\u017E\u010D\u0219\u00BB\u0152\u0153"
    u"\u0178\u017C\u00C0\u00C1\u00C2\u0102\u00C4\u0106\u00C6\u00C7\u00C8\u00C9\u00CA\u00CB\u00CC"
    u"\u00CD\u00CE\u00CF\u0110\u0143\u00D2\u00D3\u00D4\u0150\u00D6\u015A\u0170\u00D9\u00DA\u00DB"
    u"\u00DC\u0118\u021A\u00DF\u00E0\u00E1\u00E2\u0103\u00E4\u0107\u00E6\u00E7\u00E8\u00E9\u00EA"
    u"\u00EB\u00EC\u00ED\u00EE\u00EF\u0111\u0144\u00F2\u00F3\u00F4\u0151\u00F6\u015B\u0171\u00F9"
    u"\u00FA\u00FB\u00FC\u0119\u021B\u00FF";
static_assert(kLatin10.size() == 96);

// Where ICU's tables differ from the indexes of the Encoding standard (section 5).
void apply_standard(std::string_view name, SingleByteTable& table) {
  if (name == "windows-874") {
    for (char16_t& unit : table) {
      if (unit >= 0xE000 && unit <= 0xF8FF) unit = 0xFFFD;
    }
  } else if (name == "windows-1253") {
    table[0xAA] = 0xFFFD;
  } else if (name == "windows-1255") {
    table[0xCA] = 0x05BA;
  } else if (name == "KOI8-U") {
    table[0xAE] = 0x045E;
    table[0xBE] = 0x040E;
  }
}

Result<SingleByteTable> single_byte_table(const Encoding& encoding) {
  SingleByteTable table{};
  for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<char16_t>(i);
  if (encoding.name == "x-user-defined") {  // section 14.5
    for (size_t i = 0x80; i < table.size(); ++i) table[i] = static_cast<char16_t>(0xF700 + i);
    return table;
  }
  if (encoding.converter.empty()) {
    for (size_t i = 0; i < kLatin10.size(); ++i) table[0xA0 + i] = kLatin10[i];
    return table;
  }
  TANDEM_ASSIGN(const Converter converter, open_converter(encoding));
  for (size_t i = 0x80; i < table.size(); ++i) {
    const char byte = static_cast<char>(i);
    std::array<UChar, 4> units{};
    UErrorCode status = U_ZERO_ERROR;
    const int32_t count =
        ucnv_toUChars(converter.get(), units.data(), units.size(), &byte, 1, &status);
    table[i] = U_SUCCESS(status) != 0 && count == 1 ? units[0] : u'\uFFFD';
  }
  apply_standard(encoding.name, table);
  return table;
}

struct PrivateUse {
  char16_t icu;
  std::u16string_view standard;
};

// ICU still has in the private use area what Big5 in the Encoding standard (section 11.1) has as
// characters of its own; the rest of that area is in no index.
constexpr std::array<PrivateUse, 36> kBig5PrivateUse = {{
    {0xF303, u"\u31C0"},       {0xF304, u"\u31C1"},       {0xF305, u"\u31C2"},
    {0xF306, u"\u31C3"},       {0xF307, u"\u31C4"},       {0xF309, u"\u31C5"},
    {0xF30C, u"\u31C6"},       {0xF30D, u"\u31C7"},       {0xF310, u"\u31C8"},
    {0xF312, u"\u31C9"},       {0xF313, u"\u31CA"},       {0xF314, u"\u31CB"},
    {0xF315, u"\u31CC"},       {0xF317, u"\u31CD"},       {0xF318, u"\u31CE"},
    {0xF325, u"\u00CA\u0304"}, {0xF327, u"\u00CA\u030C"}, {0xF344, u"\u00EA\u0304"},
    {0xF346, u"\u00EA\u030C"}, {0xF34A, u"\u23DA"},       {0xF34B, u"\u23DB"},
    {0xF57A, u"\u9FA6"},       {0xF5A4, u"\u9FA7"},       {0xF5AB, u"\u9FA8"},
    {0xF5CC, u"\u9FA9"},       {0xF5CE, u"\u9FAA"},       {0xF5D0, u"\u9FAB"},
    {0xF5D5, u"\u9FAC"},       {0xF5EC, u"\u9FAD"},       {0xF5ED, u"\u9FAE"},
    {0xF5EF, u"\u9FAF"},       {0xF602, u"\u9FB2"},       {0xF61C, u"\u9FB3"},
    {0xF7E5, u"\u31CF"},       {0xF7EB, u"\u9FB0"},       {0xF7ED, u"\u9FB1"},
}};

void append_big5(std::string& out, char16_t unit) {
  for (const PrivateUse& entry : kBig5PrivateUse) {
    if (entry.icu != unit) continue;
    for (const char16_t standard : entry.standard) append_utf8(out, standard);
    return;
  }
  out.append(kReplacementUtf8);
}

std::string decode_single_byte(std::string_view text, const SingleByteTable& table) {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (size_t at = 0; at < text.size();) {
    const size_t plain = skip_plain_ascii(text, at);
    out.append(text.substr(at, plain - at));
    at = plain;
    if (at < text.size()) append_utf8(out, table[static_cast<unsigned char>(text[at++])]);
  }
  return out;
}

// Appends UTF-16, `high` being the surrogate left over from the call before (0: none).
void append_utf16(std::string& out, const UChar* units, const UChar* end, bool big5,
                  char16_t& high) {
  for (; units != end; ++units) {
    const char16_t unit = *units;
    const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (high != 0) {
      if (is_low) {
        append_utf8(out, 0x10000U + ((high - 0xD800U) << 10) + (unit - 0xDC00U));
        high = 0;
        continue;
      }
      out.append(kReplacementUtf8);
      high = 0;
    }
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      high = unit;
    } else if (big5 && unit >= 0xE000 && unit <= 0xF8FF) {
      append_big5(out, unit);
    } else {
      append_utf8(out, unit);  // a low surrogate on its own becomes U+FFFD there
    }
  }
}

Result<std::string> decode_with_icu(std::string_view text, const Encoding& encoding) {
  TANDEM_ASSIGN(const Converter converter, open_converter(encoding));
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  std::array<UChar, 4096> units{};
  const char* from = text.data();
  const char* const end = from + text.size();
  char16_t high = 0;
  for (;;) {
    UErrorCode status = U_ZERO_ERROR;
    UChar* to = units.data();
    ucnv_toUnicode(converter.get(), &to, units.data() + units.size(), &from, end, nullptr, 1,
                   &status);
    append_utf16(out, units.data(), to, encoding.name == "Big5", high);
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_FAILURE(status) != 0) {
      return Error{ErrorCode::kInternal,
                   "ICU cannot decode " + std::string(encoding.name) + ": " + u_errorName(status)};
    }
    break;
  }
  if (high != 0) out.append(kReplacementUtf8);
  return out;
}

}  // namespace

Result<std::string> decode_bytes(ByteView bytes, const Encoding& encoding) {
  const std::string_view text = as_text(bytes);
  switch (encoding.kind) {
    case EncodingKind::kUtf8: {
      std::string out = to_valid_utf8(text);
      if (out.find('\0') == std::string::npos) return out;
      std::string clean;
      for (const char c : out) {
        if (c == '\0') {
          clean.append(kReplacementUtf8);
        } else {
          clean.push_back(c);
        }
      }
      return clean;
    }
    case EncodingKind::kSingleByte: {
      TANDEM_ASSIGN(const SingleByteTable table, single_byte_table(encoding));
      return decode_single_byte(text, table);
    }
    case EncodingKind::kMultiByte:
      return decode_with_icu(text, encoding);
    case EncodingKind::kReplacement:
      break;
  }
  // Section 14.1: encodings that could smuggle markup past a filter are not decoded at all.
  return text.empty() ? std::string() : std::string(kReplacementUtf8);
}

}  // namespace tandem
