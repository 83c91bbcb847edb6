// JsonLine: writes one JSON object (RFC 8259) on one line, field by field, fast.
//
//   JsonLine line;
//   line.begin();
//   line.field("url", url);
//   line.field("status", 200);
//   std::string_view text = line.end();  // {"url":"https://a.example/","status":200}
//
// Whatever the input, the result is valid JSON in valid UTF-8 without a line break:
// - Bytes that are not UTF-8 become U+FFFD, one for each maximal subpart of an ill-formed
//   sequence (The Unicode Standard, section 3.9, U+FFFD Substitution of Maximal Subparts).
// - U+0085, U+2028 and U+2029 are escaped too, so that readers that split at every Unicode line
//   break (Python's str.splitlines) still see one line for each object.
// - A double is written with the fewest digits that read back as the same double, always with a
//   point or exponent, so that a column of doubles is never taken for one of integers. JSON has
//   no NaN or infinity: they are written as 0.0.
// Fields are written in the order of the calls; names are not checked for repetition.
//
// The buffer is kept from line to line. Thread safety: none; one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace tandem {

class JsonLine {
 public:
  // Starts a new object and forgets the one before it.
  void begin();
  void field(std::string_view name, std::string_view value);
  void field(std::string_view name, double value);
  // A template, so that a pointer to characters is not taken for a truth value.
  template <typename Bool>
  requires std::is_same_v<Bool, bool>
  void field(std::string_view name, Bool value) {
    put_name(name);
    text_ += value ? "true" : "false";
  }
  template <typename Integer>
  requires(std::is_integral_v<Integer> &&
           !std::is_same_v<Integer, bool>) void field(std::string_view name, Integer value) {
    put_name(name);
    if constexpr (std::is_signed_v<Integer>) {
      put_signed(value);
    } else {
      put_unsigned(value);
    }
  }
  // The finished object, without a line break; valid until the next begin().
  std::string_view end();

 private:
  void put_name(std::string_view name);
  void put_signed(int64_t value);
  void put_unsigned(uint64_t value);

  std::string text_;
};

// Appends `value` to `out` as a JSON string with its quotes, repaired and escaped as above.
void append_json_string(std::string_view value, std::string& out);

}  // namespace tandem
