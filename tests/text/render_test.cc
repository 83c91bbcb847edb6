// The form of extracted text: HTML in, plain text out.
#include <string>

#include "tests/support/catch.h"
#include "tests/text/text_pages.h"
#include "text/main_content.h"

namespace tandem {
namespace {

struct Case {
  const char* name;
  const char* html;
  const char* text;
};

const Case kCases[] = {
    {"paragraphs are separated by a blank line", "<p>One</p><p>Two</p>", "One\n\nTwo"},
    {"white space collapses", "<p>  One \n\t two&nbsp;&nbsp;three </p>", "One two three"},
    {"inline elements do not break", "<p>a<b>b</b> <i> c</i>d</p>", "ab cd"},
    {"br is a line break", "<p>One<br>two <br/> three<br></p>", "One\ntwo\nthree"},
    {"two br are a paragraph break", "<p>One<br><br>two<br> <br>three</p>", "One\n\ntwo\n\nthree"},
    {"headings are blocks", "<h1>Head</h1>text<h2>Next</h2>more", "Head\n\ntext\n\nNext\n\nmore"},
    {"text around a block", "<div>before<p>in</p>after</div>", "before\n\nin\n\nafter"},
    {"unordered list", "<p>x</p><ul><li>a</li><li>b</li></ul><p>y</p>", "x\n\n- a\n- b\n\ny"},
    {"ordered list", "<ol><li>a<li>b<li>c</ol>", "1. a\n2. b\n3. c"},
    {"ordered list with a start", "<ol start=7><li>a<li>b</ol>", "7. a\n8. b"},
    {"nested lists go on numbering", "<ol><li>a<ol><li>x<li>y</ol><li>b</ol>",
     "1. a\n1. x\n2. y\n2. b"},
    {"two paragraphs of one item", "<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\nb\n- c"},
    {"text of an item after a nested list", "<ul><li>a<ul><li>x</ul>rest<li>b</ul>",
     "- a\n- x\nrest\n- b"},
    {"definition list", "<dl><dt>t</dt><dd>d</dd></dl>", "t\nd"},
    {"table rows and cells", "<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a\tb\n1\t2"},
    {"empty cells keep no place but split no row",
     "<table><tr><td>a<td><td>c<tr><td>d<td>e<td>f</table>", "a\tc\nd\te\tf"},
    {"blocks in a cell stay on its line",
     "<table><tr><td><p>a</p><p>b</p><td>x<br>y<tr><td>c<td>d</table>", "a b\tx y\nc\td"},
    {"a layout table is no table", "<table><tr><td><h2>a</h2><td>b</table>", "a\n\nb"},
    {"code keeps its lines and indentation",
     "<p>See:</p><pre>\n  if (x)\n\n    y();\n</pre><p>Done</p>",
     "See:\n\n  if (x)\n\n    y();\n\nDone"},
    {"highlighted code keeps its comments",
     "<pre><code>x = 1 <span class=comment># one</span>\ny = 2</code></pre>", "x = 1 # one\ny = 2"},
    {"code with one element a line", "<pre><div>a</div><div>  b</div></pre>", "a\n  b"},
    {"script and style are no text", "<p>a<script>x</script>b</p><style>y</style>", "ab"},
    {"hidden amid a paragraph", "<p>a <span hidden>no</span>b</p>", "a b"},
    {"display none", "<p>a <span style='display: none'>no</span>b</p>", "a b"},
    {"ruby readings are left out", "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字</p>",
     "漢字"},
    {"blank blocks vanish", "<p>a</p><p> &nbsp; </p><p>b</p>", "a\n\nb"},
    {"ideographic space collapses", "<p>　東　　京</p>", "東 京"},
    {"no text", "<p> </p><div></div>", ""},
};

TEST_CASE("extracted text keeps the form of the page") {
  MainContentExtractor extractor;
  for (const Case& test : kCases) {
    INFO(test.name);
    const testing::TestPage page(test.html);
    CHECK(extractor.extract(page.view()) == test.text);
  }
}

}  // namespace
}  // namespace tandem
