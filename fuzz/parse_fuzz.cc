// Fuzzes the parse stage: any bytes must become a sound Page with valid UTF-8, and a ParsedPage
// must survive the wire. Whatever the input does to the markup, gumbo must not be led deep.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parser/page.h"
#include "parser/parsed_page.h"

namespace tandem {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void parse_any(ByteView body) {
  static HtmlParser parser;
  Result<ParsedPage> parsed = parse_page(parser, body, "", "http://a.example/");
  require(parsed.ok());
  Result<PageView> view = PageView::open(parsed->page);
  require(view.ok());
  require(is_valid_utf8(view->text(view->node(0))));
  for (const PageNode& node : view->nodes()) {
    require(node.depth <= kMaxPageDepth);
    for (const PageAttribute& attribute : view->attributes(node)) {
      require(is_valid_utf8(view->string(attribute.name)));
      require(is_valid_utf8(view->string(attribute.value)));
    }
  }
  Result<ParsedPage> back = decode_parsed_page(encode(*parsed));
  require(back.ok());
  require(back->page == parsed->page && back->links == parsed->links);
}

// The input as a message and as a block from a worker that is not to be trusted.
void open_any(ByteView bytes) {
  (void)decode_parsed_page(bytes);
  const Bytes aligned(bytes.begin(), bytes.end());
  Result<PageView> view = PageView::open(aligned);
  if (!view.ok()) return;
  size_t sum = 0;
  for (const PageNode& node : view->nodes()) {
    for (const char c : view->text(node)) sum += static_cast<unsigned char>(c);
    sum += view->node(node.parent).depth;
    for (const PageAttribute& attribute : view->attributes(node)) {
      sum += view->string(attribute.name).size() + view->string(attribute.value).size();
    }
  }
  require(sum < SIZE_MAX);  // so that the reads are not optimised away
}

}  // namespace
}  // namespace tandem

// The name is libFuzzer's.  NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const tandem::ByteView bytes = std::as_bytes(std::span(data, size));
  tandem::parse_any(bytes);
  tandem::open_any(bytes);
  return 0;
}
