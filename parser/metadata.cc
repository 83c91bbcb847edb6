#include "parser/metadata.h"

#include <algorithm>
#include <string_view>

#include "parser/ascii.h"

namespace tandem {
namespace {

std::string field(std::string_view text) {
  // Cut before collapsing, so that a huge attribute costs nothing.
  if (text.size() > kMaxMetadataField * 4) text = text.substr(0, kMaxMetadataField * 4);
  std::string out = collapse_html_space(text);
  size_t end = std::min(out.size(), kMaxMetadataField);
  if (end < out.size() || text.size() == kMaxMetadataField * 4) {
    // Not within a code point: step back over continuation bytes and a lead without its rest.
    while (end > 0 && end < out.size() && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) {
      --end;
    }
    out.resize(end);
    size_t tail = out.size();
    while (tail > 0 && (static_cast<unsigned char>(out[tail - 1]) & 0xC0) == 0x80) --tail;
    if (tail > 0 && static_cast<unsigned char>(out[tail - 1]) >= 0xC0) {
      const auto lead = static_cast<unsigned char>(out[tail - 1]);
      const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
      if (out.size() - (tail - 1) < length) out.resize(tail - 1);
    }
  }
  return out;
}

// The text of a subtree without that of scripts and the like, up to what a field can hold.
std::string visible_text(const PageView& page, uint32_t index) {
  std::string out;
  const uint32_t end = page.node(index).end;
  for (uint32_t i = index + 1; i < end && out.size() < kMaxMetadataField;) {
    const PageNode& node = page.node(i);
    if (is_raw_text(node.tag)) {
      i = node.end;
      continue;
    }
    if (node.tag == Tag::kText) {
      out.append(page.text(node).substr(0, kMaxMetadataField * 4));
    } else if (node.tag == Tag::br) {
      out.push_back(' ');
    }
    ++i;
  }
  return field(out);
}

bool has_token(std::string_view list, std::string_view lower_token) {
  while (!(list = strip_html_space(list)).empty()) {
    size_t end = 0;
    while (end < list.size() && !is_html_space(list[end])) ++end;
    if (equals_ignoring_case(list.substr(0, end), lower_token)) return true;
    list.remove_prefix(end);
  }
  return false;
}

class MetadataReader {
 public:
  explicit MetadataReader(const PageView& page) : page_(page) {}

  Metadata read() {
    const PageNode& root = page_.node(0);
    found_.language = field(
        page_.attribute(root, "lang").value_or(page_.attribute(root, "xml:lang").value_or("")));
    for (uint32_t i = 0; i < page_.size();) {
      const PageNode& node = page_.node(i);
      if (node.tag == Tag::template_) {
        i = node.end;
        continue;
      }
      read_element(node, i);
      ++i;
    }
    if (found_.title.empty()) found_.title = std::move(og_title_);
    if (found_.title.empty()) found_.title = std::move(heading_);
    if (found_.description.empty()) found_.description = std::move(og_description_);
    return std::move(found_);
  }

 private:
  void read_element(const PageNode& node, uint32_t index) {
    switch (node.tag) {
      case Tag::title:
        // The parser puts the first <title> in the head unless the body had begun; either will do.
        if (found_.title.empty()) found_.title = field(page_.text(node));
        break;
      case Tag::h1:
        if (heading_.empty()) heading_ = visible_text(page_, index);
        break;
      case Tag::link:
        if (found_.canonical.empty() &&
            has_token(page_.attribute(node, "rel").value_or(""), "canonical")) {
          found_.canonical = field(page_.attribute(node, "href").value_or(""));
        }
        break;
      case Tag::meta:
        read_meta(node);
        break;
      default:
        break;
    }
  }

  void read_meta(const PageNode& node) {
    const auto content = page_.attribute(node, "content");
    if (!content) return;
    if (equals_ignoring_case(page_.attribute(node, "http-equiv").value_or(""),
                             "content-language")) {
      set(found_.content_language, *content);
    }
    // Some write name where property belongs, and the other way round.
    for (const char* attribute : {"name", "property"}) {
      const std::string_view name = strip_html_space(page_.attribute(node, attribute).value_or(""));
      if (equals_ignoring_case(name, "description")) {
        set(found_.description, *content);
      } else if (equals_ignoring_case(name, "og:title")) {
        set(og_title_, *content);
      } else if (equals_ignoring_case(name, "og:description")) {
        set(og_description_, *content);
      } else if (equals_ignoring_case(name, "robots")) {
        add_robots(lower_ascii(field(*content)));
      }
    }
  }

  static void set(std::string& target, std::string_view content) {
    if (target.empty()) target = field(content);
  }

  // Every rule of every robots meta applies.
  void add_robots(const std::string& rules) {
    if (rules.empty() || found_.robots.size() + rules.size() + 2 > kMaxMetadataField) return;
    if (!found_.robots.empty()) found_.robots.append(", ");
    found_.robots.append(rules);
  }

  const PageView& page_;
  Metadata found_;
  std::string og_title_;
  std::string og_description_;
  std::string heading_;
};

}  // namespace

Metadata extract_metadata(const PageView& page) { return MetadataReader(page).read(); }

}  // namespace tandem
