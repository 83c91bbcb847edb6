// What the tree construction rules of the HTML standard (section 13.2.6) say of each element, as
// gumbo 0.10.1 knows it. Internal to the gumbo engine.
//
// Thread safety: pure functions.
#pragma once

#include <gumbo.h>

#include <cstdint>

namespace tandem {

enum TagTrait : uint32_t {
  kVoidTag = 1U << 0,          // has no end tag and no content
  kSpecialTag = 1U << 1,       // "special" category, 13.2.4.2
  kScopeTag = 1U << 2,         // ends the default scope
  kFormattingTag = 1U << 3,    // "formatting" category
  kClosesP = 1U << 4,          // its start tag ends an open <p>
  kBlockEnd = 1U << 5,         // its end tag closes everything up to it, special or not
  kImpliedEnd = 1U << 6,       // "generate implied end tags" closes it
  kRawText = 1U << 7,          // content is text up to its end tag
  kBreakout = 1U << 8,         // its start tag ends foreign content
  kNoReconstruct = 1U << 9,    // its start tag does not reconstruct the active formatting elements
  kTablePart = 1U << 10,       // caption, colgroup, tbody, tfoot, thead, tr, td, th
  kHeading = 1U << 11,         // h1 to h6
  kMarkerTag = 1U << 12,       // puts a marker into the list of active formatting elements
  kTableStructure = 1U << 13,  // table and those of its parts that hold no text themselves
};

// The traits of an element, several or-ed.
uint32_t tag_traits(GumboTag tag);

}  // namespace tandem
