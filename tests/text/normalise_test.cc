#include "text/normalise.h"

#include <string>

#include "tests/support/catch.h"

namespace tandem {
namespace {

struct Case {
  const char* name;
  std::string in;
  std::string out;
};

Normaliser normaliser() {
  Result<Normaliser> made = Normaliser::create();
  REQUIRE(made.ok());
  return *made;
}

TEST_CASE("text is normalised") {
  const Normaliser normalise = normaliser();
  const Case cases[] = {
      // UAX #15: canonical composition, no compatibility mapping.
      {"composes", "Cafe\u0301", "Caf\u00e9"},
      {"orders marks", "a\u0323\u0302", "\u1ead"},
      {"Hangul", "\u1112\u1161\u11ab", "\ud55c"},
      {"singleton", "\u212b", "\u00c5"},
      {"superscript stays", "x\u00b2 \ufb01 \uff21", "x\u00b2 \ufb01 \uff21"},
      {"controls go",
       std::string("a\0b", 3) + "\x01"
                                "c\x7f"
                                "d\u0085e\u0092f",
       "abcd\nef"},
      {"tab stays", "a\tb", "a\tb"},
      {"line ends", "a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\n\ne"},
      {"zero width and BOM go", "\ufeffa\u200bb\u2060c\u00ad", "abc"},
      {"joiners stay", "\u0915\u094d\u200d\u0937 \u06cc\u200c\u0647",
       "\u0915\u094d\u200d\u0937 \u06cc\u200c\u0647"},
      {"replacement stays", "a\ufffdb", "a\ufffdb"},
      {"noncharacters go", "a\ufdd0b\uffffc", "abc"},
      {"overrides go, marks stay", "a\u202eb\u2066c\u200fd", "abc\u200fd"},
      {"no-break space", "a\u00a0b", "a b"},
      {"invalid UTF-8", "a\xff\xc3(\xe2\x82", "a\ufffd\ufffd(\ufffd"},
      {"indentation stays, trailing blanks go", "  a  \n\tb\t\n", "  a\n\tb"},
      {"one empty line of many", "a\n\n \n\nb", "a\n\nb"},
      {"none at the ends", "\n\n a\n\n", " a"},
      {"nothing", " \n\t\n ", ""},
  };
  for (const Case& test : cases) {
    INFO(test.name);
    const std::string out = normalise.text(test.in);
    CHECK(out == test.out);
    CHECK(normalise.text(out) == out);
  }
}

TEST_CASE("a line is normalised to one line") {
  const Normaliser normalise = normaliser();
  CHECK(normalise.line(" a \n\n b\tc\u00a0 d ") == "a b c d");
  CHECK(normalise.line("e\u0301") == "\u00e9");
  CHECK(normalise.line(" \n ").empty());
}

}  // namespace
}  // namespace tandem
