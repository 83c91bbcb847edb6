// Document: what preprocessing makes of a Page, ready to be written and trained on.
//
// Thread safety: a value type.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace tandem {

struct Document {
  std::string title;          // one line, UTF-8, NFC; empty if the page has none
  std::string text;           // main text: UTF-8, NFC, paragraphs separated by blank lines
  std::string language;       // ISO 639-1 (639-3 where it has none); "und" if unknown
  double language_score = 0;  // 0..1
  uint64_t chars = 0;         // code points of text
  uint64_t words = 0;         // UAX #29 words that hold a letter or digit
  uint64_t sentences = 0;     // UAX #29
  uint64_t lines = 0;         // non-blank lines of text
  // Empty: accepted. Else the name of the rule that drops it, e.g. "empty_text".
  std::string dropped_by;
};

// How a Document crosses from a worker: base/wire.h. decode checks every bound; kCorrupt.
Bytes encode(const Document& document);
Result<Document> decode_document(ByteView bytes);

}  // namespace tandem
