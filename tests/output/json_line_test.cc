#include "output/json_line.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "tests/support/catch.h"

namespace tandem {
namespace {

using namespace std::string_literals;

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(text, out);
  return out;
}

std::string json_double(double value) {
  JsonLine line;
  line.begin();
  line.field("x", value);
  const std::string text(line.end());
  return text.substr(5, text.size() - 6);
}

// RFC 3629, section 3.
std::string utf8(uint32_t c) {
  std::string out;
  const auto put = [&](uint32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
  }
  if (c >= 0x800) put(0x80 | ((c >> 6) & 0x3F));
  if (c >= 0x80) put(0x80 | (c & 0x3F));
  return out;
}

// True if `bytes` are the beginning of the UTF-8 of some code point (all of it if `whole`).
bool begins_utf8(std::string_view bytes, bool whole) {
  // Decode what the bytes would be, padded with continuation bytes from each range of the table; if
  // any is a code point that encodes to these very bytes, they are a valid beginning.
  const auto lead = static_cast<unsigned char>(bytes[0]);
  const size_t size = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (size == 0 || lead > 0xF7 || bytes.size() > size) return false;
  if (whole && bytes.size() != size) return false;
  for (const char pad : {'\x80', '\x90', '\xA0', '\xBF'}) {
    std::string full(bytes);
    while (full.size() < size) full += full.size() == bytes.size() ? pad : '\x80';
    uint32_t c = size == 1 ? lead : lead & (0xFFU >> (size + 1));
    for (size_t i = 1; i < size; ++i) c = (c << 6) | (static_cast<unsigned char>(full[i]) & 0x3FU);
    if (c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF) && utf8(c) == full) return true;
  }
  return false;
}

// What U+FFFD substitution of maximal subparts makes of bytes, written the slow and obvious way:
// the longest beginning that some valid sequence has, too.
std::string repaired(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    size_t taken = 0;
    while (taken < bytes.size() && begins_utf8(bytes.substr(0, taken + 1), false)) ++taken;
    if (taken > 0 && begins_utf8(bytes.substr(0, taken), true)) {
      out += bytes.substr(0, taken);
    } else {
      out += "\xEF\xBF\xBD";
      if (taken == 0) taken = 1;
    }
    bytes.remove_prefix(taken);
  }
  return out;
}

TEST_CASE("an object holds its fields in the order of the calls") {
  JsonLine line;
  line.begin();
  CHECK(line.end() == "{}");
  line.begin();
  line.field("text", "a");
  line.field("truth", true);
  line.field("lie", false);
  line.field("low", std::numeric_limits<int64_t>::min());
  line.field("high", std::numeric_limits<uint64_t>::max());
  line.field("int", -7);
  line.field("double", 0.25);
  line.field("owned", "b"s);
  line.field("a \"name\"", std::string_view("c"));
  CHECK(line.end() ==
        R"({"text":"a","truth":true,"lie":false,"low":-9223372036854775808,)"
        R"("high":18446744073709551615,"int":-7,"double":0.25,"owned":"b","a \"name\"":"c"})");
}

TEST_CASE("strings are escaped") {
  // RFC 8259, section 7: quotation mark, reverse solidus and the control characters (U+0000
  // through U+001F) must be escaped.
  CHECK(json_string("") == R"("")");
  CHECK(json_string("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(json_string("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(json_string("\0\x01\x1f\x7f"s) == "\"\\u0000\\u0001\\u001f\x7f\"");
  for (int c = 0; c < 0x80; ++c) {
    CAPTURE(c);
    // At every offset, so that both the fast way and the slow way meet it.
    for (size_t offset = 0; offset < 17; ++offset) {
      std::string text(17, 'x');
      text[offset] = static_cast<char>(c);
      CHECK(nlohmann::json::parse(json_string(text)).get<std::string>() == text);
    }
  }
}

TEST_CASE("every code point comes back, and no line break of any kind stays") {
  std::string text;
  for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    text += utf8(c);
  }
  const std::string json = json_string(text);
  CHECK(nlohmann::json::parse(json).get<std::string>() == text);
  // What Python's str.splitlines() splits at.
  for (const char* line_break : {"\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\xC2\x85",
                                 "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    CHECK(json.find(line_break) == std::string::npos);
  }
}

TEST_CASE("what is not UTF-8 becomes U+FFFD, one for each maximal subpart") {
  // The Unicode Standard, section 3.9, tables 3-8 to 3-11: U+FFFD for non-shortest forms, for
  // ill-formed surrogates, for other ill-formed sequences, for truncated sequences.
  const std::string fffd = "\xEF\xBF\xBD";
  const auto fffds = [&](size_t n) {
    std::string out;
    while (n-- > 0) out += fffd;
    return out;
  };
  CHECK(json_string("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") == "\"" + fffds(8) + "A\"");
  CHECK(json_string("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") == "\"" + fffds(8) + "A\"");
  CHECK(json_string("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") ==
        "\"" + fffds(5) + "A" + fffds(2) + "B\"");
  CHECK(json_string("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == "\"" + fffds(4) + "A\"");
  // At the end of the text, and in a name.
  CHECK(json_string("abc\xF0\x9F\x98") == "\"abc" + fffd + "\"");
  JsonLine line;
  line.begin();
  line.field("\xFF", 1);
  CHECK(line.end() == "{\"" + fffd + "\":1}");
}

TEST_CASE("random bytes become valid JSON that reads back as the repaired text") {
  std::mt19937 random(20260301);  // NOLINT(bugprone-random-generator-seed): repeatable
  // Bytes that make sequences, broken and whole, likelier than chance.
  const std::string likely =
      "\x00\x1f\"\\ aZ\n\x7f\x80\x8f\x90\x9f\xa0\xa8\xbf\xc0\xc1\xc2\xdf"
      "\xe0\xe2\xed\xef\xf0\xf4\xf5\xff\xbf\x85"s;
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 40, '\0');
    for (char& c : text) {
      c = random() % 3 == 0 ? static_cast<char>(random() & 0xFF) : likely[random() % likely.size()];
    }
    JsonLine line;
    line.begin();
    line.field("x", text);
    const auto json = nlohmann::json::parse(line.end(), nullptr, /*allow_exceptions=*/false);
    CAPTURE(round, line.end());
    REQUIRE(json.is_object());
    REQUIRE(json["x"].get<std::string>() == repaired(text));
  }
}

TEST_CASE("doubles read back the same, and never look like integers") {
  CHECK(json_double(0) == "0.0");
  CHECK(json_double(-0.0) == "-0.0");
  CHECK(json_double(1) == "1.0");
  CHECK(json_double(0.1) == "0.1");
  CHECK(json_double(0.30000000000000004) == "0.30000000000000004");
  CHECK(json_double(1e300) == "1e+300");
  CHECK(json_double(5e-324) == "5e-324");
  // RFC 8259, section 6: numeric values that cannot be represented (Infinity, NaN) are not
  // permitted.
  CHECK(json_double(std::numeric_limits<double>::quiet_NaN()) == "0.0");
  CHECK(json_double(std::numeric_limits<double>::infinity()) == "0.0");
  CHECK(json_double(-std::numeric_limits<double>::infinity()) == "0.0");
  std::mt19937_64 random(7);  // NOLINT(bugprone-random-generator-seed): repeatable
  for (int round = 0; round < 20000; ++round) {
    const uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (value != value || value - value != 0) continue;
    const std::string text = json_double(value);
    CAPTURE(text);
    const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    REQUIRE(json.is_number_float());
    REQUIRE(json.get<double>() == value);
  }
}

}  // namespace
}  // namespace tandem
