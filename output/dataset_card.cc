#include "output/dataset_card.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "output/record_json.h"

namespace tandem {
namespace {

using Counts = std::vector<std::pair<std::string, uint64_t>>;

// 1234567 as "1,234,567".
std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

Counts by_number(Counts counts) {
  std::ranges::sort(counts, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return counts;
}

// Text for a table cell: one line, and no bar that would end the cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

// A fenced block that no run of backticks in the text can end.
std::string fenced(std::string_view language, std::string_view text) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<size_t>(3, longest + 1), '`');
  return fence + std::string(language) + "\n" + std::string(text) + "\n" + fence + "\n";
}

// The codes that the Hub takes: two or three letters. A subtag (zh-Hant) is left off, and "und" is
// no language. Quoted, because YAML reads a bare "no" as false.
std::set<std::string> hub_languages(const Counts& languages) {
  std::set<std::string> codes;
  for (const auto& [language, documents] : languages) {
    const std::string code = language.substr(0, language.find('-'));
    const bool letters = code.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
    if (letters && (code.size() == 2 || code.size() == 3) && code != "und") codes.insert(code);
  }
  return codes;
}

std::string front_matter(const CardFacts& facts) {
  std::string out = "---\n";
  if (facts.documents > 0) {
    out +=
        "configs:\n"
        "- config_name: default\n"
        "  data_files:\n"
        "  - split: train\n"
        "    path: \"documents/*.jsonl.zst\"\n";
  }
  out += "size_categories:\n- \"" + size_category(facts.documents) + "\"\n";
  const auto languages = hub_languages(facts.languages);
  if (!languages.empty()) out += "language:\n";
  for (const std::string& code : languages) out += "- \"" + code + "\"\n";
  out +=
      "task_categories:\n- text-generation\n"
      "license: other\n"
      "tags:\n- web-crawl\n- tandem\n"
      "---\n\n";
  return out;
}

std::string table(std::string_view what, std::string_view number, const Counts& counts) {
  std::string out = "| " + std::string(what) + " | " + std::string(number) + " |\n|---|---:|\n";
  for (const auto& [name, count] : by_number(counts)) {
    out += "| " + cell(name) + " | " + grouped(count) + " |\n";
  }
  return out + "\n";
}

}  // namespace

std::string size_category(uint64_t rows) {
  constexpr std::array<std::string_view, 10> kSteps = {"1K",   "10K", "100K", "1M",   "10M",
                                                       "100M", "1B",  "10B",  "100B", "1T"};
  uint64_t limit = 1000;
  std::string_view below;
  for (const std::string_view step : kSteps) {
    if (rows < limit) {
      return (below.empty() ? "n<" : std::string(below) + "<n<") + std::string(step);
    }
    below = step;
    limit *= 10;
  }
  return "n>1T";
}

std::string dataset_card(const CardFacts& facts) {
  std::string out = front_matter(facts);
  out += "# Web text collected by Tandem\n\n";
  out += "Main text of " + grouped(facts.documents) +
         (facts.documents == 1 ? " web page" : " web pages") + " (" + grouped(facts.words) +
         " words, " + grouped(facts.chars) + " characters), fetched from " + facts.started +
         " to " + facts.finished + " by Tandem " + facts.tandem_version + " with\n\n";
  out += fenced("sh", facts.command) + "\n";
  if (!facts.languages.empty()) {
    out += "## Languages\n\n" + table("language", "documents", facts.languages);
  }
  if (!facts.outcomes.empty()) {
    out += "## What became of every URL\n\n" + table("outcome", "URLs", facts.outcomes);
  }
  out +=
      "## Files\n\n"
      "| path | content |\n|---|---|\n"
      "| `documents/` | the documents, one JSON object a line, compressed by zstd |\n"
      "| `rejected/` | pages that were dropped: the same fields, and the `rule` that dropped each "
      "|\n"
      "| `quarantine/` | pages that could not be processed |\n"
      "| `logs/` | every request (`fetch.jsonl`), every URL not requested (`skipped.jsonl`) |\n"
      "| `manifest.json` | rows, sizes and SHA-256 of the files |\n\n"
      "A subfolder without rows is empty.\n\n";
  out += "## Fields\n\n| field | type | meaning |\n|---|---|---|\n";
  for (const FieldInfo& field : document_fields()) {
    out += "| `" + std::string(field.name) + "` | " + std::string(field.type) + " | " +
           cell(field.meaning) + " |\n";
  }
  if (facts.documents > 0) {
    out += "\n## Loading\n\n";
    out += fenced("python",
                  "from datasets import load_dataset  # pip install datasets zstandard\n\n"
                  "documents = load_dataset(\"json\", data_files=\"documents/*.jsonl.zst\", "
                  "split=\"train\")");
    out += "\n" + fenced("sh", "zstdcat documents/*.jsonl.zst | jq -r .url");
  }
  out +=
      "\n## Licence\n\n"
      "The text remains its publishers': collecting it grants no right to it. `url` names the "
      "source of each document; whoever uses or passes on the text must see to the rights in "
      "it.\n";
  return out;
}

}  // namespace tandem
