// Links and metadata of a page.
#include "parser/links.h"

#include <string>

#include "parser/html.h"
#include "parser/metadata.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

struct Parsed {
  explicit Parsed(std::string_view html) {
    Result<Bytes> page = parse_html(html, "http://a.example/", "UTF-8");
    REQUIRE(page.ok());
    block = *page;
    Result<PageView> opened = PageView::open(block);
    REQUIRE(opened.ok());
    view = *opened;
  }
  Bytes block;
  PageView view = *PageView::open(minimal());

 private:
  static const Bytes& minimal() {
    static const Bytes page = *parse_html("", "", "");
    return page;
  }
};

std::string listing(std::string_view html) {
  const Parsed page(html);
  std::string out;
  for (const Link& link : extract_links(page.view).links) {
    out += std::to_string(static_cast<int>(link.kind)) + " " + link.href;
    if (!link.rel.empty()) out += " [" + link.rel + "]";
    out += "\n";
  }
  return out;
}

TEST_CASE("links of every kind, as written and in document order") {
  CHECK(listing("<link rel=next href=n><a href=' a?b&amp;c\n' rel=' NoFollow  UGC '>x</a>"
                "<map><area href=b></map><iframe src=c></iframe><a name=x>no</a><a href=''>no</a>"
                "<a href=#f>y</a>") == "2 n [next]\n0 a?b&c [nofollow ugc]\n1 b\n3 c\n0 #f\n");
  CHECK(listing("<frameset><frame src=a><frame src=b></frameset>") == "3 a\n3 b\n");
  CHECK(listing("<template><a href=no>x</a></template><a href=yes>y</a>") == "0 yes\n");
}

TEST_CASE("<link> counts where its rel leads to a page") {
  CHECK(listing("<link rel=stylesheet href=1><link rel='alternate stylesheet' href=2>"
                "<link rel='shortcut icon' href=3><link rel=dns-prefetch href=4>"
                "<link rel=preload href=5><link href=6><link rel=manifest href=7>"
                "<link rel=ICON href=8>")
            .empty());
  CHECK(listing("<link rel=alternate hreflang=de href=1><link rel=canonical href=2>"
                "<link rel=prev href=3><link rel=amphtml href=4><link rel=license href=5>") ==
        "2 1 [alternate]\n2 2 [canonical]\n2 3 [prev]\n2 4 [amphtml]\n2 5 [license]\n");
}

TEST_CASE("links are bounded, and a cut is told") {
  std::string html;
  for (int i = 0; i < 11; ++i) html += "<a href=x>x</a>";
  const Parsed page(html);
  CHECK(extract_links(page.view, 10).links.size() == 10);
  CHECK(extract_links(page.view, 10).cut);
  CHECK(extract_links(page.view, 11).links.size() == 11);
  CHECK_FALSE(extract_links(page.view, 11).cut);
  CHECK(listing("<a href='" + std::string(kMaxHref + 1, 'x') + "'>x</a>").empty());
}

// HTML standard, section 4.2.3: the first base element with an href.
TEST_CASE("base href") {
  CHECK(base_href(Parsed("<base target=x><base href=' /a/ '><base href=b>").view) == "/a/");
  CHECK(base_href(Parsed("<p>x").view).empty());
}

// HTML standard, section 4.2.5.3, "shared declarative refresh steps".
TEST_CASE("meta refresh") {
  CHECK(listing("<meta http-equiv=Refresh content=\"0; url='x'\">") == "4 x\n");
  CHECK(refresh_url("0; url='x'") == "x");
  CHECK(refresh_url("5;URL=http://b.example/") == "http://b.example/");
  CHECK(refresh_url(" 0.5 , url = x y ") == "x y");
  CHECK(refresh_url("0;x") == "x");
  CHECK(refresh_url("0 x") == "x");
  CHECK(refresh_url(".5;x") == "x");
  CHECK(refresh_url("0;\"x\"y") == "x");
  CHECK(refresh_url("0;url=\"x") == "x");
  CHECK(refresh_url("0;urn:x") == "urn:x");
  CHECK(refresh_url("0;urlx") == "urlx");
  CHECK(refresh_url("0").empty());
  CHECK(refresh_url("0;").empty());
  CHECK(refresh_url("0x").empty());
  CHECK(refresh_url("x; url=y").empty());
  CHECK(refresh_url("").empty());
}

TEST_CASE("metadata") {
  const Parsed page(
      "<html lang=de><title> A\n title </title><title>No</title>"
      "<link rel='x Canonical' href=' /c '><meta name=Description content='a  b'>"
      "<meta name=robots content='NOINDEX'><meta name=robots content='noai, nofollow'>"
      "<meta http-equiv=Content-Language content=de-AT><meta property=og:title content=og>");
  const Metadata metadata = extract_metadata(page.view);
  CHECK(metadata.title == "A title");
  CHECK(metadata.canonical == "/c");
  CHECK(metadata.language == "de");
  CHECK(metadata.description == "a b");
  CHECK(metadata.robots == "noindex, noai, nofollow");
  CHECK(metadata.content_language == "de-AT");
}

TEST_CASE("a title is looked for in og:title, then in h1") {
  const auto title = [](std::string_view html) {
    return extract_metadata(Parsed(html).view).title;
  };
  CHECK(title("<title> </title><meta property='og:title' content=' og '><h1>h</h1>") == "og");
  CHECK(title("<h1> </h1><h1>a <b>b</b><script>no</script><br>c</h1><h1>d</h1>") == "a b c");
  CHECK(title("<svg><title>no</title></svg><h1>h</h1>") == "h");
  CHECK(title("<p>x").empty());
  CHECK(extract_metadata(Parsed("<meta property=og:description content=x>").view).description ==
        "x");
}

TEST_CASE("a field is bounded and cut between code points") {
  std::string html = "<title>a";
  for (size_t i = 0; i < kMaxMetadataField; ++i) html += "é";
  const std::string title = extract_metadata(Parsed(html + "</title>").view).title;
  CHECK(title.size() == kMaxMetadataField - 1);
  CHECK(title.substr(title.size() - 2) == "é");
}

}  // namespace
}  // namespace tandem
