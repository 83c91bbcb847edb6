// Depth guard: ordinary pages pass unchanged, hostile ones cost linear time and keep their text.
#include "parser/depth_guard.h"

#include <gumbo.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "parser/html.h"
#include "parser/page.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

std::string repeat(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

std::string numbered(std::string_view before, std::string_view after, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out.append(before).append(std::to_string(i)).append(after);
  }
  return out;
}

Guarded guard(const std::string& html, const GuardLimits& limits = {}) {
  static std::string rewritten;
  return guard_depth(html, rewritten, false, limits);
}

TEST_CASE("ordinary pages pass unchanged and uncopied") {
  const std::string pages[] = {
      "",
      "plain < text & <!-- a comment",
      "<table>" + repeat("<tr><td>a<td>b", 5000) + "</table>",
      "<table>" + repeat("<tr><th>a<td>b<tbody>", 5000),
      "<ul>" + repeat("<li>x", 5000) + "</ul>",
      repeat("<p>x", 5000),
      repeat("<p><b>x</b> <i>y</i> <a href=z>z</a>\n", 5000),
      repeat("<p><font size=2>x", 3000),  // never closed, but alike
      "<dl>" + repeat("<dt>a<dd>b", 5000) + "</dl>",
      "<select>" + repeat("<option>a", 5000) + "</select>",
      repeat("<ruby>a<rt>b</ruby>", 5000),
      repeat("<div>", 300) + "x" + repeat("</div>", 300),
      repeat("<div><span><em>x</em></span></div>", 5000),
      repeat("<b><p>x</b>y</p>", 5000),  // misnested, and repaired each time
      repeat("<svg><path d='M0 0'/><g><circle/></g><title>x</title></svg>", 3000),
      repeat("<br/><img src=x><hr><input>", 5000),
      repeat("<script>if (a<b) '<div><div>'</script><style>p>a</style>", 3000),
      repeat("<!-- <div> -->", 5000),
      repeat("<a title='<div>' name=\"<div>\">x</a>", 5000),
      repeat("<td>no table<tr>", 5000),
      repeat("<form><table><form><tr><td>x</form></table>", 500),
      repeat("<h1>x<h2>y</h2>", 5000),
      "<math>" + repeat("<mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>", 2000),
  };
  for (const std::string& html : pages) {
    CAPTURE(html.substr(0, 60));
    const Guarded guarded = guard(html);
    CHECK_FALSE(guarded.changed);
    CHECK(guarded.html.data() == html.data());
    CHECK(guarded.html.size() == html.size());
  }
}

TEST_CASE("nesting beyond the limit is flattened and no text is lost") {
  GuardLimits limits;
  limits.depth = 4;
  const auto rewritten = [&limits](const std::string& html) {
    const Guarded guarded = guard(html, limits);
    CHECK(guarded.changed);
    return std::string(guarded.html);
  };
  CHECK(rewritten("<div><div><div><div><div>a<div>b</div>c</div>d") ==
        "<div><div><div><div></div><div>a</div><div>bcd");
  CHECK(rewritten("<p><b><b><b><b><b>a</b></b></b></b></b>") == "<p><b><b><b>a</b></b></b>");
  // What is left out does not join the text on its sides to a tag.
  CHECK(rewritten("<b><b><b><b>a<<b>i>b").find("<<!---->i>b") != std::string::npos);
  // Raw text is copied as it is.
  CHECK(rewritten("<i><i><i><i><i><script>'</i><div>'</script>a").find("<script>'</i><div>'") !=
        std::string::npos);
}

TEST_CASE("surplus attributes are cut off, the first ones stay") {
  const std::string html = "<p " + numbered("a", "=1 ", 300) + "/>x";
  const Guarded guarded = guard(html);
  REQUIRE(guarded.changed);
  CHECK(guarded.html == "<p " + numbered("a", "=1 ", 255) + "a255=1 />x");
  // In a tag that the input breaks off, too.
  CHECK(guard("<p>x<p " + numbered("a", " ", 300)).html == "<p>x");
}

struct Pattern {
  const char* name;
  std::function<std::string(int)> make;
  int size;
};

std::vector<Pattern> patterns() {
  const auto repeated = [](const char* name, const std::string& piece, int size) {
    return Pattern{name, [piece](int n) { return repeat(piece, n) + "TEXT"; }, size};
  };
  return {
      repeated("div", "<div>", 80000),
      repeated("div with text", "<div>x", 80000),
      repeated("i", "<i>", 320000),
      repeated("table in cell", "<table><td>", 10000),
      repeated("a", "<a href=x>t", 100000),
      repeated("b around p", "<b><p>x</b>y</p>", 50000),
      repeated("b around div", "<b><div>x</b>y", 50000),
      {"font", [](int n) { return numbered("<font color=", ">", n) + repeat("<p>x", n) + "TEXT"; },
       50000},
      {"font in p", [](int n) { return numbered("<p><font color=", ">x</p>", n) + "TEXT"; }, 50000},
      repeated("table in table", "<table>", 20000),
      repeated("svg", "<svg>", 50000),
      repeated("math", "<math>", 50000),
      repeated("div in svg", "<svg><foreignObject><div/>", 20000),
      repeated("list in list", "<ul><li>x", 50000),
      repeated("definitions", "<dl><dd>", 40000),
      repeated("button", "<button><div>x", 50000),
      repeated("select", "<select>", 100000),
      {"attributes", [](int n) { return "<div " + numbered("a", " ", n) + ">TEXT"; }, 1000000},
      {"attributes of body", [](int n) { return numbered("<body a", "=1>", n) + "TEXT"; }, 100000},
      {"attributes of no tag", [](int n) { return "<p>TEXT" + repeat("<a ", n); }, 1000000},
      repeated("p", "<p>", 1000000),
      {"comments", [](int n) { return "<p>TEXT" + repeat("<!--", n); }, 1000000},
      {"CDATA", [](int n) { return repeat("<![CDATA[", n) + ">TEXT"; }, 500000},
      {"large attribute",
       [](int n) { return "<p title='" + std::string(static_cast<size_t>(n), 'x') + "'>TEXT"; },
       10000000},
      {"text before a table", [](int n) { return "<table>" + repeat("a<b>", n) + "TEXT"; }, 20000},
      {"rules in deep nesting",
       [](int n) { return repeat("<div>", 500) + repeat("<hr>", n) + "TEXT"; }, 500000},
      {"formatting in deep nesting",
       [](int n) { return repeat("<div>", 400) + repeat("<b>x</b>", n) + "TEXT"; }, 300000},
      repeated("text and formatting left out", "<b>x<i>y", 200000),
      repeated("templates", "<template><b>", 50000),
      repeated("objects", "<object><b>", 50000),
      repeated("forms", "<form><div>", 50000),
      repeated("framesets", "<frameset>", 100000),
      repeated("isindex", "<p><isindex>", 50000),
      repeated("ruby", "<ruby><rt>", 50000),
      repeated("unknown elements", "<x-y>", 80000),
  };
}

struct Run {
  double seconds = 0;
  uint64_t steps = 0;
  bool has_text = false;
};

Run run(const std::string& html) {
  Run result;
  std::string rewritten;
  result.steps = guard_depth(html, rewritten).steps;
  HtmlParser parser;
  const std::clock_t begin = std::clock();
  Result<Bytes> page = parser.parse(html, "", "");
  result.seconds = double(std::clock() - begin) / CLOCKS_PER_SEC;
  REQUIRE(page.ok());
  Result<PageView> view = PageView::open(*page);
  REQUIRE(view.ok());
  result.has_text = view->text(view->node(0)).find("TEXT") != std::string_view::npos;
  return result;
}

TEST_CASE("hostile patterns cost time and steps in proportion to their size") {
  for (const Pattern& pattern : patterns()) {
    CAPTURE(pattern.name);
    const Run small = run(pattern.make(pattern.size / 8));
    const Run large = run(pattern.make(pattern.size / 2));
    // A frameset has no text; hostile ones become pages that do.
    CHECK(large.has_text);
    CHECK(large.steps <= small.steps * 5 + 200000);
    // Four times the size: quadratic work would be sixteen times as long.
    CHECK(large.seconds <= small.seconds * 8 + 0.3);
  }
}

// The depth of gumbo's tree, without recursion.
unsigned gumbo_depth(std::string_view html) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  GumboOutput* output = gumbo_parse_with_options(&options, html.data(), html.size());
  unsigned deepest = 0;
  std::vector<std::pair<const GumboNode*, unsigned>> rest = {{output->root, 0}};
  while (!rest.empty()) {
    const auto [node, depth] = rest.back();
    rest.pop_back();
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) continue;
    deepest = std::max(deepest, depth);
    const GumboVector& children = node->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
      rest.emplace_back(static_cast<const GumboNode*>(children.data[i]), depth + 1);
    }
  }
  gumbo_destroy_output(&options, output);
  return deepest;
}

// A few random tags, many times over: what grows at all grows past the limit.
std::string random_soup(std::mt19937& random) {
  static const std::vector<std::string> names = {"div",     "p",         "b",
                                                 "i",       "a",         "font",
                                                 "table",   "tr",        "td",
                                                 "th",      "tbody",     "thead",
                                                 "caption", "col",       "colgroup",
                                                 "select",  "option",    "optgroup",
                                                 "svg",     "math",      "foreignObject",
                                                 "desc",    "title",     "mi",
                                                 "g",       "ul",        "li",
                                                 "dl",      "dd",        "h1",
                                                 "button",  "form",      "object",
                                                 "applet",  "template",  "span",
                                                 "x-y",     "nobr",      "style",
                                                 "script",  "xmp",       "textarea",
                                                 "ruby",    "rt",        "rtc",
                                                 "br",      "hr",        "input",
                                                 "body",    "frameset",  "noframes",
                                                 "em",      "isindex",   "center",
                                                 "summary", "plaintext", "annotation-xml"};
  static const std::vector<std::string> attributes = {
      "", "", "", "", " color=1", " color=2", " encoding=text/html", " type=hidden", " a='>'", "/"};
  static const std::vector<std::string> other = {"x", " ", "<!--", "-->", "<![CDATA[", "]]>", "<"};
  const auto pick = [&random](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  std::vector<std::string> unit;
  const unsigned length = 1 + static_cast<unsigned>(random() % 7);
  for (unsigned i = 0; i < length; ++i) {
    const unsigned kind = static_cast<unsigned>(random() % 10);
    if (kind < 6) {
      unit.push_back("<" + pick(names) + pick(attributes) + ">");
    } else if (kind < 9) {
      unit.push_back("</" + pick(names) + ">");
    } else {
      unit.push_back(pick(other));
    }
  }
  std::string html = random() % 3 == 0 ? "<!doctype html>" : "";
  for (size_t i = random() % 4; i > 0; --i) html += "<" + pick(names) + ">";
  for (int i = 0; i < 30; ++i) {
    for (const std::string& piece : unit) {
      if (random() % 50 != 0) html += piece;
    }
  }
  return html;
}

TEST_CASE("what passes the guard is never deeper than gumbo may be given") {
  GuardLimits limits;
  limits.depth = 16;
  limits.framesets = 8;
  std::mt19937 random(3);
  int passed = 0;
  for (int round = 0; round < 5000; ++round) {
    const std::string html = random_soup(random);
    const Guarded guarded = guard(html, limits);
    passed += guarded.changed ? 0 : 1;
    CAPTURE(html);
    // Besides: html and body, and what the adoption agency wraps around.
    CHECK(gumbo_depth(guarded.html) <= limits.depth + 10);
  }
  CHECK(passed > 1000);
}

}  // namespace
}  // namespace tandem
