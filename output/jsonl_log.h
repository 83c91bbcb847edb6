// JsonlLog: lines into one plain file, kind/name, for logs that people follow with tail and grep.
//
// Lines are collected up to buffer_bytes and written together, or at flush(), which the caller
// calls every second or so. Only whole lines are ever written. After an error the log stays in
// error: every later call returns it, and finish() closes the file.
//
// Thread safety: none; one thread at a time. Errors: those of OutputFile (kNoSpace), kClosed after
// finish().
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "output/block_file.h"
#include "output/file_summary.h"
#include "output/json_line.h"
#include "output/output_file.h"
#include "output/record_json.h"

namespace tandem {

struct JsonlLogOptions {
  size_t buffer_bytes = size_t{256} << 10;
  FileOpener open = create_output_file;
};

class JsonlLog {
 public:
  // Creates root/kind/name, e.g. "logs" and "fetch.jsonl"; the folder must exist.
  static Result<JsonlLog> create(const std::filesystem::path& root, std::string_view kind,
                                 std::string_view name, const JsonlLogOptions& options = {});

  // Adds a line. It holds no line break: kInvalidArgument, and the log stays usable.
  Result<void> write_line(std::string_view line);
  // Adds a record of records.h.
  template <typename Record>
  Result<void> write(const Record& record) {
    return write_line(to_json(record, json_));
  }
  // Hands all lines to the system: they survive the death of this process.
  Result<void> flush();
  // Flushes, syncs and closes the file. Call it once.
  Result<void> finish();
  // Of the lines handed on so far; final after finish(), even a failed one.
  [[nodiscard]] const FileSummary& summary() const { return file_.summary(); }

 private:
  JsonlLog(BlockFile file, size_t buffer_bytes)
      : file_(std::move(file)), buffer_bytes_(buffer_bytes) {}

  BlockFile file_;
  size_t buffer_bytes_;
  JsonLine json_;
  std::string pending_;
  uint64_t pending_rows_ = 0;
  std::optional<Error> error_;
};

}  // namespace tandem
