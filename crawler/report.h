// Report: report.json, and the summary that ends a crawl on the terminal.
//
// Thread safety: pure functions over value types.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "crawler/crawl.h"
#include "crawler/options.h"
#include "output/file_summary.h"

namespace tandem {

// A thread that did part of the work. One process with many tids, or many pids: what a reader of
// a report wants to see first.
struct ReportLane {
  pid_t pid = 0;
  pid_t tid = 0;
  std::string role;  // "coordinator", "fetch", "pool", "zygote", "worker"
  uint64_t tasks = 0;
  Duration cpu{};
};

struct Report {
  const CrawlOptions* options = nullptr;
  const CrawlStats* stats = nullptr;
  const Ledger* ledger = nullptr;
  std::string command;
  std::string started;   // ISO 8601
  std::string finished;  // ISO 8601
  uint64_t words = 0;
  uint64_t chars = 0;
  std::vector<ReportLane> lanes;
  std::vector<FileSummary> files;
  int exit_code = 0;
};

// The exit code that DESIGN fixes for the way a crawl ended: 0 complete, 1 failed, 3 no space,
// 4 nothing could be fetched, 5 a limit, 130 interrupted.
int exit_code_of(const CrawlStats& stats, const Ledger& ledger);

// The text of report.json: one object, two-space indent.
std::string report_json(const Report& report);

// The summary for people, a few lines.
std::string report_text(const Report& report);

}  // namespace tandem
