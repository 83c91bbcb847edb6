// tandem crawl: puts the parts of a crawl together, runs it and writes its report.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "base/log.h"
#include "crawler/commands/commands.h"
#include "crawler/crawl.h"
#include "crawler/fetch/curl_global.h"
#include "crawler/fetch/inline_fetcher.h"
#include "crawler/fetch/multi_fetcher.h"
#include "crawler/report.h"
#include "crawler/version.h"
#include "output/atomic_file.h"
#include "output/dataset_card.h"
#include "output/manifest.h"
#include "output/output_folder.h"
#include "pool/inline_executor.h"
#include "pool/process_pool.h"
#include "pool/thread_pool.h"
#include "urls/memory_frontier.h"

namespace tandem {
namespace {

// What a parse task holds beside the body: a URL and a content type.
constexpr uint64_t kEnvelopeBytes = uint64_t{1} << 20;

constexpr size_t index_of(Placement placement) { return static_cast<size_t>(placement); }

bool uses(const CrawlOptions& options, Placement placement) {
  for (const Step& step : steps_of(options.mode)) {
    if (step.placement == placement) return true;
  }
  return false;
}

FetchSettings fetch_settings(const CrawlOptions& options) {
  FetchSettings settings;
  settings.user_agent = options.user_agent;
  settings.timeout = options.timeout;
  settings.connect_timeout = std::min(settings.connect_timeout, options.timeout);
  settings.max_body = options.max_body;
  settings.allow_private = options.allow_private;
  return settings;
}

// As many descriptors as the system lets this process have: thousands of connections need them.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// The exit code of a crawl whose output could not be finished.
int worse_exit_code(int exit_code, const Error& error) {
  if (exit_code == kExitFailed || exit_code == kExitNoSpace) return exit_code;
  return error.code == ErrorCode::kNoSpace ? kExitNoSpace : kExitFailed;
}

// Everything a crawl needs, in the order in which it must be made and, backwards, ended.
class Assembly {
 public:
  static Result<std::unique_ptr<Assembly>> create(const CrawlOptions& options) {
    std::unique_ptr<Assembly> assembly(new Assembly(options));
    TANDEM_TRY(assembly->build());
    return assembly;
  }

  Result<void> run(SeedFeed& seeds, const std::string& command_line, int& exit_code) {
    const std::string started = format_iso8601(clock_.wall_now());
    Crawl crawl(options_, {clock_, *frontier_, *fetcher_, executors(), *output_, mailbox_,
                           progress_, &*signals_});
    crawl.run(seeds);
    // Threads and workers end before they are counted, so that their figures are final.
    fetcher_->shutdown();
    for (Executor* executor : executors()) {
      if (executor != nullptr) executor->shutdown(Shutdown::kNow);
    }
    Report report;
    report.options = &options_;
    report.stats = &crawl.stats();
    report.ledger = &crawl.ledger();
    report.command = command_line;
    report.started = started;
    report.finished = format_iso8601(clock_.wall_now());
    report.words = output_->words();
    report.chars = output_->chars();
    report.lanes = lanes();
    // Waits for the zygote, whose accounts then hold those of all workers.
    processes_.reset();
    const auto finished = output_->finish(report.files);
    report.exit_code = exit_code_of(crawl.stats(), crawl.ledger());
    if (!finished) report.exit_code = worse_exit_code(report.exit_code, finished.error());
    auto written = write_summaries(report);
    if (!written) report.exit_code = worse_exit_code(report.exit_code, written.error());
    exit_code = report.exit_code;
    if (options_.log_level != LogLevel::kQuiet) std::cerr << report_text(report);
    if (!finished) return finished.error();
    return written;
  }

 private:
  explicit Assembly(const CrawlOptions& options)
      : options_(options),
        progress_(options.log_level == LogLevel::kQuiet ? Progress::Style::kNone
                                                        : Progress::detect_style(),
                  std::string(options.mode.name), clock_) {}

  Result<void> build() {
    if (!mailbox_.valid()) return posix_error("eventfd", errno);
    const FetchSettings settings = fetch_settings(options_);
    const HandlerFactory factory = stage_handlers(settings);
    // First of all the zygote: it must be forked while there is one thread.
    std::unique_ptr<Zygote> zygote;
    if (uses(options_, Placement::kProcesses)) {
      TANDEM_ASSIGN(zygote, Zygote::start(factory));
      zygote_pid_ = zygote->pid();
    }
    TANDEM_ASSIGN(signals_, SignalFd::create());
    TANDEM_ASSIGN(folder_,
                  OutputFolder::create(options_.output,
                                       options_.force ? Existing::kForce : Existing::kRefuse));
    TANDEM_ASSIGN(output_, CrawlOutput::create(folder_->root(), options_.formats));
    raise_descriptor_limit();
    TANDEM_ASSIGN(CurlGlobal curl, CurlGlobal::create());
    curl_.emplace(std::move(curl));
    MemoryFrontierOptions frontier;
    frontier.per_host = options_.per_host;
    TANDEM_ASSIGN(frontier_, MemoryFrontier::create(frontier));
    TANDEM_TRY(build_executors(factory, std::move(zygote)));
    return build_fetcher(settings);
  }

  Result<void> build_executors(const HandlerFactory& factory, std::unique_ptr<Zygote> zygote) {
    // Every page in flight fits in any queue, so a submit never makes the coordinator wait.
    const size_t queue = Crawl::max_in_flight(options_);
    if (uses(options_, Placement::kInline)) {
      TANDEM_ASSIGN(inline_, InlineExecutor::create(factory));
    }
    if (uses(options_, Placement::kThreads)) {
      TANDEM_ASSIGN(threads_, ThreadPool::create({options_.threads, queue, "stage"}, factory));
    }
    if (zygote != nullptr) {
      ProcessPoolOptions pool;
      pool.workers = options_.workers;
      pool.queue_capacity = queue;
      // A Page, or a body with what goes along with it.
      pool.slot_input_bytes = std::max<uint64_t>(kMaxPageBytes, options_.max_body + kEnvelopeBytes);
      pool.slot_output_bytes = kMaxPageBytes;
      TANDEM_ASSIGN(processes_, ProcessPool::create(pool, std::move(zygote)));
    }
    return {};
  }

  Result<void> build_fetcher(const FetchSettings& settings) {
    const auto done = [this](FetchResult result) { mailbox_.post(std::move(result)); };
    if (options_.mode.fetch == Placement::kInline) {
      TANDEM_ASSIGN(fetcher_, InlineFetcher::create(settings, clock_, done));
      return {};
    }
    MultiFetcherOptions fetcher;
    // Where workers fetch, the main process asks for robots.txt alone.
    fetcher.threads = options_.mode.fetch == Placement::kThreads ? options_.threads : 1;
    fetcher.connections = std::clamp<size_t>(options_.connections, fetcher.threads,
                                             fetcher.threads * kMaxConnectionsPerLoop);
    TANDEM_ASSIGN(fetcher_, MultiFetcher::create(fetcher, settings, clock_, done));
    return {};
  }

  [[nodiscard]] std::array<Executor*, 3> executors() const {
    std::array<Executor*, 3> executors{};
    executors[index_of(Placement::kInline)] = inline_.get();
    executors[index_of(Placement::kThreads)] = threads_.get();
    executors[index_of(Placement::kProcesses)] = processes_.get();
    return executors;
  }

  [[nodiscard]] std::vector<ReportLane> lanes() const {
    const pid_t self = ::getpid();
    std::vector<ReportLane> lanes = {{self, self, "coordinator", 0, {}}};
    for (const FetchLane& lane : fetcher_->lanes()) {
      if (lane.fetches > 0 && lane.tid != self) {
        lanes.push_back({lane.pid, lane.tid, "fetch", lane.fetches, {}});
      }
    }
    for (const Executor* executor : executors()) {
      if (executor == nullptr) continue;
      const bool is_worker = executor == processes_.get();
      for (const Lane& lane : executor->lanes()) {
        if (lane.tid == self) {
          lanes.front().tasks = lane.tasks;
          lanes.front().cpu = lane.cpu;
          continue;
        }
        lanes.push_back({lane.pid, lane.tid, is_worker ? "worker" : "pool", lane.tasks, lane.cpu});
      }
    }
    if (zygote_pid_ != 0) lanes.push_back({zygote_pid_, zygote_pid_, "zygote", 0, {}});
    return lanes;
  }

  Result<void> write_summaries(const Report& report) {
    CardFacts card;
    card.tandem_version = TANDEM_VERSION;
    card.command = report.command;
    card.started = report.started;
    card.finished = report.finished;
    card.documents = output_->documents();
    card.words = report.words;
    card.chars = report.chars;
    card.languages.assign(report.stats->languages.begin(), report.stats->languages.end());
    for (size_t i = 0; i < kOutcomeCount; ++i) {
      const auto outcome = static_cast<Outcome>(i);
      const auto& reasons = report.ledger->reasons(outcome);
      const std::string name(outcome_name(outcome));
      if (reasons.empty() && report.ledger->count(outcome) > 0) {
        card.outcomes.emplace_back(name, report.ledger->count(outcome));
      }
      for (const auto& [reason, count] : reasons) {
        card.outcomes.emplace_back(fmt::format("{}: {}", name, reason), count);
      }
    }
    const auto& root = folder_->root();
    TANDEM_TRY(write_file_atomically(root / "report.json", report_json(report)));
    TANDEM_TRY(write_file_atomically(root / "README.md", dataset_card(card)));
    return write_manifest(root, {TANDEM_VERSION, report.finished, report.files});
  }

  const CrawlOptions& options_;
  const SystemClock clock_;
  CrawlMailbox mailbox_;
  Progress progress_;
  pid_t zygote_pid_ = 0;
  std::optional<SignalFd> signals_;
  std::optional<OutputFolder> folder_;
  std::optional<CrawlOutput> output_;
  std::optional<CurlGlobal> curl_;
  std::unique_ptr<Frontier> frontier_;
  // What has threads and pushes into the mailbox comes last, and so ends first.
  std::unique_ptr<InlineExecutor> inline_;
  std::unique_ptr<ThreadPool> threads_;
  std::unique_ptr<ProcessPool> processes_;
  std::unique_ptr<Fetcher> fetcher_;
};

int report_failure(const Error& error) {
  std::cerr << "tandem crawl: " << error.message << '\n';
  switch (error.code) {
    case ErrorCode::kNoSpace:
      return kExitNoSpace;
    case ErrorCode::kInternal:
    case ErrorCode::kWorkerDied:
      return kExitFailed;
    default:
      return kExitUsage;
  }
}

int run(CrawlOptions& options, const std::string& command_line) {
  if (const auto complete = complete_options(options); !complete) {
    return report_failure(complete.error());
  }
  init_log(options.log_level, options.colour);
  auto seeds = SeedFeed::create(options);
  if (!seeds) return report_failure(seeds.error());
  // From here on Ctrl-C is an event; while the first seed was awaited it ended the process.
  block_signals();
  auto assembly = Assembly::create(options);
  if (!assembly) return report_failure(assembly.error());
  int exit_code = kExitFailed;
  if (const auto done = (*assembly)->run(*seeds, command_line, exit_code); !done) {
    std::cerr << "tandem crawl: " << done.error().message << '\n';
  }
  return exit_code;
}

}  // namespace

CommandRun define_crawl_command(CLI::App& root, const std::string& command_line) {
  auto options = std::make_shared<CrawlOptions>();  // shared by CLI11's callbacks and the run
  CLI::App* app = root.add_subcommand("crawl", "Crawl a list of seeds into a folder of documents");
  define_crawl_options(*app, *options);
  return [options, command_line] { return run(*options, command_line); };
}

}  // namespace tandem
