#include "tests/e2e/crawl_run.h"

#include <algorithm>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/zstd_read.h"

namespace tandem::testing {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> command_line(const std::vector<std::string>& arguments,
                                      const fs::path& output) {
  std::vector<std::string> argv = {tandem_program(), "crawl", "-o", output.string(),
                                   "--allow-private"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

std::vector<Json> parse_lines(const std::string& text) {
  std::vector<Json> rows;
  for (const std::string& line : lines_of(text)) rows.push_back(Json::parse(line));
  return rows;
}

}  // namespace

std::string tandem_program() { return TANDEM_PROGRAM; }

CrawlRun::CrawlRun(const std::vector<std::string>& arguments, const std::string& input,
                   const std::function<void(pid_t)>& meanwhile)
    : run_(run_program(command_line(arguments, output()), input, meanwhile)) {}

Json CrawlRun::report() const { return Json::parse(read_file(output() / "report.json")); }

std::vector<Json> CrawlRun::rows(const std::string& kind) const {
  std::vector<Json> rows;
  std::vector<fs::path> parts;
  for (const auto& entry : fs::directory_iterator(output() / kind)) parts.push_back(entry.path());
  std::sort(parts.begin(), parts.end());
  for (const fs::path& part : parts) {
    const ZstdContent content = read_zstd(read_file(part));
    CHECK(content.complete);
    for (Json& row : parse_lines(content.text)) rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(),
            [](const Json& a, const Json& b) { return a["id"] < b["id"]; });
  return rows;
}

std::vector<Json> CrawlRun::lines(const std::string& file) const {
  return parse_lines(read_file(output() / file));
}

void check_consistent(const CrawlRun& crawl, int exit_code) {
  INFO(crawl.run().err);
  REQUIRE(crawl.run().exit_code == exit_code);
  const Json report = crawl.report();
  CHECK(report["exit_code"] == exit_code);
  CHECK(report["balanced"] == true);
  uint64_t sum = 0;
  for (const auto& [name, count] : report["outcomes"].items()) sum += count.get<uint64_t>();
  CHECK(report["admitted"] == sum);
  CHECK(crawl.rows("documents").size() == report["outcomes"]["written"]);
  CHECK(crawl.rows("rejected").size() == report["outcomes"]["filtered"]);
  CHECK(crawl.lines("logs/fetch.jsonl").size() == report["fetches"]);
  const Json manifest = Json::parse(read_file(crawl.output() / "manifest.json"));
  for (const Json& file : manifest["files"]) {
    const fs::path path = crawl.output() / file["path"].get<std::string>();
    INFO(path.string());
    REQUIRE(fs::exists(path));
    CHECK(fs::file_size(path) == file["bytes"]);
  }
}

std::string difference(const std::vector<Json>& a, const std::vector<Json>& b) {
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    for (const auto& [name, value] : a[i].items()) {
      if (b[i].value(name, Json()) == value) continue;
      return a[i]["url"].get<std::string>() + " and " + b[i]["url"].get<std::string>() +
             " differ in " + name;
    }
  }
  if (a.size() == b.size()) return {};
  return std::to_string(a.size()) + " documents and " + std::to_string(b.size());
}

std::vector<Json> comparable(std::vector<Json> documents) {
  for (Json& document : documents) document.erase("fetched_at");
  return documents;
}

}  // namespace tandem::testing
