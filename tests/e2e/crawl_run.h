// One run of the tandem binary with `crawl`, and what it wrote.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace tandem::testing {

using Json = nlohmann::json;

inline constexpr const char* kModeNames[] = {"single", "threads", "processes", "hybrid",
                                             "isolated"};

// The binary under test.
std::string tandem_program();

class CrawlRun {
 public:
  // Runs `tandem crawl -o FOLDER --allow-private` with these further arguments. `meanwhile`: see
  // run_program().
  explicit CrawlRun(const std::vector<std::string>& arguments, const std::string& input = {},
                    const std::function<void(pid_t)>& meanwhile = {});

  [[nodiscard]] const ProgramRun& run() const { return run_; }
  [[nodiscard]] std::filesystem::path output() const { return folder_.path() / "out"; }
  [[nodiscard]] Json report() const;
  // All rows of one kind: "documents", "rejected", sorted by id.
  [[nodiscard]] std::vector<Json> rows(const std::string& kind) const;
  // All lines of a plain JSON lines file, such as "logs/fetch.jsonl".
  [[nodiscard]] std::vector<Json> lines(const std::string& file) const;

 private:
  TempFolder folder_;
  ProgramRun run_;
};

// Checks what must hold for every run that ended by itself: the exit code, a balanced ledger, row
// counts that agree between report, manifest and files.
void check_consistent(const CrawlRun& crawl, int exit_code);

// The first difference between two runs' documents, in a line; empty if there is none. (A test
// framework that prints two sets of a thousand documents helps nobody.)
std::string difference(const std::vector<Json>& a, const std::vector<Json>& b);

// What must be equal in every mode: the documents without the moment of their fetch.
std::vector<Json> comparable(std::vector<Json> documents);

}  // namespace tandem::testing
