#include "crawler/stages.h"

#include "crawler/mode.h"
#include "parser/page.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

constexpr const char* kUrl = "http://a.example/dir/page.html";
constexpr const char* kHtml =
    "<!DOCTYPE html><html lang=en><head><title>A title</title></head><body>"
    "<p>This is the main text of a small page, in one paragraph of plain English words.</p>"
    "<a href=other.html>one</a> <a href='other.html#part'>the same</a>"
    "<a href=/top rel='nofollow noopener'>two</a> <a href=mailto:me@a.example>mail</a>"
    "<a href=https://b.example/>away</a></body></html>";

std::unique_ptr<Handler> make_handler() { return stage_handlers(FetchSettings{})(); }

StageOutput run(Handler& handler, JobId job, ByteView input) {
  auto bytes = handler.handle(job, input);
  REQUIRE(bytes.ok());
  auto output = decode_stage_output(*bytes);
  REQUIRE(output.ok());
  return std::move(*output);
}

}  // namespace

TEST_CASE("parse gives a page and its links, resolved and each once") {
  const auto handler = make_handler();
  const Bytes input = encode_parse_input(kUrl, "text/html", as_bytes(kHtml));
  const StageOutput output = run(*handler, kParseStage, input);
  REQUIRE(output.parsed.has_value());
  CHECK(output.parsed->charset == "UTF-8");
  const std::vector<OutLink>& links = output.parsed->links;
  REQUIRE(links.size() == 3);
  CHECK(links[0].url == "http://a.example/dir/other.html");
  CHECK(links[0].host == "a.example");
  CHECK_FALSE(links[0].nofollow);
  CHECK(links[1].url == "http://a.example/top");
  CHECK(links[1].nofollow);
  CHECK(links[2].host == "b.example");
  CHECK_FALSE(output.document.has_value());
  CHECK(PageView::open(output.page).ok());
}

TEST_CASE("parse and preprocess give the same document in one step as in two") {
  const auto handler = make_handler();
  const Bytes input = encode_parse_input(kUrl, "text/html", as_bytes(kHtml));
  const StageOutput fused = run(*handler, kParseStage | kPreprocessStage, input);
  const StageOutput parsed = run(*handler, kParseStage, input);
  const StageOutput apart = run(*handler, kPreprocessStage, parsed.page);
  REQUIRE(fused.document.has_value());
  REQUIRE(apart.document.has_value());
  CHECK(encode(*fused.document) == encode(*apart.document));
  CHECK(fused.document->title == "A title");
  CHECK(fused.parsed->links == parsed.parsed->links);
  CHECK(fused.page.empty());
}

TEST_CASE("a page without text is dropped by a rule, not lost") {
  const auto handler = make_handler();
  const Bytes input = encode_parse_input(kUrl, "text/html", as_bytes("<html></html>"));
  const StageOutput output = run(*handler, kParseStage | kPreprocessStage, input);
  REQUIRE(output.document.has_value());
  CHECK(output.document->dropped_by == "empty_text");
}

TEST_CASE("a handler refuses input that is none") {
  const auto handler = make_handler();
  CHECK_FALSE(handler->handle(kParseStage, as_bytes("nonsense")).ok());
  CHECK_FALSE(handler->handle(kFetchStage, as_bytes("nonsense")).ok());
  const StageOutput output = run(*handler, kPreprocessStage, as_bytes("no page block at all"));
  REQUIRE(output.failure.has_value());
  CHECK(output.failure->stage == kPreprocessStage);
  CHECK(output.failure->error.code == ErrorCode::kCorrupt);
}

TEST_CASE("a stage output survives its way between processes, whole or not at all") {
  StageOutput output;
  output.fetch = FetchResult{};
  output.fetch->status = 200;
  output.body_bytes = 42;
  output.parsed = ParseFacts{"UTF-8", {{"http://a/", "http://a/", "a", true}}, true};
  output.page = to_bytes("page");
  output.document = Document{};
  output.document->text = "text";
  output.failure = StageFailure{kParseStage, {ErrorCode::kLimit, "too large"}};
  const Bytes bytes = encode(output);
  const auto decoded = decode_stage_output(bytes);
  REQUIRE(decoded.ok());
  CHECK(encode(*decoded) == bytes);
  CHECK(decoded->failure->error.code == ErrorCode::kLimit);
  for (size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(decode_stage_output(ByteView(bytes).first(size)).ok());
  }
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  CHECK_FALSE(decode_stage_output(longer).ok());
}

TEST_CASE("what is kept of a task that killed its worker is the page, not the envelope") {
  const Bytes input = encode_parse_input(kUrl, "text/html", as_bytes(kHtml));
  CHECK(as_text(evidence_of(kParseStage | kPreprocessStage, input)) == kHtml);
  CHECK(evidence_of(kPreprocessStage, input).size() == input.size());
  CHECK(evidence_of(kFetchStage | kParseStage, input).empty());
  CHECK(evidence_of(kParseStage, as_bytes("nonsense")).empty());
}

}  // namespace tandem
