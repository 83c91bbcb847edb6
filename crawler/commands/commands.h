// The commands of the tandem binary. Each defines its options on a CLI11 subcommand and gives the
// function that main runs when the user chose it; that returns the process's exit code.
//
// Exit codes: 0 complete, 1 failed, 2 usage or configuration, 3 no space left, 4 nothing could be
// fetched, 5 a limit stopped it, 130 interrupted.
#pragma once

#include <functional>
#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace tandem {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNoSpace = 3;

// Runs the command; call it after parsing.
using CommandRun = std::function<int()>;

// `command_line` is what was typed, for the report.
CommandRun define_crawl_command(CLI::App& root, const std::string& command_line);
CommandRun define_extract_command(CLI::App& root);
CommandRun define_language_command(CLI::App& root);
CommandRun define_decode_command(CLI::App& root);
CommandRun define_url_command(CLI::App& root);
CommandRun define_robots_command(CLI::App& root);

}  // namespace tandem
