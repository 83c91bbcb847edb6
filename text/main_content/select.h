// Third pass of main content extraction: which blocks are the main text.
//
// 1. Blocks under a boilerplate mark go, those of comments unless the page is a forum or has little
//    other text.
// 2. The content root is the tightest element that holds nearly all running text: a container that
//    the page itself names as its text, else found by descending from <body> for as long as one
//    child holds most of it.
// 3. Inside the root, elements that are nearly all links go, and short remains before the first
//    and behind the last running text.
// 4. If what is left is small against the page, the light result is taken: everything but
//    boilerplate; and if that is small too, everything visible. Text is never lost in doubt.
//
// Source: the density measures follow Kohlschuetter et al., "Boilerplate detection using shallow
// text features" (2010), and jusText's context rules (Pomikalek 2011), in linear time.
//
// Thread safety: Selector belongs to one thread; it keeps scratch memory between pages.
#pragma once

#include <cstdint>
#include <vector>

#include "parser/page.h"
#include "text/main_content/annotate.h"
#include "text/main_content/blocks.h"

namespace tandem {

struct Selection {
  uint32_t root = 0;  // the node chosen as content root
  ContentRule fallback =
      ContentRule::kUndecided;  // kFallbackClean or kFallbackAll if one was taken
};

class Selector {
 public:
  // Decides the rule of every block.
  Selection run(const PageView& page, const PageMarks& marks, std::vector<ContentBlock>& blocks);

 private:
  // Sums over the kept-so-far blocks of a subtree.
  struct Sums {
    uint32_t weight = 0;
    uint32_t link = 0;
    uint32_t good = 0;  // weight of running text
    uint32_t blocks = 0;
  };

  void sum_up(const PageView& page, const std::vector<ContentBlock>& blocks);
  [[nodiscard]] uint32_t find_root(const PageView& page, const PageMarks& marks) const;
  [[nodiscard]] uint32_t hinted_root(const PageView& page, const PageMarks& marks) const;
  [[nodiscard]] uint32_t descend(const PageView& page, uint32_t from) const;
  void drop_link_dense(const PageView& page, uint32_t root);

  std::vector<Sums> sums_;
  std::vector<bool> dense_;  // nodes whose subtree is dropped as nearly all links
};

}  // namespace tandem
