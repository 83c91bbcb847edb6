// The scores of RobotsRules on Google's own cases and on real files, guarded by floors.
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/data.h"
#include "urls/robots.h"
#include "urls/robots_match.h"
#include "urls/url.h"

namespace tandem {
namespace {

using Json = nlohmann::json;

Json load_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file.good());
  return Json::parse(file);
}

}  // namespace

TEST_CASE("robots: Google's cases") {
  const std::filesystem::path folder = testing::data_set("robots");
  if (folder.empty()) return;
  int right = 0;
  int all = 0;
  for (const Json& test : load_json(folder / "google_cases.json")) {
    const RobotsRules rules = RobotsRules::parse(test.at("robots").get<std::string>());
    const RobotsVerdict verdict = rules.check(test.at("agent").get<std::string>(),
                                              robots_path(test.at("url").get<std::string>()));
    const bool is_right = verdict.allowed == test.at("allowed").get<bool>();
    if (!is_right) std::cout << "  wrong: " << test.dump().substr(0, 400) << "\n";
    right += is_right;
    ++all;
  }
  std::cout << "robots, Google's cases: " << right << " of " << all << "\n";
  CHECK(right == all);
}

TEST_CASE("robots: Google's path, escape and token cases") {
  const std::filesystem::path folder = testing::data_set("robots");
  if (folder.empty()) return;
  const Json aux = load_json(folder / "google_aux.json");
  for (const Json& test : aux.at("path")) {
    CAPTURE(test.dump());
    CHECK(robots_path(test.at(0).get<std::string>()) == test.at(1));
  }
  for (const Json& test : aux.at("escape")) {
    CAPTURE(test.dump());
    CHECK(normalise_robots_pattern(test.at(0).get<std::string>()) == test.at(1));
  }
  for (const Json& test : aux.at("valid_user_agent")) {
    CAPTURE(test.dump());
    CHECK(is_product_token(test.at("agent").get<std::string>()) == test.at("valid"));
  }
}

TEST_CASE("robots: real files of 250 sites") {
  const std::filesystem::path folder = testing::data_set("robots");
  if (folder.empty()) return;
  std::ifstream file(folder / "real_dev.jsonl");
  REQUIRE(file.good());
  int right = 0;
  int right_parsed = 0;
  int all = 0;
  for (std::string line; std::getline(file, line);) {
    const Json site = Json::parse(line);
    const RobotsRules rules = RobotsRules::parse(site.at("robots").get<std::string>());
    for (const Json& test : site.at("cases")) {
      const auto agent = test.at(0).get<std::string>();
      const auto url = test.at(1).get<std::string>();
      const auto allowed = test.at(2).get<bool>();
      const bool is_right = rules.check(product_token(agent), robots_path(url)).allowed == allowed;
      if (!is_right) std::cout << "  wrong: " << site.at("id") << " " << test.dump() << "\n";
      right += is_right;
      ++all;
      const Result<Url> parsed = parse_url(url);
      right_parsed +=
          parsed && rules.check(product_token(agent), parsed->path_and_query()).allowed == allowed;
    }
  }
  std::cout << "robots, real files: " << right << " of " << all << " (" << right_parsed
            << " when the URL goes through parse_url first)\n";
  CHECK(right == all);
  CHECK(right_parsed * 1000 >= all * 990);
}

}  // namespace tandem
