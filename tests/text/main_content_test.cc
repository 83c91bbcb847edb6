// Which blocks of a page are taken for its main text, and by which rule.
#include "text/main_content.h"

#include <algorithm>
#include <ctime>
#include <string>

#include "tests/support/catch.h"
#include "tests/text/text_pages.h"

namespace tandem {
namespace {

using testing::TestPage;

const std::string kProse =
    "The river rose by two metres in a single night, and in the morning the meadow was a lake. "
    "Nobody in the village had seen such a flood, not even the old miller.";
const std::string kMore =
    "By noon the fire brigade had brought boats, and the school was closed. The mayor said that "
    "help would come from the city, but the road was under water for a week.";

std::string article() { return "<h1>Flood</h1><p>" + kProse + "</p><p>" + kMore + "</p>"; }

std::string extract(const std::string& html) {
  MainContentExtractor extractor;
  const TestPage page(html);
  return extractor.extract(page.view());
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The rule of the first block whose text holds `part`.
ContentRule rule_of(const std::string& html, const std::string& part) {
  MainContentExtractor extractor;
  const TestPage page(html);
  const PageView view = page.view();
  extractor.extract(view);
  for (const ContentBlock& block : extractor.blocks()) {
    std::string text;
    for (uint32_t i = block.first; i < block.end; ++i) {
      if (view.node(i).tag == Tag::kText) text += view.text(view.node(i));
    }
    if (holds(text, part)) return block.rule;
  }
  return ContentRule::kUndecided;
}

struct Boilerplate {
  const char* html;
  ContentRule rule;
};

const Boilerplate kBoilerplate[] = {
    {"<nav>XX</nav>", ContentRule::kNavigation},
    {"<div role=navigation>XX</div>", ContentRule::kNavigation},
    {"<div class='main-menu'>XX</div>", ContentRule::kNavigation},
    {"<ul class=breadcrumbs><li>XX</ul>", ContentRule::kNavigation},
    {"<header>XX</header>", ContentRule::kSiteHeader},
    {"<div role=banner>XX</div>", ContentRule::kSiteHeader},
    {"<footer>XX</footer>", ContentRule::kSiteFooter},
    {"<div role=contentinfo>XX</div>", ContentRule::kSiteFooter},
    {"<div id=siteFooter>XX</div>", ContentRule::kSiteFooter},
    {"<aside>XX</aside>", ContentRule::kSidebar},
    {"<form><p>XX</p></form>", ContentRule::kForm},
    {"<div role=search>XX</div>", ContentRule::kForm},
    {"<div class=share-buttons>XX</div>", ContentRule::kShare},
    {"<div class=relatedPosts>XX</div>", ContentRule::kRelated},
    {"<div class=cookie_notice>XX</div>", ContentRule::kConsent},
    {"<div id=onetrust-banner-sdk>XX</div>", ContentRule::kConsent},
    {"<div class=newsletter-box>XX</div>", ContentRule::kSignUp},
    {"<div class=comments>XX</div>", ContentRule::kComments},
    {"<div aria-hidden=true>XX</div>", ContentRule::kHidden},
    {"<div hidden>XX</div>", ContentRule::kHidden},
    {"<div style='color:red;display:none'>XX</div>", ContentRule::kHidden},
    {"<div class=sr-only>XX</div>", ContentRule::kHidden},
    {"<p><button>XX</button>", ContentRule::kControl},
    {"<ul><li><a href=/a>XX one</a><li><a href=/b>XX two</a></ul>", ContentRule::kLinkDense},
};

TEST_CASE("boilerplate is dropped by the rule that names it") {
  for (const Boilerplate& test : kBoilerplate) {
    INFO(test.html);
    std::string html = "<body><div>" + article();
    html.append(test.html).append("</div>");
    CHECK(content_rule_name(rule_of(html, "XX")) == content_rule_name(test.rule));
    const std::string text = extract(html);
    CHECK_FALSE(holds(text, "XX"));
    CHECK(text == "Flood\n\n" + kProse + "\n\n" + kMore);
  }
}

TEST_CASE("the text of an article survives what is named like boilerplate") {
  // Everything in a form, in an element named like a part of the chrome, or hidden until scripts
  // run.
  for (const char* open : {"<form>", "<div class=sidebar-left-layout>", "<div id=header-wrapper>",
                           "<div class='widget promo'>", "<section class=subscriber-content>",
                           "<div aria-hidden=true>", "<div class=modal>", "<div hidden>"}) {
    INFO(open);
    CHECK(holds(extract("<body><nav>menu</nav>" + std::string(open) + article()), kProse));
  }
}

TEST_CASE("a container that the page names as its text is believed") {
  const std::string teaser =
      "<div class=box><p>" + std::string(60, 'x') + " other story.</p></div>";
  for (const char* open :
       {"<div itemprop=articleBody>", "<div class=entry-content>", "<div id=mw-content-text>",
        "<div class=md-content__inner>", "<article>", "<main>", "<div role=main>"}) {
    INFO(open);
    std::string html = "<body>" + teaser;
    html.append(open).append(article()).append("</div></article></main>").append(teaser);
    CHECK(extract(html) == "Flood\n\n" + kProse + "\n\n" + kMore);
    CHECK(rule_of(html, "other story") == ContentRule::kOutsideRoot);
  }
}

TEST_CASE("documentation keeps its structure without the generator's links") {
  const std::string sphinx =
      "<body><div class=document><div class=body role=main><section><h1>Use<a class=headerlink "
      "href=#use>¶</a></h1><p>" +
      kProse +
      "</p><pre>a\n  b</pre></section></div>"
      "<div class=sphinxsidebar><h3>Contents</h3></div></div>";
  CHECK(extract(sphinx) == "Use\n\n" + kProse + "\n\na\n  b");
  const std::string docbook =
      "<body><div class=navheader>Prev Next</div><div class=sect1><h2>Use</h2><p>" + kProse +
      "</p><p>" + kMore + "</p></div><div class=navfooter>Home</div>";
  CHECK(extract(docbook) == "Use\n\n" + kProse + "\n\n" + kMore);
}

TEST_CASE("comments are the content of a forum alone") {
  const std::string comments = "<div class=comments><p>" + kMore + "</p></div>";
  const std::string page = "<div><p>" + kProse + "</p><p>" + kProse + "</p></div>" + comments;
  CHECK_FALSE(holds(extract("<body>" + page), kMore));
  CHECK(holds(extract("<body class=forum-page>" + page), kMore));
  CHECK(holds(extract("<body><div itemtype='https://schema.org/QAPage'>" + page), kMore));
  // Nor are they dropped where there is little else.
  CHECK(holds(extract("<body><h1>Topic</h1>" + comments), kMore));
}

TEST_CASE("text without spaces is weighed by its characters") {
  // 40 characters of Chinese say what 80 to 120 say in English.
  const std::string zh =
      "昨夜河水上涨两米，清晨草地变成了湖。村里没有人见过这样的洪水，连老磨坊主也没有见过。";
  const std::string html =
      "<body><div class=a><a href=/1>首页</a> <a href=/2>新闻</a> <a href=/3>体育</a>"
      "</div><div class=b><p>" +
      zh + "</p><p>" + zh + "</p><p>" + zh + "</p><p>" + zh + "</p></div>";
  CHECK(extract(html) == zh + "\n\n" + zh + "\n\n" + zh + "\n\n" + zh);
  CHECK(measure("水", false).weight == 2);
  CHECK(measure("水。", false).ends_sentence);
}

TEST_CASE("a page without running text falls back to all that is no boilerplate") {
  MainContentExtractor extractor;
  const TestPage cards(
      "<body><nav><a href=/>Home</a></nav><div><div><a href=/1>Red shoe</a> 20</div>"
      "<div><a href=/2>Blue shoe</a> 30</div></div><footer>Imprint</footer>");
  const std::string text = extractor.extract(cards.view());
  CHECK(text == "Red shoe 20\n\nBlue shoe 30");
  CHECK(extractor.selection().fallback == ContentRule::kFallbackClean);

  // No part holds most of the text, so each goes, and then all comes back.
  const TestPage all_chrome("<body><header><p>" + kProse + "</p></header><aside><p>" + kMore +
                            "</p></aside><footer><p>" + kProse + "</p></footer>");
  CHECK(holds(extractor.extract(all_chrome.view()), kProse));
  CHECK(extractor.selection().fallback == ContentRule::kFallbackAll);
}

TEST_CASE("an extractor carries nothing from page to page") {
  MainContentExtractor extractor;
  const TestPage forum("<body class=forum><div class=comments><p>" + kMore + "</p></div>");
  const TestPage page("<body>" + article() + "<div class=comments>XX</div>");
  const std::string alone = MainContentExtractor().extract(page.view());
  extractor.extract(forum.view());
  CHECK(extractor.extract(page.view()) == alone);
}

TEST_CASE("every rule has a name of its own") {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ContentRule::kAfterText); ++i) {
    names.push_back(content_rule_name(static_cast<ContentRule>(i)));
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

// Pages built to make a tree walk quadratic, of `n` elements.
Bytes hostile(int shape, uint32_t n) {
  PageBuilder builder;
  builder.open(Tag::html);
  builder.open(Tag::body);
  for (uint32_t i = 0; i < n; ++i) {
    const bool deep = shape == 0;
    builder.open(deep ? Tag::div : (shape == 1 ? Tag::li : Tag::td));
    builder.attribute("class", "a-b-c menuX");
    builder.text("word, and more words. ");
    if (deep && i % 500 == 499) {
      for (int k = 0; k < 500; ++k) builder.close();
    }
    if (!deep) builder.close();
  }
  if (shape == 0) {
    for (uint32_t k = 0; k < n % 500; ++k) builder.close();
  }
  builder.close();
  builder.close();
  Result<Bytes> block = std::move(builder).finish("", "UTF-8");
  REQUIRE(block.ok());
  return *std::move(block);
}

TEST_CASE("extraction takes linear time on any tree") {
  for (const int shape : {0, 1, 2}) {
    INFO(shape);
    double previous = 0;
    for (const uint32_t n : {60000U, 120000U, 240000U}) {
      const TestPage page(hostile(shape, n));
      const PageView view = page.view();
      MainContentExtractor extractor;
      const std::clock_t start = std::clock();  // processor time: others may use the machine
      const std::string text = extractor.extract(view);
      const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      CHECK_FALSE(text.empty());
      // Linear doubles, quadratic quadruples; machines hiccup.
      if (previous > 0.02) CHECK(seconds < 3.5 * previous + 0.2);
      previous = seconds;
    }
  }
}

}  // namespace
}  // namespace tandem
