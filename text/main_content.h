// MainContentExtractor: Page -> the main text of the page, without navigation and other
// boilerplate, as plain text with its paragraphs, lists, tables and code kept (see
// main_content/render.h for the form).
//
// Works on any language: lengths are counted in characters, never in words. Each block of the page
// is decided by one named rule (main_content/rules.h), which blocks() shows.
//
// Cost: four passes over the node array, linear in nodes and bytes.
// Ownership: keeps scratch memory from page to page. Errors: none; a page without text gives an
// empty one. Thread safety: one extractor per thread.
#pragma once

#include <string>
#include <vector>

#include "parser/page.h"
#include "text/main_content/annotate.h"
#include "text/main_content/blocks.h"
#include "text/main_content/rules.h"
#include "text/main_content/select.h"

namespace tandem {

class MainContentExtractor {
 public:
  // The main text: valid UTF-8 as the page's own, not yet normalised.
  std::string extract(const PageView& page);

  // The blocks of the last page in document order, each with the rule that decided over it.
  [[nodiscard]] const std::vector<ContentBlock>& blocks() const { return blocks_; }
  // The content root chosen and the fallback taken for the last page.
  [[nodiscard]] const Selection& selection() const { return selection_; }

 private:
  PageMarks marks_;
  std::vector<ContentBlock> blocks_;
  Selector selector_;
  Selection selection_;
};

}  // namespace tandem
