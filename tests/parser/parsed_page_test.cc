// ParsedPage: the parse stage, and its way over the wire.
#include "parser/parsed_page.h"

#include <random>
#include <string>

#include "parser/page.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

ParsedPage parse(const std::string& body, std::string_view content_type = "text/html") {
  HtmlParser parser;
  Result<ParsedPage> parsed = parse_page(parser, as_bytes(body), content_type, "http://a.example/");
  REQUIRE(parsed.ok());
  return *parsed;
}

std::string text_of(const ParsedPage& parsed) {
  Result<PageView> view = PageView::open(parsed.page);
  REQUIRE(view.ok());
  return std::string(view->text(view->node(0)));
}

TEST_CASE("the parse stage decodes, parses and finds links and metadata") {
  const ParsedPage parsed = parse(
      "<meta charset=koi8-r><base href=/b/><link rel=canonical href=c>"
      "<meta name=robots content=noindex><title>\xC1</title><a href=x rel=nofollow>\xC2</a>");
  CHECK(parsed.charset == "KOI8-R");
  CHECK(parsed.charset_source == CharsetSource::kMeta);
  CHECK(parsed.title == "а");
  CHECK(parsed.canonical == "c");
  CHECK(parsed.robots == "noindex");
  CHECK(parsed.base_href == "/b/");
  CHECK(parsed.links == std::vector<Link>{{"c", "canonical", LinkKind::kLink},
                                          {"x", "nofollow", LinkKind::kAnchor}});
  CHECK_FALSE(parsed.links_cut);
  CHECK(text_of(parsed) == "аб");
  CHECK(PageView::open(parsed.page)->url() == "http://a.example/");
  CHECK(PageView::open(parsed.page)->charset() == "KOI8-R");
}

TEST_CASE("pages in East Asian encodings") {
  CHECK(text_of(parse("<p>\xC7\xD1\xB1\xB9", "text/html; charset=euc-kr")) == "한국");
  CHECK(text_of(parse("<meta charset=shift_jis><p>\x93\xFA\x96\x7B")) == "日本");
  CHECK(text_of(parse("<meta charset=gb18030><p>\xD6\xD0\x81\x39\xEE\x39")) == "中㐀");
}

TEST_CASE("a parsed page survives the wire") {
  ParsedPage parsed = parse("<title>t</title><base href=b><a href=x rel=y>z</a><area href=w>");
  parsed.links_cut = true;
  Result<ParsedPage> back = decode_parsed_page(encode(parsed));
  REQUIRE(back.ok());
  CHECK(back->charset == parsed.charset);
  CHECK(back->charset_source == parsed.charset_source);
  CHECK(back->title == parsed.title);
  CHECK(back->canonical == parsed.canonical);
  CHECK(back->robots == parsed.robots);
  CHECK(back->base_href == parsed.base_href);
  CHECK(back->links == parsed.links);
  CHECK(back->links_cut);
  CHECK(back->page == parsed.page);
  CHECK(reinterpret_cast<uintptr_t>(back->page.data()) % 8 == 0);
}

TEST_CASE("a corrupted message is refused or decodes to something sound") {
  const Bytes message = encode(parse("<title>t</title><a href=x rel=y>z</a>"));
  for (size_t size = 0; size < message.size(); ++size) {
    Result<ParsedPage> back = decode_parsed_page(ByteView(message).first(size));
    REQUIRE_FALSE(back.ok());
    CHECK(back.error().code == ErrorCode::kCorrupt);
  }
  Bytes longer = message;
  longer.push_back(std::byte{0});
  CHECK_FALSE(decode_parsed_page(longer).ok());
  std::mt19937 random(11);
  for (int round = 0; round < 20000; ++round) {
    Bytes changed = message;
    for (unsigned i = 0; i <= random() % 3; ++i) {
      changed[random() % changed.size()] = static_cast<std::byte>(random() & 0xFF);
    }
    Result<ParsedPage> back = decode_parsed_page(changed);
    if (back.ok()) {
      CHECK(PageView::open(back->page).ok());
    } else {
      CHECK(back.error().code == ErrorCode::kCorrupt);
    }
  }
}

}  // namespace
}  // namespace tandem
