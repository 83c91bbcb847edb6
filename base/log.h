// Logging for people: spdlog to standard error, one line an event.
//
// Records for machines (fetches, skipped URLs) are not log lines; they are files in the output
// folder. Thread safety: log_* may be called from any thread.
#pragma once

#include <spdlog/spdlog.h>

namespace tandem {

enum class LogLevel { kQuiet, kNormal, kVerbose };

// Sends log lines to standard error in Tandem's format. Call once, early in main.
void init_log(LogLevel level, bool colour);

template <typename... Args>
void log_debug(spdlog::format_string_t<Args...> format, Args&&... args) {
  spdlog::debug(format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_info(spdlog::format_string_t<Args...> format, Args&&... args) {
  spdlog::info(format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_warning(spdlog::format_string_t<Args...> format, Args&&... args) {
  spdlog::warn(format, std::forward<Args>(args)...);
}
template <typename... Args>
void log_error(spdlog::format_string_t<Args...> format, Args&&... args) {
  spdlog::error(format, std::forward<Args>(args)...);
}

}  // namespace tandem
