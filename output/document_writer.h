// DocumentWriter: what every format of accepted documents offers, and the table of the formats.
//
// A new format is a file x_writer.h/.cc that implements the interface, one line in the table of
// document_writer.cc, and one reader in tests/output/document_writer_contract.cc, which then runs
// the shared contract on it.
//
// Thread safety: a writer takes one thread at a time; the functions may be called from any thread.
// Errors: those of OutputFile (kNoSpace), kClosed after finish(). After an error a writer stays in
// error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "output/file_summary.h"
#include "output/jsonl_writer.h"
#include "output/output_file.h"
#include "output/records.h"

namespace tandem {

class DocumentWriter {
 public:
  virtual ~DocumentWriter() = default;
  virtual Result<void> write(const DocumentRecord& record) = 0;
  // Afterwards every document written so far can be read from the files, as far as `how_far` says.
  virtual Result<void> flush(FlushTo how_far) = 0;
  // Flushes, syncs and closes everything, and says what was written. Call it once.
  virtual Result<std::vector<FileSummary>> finish() = 0;
  // What is readable now: whole files, and the committed length of the one that still grows. After
  // finish(), even a failed one, the final state.
  [[nodiscard]] virtual std::vector<FileSummary> files() const = 0;
};

struct DocumentWriterOptions {
  std::filesystem::path root;                     // files go to root/documents/, which must exist
  uint64_t max_file_bytes = uint64_t{256} << 20;  // after which another file is started
  FileOpener open = create_output_file;
};

struct DocumentFormat {
  std::string_view name;       // on the command line: "jsonl"
  std::string_view extension;  // of its files: "jsonl.zst"
  Result<std::unique_ptr<DocumentWriter>> (*create)(const DocumentWriterOptions& options);
};

std::span<const DocumentFormat> document_formats();

// A writer of the format `name`; kInvalidArgument names the formats there are.
Result<std::unique_ptr<DocumentWriter>> create_document_writer(
    std::string_view name, const DocumentWriterOptions& options);

}  // namespace tandem
