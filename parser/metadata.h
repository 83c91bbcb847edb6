// Metadata: what a page says about itself.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "parser/page.h"

namespace tandem {

// White space is collapsed in every field, and each is cut at kMaxMetadataField bytes (between
// code points). A field that the page does not have is empty.
struct Metadata {
  std::string title;             // <title>, else og:title, else the text of the first <h1>
  std::string canonical;         // href of <link rel=canonical>, as written
  std::string language;          // lang (or xml:lang) of <html>
  std::string description;       // <meta name=description>, else og:description
  std::string robots;            // <meta name=robots>, several joined by ", ", lower case
  std::string content_language;  // <meta http-equiv=content-language>
};

inline constexpr size_t kMaxMetadataField = 4096;

Metadata extract_metadata(const PageView& page);

}  // namespace tandem
