#include "parser/links.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parser/ascii.h"

namespace tandem {
namespace {

// The relations of <link> that point to something else than a page: parts of this page, hints for
// a browser, endpoints of machines.
constexpr std::array<std::string_view, 22> kResourceRelations = {
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "apple-touch-startup-image",
    "dns-prefetch",
    "edituri",
    "expect",
    "fluid-icon",
    "https://api.w.org/",
    "icon",
    "manifest",
    "mask-icon",
    "modulepreload",
    "pingback",
    "preconnect",
    "prefetch",
    "preload",
    "profile",
    "search",
    "shortcut",
    "stylesheet",
    "wlwmanifest",
    "import",
};

bool leads_to_a_page(std::string_view rel) {
  if (rel.empty()) return false;
  while (!rel.empty()) {
    const size_t end = std::min(rel.find(' '), rel.size());
    const std::string_view token = rel.substr(0, end);
    if (std::find(kResourceRelations.begin(), kResourceRelations.end(), token) !=
        kResourceRelations.end()) {
      return false;
    }
    rel.remove_prefix(std::min(end + 1, rel.size()));
  }
  return true;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class LinkReader {
 public:
  LinkReader(const PageView& page, size_t max_links) : page_(page), max_links_(max_links) {}

  Links read() {
    for (uint32_t i = 0; i < page_.size() && !found_.cut;) {
      const PageNode& node = page_.node(i);
      if (node.tag == Tag::template_) {
        i = node.end;
        continue;
      }
      read_element(node);
      ++i;
    }
    return std::move(found_);
  }

 private:
  void read_element(const PageNode& node) {
    switch (node.tag) {
      case Tag::a:
        add(node, "href", LinkKind::kAnchor);
        break;
      case Tag::area:
        add(node, "href", LinkKind::kArea);
        break;
      case Tag::link:
        add(node, "href", LinkKind::kLink);
        break;
      case Tag::frame:
      case Tag::iframe:
        add(node, "src", LinkKind::kFrame);
        break;
      case Tag::meta: {
        const auto equiv = page_.attribute(node, "http-equiv");
        if (equiv && equals_ignoring_case(*equiv, "refresh")) {
          add_href(refresh_url(page_.attribute(node, "content").value_or("")), {},
                   LinkKind::kRefresh);
        }
        break;
      }
      default:
        break;
    }
  }

  void add(const PageNode& node, std::string_view attribute, LinkKind kind) {
    const auto href = page_.attribute(node, attribute);
    if (!href) return;
    std::string rel = lower_ascii(collapse_html_space(page_.attribute(node, "rel").value_or("")));
    if (kind == LinkKind::kLink && !leads_to_a_page(rel)) return;
    add_href(strip_html_space(*href), std::move(rel), kind);
  }

  void add_href(std::string_view href, std::string rel, LinkKind kind) {
    if (href.empty() || href.size() > kMaxHref) return;
    if (found_.links.size() >= max_links_) {
      found_.cut = true;
      return;
    }
    rel.resize(std::min<size_t>(rel.size(), 256));
    found_.links.push_back({std::string(href), std::move(rel), kind});
  }

  const PageView& page_;
  size_t max_links_;
  Links found_;
};

}  // namespace

Links extract_links(const PageView& page, size_t max_links) {
  return LinkReader(page, max_links).read();
}

std::string base_href(const PageView& page) {
  for (uint32_t i = 0; i < page.size();) {
    const PageNode& node = page.node(i);
    if (node.tag == Tag::template_) {
      i = node.end;
      continue;
    }
    if (node.tag == Tag::base) {
      if (const auto href = page.attribute(node, "href")) {
        const std::string_view stripped = strip_html_space(*href);
        return std::string(stripped.size() <= kMaxHref ? stripped : std::string_view());
      }
    }
    ++i;
  }
  return {};
}

std::string refresh_url(std::string_view content) {
  size_t at = 0;
  const auto skip_space = [&content, &at] {
    while (at < content.size() && is_html_space(content[at])) ++at;
  };
  const auto take = [&content, &at](char lower) {
    if (at >= content.size() || ascii_lower(content[at]) != lower) return false;
    ++at;
    return true;
  };
  // Steps 2 to 8: the time, of which only the form matters.
  skip_space();
  const size_t digits = at;
  while (at < content.size() && is_digit(content[at])) ++at;
  if (at == digits && (at >= content.size() || content[at] != '.')) return {};
  while (at < content.size() && (is_digit(content[at]) || content[at] == '.')) ++at;
  if (at >= content.size()) return {};
  // Steps 9 to 10: what parts it from the URL.
  if (content[at] != ';' && content[at] != ',' && !is_html_space(content[at])) return {};
  skip_space();
  if (at < content.size() && (content[at] == ';' || content[at] == ',')) ++at;
  skip_space();
  if (at >= content.size()) return {};
  // Step 11: "url=", which may be missing.
  std::string_view url = content.substr(at);
  bool skip_quotes = true;
  if (take('u')) {
    skip_quotes = false;
    if (take('r') && take('l')) {
      skip_space();
      if (take('=')) {
        skip_space();
        url = content.substr(at);
        skip_quotes = true;
      }
    }
  }
  if (skip_quotes && !url.empty() && (url.front() == '\'' || url.front() == '"')) {
    const char quote = url.front();
    url.remove_prefix(1);
    url = url.substr(0, url.find(quote));
  }
  return std::string(strip_html_space(url));
}

}  // namespace tandem
