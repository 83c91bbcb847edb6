// The score of parse_url on the web-platform-tests, guarded by a floor.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/data.h"
#include "urls/url.h"

namespace tandem {
namespace {

using Json = nlohmann::json;

// WPT's JSON holds lone surrogates on purpose, which JSON parsers refuse. The URL parser takes
// scalar values, so that a lone surrogate reaches it as U+FFFD.
std::string replace_lone_surrogates(std::string text) {
  const auto is_surrogate = [&text](size_t at, char low, char high) {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return false;
    const auto third = static_cast<char>(std::tolower(static_cast<unsigned char>(text[at + 3])));
    return std::tolower(static_cast<unsigned char>(text[at + 2])) == 'd' && third >= low &&
           third <= high;
  };
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') continue;
    if (is_surrogate(at, '8', 'b') && is_surrogate(at + 6, 'c', 'f')) {
      at += 11;
    } else if (is_surrogate(at, '8', 'f')) {
      text.replace(at, 6, "\\ufffd");
      at += 5;
    } else {
      ++at;
    }
  }
  return text;
}

Json load_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file.good());
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return Json::parse(replace_lone_surrogates(text));
}

std::string string_or_empty(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

struct Score {
  int right = 0;
  int all = 0;

  void count(bool is_right, const std::string& what) {
    ++all;
    if (is_right) {
      ++right;
    } else {
      std::cout << "  wrong: " << what << "\n";
    }
  }
};

}  // namespace

TEST_CASE("WPT urltestdata: http, https and failures") {
  const std::filesystem::path folder = testing::data_set("url");
  if (folder.empty()) return;
  Score score;
  for (const Json& test : load_json(folder / "wpt_urltestdata_dev.json")) {
    const bool must_fail = test.value("failure", false);
    const std::string protocol = test.value("protocol", "");
    if (!must_fail && protocol != "http:" && protocol != "https:") continue;
    const Result<Url> url =
        parse_url(test.at("input").get<std::string>(), string_or_empty(test.at("base")));
    if (must_fail) {
      score.count(!url, "accepted: " + test.dump());
      continue;
    }
    const bool is_right = url && url->href == test.at("href") &&
                          url->hostname == test.at("hostname") && url->port == test.at("port") &&
                          url->pathname == test.at("pathname") &&
                          url->search == test.at("search") && url->hash == test.at("hash");
    score.count(is_right, test.dump() + " -> " + (url ? url->href : url.error().message));
  }
  std::cout << "WPT urltestdata (http, https, failures): " << score.right << " of " << score.all
            << "\n";
  // A floor, and not all: a few verdicts depend on the Unicode version of ICU.
  CHECK(score.right + 2 >= score.all);
}

TEST_CASE("WPT toascii and IDNA test data") {
  const std::filesystem::path folder = testing::data_set("url");
  if (folder.empty()) return;
  for (const char* name : {"wpt_toascii_dev.json", "wpt_idna_v2_dev.json"}) {
    Score score;
    for (const Json& test : load_json(folder / name)) {
      const Result<Url> url = parse_url("https://" + test.at("input").get<std::string>() + "/x");
      const Json& output = test.at("output");
      const bool is_right = output.is_null() ? !url : url && url->hostname == output;
      score.count(is_right, test.dump() + " -> " + (url ? url->hostname : url.error().message));
    }
    std::cout << name << ": " << score.right << " of " << score.all << "\n";
    // What is wrong comes from Unicode tables older than the test's; see the list printed above.
    CHECK(score.right * 100 >= score.all * 98);
  }
}

TEST_CASE("crawler-commons normal forms, as a reference for the canonical key") {
  const std::filesystem::path folder = testing::data_set("url");
  if (folder.empty()) return;
  int right = 0;
  int all = 0;
  for (const Json& test : load_json(folder / "crawlercommons_normalize_dev.json")) {
    const Result<Url> url = parse_url(test.at("input").get<std::string>());
    const Json& normalized = test.at("normalized");
    right += normalized.is_null() ? !url : url && canonical_key(*url) == normalized;
    ++all;
  }
  std::cout << "crawler-commons normal forms: " << right << " of " << all << "\n";
  CHECK(right >= 20);
}

}  // namespace tandem
