// HtmlScan: the tokenizer states of the HTML standard, section 13.2.5, as far as tags go.
#include "parser/html_scan.h"

#include <string>

#include "tests/support/catch.h"

namespace tandem {
namespace {

// "name name /name": all tags, with the number of attributes and a slash if self-closing.
std::string tags(std::string_view html, bool cdata = false) {
  HtmlScan scan(html, 256);
  std::string out;
  while (scan.next(cdata)) {
    const ScannedTag& tag = scan.tag();
    if (!out.empty()) out += " ";
    if (tag.end) out += "/";
    out += tag.name;
    if (tag.attributes > 0) out += std::to_string(tag.attributes);
    if (tag.self_closing) out += "!";
    if (!tag.end && (tag.name == "script" || tag.name == "title")) scan.skip_raw_text(tag.name);
  }
  return out;
}

TEST_CASE("tags and attributes") {
  CHECK(tags("<p><A href=x Title='>' b = \">\" c>t</A ><br/><i a=b/><u a='b'/>") ==
        "p A4 /A br! i1 u1!");
  CHECK(tags("<a =\">\">") == "a1");   // an equals sign first is part of the name
  CHECK(tags("<a \"b>c\">") == "a1");  // a quote in a name quotes nothing
  CHECK(tags("<a b='c'd=e/f>") == "a2");
  CHECK(tags("a<b") == "");  // a tag that never ends is none
  CHECK(tags("<p a='>") == "");
  CHECK(tags("< p><3><p>") == "p");
}

TEST_CASE("comments and the like") {
  CHECK(tags("<!--<a>--><b>") == "b");
  CHECK(tags("<!--><b>") == "b");
  CHECK(tags("<!---><b>") == "b");
  CHECK(tags("<!--<a>--!><b>") == "b");
  CHECK(tags("<!--<a>-- ><b>") == "");
  CHECK(tags("<!doctype '<a>'><?x <a><b></ <a>></><c>") == "b c");
  CHECK(tags("<![CDATA[<a>]]><b>") == "b");
  CHECK(tags("<![CDATA[<a>x><a>]]><b>", true) == "b");
  CHECK(tags("<![CDATA[x><a>]]><b>") == "a b");
}

TEST_CASE("raw text ends at its own end tag") {
  CHECK(tags("<title><b></title x></titlex></title>") == "title /title1 /titlex /title");
  CHECK(tags("<title></TITLE\n><b>") == "title /TITLE b");
  CHECK(tags("<title><b>") == "title");
  // 13.2.5.15 to 31: script data escaped states.
  CHECK(tags("<script>'<b>'</script><i>") == "script /script i");
  CHECK(tags("<script><!-- </script><i>") == "script /script i");
  CHECK(tags("<script><!-- <script> </script> --></script><i>") == "script /script i");
  CHECK(tags("<script><!-- <script> --></script><i>") == "script /script i");
  CHECK(tags("<script><!--><script></script><i>") == "script /script i");
  CHECK(tags("<script><!-- <scriptx> </script><i>") == "script /script i");
}

TEST_CASE("the text between tags") {
  HtmlScan scan("a<b>c<!--d-->e<f>g<h", 256);
  REQUIRE(scan.next(false));
  CHECK(scan.text() == "a");
  REQUIRE(scan.next(false));
  CHECK(scan.text() == "c<!--d-->e");
  CHECK(scan.tag().source == "<f>");
  CHECK_FALSE(scan.next(false));
  CHECK(scan.text() == "g");
}

}  // namespace
}  // namespace tandem
