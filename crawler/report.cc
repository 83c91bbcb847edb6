#include "crawler/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <map>

#include "crawler/units.h"
#include "crawler/version.h"

namespace tandem {
namespace {

using Json = nlohmann::ordered_json;

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }
double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double per_second(uint64_t count, Duration elapsed) {
  const double passed = seconds(elapsed);
  return passed > 0 ? static_cast<double>(count) / passed : 0;
}

// Processes in the order of their pids, the main one first as it comes first in the lanes.
Json processes_json(const std::vector<ReportLane>& lanes) {
  Json processes = Json::array();
  std::map<pid_t, size_t> index;
  for (const ReportLane& lane : lanes) {
    const auto [found, is_new] = index.emplace(lane.pid, processes.size());
    if (is_new) {
      const bool is_main = lane.role != "worker" && lane.role != "zygote";
      processes.push_back(
          {{"pid", lane.pid}, {"role", is_main ? "main" : lane.role}, {"threads", Json::array()}});
    }
    processes[found->second]["threads"].push_back({{"tid", lane.tid},
                                                   {"role", lane.role},
                                                   {"tasks", lane.tasks},
                                                   {"cpu_seconds", seconds(lane.cpu)}});
  }
  return processes;
}

Json resources_json() {
  rusage self{};
  rusage children{};
  ::getrusage(RUSAGE_SELF, &self);
  ::getrusage(RUSAGE_CHILDREN, &children);
  return {{"cpu_user_seconds", seconds(self.ru_utime) + seconds(children.ru_utime)},
          {"cpu_system_seconds", seconds(self.ru_stime) + seconds(children.ru_stime)},
          {"main_peak_rss_bytes", uint64_t(self.ru_maxrss) * 1024},
          {"largest_child_peak_rss_bytes", uint64_t(children.ru_maxrss) * 1024}};
}

Json outcomes_json(const Ledger& ledger) {
  Json outcomes = Json::object();
  for (size_t i = 0; i < kOutcomeCount; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    outcomes[std::string(outcome_name(outcome))] = ledger.count(outcome);
  }
  return outcomes;
}

Json reasons_json(const Ledger& ledger) {
  Json all = Json::object();
  for (size_t i = 0; i < kOutcomeCount; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (ledger.reasons(outcome).empty()) continue;
    Json reasons = Json::object();
    for (const auto& [reason, count] : ledger.reasons(outcome)) reasons[reason] = count;
    all[std::string(outcome_name(outcome))] = std::move(reasons);
  }
  return all;
}

}  // namespace

int exit_code_of(const CrawlStats& stats, const Ledger& ledger) {
  switch (stats.end) {
    case CrawlEnd::kNoSpace:
      return 3;
    case CrawlEnd::kFailed:
      return 1;
    case CrawlEnd::kInterrupted:
    case CrawlEnd::kForced:
      return 130;
    case CrawlEnd::kLimit:
      return ledger.balanced() ? 5 : 1;
    case CrawlEnd::kComplete:
      break;
  }
  if (!ledger.balanced()) return 1;
  return stats.pages == 0 ? 4 : 0;
}

std::string report_json(const Report& report) {
  const CrawlStats& stats = *report.stats;
  const Ledger& ledger = *report.ledger;
  const CrawlOptions& options = *report.options;
  Json json;
  json["tandem_version"] = TANDEM_VERSION;
  json["command"] = report.command;
  json["mode"] = options.mode.name;
  json["placement"] = {{"fetch", placement_name(options.mode.fetch)},
                       {"parse", placement_name(options.mode.parse)},
                       {"preprocess", placement_name(options.mode.preprocess)}};
  json["started"] = report.started;
  json["finished"] = report.finished;
  json["end"] = crawl_end_name(stats.end);
  json["exit_code"] = report.exit_code;
  if (stats.failure) json["failure"] = stats.failure->message;
  json["seconds"] = seconds(stats.elapsed);
  json["pages"] = stats.pages;
  json["pages_per_second"] = per_second(stats.pages, stats.elapsed);
  json["body_bytes"] = stats.body_bytes;
  json["body_bytes_per_second"] = per_second(stats.body_bytes, stats.elapsed);
  json["wire_bytes"] = stats.wire_bytes;
  json["seeds"] = stats.seeds;
  json["bad_seeds"] = stats.bad_seeds;
  json["admitted"] = ledger.admitted();
  json["outcomes"] = outcomes_json(ledger);
  json["balanced"] = ledger.balanced();
  json["reasons"] = reasons_json(ledger);
  json["refused_links"] = stats.refused_links;
  json["fetches"] = stats.fetches;
  json["robots_fetches"] = stats.robots_fetches;
  json["retries"] = stats.retries;
  json["task_retries"] = stats.task_retries;
  Json statuses = Json::object();
  for (const auto& [status, count] : stats.statuses) statuses[std::to_string(status)] = count;
  json["statuses"] = std::move(statuses);
  json["fetch_errors"] = stats.fetch_errors;
  // What is in the files: the ledger counts what was accepted, and a full disk may have cut that.
  uint64_t documents = 0;
  for (const FileSummary& file : report.files) {
    if (file.kind == "documents") documents += file.rows;
  }
  json["documents"] = {{"count", documents},
                       {"words", report.words},
                       {"chars", report.chars},
                       {"languages", stats.languages}};
  json["threads"] = options.threads;
  json["connections"] = options.connections;
  json["workers"] = options.workers;
  json["max_in_flight"] = stats.max_in_flight;
  json["resources"] = resources_json();
  json["processes"] = processes_json(report.lanes);
  Json files = Json::array();
  for (const FileSummary& file : report.files) {
    files.push_back({{"path", file.path}, {"rows", file.rows}, {"bytes", file.bytes}});
  }
  json["files"] = std::move(files);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string report_text(const Report& report) {
  const CrawlStats& stats = *report.stats;
  const Ledger& ledger = *report.ledger;
  std::map<pid_t, size_t> pids;
  for (const ReportLane& lane : report.lanes) ++pids[lane.pid];
  std::string text =
      fmt::format("{}: {} pages in {} ({:.1f} pages/s, {}/s), mode {}, {} process{}, {} thread{}\n",
                  crawl_end_name(stats.end), stats.pages, format_duration(stats.elapsed),
                  per_second(stats.pages, stats.elapsed),
                  format_size(static_cast<uint64_t>(per_second(stats.body_bytes, stats.elapsed))),
                  report.options->mode.name, pids.size(), pids.size() == 1 ? "" : "es",
                  report.lanes.size(), report.lanes.size() == 1 ? "" : "s");
  text += fmt::format("{} URLs:", ledger.admitted());
  for (size_t i = 0; i < kOutcomeCount; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (ledger.count(outcome) == 0) continue;
    text += fmt::format(" {} {},", ledger.count(outcome), outcome_name(outcome));
  }
  text.back() = '\n';
  if (!ledger.balanced()) {
    text += fmt::format("BUG: {} URLs were admitted but {} settled; please report this\n",
                        ledger.admitted(), ledger.settled());
  }
  text += fmt::format("{} documents, {} words in {}/documents; details in {}/report.json\n",
                      ledger.count(Outcome::kWritten), report.words, report.options->output,
                      report.options->output);
  return text;
}

}  // namespace tandem
