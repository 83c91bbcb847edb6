// Extraction measured on pages with human gold text. Scores are printed; floors guard them.
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "parser/charset.h"
#include "parser/html.h"
#include "tests/support/catch.h"
#include "tests/support/data.h"
#include "tests/text/extraction_score.h"
#include "text/main_content.h"

namespace tandem {
namespace {

std::string read_gzip(const std::filesystem::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  std::string bytes;
  char buffer[1 << 16];
  for (int n = gzread(file, buffer, sizeof buffer); n > 0;
       n = gzread(file, buffer, sizeof buffer)) {
    bytes.append(buffer, static_cast<size_t>(n));
  }
  gzclose(file);
  return bytes;
}

class Extraction {
 public:
  explicit Extraction(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::string run(const nlohmann::json& entry) {
    std::filesystem::path file = entry["html_file"].get<std::string>();
    if (!file.has_parent_path()) file = "html" / file;
    const std::string bytes = read_gzip(folder_ / file);
    Result<Decoded> decoded = decode_html(as_bytes(bytes), "");
    REQUIRE(decoded.ok());
    const std::string url =
        entry.contains("url") && entry["url"].is_string() ? entry["url"].get<std::string>() : "";
    Result<Bytes> block = parser_.parse(decoded->text, url, decoded->charset);
    REQUIRE(block.ok());
    Result<PageView> page = PageView::open(*block);
    REQUIRE(page.ok());
    return extractor_.extract(*page);
  }

 private:
  std::filesystem::path folder_;
  HtmlParser parser_;
  MainContentExtractor extractor_;
};

TEST_CASE("extraction scores on gold pages") {
  const auto folder = testing::data_set("extraction");
  if (folder.empty()) return;
  Extraction extraction(folder);
  std::map<std::string, std::vector<testing::ShingleScore>> shingles;
  std::map<std::string, std::pair<double, int>> words;
  std::ifstream in(folder / "gold.jsonl");
  REQUIRE(in.good());
  for (std::string line; std::getline(in, line);) {
    const auto entry = nlohmann::json::parse(line);
    const std::string text = extraction.run(entry);
    const std::string gold = entry["gold_text"];
    const std::string source = entry["source"];
    shingles[source].push_back(testing::shingle_score(gold, text, source == "zh"));
    const auto add = [&](const std::string& key) {
      words[key].first += testing::word_f1(gold, text);
      ++words[key].second;
    };
    add(source);
    if (source == "wcxb") add("wcxb " + entry["type"].get<std::string>());
  }
  for (const auto& [source, pages] : shingles) {
    std::cout << "extraction, " << source << ": shingle F1 " << testing::shingle_f1(pages) << " of "
              << pages.size() << " pages\n";
  }
  const auto word = [&](const char* key) { return words[key].first / words[key].second; };
  for (const auto& [key, sum] : words) {
    std::cout << "extraction, " << key << ": word F1 " << sum.first / sum.second << "\n";
  }
  CHECK(testing::shingle_f1(shingles["aeb"]) >= 0.95);
  CHECK(testing::shingle_f1(shingles["zh"]) >= 0.86);
  CHECK(word("wcxb") >= 0.79);
}

TEST_CASE("extraction scores on segments") {
  const auto folder = testing::data_set("extraction");
  if (folder.empty()) return;
  Extraction extraction(folder);
  double found = 0;
  double missed = 0;
  double wrong = 0;
  std::ifstream in(folder / "segments.jsonl");
  REQUIRE(in.good());
  for (std::string line; std::getline(in, line);) {
    const auto entry = nlohmann::json::parse(line);
    const std::string text = extraction.run(entry);
    for (const auto& part : entry["with"]) {
      ++(testing::holds_segment(text, part.get<std::string>()) ? found : missed);
    }
    for (const auto& part : entry["without"]) {
      if (testing::holds_segment(text, part.get<std::string>())) ++wrong;
    }
  }
  const double f1 = 2 * found / (2 * found + missed + wrong);
  std::cout << "extraction, segments: F1 " << f1 << ", precision " << found / (found + wrong)
            << ", recall " << found / (found + missed) << "\n";
  CHECK(f1 >= 0.88);
}

}  // namespace
}  // namespace tandem
