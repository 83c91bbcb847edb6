#include "text/main_content/blocks.h"

namespace tandem {
namespace {

bool is_space(unsigned char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

// The class of a code point, as far as measuring goes.
enum class CharKind : uint8_t { kOther, kComma, kStop, kCloser, kSpace };

CharKind kind_of(char32_t c) {
  switch (c) {
    case ',':
    case ';':
    case 0x060C:  // Arabic comma
    case 0x3001:  // ideographic comma
    case 0xFF0C:  // full-width comma
    case 0xFF1B:  // full-width semicolon
      return CharKind::kComma;
    case '.':
    case '!':
    case '?':
    case 0x2026:  // ellipsis
    case 0x061F:  // Arabic question mark
    case 0x06D4:  // Urdu full stop
    case 0x0964:  // danda
    case 0x0965:
    case 0x0589:  // Armenian full stop
    case 0x1362:  // Ethiopic full stop
    case 0x17D4:  // Khmer full stop
    case 0x3002:  // ideographic full stop
    case 0xFF0E:
    case 0xFF01:
    case 0xFF1F:
    case 0xFF61:
      return CharKind::kStop;
    case '"':
    case '\'':
    case ')':
    case ']':
    case 0x00BB:
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0x300D:
    case 0x300F:
    case 0xFF09:
      return CharKind::kCloser;
    case 0x00A0:
    case 0x3000:
      return CharKind::kSpace;
    default:
      return CharKind::kOther;
  }
}

// Hangul Jamo, CJK punctuation, kana, ideographs, Hangul syllables, full-width forms and the
// supplementary ideographic planes.
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x11FF) || (c >= 0x2E80 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

// Decodes one code point of valid UTF-8 that is not ASCII; a cut sequence ends at the end.
char32_t decode(std::string_view text, size_t& i) {
  const auto byte = [&](size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) & 0x3FU : 0U;
  };
  const auto lead = static_cast<unsigned char>(text[i]);
  char32_t c = 0;
  size_t size = 1;
  if (lead >= 0xF0) {
    c = ((lead & 0x07U) << 18) | (byte(i + 1) << 12) | (byte(i + 2) << 6) | byte(i + 3);
    size = 4;
  } else if (lead >= 0xE0) {
    c = ((lead & 0x0FU) << 12) | (byte(i + 1) << 6) | byte(i + 2);
    size = 3;
  } else if (lead >= 0xC0) {
    c = ((lead & 0x1FU) << 6) | byte(i + 1);
    size = 2;
  }
  i += size;
  return c;
}

// Builds the list while the nodes pass by.
class Segmenter {
 public:
  Segmenter(const PageView& page, const PageMarks& marks, std::vector<ContentBlock>& blocks)
      : page_(page), marks_(marks), blocks_(blocks) {}

  void run() {
    const uint32_t size = page_.size();
    uint32_t i = 0;
    while (i < size) {
      const PageNode& node = page_.node(i);
      const NodeMark& mark = marks_.nodes[i];
      if (mark.rule == ContentRule::kRawText) {
        i = node.end;
        continue;
      }
      if (node.tag == Tag::kText) {
        add_text(i);
      } else if (node.tag == Tag::br) {
        if (++breaks_ >= 2) end_blocks();
      } else if (is_block(node.tag)) {
        end_blocks();
      }
      ++i;
    }
  }

 private:
  static constexpr size_t kNone = SIZE_MAX;

  struct Open {
    size_t block = kNone;     // index of a block that may still grow
    bool after_space = true;  // its text ends in white space
  };

  void add_text(uint32_t index) {
    const PageNode& node = page_.node(index);
    const NodeMark& mark = marks_.nodes[index];
    // A dropped element amid a paragraph has a block of its own and does not end the paragraph.
    Open& open = mark.rule == ContentRule::kUndecided ? text_ : dropped_;
    const bool same = open.block != kNone && blocks_[open.block].container == mark.container &&
                      blocks_[open.block].marked == mark.rule;
    const TextMeasure text = measure(page_.text(node), same ? open.after_space : true);
    if (text.blank) {
      // A blank node begins no block, but it separates words of one.
      if (same) {
        blocks_[open.block].weight += text.weight;
        open.after_space = true;
      }
      return;
    }
    breaks_ = 0;
    if (!same) {
      ContentBlock block;
      block.first = index;
      block.container = mark.container;
      block.marked = block.rule = mark.rule;
      block.heading = is_heading(page_.node(mark.container).tag);
      open.block = blocks_.size();
      blocks_.push_back(block);
    }
    ContentBlock& block = blocks_[open.block];
    block.end = index + 1;
    block.weight += text.weight;
    if (mark.in_link) block.link_weight += text.weight;
    block.punctuation += text.punctuation;
    block.ends_sentence = text.ends_sentence;
    open.after_space = is_space(static_cast<unsigned char>(page_.text(node).back()));
  }

  void end_blocks() { text_.block = dropped_.block = kNone; }

  const PageView& page_;
  const PageMarks& marks_;
  std::vector<ContentBlock>& blocks_;
  Open text_;            // the block of text under way
  Open dropped_;         // the dropped block under way
  uint32_t breaks_ = 0;  // <br> in a row since the last text
};

}  // namespace

TextMeasure measure(std::string_view utf8, bool after_space) {
  TextMeasure result;
  size_t i = 0;
  while (i < utf8.size()) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    CharKind kind = CharKind::kOther;
    uint32_t weight = 1;
    if (byte < 0x80) {
      ++i;
      kind = is_space(byte) ? CharKind::kSpace : kind_of(byte);
    } else {
      const char32_t c = decode(utf8, i);
      kind = kind_of(c);
      if (is_wide(c)) weight = 2;
    }
    if (kind == CharKind::kSpace) {
      if (!after_space) ++result.weight;
      after_space = true;
      continue;
    }
    after_space = false;
    result.blank = false;
    result.weight += weight;
    if (kind == CharKind::kComma || kind == CharKind::kStop) ++result.punctuation;
    if (kind != CharKind::kCloser) result.ends_sentence = kind == CharKind::kStop;
  }
  return result;
}

void segment(const PageView& page, const PageMarks& marks, std::vector<ContentBlock>& blocks) {
  Segmenter(page, marks, blocks).run();
}

}  // namespace tandem
