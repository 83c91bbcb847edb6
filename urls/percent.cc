#include "urls/percent.h"

#include <array>
#include <cstdint>

namespace tandem {
namespace {

constexpr uint8_t bit_of(EncodeSet set) {
  return static_cast<uint8_t>(1U << static_cast<unsigned>(set));
}

// One bit per set and byte. The sets build on each other as in the standard; the query set of
// special schemes is the one that adds "'".
constexpr std::array<uint8_t, 256> make_table() {
  constexpr uint8_t kAll = 0x0F;
  std::array<uint8_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (byte <= 0x1F || byte > 0x7E) table[byte] = kAll;
  }
  const auto add = [&table](std::string_view chars, uint8_t bits) {
    for (const char c : chars) {
      uint8_t& entry = table[static_cast<unsigned char>(c)];
      entry = static_cast<uint8_t>(entry | bits);
    }
  };
  const uint8_t path = bit_of(EncodeSet::kPath) | bit_of(EncodeSet::kUserinfo);
  add(" \"<>`", bit_of(EncodeSet::kFragment));
  add(" \"#<>'", bit_of(EncodeSet::kSpecialQuery));
  add(" \"#<>?^`{}", path);
  add("/:;=@[\\]|", bit_of(EncodeSet::kUserinfo));
  return table;
}

constexpr std::array<uint8_t, 256> kTable = make_table();
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

}  // namespace

bool in_encode_set(EncodeSet set, unsigned char byte) { return (kTable[byte] & bit_of(set)) != 0; }

void percent_encode_to(std::string& out, std::string_view text, EncodeSet set) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (in_encode_set(set, byte)) {
      out += '%';
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 0x0FU];
    } else {
      out += c;
    }
  }
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace tandem
