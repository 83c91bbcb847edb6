// Links: where a page points to.
//
// Nothing is resolved here: hrefs are as written, white space around them taken off, in document
// order, duplicates included. Resolve them against base_href(), itself resolved against the page's
// URL. Links inside <template> are no part of the document and left out.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/page.h"

namespace tandem {

enum class LinkKind : uint8_t {
  kAnchor,   // <a href>
  kArea,     // <area href>, image maps
  kLink,     // <link rel href> whose rel leads to a page: alternate, next, canonical, ...
  kFrame,    // <frame src>, <iframe src>
  kRefresh,  // <meta http-equiv=refresh>
};

struct Link {
  std::string href;
  std::string rel;  // lower case, white space runs as one blank: "nofollow noopener"
  LinkKind kind = LinkKind::kAnchor;

  friend bool operator==(const Link&, const Link&) = default;
};

struct Links {
  std::vector<Link> links;
  bool cut = false;  // the page has more than were asked for
};

inline constexpr size_t kMaxLinks = 20000;
// A longer href is no address but a program or a picture; it is left out.
inline constexpr size_t kMaxHref = 8192;

Links extract_links(const PageView& page, size_t max_links = kMaxLinks);

// The href of the first <base href>, white space around it taken off; empty if there is none.
std::string base_href(const PageView& page);

// The URL in the content of a refresh (HTML standard, section 4.2.5.3, "shared declarative refresh
// steps"): "0; url='x'" -> "x". Empty if it has none: the page reloads itself, or is malformed.
std::string refresh_url(std::string_view content);

}  // namespace tandem
