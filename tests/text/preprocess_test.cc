#include "text/preprocess.h"

#include <string>

#include "parser/charset.h"
#include "tests/support/catch.h"
#include "tests/text/text_pages.h"

namespace tandem {
namespace {

using testing::TestPage;

Preprocessor preprocessor() {
  Result<Preprocessor> made = Preprocessor::create();
  REQUIRE(made.ok());
  return *std::move(made);
}

TEST_CASE("a page becomes a document") {
  Preprocessor preprocess = preprocessor();
  const TestPage page(
      "<html lang=de><title> Die\n Flut </title><body><nav>Start</nav><article><h1>Flut</h1>"
      "<p>Der Fluss stieg in einer Nacht um zwei Meter, und die Wiese war ein See. Im Dorf hatte "
      "niemand je so etwas gesehen, nicht einmal der alte Mu\xcc\x88ller.</p></article>");
  const Result<Document> document = preprocess.run(page.view());
  REQUIRE(document.ok());
  CHECK(document->title == "Die Flut");
  CHECK(document->text.substr(0, 16) == "Flut\n\nDer Fluss ");
  CHECK(document->text.find("M\u00fcller") != std::string::npos);
  CHECK(document->language == "de");
  CHECK(document->language_score > 0.9);
  CHECK(document->words == 29);
  CHECK(document->sentences == 3);
  CHECK(document->lines == 2);
  CHECK(document->chars > 140);
  CHECK(document->dropped_by.empty());
}

TEST_CASE("a page without text is dropped by empty_text") {
  Preprocessor preprocess = preprocessor();
  for (const char* html : {"", "<title>Only a title</title>", "<body><p> &nbsp;\u200b </p>",
                           "<body><script>x()</script><svg><text>y</text></svg>"}) {
    INFO(html);
    const TestPage page(html);
    const Result<Document> document = preprocess.run(page.view());
    REQUIRE(document.ok());
    CHECK(document->text.empty());
    CHECK(document->dropped_by == kDroppedEmptyText);
    CHECK(document->language == "und");
    CHECK(document->words == 0);
  }
}

TEST_CASE("the text of a document is valid UTF-8 whatever the page holds") {
  Preprocessor preprocess = preprocessor();
  PageBuilder builder;
  builder.open(Tag::html);
  builder.open(Tag::title);
  builder.text("T\xff\xfe");
  builder.close();
  builder.open(Tag::p);
  builder.text("Broken \xe2\x82 bytes \xc3( and \xf5 more. It still is a text, is it not? Yes.");
  builder.close();
  builder.close();
  Result<Bytes> block = std::move(builder).finish("http://[::1]:80/", "UTF-8");
  REQUIRE(block.ok());
  const TestPage page(*std::move(block));
  const Result<Document> document = preprocess.run(page.view());
  REQUIRE(document.ok());
  CHECK(is_valid_utf8(document->text));
  CHECK(is_valid_utf8(document->title));
  CHECK(document->text.find("still is a text") != std::string::npos);
}

TEST_CASE("URLs of any form are harmless") {
  Preprocessor preprocess = preprocessor();
  for (const char* url : {"", "x", "http://", "http://a", "http://a.", "http://u@b.de:8/c@d",
                          "http://1.2.3.4/", "data:text/html,x"}) {
    INFO(url);
    const TestPage page("<p>The river rose by two metres in a single night.", url);
    CHECK(preprocess.run(page.view())->language == "en");
  }
}

}  // namespace
}  // namespace tandem
