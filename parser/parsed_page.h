// ParsedPage: what the parse stage hands on, and the stage itself.
//
//   bytes of a body -> charset -> HTML -> Page -> links and metadata
//
// Thread safety: a value type; parse_page() is as thread-safe as the parser it is given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "parser/charset.h"
#include "parser/html.h"
#include "parser/links.h"

namespace tandem {

struct ParsedPage {
  std::string charset;  // WHATWG name
  CharsetSource charset_source = CharsetSource::kFallback;
  std::string title;      // one line
  std::string canonical;  // as written, not resolved
  std::string robots;     // the rules of <meta name=robots>, lower case
  std::string base_href;  // as written; empty: the page's own URL
  std::vector<Link> links;
  bool links_cut = false;  // there were more than kMaxLinks
  Bytes page;              // a Page block, aligned to 8
};

// The stage "parse". `url` is where the body came from, after redirects.
// Errors: kLimit as HtmlParser; kInternal.
Result<ParsedPage> parse_page(HtmlParser& parser, ByteView body, std::string_view content_type,
                              std::string_view url);

// How a ParsedPage crosses from a worker: base/wire.h. The bytes may come from a process that
// hostile input took over: decode checks every bound, opens the Page once, and answers kCorrupt.
Bytes encode(const ParsedPage& parsed);
Result<ParsedPage> decode_parsed_page(ByteView bytes);

}  // namespace tandem
