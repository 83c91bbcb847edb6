#include "output/quarantine.h"

#include <string_view>
#include <system_error>

#include "output/block_file.h"

namespace tandem {
namespace {

bool is_document_id(std::string_view id) {
  return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Result<Quarantine> Quarantine::create(std::filesystem::path root, QuarantineOptions options) {
  JsonlLogOptions log_options;
  log_options.open = options.open;
  TANDEM_ASSIGN(auto log, JsonlLog::create(root, "quarantine", "pages.jsonl", log_options));
  return Quarantine(std::move(root), std::move(options), std::move(log));
}

Result<void> Quarantine::add(QuarantineRecord record, ByteView input, QuarantinedInput kind) {
  if (!is_document_id(record.id)) {
    return Error{ErrorCode::kInvalidArgument, "'" + record.id + "' is not a document id"};
  }
  if (record.stderr_tail.size() > options_.max_stderr_bytes) {
    record.stderr_tail.erase(0, record.stderr_tail.size() - options_.max_stderr_bytes);
  }
  record.bytes = input.size();
  // The line is written even if the input cannot be stored.
  Result<void> kept = keep(record, input, kind);
  TANDEM_TRY(log_.write(record));
  TANDEM_TRY(log_.flush());
  return kept;
}

Result<void> Quarantine::keep(QuarantineRecord& record, ByteView input, QuarantinedInput kind) {
  record.file.clear();
  record.note.clear();
  if (input.empty()) {
    record.note = "input not kept: there is none";
    return {};
  }
  if (inputs_.size() >= options_.max_files) {
    record.note = "input not kept: " + std::to_string(options_.max_files) + " are kept already";
    return {};
  }
  if (input.size() > options_.max_bytes - input_bytes_) {
    record.note =
        "input not kept: the inputs would exceed " + std::to_string(options_.max_bytes) + " bytes";
    return {};
  }
  const std::string name = record.id + (kind == QuarantinedInput::kPage ? ".page" : ".html");
  auto file = BlockFile::create(root_, "quarantine", name, options_.open);
  if (!file && file.error().code == ErrorCode::kAlreadyExists) {
    record.note = "input not kept: " + name + " holds an earlier one of this page";
    return {};
  }
  Result<void> written = file ? file->append(as_text(input), 0, input.size()) : file.error();
  if (file) {
    const Result<void> finished = file->finish();
    if (written) written = finished;
  }
  if (!written) {
    // What is left of it is of no use; if it cannot be removed, the error above says enough.
    std::error_code ignored;
    if (file) std::filesystem::remove(root_ / "quarantine" / name, ignored);
    record.note = "input not kept: " + written.error().message;
    return written;
  }
  record.file = name;
  input_bytes_ += input.size();
  inputs_.push_back(file->summary());
  return {};
}

Result<void> Quarantine::finish() { return log_.finish(); }

std::vector<FileSummary> Quarantine::files() const {
  std::vector<FileSummary> files = {log_.summary()};
  files.insert(files.end(), inputs_.begin(), inputs_.end());
  return files;
}

}  // namespace tandem
