#include "parser/page.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <type_traits>

#include "parser/ascii.h"

namespace tandem {
namespace {

static_assert(std::is_trivially_copyable_v<PageHeader> && sizeof(PageHeader) % 8 == 0);
static_assert(std::is_trivially_copyable_v<PageNode> && alignof(PageNode) <= 8);
static_assert(std::is_trivially_copyable_v<PageAttribute>);

constexpr size_t kMaxBlock = std::numeric_limits<uint32_t>::max();

size_t align8(size_t size) { return (size + 7) & ~size_t{7}; }

Error corrupt(const char* what) {
  return {ErrorCode::kCorrupt, std::string("page block: ") + what};
}

bool inside(PageString ref, size_t size) {
  return ref.begin <= size && ref.size <= size - ref.begin;
}

// True if [begin, begin + size) lies in the block.
bool fits(uint64_t begin, uint64_t size, uint64_t block) {
  return begin <= block && size <= block - begin;
}

// Checks what a reader of the tree may rely on: every range is in bounds and within the parent's,
// and `end`, `parent` and `depth` describe one tree.
Result<void> check_nodes(std::span<const PageNode> nodes, const PageHeader& header) {
  const PageNode& root = nodes[0];
  if (root.parent != 0 || root.depth != 0 || root.end != header.node_count) {
    return corrupt("the first node is no root");
  }
  for (uint32_t i = 0; i < header.node_count; ++i) {
    const PageNode& node = nodes[i];
    if (node.tag >= Tag::kTagCount) return corrupt("unknown tag number");
    if (node.end <= i || node.end > header.node_count) return corrupt("subtree out of range");
    if (node.tag == Tag::kText && node.end != i + 1) return corrupt("a text node with children");
    if (node.attributes_begin > node.attributes_end ||
        node.attributes_end > header.attribute_count) {
      return corrupt("attribute range out of range");
    }
    if (node.text_begin > node.text_end || node.text_end > header.text_size) {
      return corrupt("text range out of range");
    }
    if (i == 0) continue;
    // The parent is the innermost subtree that still holds this node: climb from the node before.
    // Each step leaves a subtree for good, so that all climbs together are one pass.
    uint32_t innermost = i - 1;
    while (nodes[innermost].end <= i) innermost = nodes[innermost].parent;
    const PageNode& parent = nodes[innermost];
    if (node.parent != innermost) return corrupt("a node with the wrong parent");
    if (node.end > parent.end) return corrupt("a subtree leaves its parent's");
    if (node.depth != std::min<uint32_t>(parent.depth + 1U, UINT16_MAX)) {
      return corrupt("a node with the wrong depth");
    }
    if (node.text_begin < parent.text_begin || node.text_end > parent.text_end) {
      return corrupt("text outside of the parent's");
    }
  }
  return {};
}

}  // namespace

bool is_raw_text(Tag tag) {
  switch (tag) {
    case Tag::script:
    case Tag::style:
    case Tag::template_:
    case Tag::noembed:
    case Tag::noframes:
    case Tag::textarea:
    case Tag::title:
    case Tag::iframe:
      return true;
    default:
      return false;
  }
}

PageBuilder::PageBuilder(size_t html_size_hint) {
  nodes_.reserve(html_size_hint / 24);
  attributes_.reserve(html_size_hint / 64);
  text_.reserve(html_size_hint / 3);
  strings_.reserve(html_size_hint / 4);
}

PageString PageBuilder::add_string(std::string_view text) {
  const PageString ref{static_cast<uint32_t>(strings_.size()), static_cast<uint32_t>(text.size())};
  strings_.append(text);
  return ref;
}

void PageBuilder::open(Tag tag) {
  PageNode node;
  node.tag = tag;
  node.depth = static_cast<uint16_t>(std::min<size_t>(open_.size(), UINT16_MAX));
  node.parent = open_.empty() ? 0 : open_.back();
  node.attributes_begin = node.attributes_end = static_cast<uint32_t>(attributes_.size());
  node.text_begin = static_cast<uint32_t>(text_.size());
  if (is_raw_text(tag)) ++raw_text_depth_;
  if (tag == Tag::p && raw_text_depth_ == 0) node.paragraph_count = 1;
  open_.push_back(static_cast<uint32_t>(nodes_.size()));
  nodes_.push_back(node);
}

void PageBuilder::attribute(std::string_view name, std::string_view value) {
  if (open_.empty()) return;
  PageNode& node = nodes_[open_.back()];
  for (uint32_t i = node.attributes_begin; i < node.attributes_end; ++i) {
    const PageString known = attributes_[i].name;
    if (std::string_view(strings_).substr(known.begin, known.size) == name) return;
  }
  if (node.tag == Tag::a && name == "href" && raw_text_depth_ == 0) {
    node.link_count = 1;
    ++link_depth_;
  }
  const PageString name_ref = add_string(name);
  attributes_.push_back({name_ref, add_string(value)});
  ++node.attributes_end;
}

void PageBuilder::text(std::string_view utf8) {
  if (utf8.empty() || open_.empty()) return;
  const bool extends = !nodes_.empty() && nodes_.back().tag == Tag::kText &&
                       nodes_.back().parent == open_.back() && open_.back() != nodes_.size() - 1;
  if (!extends) {
    PageNode node;
    node.tag = Tag::kText;
    node.depth = static_cast<uint16_t>(std::min<size_t>(open_.size(), UINT16_MAX));
    node.parent = open_.back();
    node.end = static_cast<uint32_t>(nodes_.size() + 1);
    node.attributes_begin = node.attributes_end = static_cast<uint32_t>(attributes_.size());
    node.text_begin = static_cast<uint32_t>(text_.size());
    nodes_.push_back(node);
  }
  PageNode& node = nodes_.back();
  text_.append(utf8);
  node.text_end = static_cast<uint32_t>(text_.size());
  if (raw_text_depth_ > 0) return;
  uint32_t chars = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_html_space(c)) {
      chars += last_was_space_ ? 0 : 1;
      last_was_space_ = true;
    } else if ((byte & 0xC0) != 0x80) {
      ++chars;
      last_was_space_ = false;
    }
  }
  node.text_chars += chars;
  if (link_depth_ > 0) node.link_chars += chars;
}

void PageBuilder::close() {
  assert(!open_.empty());
  const uint32_t index = open_.back();
  open_.pop_back();
  PageNode& node = nodes_[index];
  node.end = static_cast<uint32_t>(nodes_.size());
  node.text_end = static_cast<uint32_t>(text_.size());
  if (is_raw_text(node.tag)) --raw_text_depth_;
  if (node.link_count > 0) --link_depth_;  // not yet a sum: only the link itself has counted
}

Result<Bytes> PageBuilder::finish(std::string_view url, std::string_view charset) && {
  if (!open_.empty() || nodes_.empty() || nodes_[0].end != nodes_.size()) {
    return Error{ErrorCode::kInternal, "page block: finished with elements open or no single root"};
  }
  // Children follow their parents, so one backward pass adds every subtree up.
  for (size_t i = nodes_.size() - 1; i > 0; --i) {
    PageNode& parent = nodes_[nodes_[i].parent];
    parent.text_chars += nodes_[i].text_chars;
    parent.link_chars += nodes_[i].link_chars;
    parent.link_count += nodes_[i].link_count;
    parent.paragraph_count += nodes_[i].paragraph_count;
  }
  PageHeader header;
  header.magic = kPageMagic;
  header.version = kPageVersion;
  header.url = add_string(url);
  header.charset = add_string(charset);
  const size_t nodes_offset = sizeof(PageHeader);
  const size_t attributes_offset = align8(nodes_offset + nodes_.size() * sizeof(PageNode));
  const size_t text_offset = attributes_offset + attributes_.size() * sizeof(PageAttribute);
  const size_t strings_offset = text_offset + text_.size();
  const size_t size = align8(strings_offset + strings_.size());
  if (size > kMaxBlock) return Error{ErrorCode::kLimit, "page block: larger than 4 GiB"};
  header.size = size;
  header.node_count = static_cast<uint32_t>(nodes_.size());
  header.attribute_count = static_cast<uint32_t>(attributes_.size());
  header.nodes_offset = static_cast<uint32_t>(nodes_offset);
  header.attributes_offset = static_cast<uint32_t>(attributes_offset);
  header.text_offset = static_cast<uint32_t>(text_offset);
  header.text_size = static_cast<uint32_t>(text_.size());
  header.strings_offset = static_cast<uint32_t>(strings_offset);
  header.strings_size = static_cast<uint32_t>(strings_.size());

  Bytes block(size);
  const auto copy = [&block](size_t offset, const void* from, size_t bytes) {
    if (bytes > 0) std::memcpy(block.data() + offset, from, bytes);
  };
  copy(0, &header, sizeof header);
  copy(nodes_offset, nodes_.data(), nodes_.size() * sizeof(PageNode));
  copy(attributes_offset, attributes_.data(), attributes_.size() * sizeof(PageAttribute));
  copy(text_offset, text_.data(), text_.size());
  copy(strings_offset, strings_.data(), strings_.size());
  return block;
}

Result<PageView> PageView::open(ByteView block) {
  PageView view;
  PageHeader& header = view.header_;
  if (block.size() < sizeof header) return corrupt("shorter than its header");
  if (reinterpret_cast<uintptr_t>(block.data()) % 8 != 0) return corrupt("not aligned to 8 bytes");
  std::memcpy(&header, block.data(), sizeof header);
  if (header.magic != kPageMagic) return corrupt("wrong magic number");
  if (header.version != kPageVersion) return corrupt("version of another build");
  if (header.size != block.size()) return corrupt("size differs from its header");
  const uint64_t nodes_size = uint64_t{header.node_count} * sizeof(PageNode);
  const uint64_t attributes_size = uint64_t{header.attribute_count} * sizeof(PageAttribute);
  if (header.node_count == 0 || header.nodes_offset % alignof(PageNode) != 0 ||
      !fits(header.nodes_offset, nodes_size, header.size)) {
    return corrupt("node array out of range");
  }
  if (header.attributes_offset % alignof(PageAttribute) != 0 ||
      !fits(header.attributes_offset, attributes_size, header.size)) {
    return corrupt("attribute array out of range");
  }
  if (!fits(header.text_offset, header.text_size, header.size)) return corrupt("text out of range");
  if (!fits(header.strings_offset, header.strings_size, header.size)) {
    return corrupt("strings out of range");
  }
  const std::byte* base = block.data();
  view.nodes_ = {reinterpret_cast<const PageNode*>(base + header.nodes_offset), header.node_count};
  view.attributes_ = {reinterpret_cast<const PageAttribute*>(base + header.attributes_offset),
                      header.attribute_count};
  view.text_ = as_text(block.subspan(header.text_offset, header.text_size));
  view.strings_ = as_text(block.subspan(header.strings_offset, header.strings_size));
  if (!inside(header.url, header.strings_size) || !inside(header.charset, header.strings_size)) {
    return corrupt("url or charset out of range");
  }
  TANDEM_TRY(check_nodes(view.nodes_, header));
  for (const PageAttribute& attribute : view.attributes_) {
    if (!inside(attribute.name, header.strings_size) ||
        !inside(attribute.value, header.strings_size)) {
      return corrupt("attribute string out of range");
    }
  }
  return view;
}

std::optional<std::string_view> PageView::attribute(const PageNode& node,
                                                    std::string_view name) const {
  for (const PageAttribute& candidate : attributes(node)) {
    if (string(candidate.name) == name) return string(candidate.value);
  }
  return std::nullopt;
}

}  // namespace tandem
