// HtmlParser: HTML -> Page.
#include "parser/html.h"

#include <string>

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

}  // namespace
}  // namespace tandem
