// Second pass of main content extraction: the page as a flat list of blocks of text.
//
// A block is a run of text with no block-level border inside it: a paragraph, a heading, one cell,
// one line of a list. Two <br> in a row end a block as well. Lengths are weights: code points with
// white space runs counted as one, those of scripts that pack more into a character (CJK, kana,
// Hangul) counted twice, so that one threshold serves all languages.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/page.h"
#include "text/main_content/annotate.h"
#include "text/main_content/rules.h"

namespace tandem {

struct ContentBlock {
  // Node range [first, end). Text nodes of it under another mark belong to another block.
  uint32_t first = 0;
  uint32_t end = 0;
  uint32_t container = 0;  // the block-level element that holds it
  uint32_t weight = 0;
  uint32_t link_weight = 0;    // of text inside <a href>
  uint32_t punctuation = 0;    // commas and ends of sentences, in any script
  bool ends_sentence = false;  // the last character but for quotes and brackets ends a sentence
  bool heading = false;
  ContentRule marked = ContentRule::kUndecided;  // the mark of all its text nodes
  ContentRule rule = ContentRule::kUndecided;    // the decision; begins as `marked`
};

// What one stretch of text weighs.
struct TextMeasure {
  uint32_t weight = 0;
  uint32_t punctuation = 0;
  bool ends_sentence = false;
  bool blank = true;
};
// `after_space`: a leading white space run counts nothing, since the text before ended in one.
TextMeasure measure(std::string_view utf8, bool after_space);

// Appends the blocks of the page, in document order. Raw text makes no block; hidden and
// boilerplate blocks carry the rule that drops them.
void segment(const PageView& page, const PageMarks& marks, std::vector<ContentBlock>& blocks);

}  // namespace tandem
