// Page: a parsed HTML page as one contiguous, pointer-free, relocatable block.
//
//   +------------+-----------------+----------------------+------------+-----------------+
//   | PageHeader | PageNode[nodes] | PageAttribute[attrs] | text bytes | string bytes    |
//   +------------+-----------------+----------------------+------------+-----------------+
//   ^ 0          ^ nodes_offset    ^ attributes_offset    ^ text_offset ^ strings_offset ^ size
//
// Nodes stand in document order (pre-order): node 0 is the root <html>, the subtree of node i is
// the index range [i, nodes[i].end). Text bytes stand in document order too, so the text of a
// subtree is the one byte range [text_begin, text_end). All text is valid UTF-8. Script, style,
// template, textarea and similar raw text is stored as well, but counts in no sum.
//
// The block may be copied to any address aligned to 8 (a heap buffer, a shared-memory slot) and
// is read in place: PageView::open() checks every offset, after which nothing can point outside.
//
// The page <p>one <a href=x>two</a></p>, whose text bytes are "one two":
//
//   index  tag    parent  end  attributes  text   text_chars  link_chars  links  paragraphs
//   0      html   0       7    [0,0)       [0,7)  7           3           1      1
//   1      head   0       2    [0,0)       [0,0)  0           0           0      0
//   2      body   0       7    [0,0)       [0,7)  7           3           1      1
//   3      p      2       7    [0,0)       [0,7)  7           3           1      1
//   4      #text  3       5    [0,0)       [0,4)  4           0           0      0
//   5      a      3       7    [0,1)       [4,7)  3           3           1      0
//   6      #text  5       7    [1,1)       [4,7)  3           3           0      0
//
// Thread safety: PageBuilder belongs to one thread; a PageView is immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "parser/tag.h"

namespace tandem {

// A byte range in the strings area (attribute names and values, the page's url and charset).
struct PageString {
  uint32_t begin = 0;
  uint32_t size = 0;
};

struct PageHeader {
  uint32_t magic = 0;    // kPageMagic
  uint32_t version = 0;  // kPageVersion
  uint64_t size = 0;     // of the whole block, in bytes
  uint32_t node_count = 0;
  uint32_t attribute_count = 0;
  uint32_t nodes_offset = 0;
  uint32_t attributes_offset = 0;
  uint32_t text_offset = 0;
  uint32_t text_size = 0;
  uint32_t strings_offset = 0;
  uint32_t strings_size = 0;
  PageString url;      // the URL that the page was fetched from, after redirects
  PageString charset;  // the WHATWG name of the encoding it was decoded from
};

struct PageNode {
  Tag tag = Tag::kUnknown;
  uint16_t depth = 0;             // 0 for the root
  uint32_t parent = 0;            // index; the root is its own parent
  uint32_t end = 0;               // one past the last node of the subtree
  uint32_t attributes_begin = 0;  // index range in the attribute array
  uint32_t attributes_end = 0;
  uint32_t text_begin = 0;  // byte range in the text area, of the whole subtree
  uint32_t text_end = 0;
  // Sums over the subtree, the node itself included.
  uint32_t text_chars = 0;       // code points of visible text, white space runs counted as one
  uint32_t link_chars = 0;       // those of them inside <a href>
  uint32_t link_count = 0;       // <a href> elements
  uint32_t paragraph_count = 0;  // <p> elements
};

struct PageAttribute {
  PageString name;   // lower case
  PageString value;  // character references decoded
};

inline constexpr uint32_t kPageMagic = 0x50444E54;  // "TNDP"
inline constexpr uint32_t kPageVersion = 1;
// Elements nested deeper than this are made siblings, as browsers do.
inline constexpr uint32_t kMaxPageDepth = 512;

// True for elements whose text content is not shown: script, style, template, textarea, ...
bool is_raw_text(Tag tag);

// Fills a Page in document order:
//
//   PageBuilder builder;
//   builder.open(Tag::html);
//   builder.attribute("lang", "en");
//   builder.text("Hello");
//   builder.close();
//   Result<Bytes> page = std::move(builder).finish(url, "UTF-8");
//
// text() must be valid UTF-8; adjacent calls make one text node. attribute() applies to the
// element opened last and must precede its content; a name given twice keeps its first value.
class PageBuilder {
 public:
  // Reserves room for a page made from this many bytes of HTML.
  explicit PageBuilder(size_t html_size_hint = 0);

  void open(Tag tag);
  void attribute(std::string_view name, std::string_view value);
  void text(std::string_view utf8);
  void close();

  // Lays the block out. kLimit if it would exceed 4 GiB; kInternal if elements are still open or
  // the page has no root.
  [[nodiscard]] Result<Bytes> finish(std::string_view url, std::string_view charset) &&;

 private:
  PageString add_string(std::string_view text);

  std::vector<PageNode> nodes_;
  std::vector<PageAttribute> attributes_;
  std::string text_;
  std::string strings_;
  std::vector<uint32_t> open_;  // indices of the open elements, root first
  uint32_t raw_text_depth_ = 0;
  uint32_t link_depth_ = 0;
  bool last_was_space_ = true;  // white space runs across text nodes count once
};

// Reads a Page in place. Holds no memory: the block must outlive it.
class PageView {
 public:
  // Validates the block: sizes, alignment, every range, and that parents, ends and depths make one
  // tree. Not the sums (they bound nothing) and not UTF-8 (text is only read as bytes with bounds).
  // kCorrupt names what is wrong. Costs one pass over the node and attribute arrays.
  static Result<PageView> open(ByteView block);

  [[nodiscard]] std::span<const PageNode> nodes() const { return nodes_; }
  [[nodiscard]] const PageNode& node(uint32_t index) const { return nodes_[index]; }
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }

  [[nodiscard]] std::string_view url() const { return string(header_.url); }
  [[nodiscard]] std::string_view charset() const { return string(header_.charset); }
  // The text bytes of a subtree, raw text (script, style) included.
  [[nodiscard]] std::string_view text(const PageNode& node) const {
    return text_.substr(node.text_begin, node.text_end - node.text_begin);
  }
  [[nodiscard]] std::span<const PageAttribute> attributes(const PageNode& node) const {
    return attributes_.subspan(node.attributes_begin, node.attributes_end - node.attributes_begin);
  }
  [[nodiscard]] std::string_view string(PageString ref) const {
    return strings_.substr(ref.begin, ref.size);
  }
  // The value of an attribute (name in lower case); nothing if the node has none of that name.
  [[nodiscard]] std::optional<std::string_view> attribute(const PageNode& node,
                                                          std::string_view name) const;

 private:
  PageHeader header_;
  std::span<const PageNode> nodes_;
  std::span<const PageAttribute> attributes_;
  std::string_view text_;
  std::string_view strings_;
};

}  // namespace tandem
