// The stage "preprocess": Page -> Document. Main text, normalised, with its language and counts.
//
// A pure function of the page: no I/O, no threads, no shared state. It may be placed on a thread or
// in a process alike.
//
// Ownership: a Preprocessor keeps scratch memory and ICU's iterators from page to page.
// Thread safety: one Preprocessor per thread.
#pragma once

#include <string_view>

#include "base/result.h"
#include "parser/page.h"
#include "text/counts.h"
#include "text/document.h"
#include "text/main_content.h"
#include "text/normalise.h"

namespace tandem {

// The rule that rejects a page without text.
inline constexpr std::string_view kDroppedEmptyText = "empty_text";

class Preprocessor {
 public:
  // kInternal if ICU's data is missing.
  static Result<Preprocessor> create();

  // Makes the document of a page. A page without text gives a document that is dropped by
  // "empty_text"; that is no error.
  Result<Document> run(const PageView& page);

  // The extractor, for what it decided about the last page.
  [[nodiscard]] const MainContentExtractor& extractor() const { return extractor_; }

 private:
  Preprocessor(Normaliser normaliser, TextCounter counter)
      : normaliser_(normaliser), counter_(std::move(counter)) {}

  MainContentExtractor extractor_;
  Normaliser normaliser_;
  TextCounter counter_;
};

}  // namespace tandem
