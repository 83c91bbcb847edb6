#include "output/json_line.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace tandem {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD in UTF-8

// What a byte means to the scan below: nothing to do, or something to look at.
enum class Kind : uint8_t { kPlain, kEscape, kLead };

constexpr std::array<Kind, 256> make_kinds() {
  std::array<Kind, 256> kinds{};
  for (size_t i = 0; i < kinds.size(); ++i) {
    kinds[i] = i < 0x20 || i == '"' || i == '\\' ? Kind::kEscape
               : i < 0x80                        ? Kind::kPlain
                                                 : Kind::kLead;
  }
  return kinds;
}
constexpr std::array<Kind, 256> kKinds = make_kinds();

void append_escape(unsigned char byte, std::string& out) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default: {
      constexpr std::string_view kDigits = "0123456789abcdef";
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 0xF];
    }
  }
}

// One multi-byte sequence at the front of a text.
struct Sequence {
  size_t size;  // bytes of it; if it is not valid, of its maximal subpart (at least one)
  bool valid;
};

// The Unicode Standard, table 3-7: the bytes that may follow each lead byte.
Sequence scan_sequence(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  size_t size = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    size = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    size = 3;
    if (lead == 0xE0) low = 0xA0;   // no longer form than needed
    if (lead == 0xED) high = 0x9F;  // no surrogates
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    size = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;  // nothing above U+10FFFF
  } else {
    return {1, false};
  }
  for (size_t i = 1; i < size; ++i) {
    if (i >= text.size() || byte(i) < low || byte(i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {size, true};
}

// The escape of a character that some readers take for a line break; empty for all others.
std::string_view line_break_escape(std::string_view sequence) {
  if (sequence == "\xC2\x85") return "\\u0085";
  if (sequence == "\xE2\x80\xA8") return "\\u2028";
  if (sequence == "\xE2\x80\xA9") return "\\u2029";
  return {};
}

// True if the eight bytes at `data` are ASCII that needs no escape. Each test sets the high bit of
// every byte that fails it (a borrow may set more, which only costs the slow way).
bool eight_plain(const char* data) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  constexpr uint64_t kHigh = 0x8080808080808080U;
  uint64_t word = 0;
  std::memcpy(&word, data, sizeof word);
  const uint64_t quote = word ^ (kOnes * '"');
  const uint64_t backslash = word ^ (kOnes * '\\');
  return ((word | (word - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes)) & kHigh) == 0;
}

}  // namespace

void append_json_string(std::string_view value, std::string& out) {
  out += '"';
  size_t start = 0;  // of the run not yet copied
  size_t at = 0;
  const auto copy_run = [&] { out.append(value, start, at - start); };
  while (at < value.size()) {
    if (value.size() - at >= 8 && eight_plain(value.data() + at)) {
      at += 8;
      continue;
    }
    const auto byte = static_cast<unsigned char>(value[at]);
    const Kind kind = kKinds[byte];
    if (kind == Kind::kPlain) {
      ++at;
    } else if (kind == Kind::kEscape) {
      copy_run();
      append_escape(byte, out);
      start = ++at;
    } else {
      const Sequence sequence = scan_sequence(value.substr(at));
      const std::string_view instead =
          sequence.valid ? line_break_escape(value.substr(at, sequence.size)) : kReplacement;
      if (!instead.empty()) {
        copy_run();
        out += instead;
        start = at + sequence.size;
      }
      at += sequence.size;
    }
  }
  copy_run();
  out += '"';
}

void JsonLine::begin() { text_.assign(1, '{'); }

void JsonLine::field(std::string_view name, std::string_view value) {
  put_name(name);
  append_json_string(value, text_);
}

void JsonLine::field(std::string_view name, double value) {
  put_name(name);
  if (!std::isfinite(value)) value = 0;
  std::array<char, 32> digits;  // the longest shortest form takes 24
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view written(digits.data(), static_cast<size_t>(result.ptr - digits.data()));
  text_ += written;
  if (written.find_first_of(".e") == std::string_view::npos) text_ += ".0";
}

std::string_view JsonLine::end() {
  text_ += '}';
  return text_;
}

void JsonLine::put_name(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  append_json_string(name, text_);
  text_ += ':';
}

void JsonLine::put_signed(int64_t value) {
  std::array<char, 24> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text_.append(digits.data(), result.ptr);
}

void JsonLine::put_unsigned(uint64_t value) {
  std::array<char, 24> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text_.append(digits.data(), result.ptr);
}

}  // namespace tandem
