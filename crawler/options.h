// What a user can ask of `tandem crawl`, with every default.
//
// Sources, the later winning: defaults, --config FILE (TOML, table [crawl]), TANDEM_* environment
// variables, the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "crawler/mode.h"
#include "urls/scope.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace tandem {

struct CrawlOptions {
  std::vector<std::string> urls;  // seeds given as arguments
  std::string input;              // seed list: a file, "-" for standard input, or empty
  std::string output;             // the folder to write
  bool force = false;             // replace what an earlier crawl left there

  Mode mode;
  uint32_t threads = 0;  // fetch loops, and as many parse threads; 0: one a core, more if needed
  uint32_t connections = 64;  // transfers at once, over all hosts
  uint32_t workers = 0;       // worker processes; 0: one a core, in mode processes 8 a core

  std::optional<uint32_t> depth;  // links followed from a seed; nothing: no limit
  Scope scope = Scope::kHost;
  uint64_t max_pages = 0;  // stop after so many pages; 0: no limit

  Duration delay = std::chrono::seconds(1);  // between two requests to a host
  uint32_t per_host = 1;                     // connections to a host at once
  bool obey_robots = true;
  std::string user_agent;                       // empty: "tandem/VERSION (+contact)"
  std::string contact;                          // URL or e-mail of who runs the crawl
  Duration timeout = std::chrono::seconds(60);  // of one request, as a whole
  uint32_t retries = 2;
  uint64_t max_body = uint64_t{10} * 1024 * 1024;  // bytes after decompression
  bool allow_private = false;

  std::vector<std::string> formats = {"jsonl"};
  LogLevel log_level = LogLevel::kNormal;
  bool colour = true;
};

// The number of cores this process may use.
uint32_t usable_cores();

// The environment variable of an option: "max-body" can also be set as TANDEM_MAX_BODY.
std::string environment_name(std::string_view option);

// Defines the options of `tandem crawl` on `app`; parsing fills `options`, which must outlive it.
void define_crawl_options(CLI::App& app, CrawlOptions& options);

// Fills what defaults to the machine, and checks what CLI11 cannot. kInvalidArgument.
Result<void> complete_options(CrawlOptions& options);

}  // namespace tandem
