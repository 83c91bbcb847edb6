// The gumbo engine: gumbo builds the tree in an arena, a walk without recursion copies it into a
// Page, and the arena is taken back at once (gumbo_destroy_output() would recurse).
#include <gumbo.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "parser/arena.h"
#include "parser/ascii.h"
#include "parser/charset.h"
#include "parser/depth_guard.h"
#include "parser/html.h"
#include "parser/page.h"
#include "parser/tag.h"

namespace tandem {
namespace {

// The scratch memory that ordinary markup is granted; 70 bytes a byte is what <p><p><p> needs.
constexpr size_t kFreeScratch = size_t{64} << 20;
constexpr size_t kScratchPerByte = 300;

// gumbo does not check what its allocator returns, so running out of memory leaves it by longjmp.
// That is sound because only C frames are skipped and all they own lies in the arena.
struct GumboMemory {
  Arena* arena = nullptr;
  std::jmp_buf out_of_memory;
};

void* gumbo_allocate(void* userdata, size_t size) {
  auto* memory = static_cast<GumboMemory*>(userdata);
  void* piece = memory->arena->allocate(size);
  if (piece == nullptr) std::longjmp(memory->out_of_memory, 1);  // NOLINT(*err52-cpp)
  return piece;
}

void gumbo_free(void* /*userdata*/, void* /*memory*/) {}

// Null when the arena is exhausted. Holds no object with a destructor: see GumboMemory.
GumboOutput* run_gumbo(std::string_view utf8, GumboMemory* memory) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = gumbo_allocate;
  options.deallocator = gumbo_free;
  options.userdata = memory;
  options.max_errors = 0;  // each error would record the stack of open elements
  if (setjmp(memory->out_of_memory) != 0) return nullptr;  // NOLINT(*err52-cpp)
  return gumbo_parse_with_options(&options, utf8.data(), utf8.size());
}

using TagTable = std::array<Tag, static_cast<size_t>(GUMBO_TAG_LAST) + 1>;

TagTable make_tag_table() {
  TagTable table{};
  for (size_t i = 0; i < table.size(); ++i) {
    table[i] = i < static_cast<size_t>(GUMBO_TAG_UNKNOWN)
                   ? tag_from_name(gumbo_normalized_tagname(static_cast<GumboTag>(i)))
                   : Tag::kUnknown;
  }
  return table;
}

class TreeWalk {
 public:
  TreeWalk(const TagTable& tags, size_t html_size) : tags_(tags), builder_(html_size) {}

  Result<Bytes> run(const GumboNode& root, std::string_view url, std::string_view charset) {
    enter(root);
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const GumboVector& children = frame.node->v.element.children;
      if (frame.next_child < children.length) {
        enter(*static_cast<const GumboNode*>(children.data[frame.next_child++]));
        continue;
      }
      if (frame.open) {
        builder_.close();
        --depth_;
      }
      stack_.pop_back();
    }
    return std::move(builder_).finish(url, charset);
  }

 private:
  struct Frame {
    const GumboNode* node = nullptr;
    unsigned next_child = 0;
    bool open = true;  // false: closed at once, its children became siblings
  };

  void enter(const GumboNode& node) {
    switch (node.type) {
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        enter_element(node);
        break;
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        builder_.text(valid(node.v.text.text));
        break;
      case GUMBO_NODE_DOCUMENT:
      case GUMBO_NODE_COMMENT:
        break;
    }
  }

  void enter_element(const GumboNode& node) {
    const GumboElement& element = node.v.element;
    builder_.open(tag_of(element));
    const size_t count = std::min<size_t>(element.attributes.length, kMaxElementAttributes);
    for (size_t i = 0; i < count; ++i) {
      add_attribute(*static_cast<const GumboAttribute*>(element.attributes.data[i]));
    }
    const bool open = depth_ + 1 < kMaxPageDepth;
    if (open) {
      ++depth_;
    } else {
      builder_.close();
    }
    stack_.push_back({&node, 0, open});
  }

  // gumbo lets a number overflow in a character reference (&#xBBBBBBBB;) and writes a lone byte.
  std::string_view valid(std::string_view text) {
    if (is_valid_utf8(text)) return text;
    repaired_ = to_valid_utf8(text);
    return repaired_;
  }

  void add_attribute(const GumboAttribute& attribute) {
    name_.clear();
    if (attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_XLINK) name_ = "xlink:";
    if (attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_XML) name_ = "xml:";
    for (const char* c = attribute.name; *c != '\0'; ++c) name_ += ascii_lower(*c);
    // Event handlers are program text, often long, and never content.
    if (name_.size() > 2 && name_[0] == 'o' && name_[1] == 'n') return;
    builder_.attribute(name_, valid(attribute.value));
  }

  Tag tag_of(const GumboElement& element) {
    if (element.tag != GUMBO_TAG_UNKNOWN) {
      const Tag tag = tags_[static_cast<size_t>(element.tag)];
      const bool foreign = element.tag_namespace != GUMBO_NAMESPACE_HTML;
      return !foreign || tag == Tag::svg || tag == Tag::math ? tag : Tag::kUnknown;
    }
    if (element.tag_namespace != GUMBO_NAMESPACE_HTML) return Tag::kUnknown;
    // Younger elements than gumbo: dialog, search, slot.
    GumboStringPiece piece = element.original_tag;
    gumbo_tag_from_original_text(&piece);
    if (piece.data == nullptr || piece.length > 16) return Tag::kUnknown;
    name_.clear();
    for (size_t i = 0; i < piece.length; ++i) name_ += ascii_lower(piece.data[i]);
    return tag_from_name(name_);
  }

  const TagTable& tags_;
  PageBuilder builder_;
  std::vector<Frame> stack_;
  uint32_t depth_ = 0;
  std::string name_;
  std::string repaired_;
};

class GumboEngine final : public HtmlEngine {
 public:
  GumboEngine() : tags_(make_tag_table()), arena_(kKeptScratch, kMaxScratch) {}

  Result<Bytes> parse(std::string_view utf8, std::string_view url,
                      std::string_view charset) override {
    std::string rewritten;
    Guarded guarded = guard_depth(utf8, rewritten);
    // What passes the guard needs memory in proportion to its size. Should something have got past
    // it that does not, it is rewritten after all.
    arena_.set_limit(std::min(kMaxScratch, kFreeScratch + kScratchPerByte * utf8.size()));
    const GumboOutput* output = run(guarded.html);
    if (output == nullptr && !guarded.changed) {
      guarded = guard_depth(utf8, rewritten, true);
      arena_.set_limit(kMaxScratch);
      output = run(guarded.html);
    }
    if (output == nullptr) {
      arena_.reset();
      return Error{ErrorCode::kLimit, "HTML of " + std::to_string(utf8.size()) +
                                          " bytes needs too much memory to parse"};
    }
    Result<Bytes> page = TreeWalk(tags_, utf8.size()).run(*output->root, url, charset);
    arena_.reset();
    return page;
  }

 private:
  const GumboOutput* run(std::string_view utf8) {
    arena_.reset();
    GumboMemory memory;
    memory.arena = &arena_;
    return run_gumbo(utf8, &memory);
  }

  TagTable tags_;
  Arena arena_;
};

}  // namespace

std::unique_ptr<HtmlEngine> make_gumbo_engine() { return std::make_unique<GumboEngine>(); }

Result<Bytes> parse_html(std::string_view utf8, std::string_view url, std::string_view charset) {
  return HtmlParser().parse(utf8, url, charset);
}

}  // namespace tandem
