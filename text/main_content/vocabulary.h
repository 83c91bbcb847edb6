// What the words in class, id and role attributes say about an element.
//
// Thread safety: pure functions over constant tables.
#pragma once

#include <string_view>

#include "text/main_content/rules.h"

namespace tandem {

// How strongly a name marks the container of the main text.
enum class ContentHint : uint8_t {
  kNone,
  kWeak,    // "content", "main": often the text, often the whole page
  kStrong,  // "entry-content", "article-body", "mw-content-text": the text itself
};

struct NameVerdict {
  ContentRule rule = ContentRule::kUndecided;  // a dropping rule, or undecided
  ContentHint hint = ContentHint::kNone;
  bool forum = false;  // the software of a forum: posts and comments are the content
};

// Reads the value of a class or id attribute: names separated by white space, each made of words
// separated by '-', '_' or a change of case. Only the first 400 bytes count.
NameVerdict judge_names(std::string_view value);

// The dropping rule of an ARIA role (WAI-ARIA 1.2 landmark and widget roles); undecided if none.
ContentRule judge_role(std::string_view role);

}  // namespace tandem
