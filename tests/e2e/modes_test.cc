// The same real site of over 1,000 pages on 17 hosts, crawled in all five modes.
#include <set>

#include "tests/e2e/crawl_run.h"
#include "tests/e2e/site.h"
#include "tests/support/catch.h"

namespace tandem::testing {
namespace {

struct Census {
  std::set<int> pids;
  std::set<int> tids;
  std::set<int> worker_pids;
  int main_threads = 0;
};

Census census_of(const Json& report) {
  Census census;
  for (const Json& process : report["processes"]) {
    census.pids.insert(process["pid"].get<int>());
    for (const Json& thread : process["threads"]) census.tids.insert(thread["tid"].get<int>());
    if (process["role"] == "worker") census.worker_pids.insert(process["pid"].get<int>());
    if (process["role"] == "main")
      census.main_threads = static_cast<int>(process["threads"].size());
  }
  return census;
}

}  // namespace

TEST_CASE("all five modes give identical documents for a real site") {
  const std::string seeds = site_seeds();
  if (seeds.empty()) return;
  std::vector<Json> reference;
  for (const std::string mode : kModeNames) {
    INFO("mode " << mode);
    const CrawlRun crawl({"-i", seeds, "--delay", "0s", "--mode", mode, "-q"});
    check_consistent(crawl, 0);
    const Json report = crawl.report();
    INFO(report["outcomes"].dump() << report["reasons"].dump());
    CHECK(report["mode"] == mode);
    const std::vector<Json> documents = comparable(crawl.rows("documents"));
    REQUIRE(documents.size() > 1000);
    if (reference.empty()) {
      reference = documents;
      std::set<std::string> languages;
      for (const Json& document : documents) languages.insert(document["language"]);
      CHECK(languages.size() >= 8);
    }
    CHECK(difference(documents, reference) == "");

    // One process with many threads, or many processes: what each mode is about.
    const Census census = census_of(report);
    if (mode == "single") {
      CHECK(census.pids.size() == 1);
      CHECK(census.tids.size() == 1);
    } else if (mode == "threads") {
      CHECK(census.pids.size() == 1);
      CHECK(census.tids.size() >= 3);
    } else {
      CHECK(census.worker_pids.size() >= 2);
      CHECK(census.main_threads >= 2);
    }
  }
}

TEST_CASE("robots.txt is obeyed on the real site") {
  const std::string seeds = site_seeds();
  if (seeds.empty()) return;
  const CrawlRun crawl({"-i", seeds, "--delay", "0s", "--depth", "1", "-q"});
  check_consistent(crawl, 0);
  CHECK(crawl.report()["reasons"]["skipped"]["robots"] == 1);
  bool named = false;
  for (const Json& skipped : crawl.lines("logs/skipped.jsonl")) {
    named = named || (skipped["reason"] == "robots" && skipped["detail"] == "Disallow: /private/");
  }
  CHECK(named);
  for (const Json& fetch : crawl.lines("logs/fetch.jsonl")) {
    CHECK(fetch["url"].get<std::string>().find("/private/") == std::string::npos);
  }
}

}  // namespace tandem::testing
