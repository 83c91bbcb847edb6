// Charset against real files in many encodings, and against the prescan cases of html5lib-tests.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "parser/charset.h"
#include "parser/charset_labels.h"
#include "tests/parser/data_files.h"
#include "tests/support/catch.h"
#include "tests/support/data.h"

namespace tandem {
namespace {

using Json = nlohmann::json;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

struct Score {
  int right = 0;
  int all = 0;
  void add(bool is_right) {
    right += is_right ? 1 : 0;
    ++all;
  }
  [[nodiscard]] double share() const { return all == 0 ? 0 : double(right) / double(all); }
};

void print(const std::string& what, const Score& score) {
  std::cout << "charset, " << what << ": " << score.right << " of " << score.all << '\n';
}

TEST_CASE("charset data: real files decode to the right text") {
  const std::filesystem::path set = testing::data_set("charset");
  if (set.empty()) return;
  Score served;
  Score unserved;
  Score detected;
  std::ifstream lines(set / "gold.jsonl");
  for (std::string line; std::getline(lines, line);) {
    const Json gold = Json::parse(line);
    if (gold["whatwg"].is_null()) continue;
    std::string label = gold["whatwg"];
    label = label.substr(0, label.find('/'));  // "utf-16le/be by BOM"
    const std::string body = read_file(set / gold["file"].get<std::string>());
    REQUIRE_FALSE(body.empty());
    const auto text_by = [&body](const std::string& content_type) {
      Result<Decoded> decoded = decode_html(as_bytes(body), content_type);
      REQUIRE(decoded.ok());
      CHECK(is_valid_utf8(decoded->text));
      return std::move(*decoded);
    };
    // That decoding by a known label is right is what charset_test.cc checks.
    const Decoded expected = text_by("text/html; charset=" + label);
    const bool bom = expected.source == CharsetSource::kBom;
    served.add(bom || expected.charset == charset_name(label));
    const Decoded plain = text_by("text/html");
    const bool right = plain.text == expected.text;
    unserved.add(right);
    if (gold["declared"].is_null()) detected.add(right);
    if (!right) {
      std::cout << "  " << gold["name"] << ": " << label << " taken for " << plain.charset << " ("
                << charset_source_name(plain.source) << ")\n";
    }
  }
  print("served with its label", served);
  print("without a label", unserved);
  print("pure detection", detected);
  CHECK(served.right == served.all);
  CHECK(unserved.share() >= 0.97);
  CHECK(detected.share() >= 0.95);
}

TEST_CASE("charset data: the prescan cases of html5lib-tests") {
  const std::filesystem::path set = testing::data_set("charset");
  if (set.empty()) return;
  Score score;
  for (const Json& test : Json::parse(read_file(set / "html5lib_prescan_dev.json"))) {
    const std::string html = test.contains("html")
                                 ? test["html"].get<std::string>()
                                 : base64_decode(test["html_b64"].get<std::string>());
    // A case without a declaration is windows-1252 to the collection and all ASCII.
    Result<Decoded> decoded = decode_html(as_bytes(html), "");
    REQUIRE(decoded.ok());
    const bool declared =
        decoded->source == CharsetSource::kMeta || decoded->source == CharsetSource::kBom;
    const std::string got = declared ? decoded->charset : "windows-1252";
    const bool right = lower(got) == lower(charset_name(test["encoding"].get<std::string>()));
    score.add(right);
    if (!right) {
      std::cout << "  " << test["id"] << ": " << got << ", should be " << test["encoding"] << '\n';
    }
  }
  print("prescan", score);
  CHECK(score.share() >= 0.97);
}

TEST_CASE("charset data: every label of the Encoding standard is known") {
  const std::filesystem::path set = testing::data_set("charset");
  if (set.empty()) return;
  Score score;
  for (const Json& group : Json::parse(read_file(set / "whatwg_labels.json"))) {
    for (const Json& encoding : group["encodings"]) {
      for (const Json& label : encoding["labels"]) {
        score.add(charset_name(label.get<std::string>()) == encoding["name"].get<std::string>());
      }
    }
  }
  print("labels", score);
  CHECK(score.all >= 200);
  CHECK(score.right == score.all);
}

}  // namespace
}  // namespace tandem
