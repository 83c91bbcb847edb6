#include "output/dataset_card.h"

#include <string>

#include "output/record_json.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

CardFacts sample() {
  CardFacts facts;
  facts.tandem_version = "0.1.0";
  facts.command = "tandem crawl -i seeds.txt -o out";
  facts.started = "2026-03-01T12:00:00.000Z";
  facts.finished = "2026-03-01T13:00:00.000Z";
  facts.documents = 12345;
  facts.words = 1234567;
  facts.chars = 7654321;
  facts.languages = {{"de", 45}, {"no", 300}, {"en", 12000}, {"zh-Hant", 7}, {"und", 3}};
  facts.outcomes = {{"filtered: a|b", 17}, {"written", 12345}};
  return facts;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string front_matter_of(const std::string& card) {
  REQUIRE(card.starts_with("---\n"));
  const size_t end = card.find("\n---\n", 4);
  REQUIRE(end != std::string::npos);
  return card.substr(4, end - 3);
}

TEST_CASE("the front matter is what the Hub reads") {
  // https://huggingface.co/docs/hub/datasets-cards and datasets-manual-configuration.
  CHECK(front_matter_of(dataset_card(sample())) ==
        "configs:\n"
        "- config_name: default\n"
        "  data_files:\n"
        "  - split: train\n"
        "    path: \"documents/*.jsonl.zst\"\n"
        "size_categories:\n"
        "- \"10K<n<100K\"\n"
        "language:\n"
        "- \"de\"\n"
        "- \"en\"\n"
        "- \"no\"\n"
        "- \"zh\"\n"
        "task_categories:\n"
        "- text-generation\n"
        "license: other\n"
        "tags:\n"
        "- web-crawl\n"
        "- tandem\n");
}

TEST_CASE("the card tells what was given") {
  const std::string card = dataset_card(sample());
  CHECK(has(card, "Main text of 12,345 web pages (1,234,567 words, 7,654,321 characters)"));
  CHECK(has(card, "2026-03-01T12:00:00.000Z to 2026-03-01T13:00:00.000Z by Tandem 0.1.0"));
  CHECK(has(card, "```sh\ntandem crawl -i seeds.txt -o out\n```\n"));
  CHECK(has(card, "| en | 12,000 |\n| no | 300 |\n| de | 45 |\n| zh-Hant | 7 |\n| und | 3 |\n"));
  CHECK(has(card, "| written | 12,345 |\n| filtered: a\\|b | 17 |\n"));
  CHECK(has(card, "load_dataset(\"json\", data_files=\"documents/*.jsonl.zst\", split=\"train\")"));
  CHECK(has(card, "zstdcat documents/*.jsonl.zst | jq"));
  CHECK(has(card, "The text remains its publishers'"));
  for (const FieldInfo& field : document_fields()) {
    CHECK(has(card, "| `" + std::string(field.name) + "` | " + std::string(field.type) + " |"));
  }
}

TEST_CASE("a run without documents does not claim to have any") {
  const std::string card = dataset_card({});
  CHECK_FALSE(has(card, "configs:"));
  CHECK_FALSE(has(card, "language:"));
  CHECK_FALSE(has(card, "load_dataset"));
  CHECK_FALSE(has(card, "## Languages"));
  CHECK(has(front_matter_of(card), "- \"n<1K\"\n"));
  CHECK(has(card, "Main text of 0 web pages"));
}

TEST_CASE("a command with backticks does not end its block") {
  CardFacts facts = sample();
  facts.command = "tandem crawl \"$(echo ```)\" -o out";
  CHECK(has(dataset_card(facts), "````sh\n" + facts.command + "\n````\n"));
}

TEST_CASE("size categories are those of the Hub") {
  CHECK(size_category(0) == "n<1K");
  CHECK(size_category(999) == "n<1K");
  CHECK(size_category(1000) == "1K<n<10K");
  CHECK(size_category(9'999'999) == "1M<n<10M");
  CHECK(size_category(10'000'000) == "10M<n<100M");
  CHECK(size_category(999'999'999'999) == "100B<n<1T");
  CHECK(size_category(1'000'000'000'000) == "n>1T");
}

}  // namespace
}  // namespace tandem
