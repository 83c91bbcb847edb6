// Depth guard: keeps markup away from gumbo that would cost it more than linear time.
//
// gumbo 0.10.1 follows the standard to the letter and so walks the stack of open elements for most
// tags, opens every active formatting element anew in each paragraph, and compares each attribute
// of an element with all others: 80,000 nested <div>, 50,000 distinct <font> before as many <p>,
// or 10^6 attributes cost it seconds to hours.
//
// guard_depth() first plays the tree construction rules through with names alone, in one cheap
// pass that builds nothing: a stack of open elements and a list of active formatting elements that
// are never shorter than gumbo's. While both stay within the limits, the HTML is passed on as it
// is, whatever else is wrong with it. Where one is exceeded, the HTML is rewritten as well-nested
// markup: end tags supplied, elements nested too deep made siblings or dropped with their content
// kept, formatting not carried on into the next block, surplus attributes cut off. Text is never
// lost.
//
// Thread safety: pure function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem {

struct GuardLimits {
  uint32_t depth = 508;       // open elements below <body>
  uint32_t formatting = 64;   // active formatting elements
  uint32_t attributes = 256;  // of one tag, duplicates included
  uint32_t root_tags = 32;    // <html> and <body> tags, whose attributes are merged
  uint32_t framesets = 64;
  uint64_t walk = 60'000'000;     // open elements walked past, summed over all tags,
  uint64_t walk_per_byte = 16;    // and as many more for each byte of HTML
  uint32_t walk_depth = 24;       // the depth that is always granted, whatever has been walked
  uint64_t reopened_per_tag = 4;  // formatting elements opened anew, per tag
  uint64_t reopened_free = 4096;  // and as many besides
};

struct Guarded {
  std::string_view html;  // the input itself, or `rewritten`
  bool changed = false;
  uint64_t steps = 0;  // elements looked at by the guard itself, for tests of its linearity
};

// `rewritten` is where the new text is put if one is needed; it must outlive the result.
// `rewrite`: do not try to pass the HTML on as it is.
Guarded guard_depth(std::string_view html, std::string& rewritten, bool rewrite = false,
                    const GuardLimits& limits = {});

}  // namespace tandem
