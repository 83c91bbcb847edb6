#include "crawler/options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "crawler/fetch/multi_fetcher.h"
#include "crawler/units.h"
#include "crawler/version.h"
#include "output/document_writer.h"

namespace tandem {
namespace {

// An option whose text goes through a Result-returning parser.
template <typename T, typename Parse>
CLI::Option* add_parsed(CLI::App& app, const std::string& name, T& target, Parse parse,
                        const std::string& help, const std::string& shown_default) {
  return app
      .add_option_function<std::string>(
          name,
          [&target, parse](const std::string& text) {
            auto value = parse(text);
            if (!value) throw CLI::ValidationError(value.error().message);
            target = std::move(*value);
          },
          help)
      ->default_str(shown_default);
}

void name_environment(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty() || option->get_lnames()[0] == "help") continue;
    option->envname(environment_name(option->get_lnames()[0]));
  }
}

Result<void> check_format(const std::string& name) {
  std::string known;
  for (const DocumentFormat& format : document_formats()) {
    if (format.name == name) return {};
    known += known.empty() ? "" : ", ";
    known += format.name;
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("unknown format '{}'; the formats are {}", name, known)};
}

}  // namespace

uint32_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<uint32_t>(std::max(1, CPU_COUNT(&set)));
}

std::string environment_name(std::string_view option) {
  std::string name = "TANDEM_";
  for (const char c : option) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

void define_crawl_options(CLI::App& app, CrawlOptions& options) {
  options.mode = *parse_mode(kDefaultMode);

  app.add_option("url", options.urls, "Seed URLs")->group("Seeds and output");
  app.add_option("-i,--input", options.input, "Seed list: a file, or - for standard input")
      ->group("Seeds and output");
  app.add_option("-o,--output", options.output, "Folder to write (required)")
      ->group("Seeds and output");
  app.add_flag("--force", options.force, "Replace an earlier crawl in that folder")
      ->group("Seeds and output");
  app.add_option("--format", options.formats, "Formats of the documents")
      ->delimiter(',')
      ->capture_default_str()
      ->group("Seeds and output");

  std::string modes;
  for (const Mode& mode : kModes) modes += fmt::format("\n  {}: {}", mode.name, mode.purpose);
  add_parsed(app, "-m,--mode", options.mode, parse_mode, "Where each stage runs:" + modes,
             std::string(kDefaultMode))
      ->group("Running");
  app.add_option("-t,--fetch-threads", options.threads,
                 "Fetch loops, and as many parse threads (default: one a core)")
      ->check(CLI::Range(1, 256))
      ->group("Running");
  app.add_option("-c,--connections", options.connections, "Transfers at once, over all hosts")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str()
      ->group("Running");
  app.add_option("-w,--workers", options.workers,
                 "Worker processes (default: one a core; in mode processes 8 a core)")
      ->check(CLI::Range(1, 1024))
      ->group("Running");

  app.add_option_function<uint32_t>(
         "--depth", [&options](uint32_t depth) { options.depth = depth; },
         "Links to follow from a seed; 0 fetches the list alone (default: no limit)")
      ->group("What to crawl");
  add_parsed(app, "--scope", options.scope, parse_scope,
             "Which links to follow: page (none), host, domain or any", "host")
      ->group("What to crawl");
  app.add_option("--max-pages", options.max_pages, "Stop after so many pages (default: no limit)")
      ->check(CLI::NonNegativeNumber)
      ->group("What to crawl");

  add_parsed(app, "--delay", options.delay, parse_duration, "Pause between two requests to a host",
             "1s")
      ->group("Manners");
  app.add_option("--per-host", options.per_host, "Connections to a host at once")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->group("Manners");
  app.add_option_function<std::string>(
         "--robots", [&options](const std::string& text) { options.obey_robots = text == "obey"; },
         "obey or ignore robots.txt")
      ->check(CLI::IsMember({"obey", "ignore"}))
      ->default_str("obey")
      ->group("Manners");
  app.add_option("--user-agent", options.user_agent,
                 "The user agent, in place of tandem/" TANDEM_VERSION)
      ->group("Manners");
  app.add_option("--contact", options.contact,
                 "URL or e-mail of who runs this crawl, sent in the user agent; needed to crawl "
                 "any other machine than this one")
      ->group("Manners");

  add_parsed(app, "--timeout", options.timeout, parse_duration, "Limit of one request, as a whole",
             "60s")
      ->group("Limits");
  app.add_option("--retries", options.retries, "Further tries after a failure that may pass")
      ->check(CLI::Range(0, 20))
      ->capture_default_str()
      ->group("Limits");
  add_parsed(app, "--max-body", options.max_body, parse_size, "Limit of a body, decompressed",
             "10MiB")
      ->group("Limits");
  app.add_flag("--allow-private", options.allow_private,
               "Connect to private and loopback addresses too")
      ->group("Limits");

  app.add_flag_callback(
         "-q,--quiet", [&options] { options.log_level = LogLevel::kQuiet; },
         "Warnings and errors only")
      ->group("Display");
  app.add_flag_callback(
         "-v,--verbose", [&options] { options.log_level = LogLevel::kVerbose; }, "Say more")
      ->group("Display");
  app.add_flag_callback(
         "--no-color", [&options] { options.colour = false; }, "Plain log lines")
      ->group("Display");
  name_environment(app);
}

Result<void> complete_options(CrawlOptions& options) {
  const auto usage = [](std::string message) {
    return Error{ErrorCode::kInvalidArgument, std::move(message)};
  };
  if (options.urls.empty() && options.input.empty()) {
    return usage("no seeds: give URLs, or a list with -i FILE (-i - reads standard input)");
  }
  if (options.output.empty()) return usage("no output folder: give one with -o DIR");
  if (options.timeout <= Duration::zero()) return usage("--timeout must be above 0");
  for (const std::string& format : options.formats) TANDEM_TRY(check_format(format));
  if (options.max_body == 0) return usage("--max-body must be above 0");
  const uint32_t cores = usable_cores();
  constexpr auto kPerLoop = static_cast<uint32_t>(kMaxConnectionsPerLoop);
  const uint32_t loops = (options.connections + kPerLoop - 1) / kPerLoop;
  if (options.threads == 0) options.threads = std::max(cores, loops);
  if (options.mode.fetch == Placement::kThreads && options.threads < loops) {
    return usage(
        fmt::format("{} connections need --fetch-threads {} at least", options.connections, loops));
  }
  if (options.workers == 0) {
    // A worker that fetches waits most of the time, so more of them than cores pay off.
    options.workers = options.mode.fetch == Placement::kProcesses ? 8 * cores : cores;
  }
  if (options.user_agent.empty()) options.user_agent = "tandem/" TANDEM_VERSION;
  if (!options.contact.empty()) options.user_agent += " (+" + options.contact + ")";
  options.colour =
      options.colour && ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return {};
}

}  // namespace tandem
