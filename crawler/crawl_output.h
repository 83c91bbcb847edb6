// CrawlOutput: everything that a crawl writes while it runs, as one object.
//
//   documents/  in each format asked for      rejected/    jsonl.zst, with the rule
//   quarantine/ with the input that did it    logs/        fetch.jsonl, skipped.jsonl
//
// Thread safety: none; it belongs to the coordinator. Errors: those of the writers (kNoSpace).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "output/document_writer.h"
#include "output/file_summary.h"
#include "output/jsonl_log.h"
#include "output/jsonl_writer.h"
#include "output/quarantine.h"
#include "output/records.h"

namespace tandem {

class CrawlOutput {
 public:
  // `root` is the folder of an OutputFolder. kInvalidArgument names a format that does not exist.
  static Result<CrawlOutput> create(const std::filesystem::path& root,
                                    const std::vector<std::string>& formats);

  Result<void> document(const DocumentRecord& record);
  Result<void> rejected(const RejectedRecord& record);
  Result<void> quarantine(QuarantineRecord record, ByteView input, QuarantinedInput kind);
  Result<void> fetch(const FetchLogRecord& record);
  Result<void> skipped(const SkippedRecord& record);

  // Hands the logs to the system, and the documents too if a good while has passed since the last
  // time: short zstd frames compress badly.
  Result<void> flush();
  // Closes everything, and adds to `files` what was written, even where not all of it could be.
  // Call it once.
  Result<void> finish(std::vector<FileSummary>& files);

  [[nodiscard]] uint64_t documents() const { return documents_; }
  [[nodiscard]] uint64_t words() const { return words_; }
  [[nodiscard]] uint64_t chars() const { return chars_; }

 private:
  CrawlOutput(std::vector<std::unique_ptr<DocumentWriter>> documents, JsonlWriter rejected,
              Quarantine quarantine, JsonlLog fetches, JsonlLog skipped);

  std::vector<std::unique_ptr<DocumentWriter>> writers_;
  JsonlWriter rejected_;
  Quarantine quarantine_;
  JsonlLog fetches_;
  JsonlLog skipped_;
  uint64_t documents_ = 0;
  uint64_t words_ = 0;
  uint64_t chars_ = 0;
  int flushes_ = 0;
};

}  // namespace tandem
