#include "text/language.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/data.h"

namespace tandem {
namespace {

TEST_CASE("languages are named by ISO 639-1") {
  const std::map<std::string, std::string> texts = {
      {"en", "The river rose by two metres in a single night, and the meadow was a lake."},
      {"de", "Der Fluss stieg in einer Nacht um zwei Meter, und die Wiese war ein See."},
      {"he",
       "\u05d4\u05e0\u05d4\u05e8 \u05e2\u05dc\u05d4 \u05d1\u05dc\u05d9\u05dc\u05d4 "
       "\u05d0\u05d7\u05d3 \u05d5\u05d4\u05d0\u05d7\u05d5 \u05d4\u05d9\u05d4 "
       "\u05dc\u05d0\u05d2\u05dd"},
      {"zh",
       "\u6cb3\u6c34\u4e00\u591c\u4e4b\u95f4\u4e0a\u6da8\u4e86\u4e24\u7c73\uff0c\u8349"
       "\u5730\u53d8\u6210\u4e86\u6e56\u3002"},
      {"ja",
       "\u5ddd\u306f\u4e00\u6669\u3067\u4e8c\u30e1\u30fc\u30c8\u30eb\u4e0a\u304c\u308a"
       "\u307e\u3057\u305f\u3002"},
      {"ko", "\uac15\ubb3c\uc774 \ud558\ub8fb\ubc24 \uc0ac\uc774\uc5d0 \ubd88\uc5b4\ub0ac\ub2e4."},
      {"ru",
       "\u0420\u0435\u043a\u0430 \u043f\u043e\u0434\u043d\u044f\u043b\u0430\u0441\u044c "
       "\u043d\u0430 \u0434\u0432\u0430 \u043c\u0435\u0442\u0440\u0430, \u0438 "
       "\u0431\u044b\u043b\u043e \u043e\u0447\u0435\u043d\u044c "
       "\u043c\u043e\u043a\u0440\u043e"},
  };
  for (const auto& [language, text] : texts) {
    const LanguageGuess guess = detect_language(text);
    CHECK(guess.language == language);
    CHECK(guess.score > 0);
    CHECK(guess.score <= 1);
  }
  const LanguageGuess traditional = detect_language(
      "\u6cb3\u6c34\u4e00\u591c\u4e4b\u9593\u4e0a\u6f32\u4e86\u5169\u7c73\uff0c\u9019\u500b"
      "\u570b\u5bb6\u7684\u4eba\u5011\u90fd\u4f86\u5e6b\u5fd9\u3002");
  CHECK(traditional.language == "zh");
}

TEST_CASE("what has no language is und with score 0") {
  for (const char* text : {"", " ", "12345 67.89", "!!! ???", "\xff\xfe\xfd"}) {
    INFO(text);
    const LanguageGuess guess = detect_language(text);
    CHECK(guess.language == "und");
    CHECK(guess.score == 0);
    CHECK_FALSE(guess.reliable);
  }
}

TEST_CASE("control characters do not hide the language") {
  const LanguageGuess guess = detect_language(
      "Der Fluss stieg\u0092 in einer Nacht\x01 um zwei Meter, und alles war nass.");
  CHECK(guess.language == "de");
}

TEST_CASE("hints of any form are harmless") {
  const std::string text = "The river rose by two metres in a single night.";
  const std::string long_hint(5000, 'x');
  for (const std::string_view hint : {std::string_view("de-AT"), std::string_view("\"<\x80>"),
                                      std::string_view(long_hint), std::string_view("a\0b", 3)}) {
    CHECK(detect_language(text, {hint, hint}).language == "en");
  }
}

TEST_CASE("text longer than is read is cut between characters") {
  std::string text = "a";
  while (text.size() < kLanguageBytes + 10) {
    text += "\u0420\u0435\u043a\u0430 \u043f\u043e\u0434\u043d\u044f\u043b\u0430\u0441\u044c ";
  }
  CHECK(detect_language(text).language == "ru");
}

struct Accuracy {
  int right = 0;
  int all = 0;
  [[nodiscard]] double share() const { return all == 0 ? 0 : static_cast<double>(right) / all; }
};

TEST_CASE("accuracy on the language data") {
  const auto folder = testing::data_set("langid");
  if (folder.empty()) return;
  const std::string nine = " ko ja zh en ru ar de fr es ";
  const auto one_norwegian = [](const std::string& code) {
    return code == "nb" || code == "nn" ? std::string("no") : code;
  };
  std::map<std::string, Accuracy> scores;
  for (const char* file : {"lingua_dev.jsonl", "tatoeba_short_dev.jsonl"}) {
    std::ifstream in(folder / file);
    REQUIRE(in.good());
    for (std::string line; std::getline(in, line);) {
      const auto entry = nlohmann::json::parse(line);
      const std::string language = entry["lang"];
      const std::string kind = entry.value("kind", "short");
      const std::string text = entry["text"];
      const bool right = one_norwegian(language) == one_norwegian(detect_language(text).language);
      const auto add = [&](Accuracy& accuracy) {
        ++accuracy.all;
        accuracy.right += right ? 1 : 0;
      };
      add(scores[kind]);
      if (nine.find(' ' + language + ' ') != std::string::npos) add(scores[kind + ", main nine"]);
    }
  }
  for (const auto& [kind, accuracy] : scores) {
    std::cout << "language, " << kind << ": " << accuracy.share() << " of " << accuracy.all << "\n";
  }
  CHECK(scores["sentence"].share() >= 0.79);
  CHECK(scores["doc"].share() >= 0.81);
  CHECK(scores["sentence, main nine"].share() >= 0.98);
  CHECK(scores["doc, main nine"].share() >= 0.99);
  CHECK(scores["short"].share() >= 0.91);
}

}  // namespace
}  // namespace tandem
