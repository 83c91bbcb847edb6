#include "text/main_content/select.h"

#include <algorithm>

namespace tandem {
namespace {

using enum ContentRule;

// Lengths are weights (see blocks.h), shares are percentages.
constexpr uint32_t kLongText = 80;         // running text by its length alone
constexpr uint32_t kSentence = 25;         // running text if it also ends as a sentence
constexpr uint32_t kMaxLinkShare = 50;     // of a block of running text
constexpr uint32_t kDominantShare = 85;    // of the running text: descend into this child
constexpr uint32_t kStrongHintShare = 40;  // of the running text: believe a strong hint
constexpr uint32_t kWeakHintShare = 45;    // believe a weak one
constexpr uint32_t kDenseShare = 60;       // link share of an element that goes
constexpr uint32_t kEnoughText = 250;      // less is no article
constexpr uint32_t kSmallShare = 30;       // of the clean text: the tight result lost too much
constexpr uint32_t kSmallText = 1500;      // more is text enough, whatever its share

bool at_least(uint64_t part, uint64_t whole, uint32_t percent) {
  return part * 100 >= whole * percent;
}

bool is_running_text(const ContentBlock& block) {
  if (block.heading) return false;
  if (at_least(block.link_weight, block.weight, kMaxLinkShare)) return false;
  if (block.weight >= kLongText) return true;
  return block.weight >= kSentence && block.ends_sentence;
}

// Elements that may go as a whole for being nearly all links.
bool is_group(Tag tag) {
  switch (tag) {
    case Tag::div:
    case Tag::section:
    case Tag::article:
    case Tag::ul:
    case Tag::ol:
    case Tag::dl:
    case Tag::table:
    case Tag::p:
    case Tag::blockquote:
    case Tag::figure:
    case Tag::center:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Selector::sum_up(const PageView& page, const std::vector<ContentBlock>& blocks) {
  sums_.assign(page.size(), {});
  for (const ContentBlock& block : blocks) {
    if (block.rule != kUndecided) continue;
    Sums& sums = sums_[block.container];
    sums.weight += block.weight;
    sums.link += block.link_weight;
    sums.blocks += 1;
    if (is_running_text(block)) sums.good += block.weight - block.link_weight;
  }
  for (uint32_t i = page.size() - 1; i > 0; --i) {
    Sums& parent = sums_[page.node(i).parent];
    parent.weight += sums_[i].weight;
    parent.link += sums_[i].link;
    parent.good += sums_[i].good;
    parent.blocks += sums_[i].blocks;
  }
}

uint32_t Selector::hinted_root(const PageView& page, const PageMarks& marks) const {
  const uint32_t all = sums_[0].good;
  uint32_t best = 0;
  for (const uint32_t i : marks.hinted) {
    const bool strong = marks.nodes[i].hint == ContentHint::kStrong;
    if (!at_least(sums_[i].good, all, strong ? kStrongHintShare : kWeakHintShare)) continue;
    if (sums_[i].good == 0) continue;
    // Of two that qualify, an inner one is tighter; of two apart, the one with more text.
    const bool inside = best == 0 || i < page.node(best).end;
    if (inside || sums_[i].good > sums_[best].good) best = i;
  }
  return best;
}

uint32_t Selector::descend(const PageView& page, uint32_t from) const {
  const uint32_t all = sums_[from].good;
  uint32_t root = from;
  while (true) {
    uint32_t next = kNoNode;
    for (uint32_t child = root + 1; child < page.node(root).end; child = page.node(child).end) {
      if (page.node(child).tag == Tag::p || is_heading(page.node(child).tag)) continue;
      if (at_least(sums_[child].good, all, kDominantShare)) {
        next = child;
        break;
      }
    }
    if (next == kNoNode || page.node(next).tag == Tag::kText || !is_block(page.node(next).tag)) {
      return root;
    }
    root = next;
  }
}

uint32_t Selector::find_root(const PageView& page, const PageMarks& marks) const {
  if (sums_[0].good == 0) return 0;
  const uint32_t hinted = hinted_root(page, marks);
  if (hinted != 0 && marks.nodes[hinted].hint == ContentHint::kStrong) return hinted;
  return descend(page, hinted);
}

void Selector::drop_link_dense(const PageView& page, uint32_t root) {
  dense_.assign(page.size(), false);
  for (uint32_t i = root + 1; i < page.node(root).end; ++i) {
    if (dense_[page.node(i).parent]) {
      dense_[i] = true;
      continue;
    }
    const Sums& sums = sums_[i];
    if (sums.weight == 0 || !is_group(page.node(i).tag)) continue;
    dense_[i] = at_least(sums.link, sums.weight, kDenseShare) && sums.good < kEnoughText;
  }
}

Selection Selector::run(const PageView& page, const PageMarks& marks,
                        std::vector<ContentBlock>& blocks) {
  Selection selection;
  uint64_t visible = 0;
  uint64_t comments = 0;
  uint64_t clean = 0;
  uint64_t clean_good = 0;
  for (const ContentBlock& block : blocks) {
    if (block.marked != kHidden) visible += block.weight;
    if (block.marked == kComments) comments += block.weight;
    if (block.marked != kUndecided) continue;
    clean += block.weight;
    if (is_running_text(block)) clean_good += block.weight;
  }
  if (comments > 0 && (marks.forum || clean_good < kEnoughText)) {
    for (ContentBlock& block : blocks) {
      if (block.marked != kComments) continue;
      block.rule = kUndecided;
      clean += block.weight;
    }
  }
  sum_up(page, blocks);
  selection.root = find_root(page, marks);
  drop_link_dense(page, selection.root);

  const uint32_t begin = selection.root;
  const uint32_t end = page.node(selection.root).end;
  uint64_t kept = 0;
  size_t first_good = blocks.size();
  size_t last_good = 0;
  for (size_t i = 0; i < blocks.size(); ++i) {
    ContentBlock& block = blocks[i];
    if (block.rule != kUndecided) continue;
    if (block.container < begin || block.container >= end) {
      block.rule = kOutsideRoot;
    } else if (dense_[block.container]) {
      block.rule = kLinkDense;
    } else {
      block.rule = is_running_text(block) ? kMainText : kNearText;
      if (block.rule == kMainText) {
        first_good = std::min(first_good, i);
        last_good = i;
      }
      kept += block.weight;
    }
  }
  // Headings that head nothing.
  if (first_good < blocks.size()) {
    for (size_t i = last_good + 1; i < blocks.size(); ++i) {
      if (blocks[i].rule == kNearText && blocks[i].heading) blocks[i].rule = kAfterText;
    }
  }
  if (kept < kEnoughText || (kept < kSmallText && !at_least(kept, clean, kSmallShare))) {
    const bool all = clean < kEnoughText && !at_least(clean, visible, kSmallShare);
    selection.fallback = all ? kFallbackAll : kFallbackClean;
    for (ContentBlock& block : blocks) {
      if (keeps(block.rule) || block.marked == kHidden) continue;
      if (all || block.marked == kUndecided) block.rule = selection.fallback;
    }
  }
  return selection;
}

}  // namespace tandem
