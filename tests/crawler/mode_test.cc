#include "crawler/mode.h"

#include <map>
#include <string>

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("every mode runs each stage exactly once, in order") {
  for (const Mode& mode : kModes) {
    CAPTURE(mode.name);
    JobId all = 0;
    for (const Step& step : steps_of(mode)) {
      CHECK((all & step.job) == 0);
      CHECK(step.job > all);  // the bits rise with the stages
      all |= step.job;
    }
    CHECK(all == (kFetchStage | kParseStage | kPreprocessStage));
  }
}

TEST_CASE("neighbouring stages at one place are one hand-off") {
  const std::map<std::string, std::vector<JobId>> expected = {
      {"single", {kFetchStage, kParseStage | kPreprocessStage}},
      {"threads", {kFetchStage, kParseStage | kPreprocessStage}},
      {"processes", {kFetchStage | kParseStage | kPreprocessStage}},
      {"hybrid", {kFetchStage, kParseStage, kPreprocessStage}},
      {"isolated", {kFetchStage, kParseStage | kPreprocessStage}},
  };
  for (const auto& [name, jobs] : expected) {
    CAPTURE(name);
    std::vector<JobId> found;
    for (const Step& step : steps_of(*parse_mode(name))) found.push_back(step.job);
    CHECK(found == jobs);
  }
}

TEST_CASE("an unknown mode is refused with the names that exist") {
  const auto mode = parse_mode("fast");
  REQUIRE_FALSE(mode.ok());
  CHECK(mode.error().message ==
        "unknown mode 'fast'; the modes are single, threads, processes, hybrid, isolated");
}

}  // namespace tandem
