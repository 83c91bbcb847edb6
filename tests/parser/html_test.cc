// HtmlParser: HTML -> Page.
#include "parser/html.h"

#include <cstring>
#include <string>

#include "parser/arena.h"
#include "parser/charset.h"
#include "parser/page.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

// The page as an indented outline, one node per line.
std::string outline(std::string_view html) {
  Result<Bytes> page = parse_html(html, "http://a.example/", "UTF-8");
  REQUIRE(page.ok());
  Result<PageView> view = PageView::open(*page);
  REQUIRE(view.ok());
  std::string out;
  for (const PageNode& node : view->nodes()) {
    out.append(node.depth, ' ');
    if (node.tag == Tag::kText) {
      out.append("\"").append(view->text(node)).append("\"\n");
      continue;
    }
    out.append(tag_name(node.tag));
    for (const PageAttribute& attribute : view->attributes(node)) {
      out.append(" ").append(view->string(attribute.name));
      out.append("=").append(view->string(attribute.value));
    }
    out.append("\n");
  }
  return out;
}

TEST_CASE("a page becomes the tree of the HTML standard") {
  CHECK(outline("<p>One<p>Two") == "html\n head\n body\n  p\n   \"One\"\n  p\n   \"Two\"\n");
  CHECK(outline("") == "html\n head\n body\n");
  CHECK(outline("<!-- a --><title>T</title>x<!-- b -->y") ==
        "html\n head\n  title\n   \"T\"\n body\n  \"xy\"\n");
}

TEST_CASE("attributes are kept with lower-case names, event handlers are not") {
  CHECK(outline("<body><A HREF='x&amp;y' onClick=z() on=1 href=2>t</A>") ==
        "html\n head\n body\n  a href=x&y on=1\n   \"t\"\n");
}

TEST_CASE("elements that gumbo does not know have their tag, foreign ones are unknown") {
  CHECK(outline("<search><x-y>a</x-y></search><svg><a xlink:href=b>c</a></svg>") ==
        "html\n head\n body\n  search\n   #unknown\n    \"a\"\n  svg\n   #unknown xlink:href=b\n"
        "    \"c\"\n");
}

TEST_CASE("text and attributes are valid UTF-8 whatever the references say") {
  CHECK(outline("<p title='&#xBBBBBBBB;'>&#xBBBBBBBB;&#xD800;&#x110000;&#128;").find("\uFFFD") !=
        std::string::npos);
  Result<Bytes> page = parse_html("<p title='&#xBBBBBBBB;'>&#xBBBBBBBB;\xFF", "", "");
  REQUIRE(page.ok());
  Result<PageView> view = PageView::open(*page);
  CHECK(is_valid_utf8(view->text(view->node(0))));
  CHECK(is_valid_utf8(view->attribute(view->node(3), "title").value_or("\xFF")));
}

TEST_CASE("a parser is used again after any page") {
  HtmlParser parser;
  const std::string large = "<p>" + std::string(3000000, 'x');
  for (int round = 0; round < 3; ++round) {
    REQUIRE(parser.parse(large, "", "").ok());
    Result<Bytes> page = parser.parse("<p>small", "", "");
    REQUIRE(page.ok());
    CHECK(PageView::open(*page)->text(PageView::open(*page)->node(0)) == "small");
  }
}

TEST_CASE("an element keeps its first attributes only") {
  std::string html = "<p";
  for (int i = 0; i < 300; ++i) html += " a" + std::to_string(i);
  Result<Bytes> page = parse_html(html + ">x", "", "");
  REQUIRE(page.ok());
  Result<PageView> view = PageView::open(*page);
  CHECK(view->attributes(view->node(3)).size() == kMaxElementAttributes);
}

TEST_CASE("the arena hands out aligned memory up to its limit and takes it all back") {
  Arena arena(size_t{1} << 20, size_t{4} << 20);
  for (int round = 0; round < 3; ++round) {
    size_t total = 0;
    while (void* memory = arena.allocate(1001)) {
      CHECK(reinterpret_cast<uintptr_t>(memory) % 8 == 0);
      std::memset(memory, 0x5A, 1001);
      total += 1001;
    }
    CHECK(total > size_t{3} << 20);
    CHECK(arena.in_use() <= size_t{4} << 20);
    arena.reset();
    CHECK(arena.in_use() == 0);
  }
  CHECK(arena.allocate(size_t{5} << 20) == nullptr);
  CHECK(arena.allocate(SIZE_MAX) == nullptr);
  CHECK(arena.allocate(size_t{2} << 20) != nullptr);
}

}  // namespace
}  // namespace tandem
