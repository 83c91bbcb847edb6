// First pass of main content extraction: what each element is, from its tag and attributes.
//
// One pass in document order; what an element inherits from its ancestors (its block container,
// list item, table cell, the rule that drops it) is copied from its parent's mark.
//
// Thread safety: annotate() is a pure function; PageMarks belongs to one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "parser/page.h"
#include "text/main_content/rules.h"
#include "text/main_content/vocabulary.h"

namespace tandem {

inline constexpr uint32_t kNoNode = UINT32_MAX;

struct NodeMark {
  uint32_t container = 0;                      // the nearest block-level ancestor or self
  uint32_t item = kNoNode;                     // the nearest li, dt or dd
  uint32_t cell = kNoNode;                     // the nearest td or th of a data table
  uint32_t preformatted = kNoNode;             // the nearest pre
  ContentRule rule = ContentRule::kUndecided;  // hidden or boilerplate, own or inherited
  ContentHint hint = ContentHint::kNone;       // own only
  bool in_link = false;
  bool in_code = false;  // inside code or pre, whose class names are those of a highlighter
  bool in_text = false;  // inside article, main or a strong hint
};

struct PageMarks {
  std::vector<NodeMark> nodes;   // one for each node of the page
  std::vector<uint32_t> hinted;  // nodes with a content hint or the like, in document order
  bool forum = false;            // posts and comments are the content of this page

  void clear();
};

// True for elements that begin and end a block of text.
bool is_block(Tag tag);
// True for h1 to h6.
bool is_heading(Tag tag);

// Fills `marks` for the page.
void annotate(const PageView& page, PageMarks& marks);

}  // namespace tandem
