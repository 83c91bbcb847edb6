#include "output/document_writer.h"

#include <array>
#include <utility>

namespace tandem {
namespace {

class JsonlDocumentWriter final : public DocumentWriter {
 public:
  explicit JsonlDocumentWriter(JsonlWriter writer) : writer_(std::move(writer)) {}

  static Result<std::unique_ptr<DocumentWriter>> create(const DocumentWriterOptions& options) {
    JsonlOptions jsonl;
    jsonl.max_file_bytes = options.max_file_bytes;
    jsonl.open = options.open;
    TANDEM_ASSIGN(auto writer, JsonlWriter::create(options.root, "documents", std::move(jsonl)));
    return std::unique_ptr<DocumentWriter>(
        std::make_unique<JsonlDocumentWriter>(std::move(writer)));
  }

  Result<void> write(const DocumentRecord& record) override { return writer_.write(record); }
  Result<void> flush(FlushTo how_far) override { return writer_.flush(how_far); }
  Result<std::vector<FileSummary>> finish() override {
    TANDEM_TRY(writer_.finish());
    return writer_.files();
  }
  [[nodiscard]] std::vector<FileSummary> files() const override { return writer_.files(); }

 private:
  JsonlWriter writer_;
};

}  // namespace

std::span<const DocumentFormat> document_formats() {
  static constexpr std::array kFormats = {
      DocumentFormat{"jsonl", "jsonl.zst", JsonlDocumentWriter::create},
  };
  return kFormats;
}

Result<std::unique_ptr<DocumentWriter>> create_document_writer(
    std::string_view name, const DocumentWriterOptions& options) {
  std::string known;
  for (const DocumentFormat& format : document_formats()) {
    if (format.name == name) return format.create(options);
    known += (known.empty() ? "" : ", ") + std::string(format.name);
  }
  return Error{ErrorCode::kInvalidArgument,
               "unknown output format '" + std::string(name) + "'; there is: " + known};
}

}  // namespace tandem
