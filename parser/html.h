// HtmlParser: HTML text -> Page, with the tree that a browser would build.
//
// The tree follows the HTML standard (section 13.2, "Parsing HTML documents"): end tags implied,
// misnested tags repaired, <tbody> and friends supplied. Kept are elements, attributes (event
// handlers such as onclick left out, at most kMaxElementAttributes an element), text and CDATA;
// comments are dropped, and control characters become U+FFFD (the standard would keep them).
// Elements nested deeper than kMaxPageDepth become siblings. Hostile markup
// is flattened before it can cost more than time linear in its size: see depth_guard.h.
//
// Ownership: the Page returned is the caller's. The parser keeps scratch memory from page to page,
// at most kKeptScratch bytes of it between pages.
// Errors: kLimit if the page would need more than kMaxScratch bytes of scratch memory, or a Page
// larger than 4 GiB. No markup is an error.
// Thread safety: one parser per thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tandem {

inline constexpr size_t kMaxElementAttributes = 256;
inline constexpr size_t kKeptScratch = size_t{8} << 20;
inline constexpr size_t kMaxScratch = size_t{3} << 30;

// One way of building the tree. HtmlParser is the face; engines are its implementations.
class HtmlEngine {
 public:
  virtual ~HtmlEngine() = default;
  virtual Result<Bytes> parse(std::string_view utf8, std::string_view url,
                              std::string_view charset) = 0;
};

// The reference engine, on the gumbo library.
std::unique_ptr<HtmlEngine> make_gumbo_engine();

class HtmlParser {
 public:
  HtmlParser() : HtmlParser(make_gumbo_engine()) {}
  explicit HtmlParser(std::unique_ptr<HtmlEngine> engine) : engine_(std::move(engine)) {}

  // Parses a page. `utf8` should be valid UTF-8 (decode_html() makes it so); what is not becomes
  // U+FFFD. `url` and `charset` are stored in the Page as they are.
  Result<Bytes> parse(std::string_view utf8, std::string_view url, std::string_view charset) {
    return engine_->parse(utf8, url, charset);
  }

 private:
  std::unique_ptr<HtmlEngine> engine_;
};

// Parses one page with a parser of its own. For many pages keep an HtmlParser.
Result<Bytes> parse_html(std::string_view utf8, std::string_view url, std::string_view charset);

}  // namespace tandem
