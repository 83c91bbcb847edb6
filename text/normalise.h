// Unicode normalisation of extracted text, as training text wants it.
//
//   - Normalisation Form C (UAX #15), by ICU. Never NFKC: compatibility forms carry meaning.
//   - Line ends CR LF, CR, NEL, U+2028 become LF; U+2029 becomes an empty line.
//   - Control characters (C0, DEL, C1) go, except tab and LF.
//   - U+FEFF, U+200B (zero width space), U+2060 (word joiner), U+00AD (soft hyphen), noncharacters
//     and bidirectional overrides (U+202A-202E, U+2066-2069) go. ZWNJ, ZWJ, LRM and RLM stay:
//     scripts and emoji need them. U+FFFD stays: it says where the source was broken.
//   - Invalid UTF-8 becomes U+FFFD.
//   - Trailing white space of lines goes, runs of empty lines become one, none at either end.
//     Leading white space of a line stays (code).
//
// Thread safety: Normaliser is immutable after create(); one may serve many threads.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tandem {

class Normaliser {
 public:
  // kInternal if ICU's data is missing.
  static Result<Normaliser> create();

  // The whole of the above. Linear in the text. Idempotent.
  [[nodiscard]] std::string text(std::string_view utf8) const;

  // The same for one line: every white space run becomes a single space, none at either end.
  [[nodiscard]] std::string line(std::string_view utf8) const;

 private:
  explicit Normaliser(const void* nfc) : nfc_(nfc) {}

  [[nodiscard]] std::string nfc(std::string text) const;

  const void* nfc_;  // icu::Normalizer2, owned by ICU
};

}  // namespace tandem
