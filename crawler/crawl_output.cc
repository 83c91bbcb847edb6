#include "crawler/crawl_output.h"

#include <utility>

namespace tandem {
namespace {

// Every so many flushes the documents are flushed too.
constexpr int kDocumentFlushEvery = 15;

}  // namespace

CrawlOutput::CrawlOutput(std::vector<std::unique_ptr<DocumentWriter>> documents,
                         JsonlWriter rejected, Quarantine quarantine, JsonlLog fetches,
                         JsonlLog skipped)
    : writers_(std::move(documents)),
      rejected_(std::move(rejected)),
      quarantine_(std::move(quarantine)),
      fetches_(std::move(fetches)),
      skipped_(std::move(skipped)) {}

Result<CrawlOutput> CrawlOutput::create(const std::filesystem::path& root,
                                        const std::vector<std::string>& formats) {
  std::vector<std::unique_ptr<DocumentWriter>> writers;
  for (const std::string& format : formats) {
    DocumentWriterOptions options;
    options.root = root;
    TANDEM_ASSIGN(writers.emplace_back(), create_document_writer(format, options));
  }
  TANDEM_ASSIGN(JsonlWriter rejected, JsonlWriter::create(root, "rejected"));
  TANDEM_ASSIGN(Quarantine quarantine, Quarantine::create(root));
  TANDEM_ASSIGN(JsonlLog fetches, JsonlLog::create(root, "logs", "fetch.jsonl"));
  TANDEM_ASSIGN(JsonlLog skipped, JsonlLog::create(root, "logs", "skipped.jsonl"));
  return CrawlOutput(std::move(writers), std::move(rejected), std::move(quarantine),
                     std::move(fetches), std::move(skipped));
}

Result<void> CrawlOutput::document(const DocumentRecord& record) {
  for (const auto& writer : writers_) TANDEM_TRY(writer->write(record));
  ++documents_;
  words_ += record.words;
  chars_ += record.chars;
  return {};
}

Result<void> CrawlOutput::rejected(const RejectedRecord& record) { return rejected_.write(record); }

Result<void> CrawlOutput::quarantine(QuarantineRecord record, ByteView input,
                                     QuarantinedInput kind) {
  return quarantine_.add(std::move(record), input, kind);
}

Result<void> CrawlOutput::fetch(const FetchLogRecord& record) { return fetches_.write(record); }

Result<void> CrawlOutput::skipped(const SkippedRecord& record) { return skipped_.write(record); }

Result<void> CrawlOutput::flush() {
  TANDEM_TRY(fetches_.flush());
  TANDEM_TRY(skipped_.flush());
  if (++flushes_ % kDocumentFlushEvery != 0) return {};
  TANDEM_TRY(rejected_.flush(FlushTo::kSystem));
  for (const auto& writer : writers_) TANDEM_TRY(writer->flush(FlushTo::kSystem));
  return {};
}

Result<void> CrawlOutput::finish(std::vector<FileSummary>& files) {
  // Each is closed whatever becomes of the others; the first error is reported.
  Result<void> first;
  const auto note = [&first](const Result<void>& result) {
    if (first.ok() && !result.ok()) first = result.error();
  };
  for (const auto& writer : writers_) {
    const auto finished = writer->finish();
    if (!finished) note(finished.error());
    for (FileSummary& file : writer->files()) files.push_back(std::move(file));
  }
  note(rejected_.finish());
  for (FileSummary& file : rejected_.files()) files.push_back(std::move(file));
  note(quarantine_.finish());
  for (FileSummary& file : quarantine_.files()) files.push_back(std::move(file));
  note(fetches_.finish());
  files.push_back(fetches_.summary());
  note(skipped_.finish());
  files.push_back(skipped_.summary());
  return first;
}

}  // namespace tandem
