#include "text/counts.h"

#include <string>

#include "tests/support/catch.h"

namespace tandem {
namespace {

TextCounter counter() {
  Result<TextCounter> made = TextCounter::create();
  REQUIRE(made.ok());
  return *std::move(made);
}

struct Case {
  const char* text;
  uint64_t chars, words, sentences, lines;
};

TEST_CASE("texts are counted by UAX #29") {
  TextCounter count = counter();
  const Case cases[] = {
      {"", 0, 0, 0, 0},
      {"One two.", 8, 2, 1, 1},
      {"One two. Three!", 15, 3, 2, 1},
      {"One two\nthree", 13, 3, 2, 2},         // SB4: break after paragraph separators
      {"It costs 3.50. Buy!", 19, 4, 2, 1},    // WB11, WB12: numbers hold together
      {"He can't, she said.", 19, 4, 1, 1},    // WB6, WB7: letters across an apostrophe
      {"e.g. like this", 14, 3, 1, 1},         // SB8: lower case follows
      {"... --- ***", 11, 0, 0, 1},            // punctuation alone is no word, no sentence
      {"a\n\n\n \nb\n", 8, 2, 2, 2},           // blank lines are no lines
      {"Caf\u00e9 \u00e0 deux", 11, 3, 1, 1},  // code points, not bytes
      {"\u041e\u043d \u0448\u0451\u043b. \u0414\u043e\u0436\u0434\u044c.", 14, 3, 2, 1},
  };
  for (const Case& test : cases) {
    INFO(test.text);
    const TextCounts counts = count.count(test.text);
    CHECK(counts.chars == test.chars);
    CHECK(counts.words == test.words);
    CHECK(counts.sentences == test.sentences);
    CHECK(counts.lines == test.lines);
  }
}

TEST_CASE("words without spaces between them are found by dictionary") {
  TextCounter count = counter();
  // Today | weather | very | good, we | go | park: dictionaries differ a little.
  const TextCounts counts =
      count.count("\u4eca\u5929\u5929\u6c14\u5f88\u597d\u3002\u6211\u4eec\u53bb\u516c\u56ed\u3002");
  CHECK(counts.chars == 13);
  CHECK(counts.words >= 5);
  CHECK(counts.words <= 8);
  CHECK(counts.sentences == 2);
}

TEST_CASE("long texts are counted in pieces with the same result") {
  TextCounter count = counter();
  std::string lines;
  std::string blanks;
  for (int i = 0; i < 40000; ++i) {
    lines += "Some words stand here.\n";
    blanks += "word ";
  }
  const TextCounts of_lines = count.count(lines);
  CHECK(of_lines.words == 160000);
  CHECK(of_lines.sentences == 40000);
  CHECK(of_lines.lines == 40000);
  CHECK(count.count(blanks).words == 40000);
}

TEST_CASE("10 MB without a border are counted") {
  TextCounter count = counter();
  const TextCounts latin = count.count(std::string(10U << 20, 'a'));
  CHECK(latin.chars == 10U << 20);
  CHECK(latin.words >= 1);
  CHECK(latin.words <= (10U << 20) / kCountPiece + 1);
  std::string han;
  while (han.size() < (1U << 20)) han += "\u6c34\u706b";
  CHECK(count.count(han).chars == han.size() / 3);
  // Nor do broken bytes make pieces so small that they are searched over and over.
  CHECK(count.count(std::string(3U << 20, '\x80')).lines == 1);
  CHECK(count.count(std::string(300000, '\xf0')).chars == 300000);
}

}  // namespace
}  // namespace tandem
