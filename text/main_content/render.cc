#include "text/main_content/render.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace tandem {
namespace {

// The length of the white space character at `i`, 0 if there is none: ASCII blanks, no-break
// space, the spaces of U+2000..200A, line and paragraph separator, ideographic space.
size_t space_at(std::string_view text, size_t i) {
  const auto byte = [&](size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const unsigned first = byte(i);
  if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
  if (first < 0xC2) return 0;
  if (first == 0xC2) return byte(i + 1) == 0xA0 || byte(i + 1) == 0x85 ? 2 : 0;
  if (first == 0xE2 && byte(i + 1) == 0x80) {
    const unsigned last = byte(i + 2);
    return (last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
  }
  return first == 0xE3 && byte(i + 1) == 0x80 && byte(i + 2) == 0x80 ? 3 : 0;
}

class Renderer {
 public:
  Renderer(const PageView& page, const PageMarks& marks) : page_(page), marks_(marks) {}

  std::string run(const std::vector<ContentBlock>& blocks) {
    const PageNode& root = page_.node(0);
    out_.reserve(std::min<size_t>(root.text_chars, 1 << 20));
    for (const ContentBlock& block : blocks) {
      if (keeps(block.rule)) add(block);
    }
    trim_end(0);
    return std::move(out_);
  }

 private:
  void add(const ContentBlock& block) {
    const size_t before = out_.size();
    const NodeMark& mark = marks_.nodes[block.container];
    separate(mark);
    const bool new_item = mark.item != kNoNode && mark.cell == kNoNode && mark.item != item_ &&
                          !inside(item_, mark.item);
    if (new_item) add_marker(mark.item);
    const size_t begin = out_.size();
    if (mark.preformatted != kNoNode && mark.cell == kNoNode) {
      add_preformatted(block);
    } else {
      add_inline(block, mark.cell != kNoNode);
    }
    if (out_.size() == begin) {  // nothing but white space after all
      out_.resize(before);
      return;
    }
    started_ = true;
    item_ = mark.item;
    cell_ = mark.cell;
    row_ = mark.cell == kNoNode ? kNoNode : page_.node(mark.cell).parent;
    table_ = table_of(mark.cell);
    list_ = list_of(mark.item);
    pre_ = mark.preformatted;
  }

  // Puts between the last block and the next what their places in the page ask for.
  void separate(const NodeMark& mark) {
    if (!started_) return;
    if (mark.cell != kNoNode && cell_ != kNoNode) {
      if (mark.cell == cell_) {
        out_ += ' ';
      } else if (page_.node(mark.cell).parent == row_) {
        out_ += '\t';
      } else {
        out_ += table_of(mark.cell) == table_ ? "\n" : "\n\n";
      }
      return;
    }
    const bool in_one_pre = mark.preformatted != kNoNode && mark.preformatted == pre_;
    const bool in_one_list = mark.item != kNoNode && item_ != kNoNode &&
                             mark.preformatted == kNoNode && pre_ == kNoNode &&
                             same_list(mark.item);
    out_ += in_one_pre || in_one_list ? "\n" : "\n\n";
  }

  uint32_t table_of(uint32_t cell) const {
    if (cell == kNoNode) return kNoNode;
    const PageNode& row = page_.node(page_.node(cell).parent);
    const uint32_t section = row.parent;
    return page_.node(section).tag == Tag::table ? section : page_.node(section).parent;
  }

  uint32_t list_of(uint32_t item) const {
    return item == kNoNode ? kNoNode : page_.node(item).parent;
  }

  // True if `node` is in the subtree of `outer`.
  bool inside(uint32_t node, uint32_t outer) const {
    return node != kNoNode && outer != kNoNode && node >= outer && node < page_.node(outer).end;
  }

  // Items of one list, or of a list and one nested in it.
  bool same_list(uint32_t item) const {
    const uint32_t list = list_of(item);
    if (item == item_ || list == list_) return true;
    return inside(item, list_) || inside(item_, list);
  }

  void add_marker(uint32_t item) {
    const PageNode& node = page_.node(item);
    if (node.tag != Tag::li) return;
    if (page_.node(node.parent).tag != Tag::ol) {
      out_ += "- ";
      return;
    }
    // Lists under way, outer ones first; one that does not hold this item is over.
    while (!ordered_.empty() && !inside(item, ordered_.back().list)) ordered_.pop_back();
    if (ordered_.empty() || ordered_.back().list != node.parent) {
      ordered_.push_back({node.parent, first_ordinal(node.parent)});
    }
    const uint32_t ordinal = ordered_.back().next++;
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, ordinal).ptr;
    out_.append(digits, static_cast<size_t>(end - digits));
    out_ += ". ";
  }

  uint32_t first_ordinal(uint32_t list) const {
    const auto start = page_.attribute(page_.node(list), "start");
    uint32_t value = 1;
    if (start) std::from_chars(start->data(), start->data() + start->size(), value);
    return std::min<uint32_t>(value, 1000000);
  }

  void add_inline(const ContentBlock& block, bool in_cell) {
    const size_t begin = out_.size();
    bool space = false;
    uint32_t i = block.first;
    while (i < block.end) {
      const PageNode& node = page_.node(i);
      if (const ContentRule rule = marks_.nodes[i].rule; rule != block.marked) {
        i = rule == ContentRule::kUndecided ? i + 1 : node.end;  // its children may be of the block
        continue;
      }
      if (node.tag == Tag::br) {
        if (out_.size() > begin) {
          if (in_cell) {
            space = true;
          } else {
            out_ += '\n';
            space = false;
          }
        }
      } else if (node.tag == Tag::kText) {
        add_collapsed(page_.text(node), begin, space);
      }
      ++i;
    }
    trim_end(begin);
  }

  // `space`: white space is owed before the next character.
  void add_collapsed(std::string_view text, size_t begin, bool& space) {
    size_t i = 0;
    while (i < text.size()) {
      if (const size_t skip = space_at(text, i); skip > 0) {
        space = true;
        i += skip;
        continue;
      }
      size_t end = i + 1;
      while (end < text.size() && space_at(text, end) == 0) ++end;
      if (space && out_.size() > begin && out_.back() != '\n') out_ += ' ';
      space = false;
      out_.append(text.substr(i, end - i));
      i = end;
    }
  }

  void add_preformatted(const ContentBlock& block) {
    const size_t begin = out_.size();
    for (uint32_t i = block.first; i < block.end;) {
      const PageNode& node = page_.node(i);
      if (const ContentRule rule = marks_.nodes[i].rule; rule != block.marked) {
        i = rule == ContentRule::kUndecided ? i + 1 : node.end;  // its children may be of the block
        continue;
      }
      if (node.tag == Tag::br) out_ += '\n';
      if (node.tag == Tag::kText) {
        for (const char c : page_.text(node)) {
          if (c != '\r') out_ += c;
        }
      }
      ++i;
    }
    // Empty lines at the start go, the indentation of the first line stays.
    size_t line = begin;
    for (size_t i = begin; i < out_.size() && space_at(out_, i) > 0; ++i) {
      if (out_[i] == '\n') line = i + 1;
    }
    out_.erase(begin, line - begin);
    trim_end(begin);
  }

  void trim_end(size_t begin) {
    while (out_.size() > begin &&
           (out_.back() == ' ' || (out_.back() >= '\t' && out_.back() <= '\r'))) {
      out_.pop_back();
    }
  }

  const PageView& page_;
  const PageMarks& marks_;
  std::string out_;
  // The place of the block added last.
  bool started_ = false;
  uint32_t item_ = kNoNode;
  uint32_t list_ = kNoNode;
  uint32_t cell_ = kNoNode;
  uint32_t row_ = kNoNode;
  uint32_t table_ = kNoNode;
  uint32_t pre_ = kNoNode;
  struct OrderedList {
    uint32_t list;
    uint32_t next;  // the number of its next item
  };
  std::vector<OrderedList> ordered_;
};

}  // namespace

std::string render(const PageView& page, const PageMarks& marks,
                   const std::vector<ContentBlock>& blocks) {
  return Renderer(page, marks).run(blocks);
}

}  // namespace tandem
