// Quarantine: keeps what killed or hung a worker, so that it can be looked at and reproduced.
//
// quarantine/pages.jsonl has a line for every page; the input of the task that died is kept beside
// it as DOCUMENT_ID.page (a flat Page) or DOCUMENT_ID.html (the body as fetched). A hostile site
// cannot fill the disk: beyond the bounds only the line is written, and its `note` says so.
//
// Lines are handed to the system at once, since they are few and matter most when things go wrong.
// Thread safety: none; one thread at a time. Errors: those of OutputFile (kNoSpace).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "output/file_summary.h"
#include "output/jsonl_log.h"
#include "output/output_file.h"
#include "output/records.h"

namespace tandem {

struct QuarantineOptions {
  uint64_t max_files = 1000;
  uint64_t max_bytes = uint64_t{256} << 20;   // of all inputs together
  size_t max_stderr_bytes = size_t{8} << 10;  // of each line's stderr_tail; its end is kept
  FileOpener open = create_output_file;
};

// What the input is: the file's extension.
enum class QuarantinedInput { kPage, kHtml };

class Quarantine {
 public:
  // Creates root/quarantine/pages.jsonl; the folder must exist.
  static Result<Quarantine> create(std::filesystem::path root, QuarantineOptions options = {});

  // Stores `input` and writes the line. The fields bytes, file and note of `record` are filled in
  // here. kInvalidArgument if its id is not one that document_id() makes.
  Result<void> add(QuarantineRecord record, ByteView input, QuarantinedInput kind);
  // Closes pages.jsonl. Call it once.
  Result<void> finish();
  // pages.jsonl, then the inputs in the order of their coming.
  [[nodiscard]] std::vector<FileSummary> files() const;

 private:
  Quarantine(std::filesystem::path root, QuarantineOptions options, JsonlLog log)
      : root_(std::move(root)), options_(std::move(options)), log_(std::move(log)) {}
  Result<void> keep(QuarantineRecord& record, ByteView input, QuarantinedInput kind);

  std::filesystem::path root_;
  QuarantineOptions options_;
  JsonlLog log_;
  std::vector<FileSummary> inputs_;
  uint64_t input_bytes_ = 0;
};

}  // namespace tandem
