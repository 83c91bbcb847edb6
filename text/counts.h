// Counts of a text: characters, words, sentences, lines.
//
// Words and sentences are those of UAX #29 with the root locale, by ICU's break iterators; ICU
// finds words of Chinese, Japanese, Thai, Lao, Khmer and Burmese by dictionary. A word is a
// segment that holds a letter, number, kana or ideograph. A sentence is a segment that holds one;
// a line break of the text ends a sentence, as UAX #29 has it for paragraph separators.
//
// Cost: linear; long texts are read in pieces of at most kCountPiece bytes cut at line ends or
// blanks, so that memory is bounded.
// Thread safety: one TextCounter per thread; opening one is dear, so keep it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace tandem {

struct TextCounts {
  uint64_t chars = 0;      // code points
  uint64_t words = 0;      // UAX #29 words that hold a letter, number, kana or ideograph
  uint64_t sentences = 0;  // UAX #29 sentences that hold such a word or symbol
  uint64_t lines = 0;      // lines that are not blank
};

inline constexpr size_t kCountPiece = size_t{64} << 10;

class TextCounter {
 public:
  // kInternal if ICU's break rules or dictionaries are missing.
  static Result<TextCounter> create();
  TextCounter(TextCounter&&) noexcept;
  TextCounter& operator=(TextCounter&&) noexcept;
  ~TextCounter();

  // The text should be valid UTF-8; broken bytes count as one character each.
  TextCounts count(std::string_view utf8);

 private:
  struct Impl;
  explicit TextCounter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tandem
