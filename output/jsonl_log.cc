#include "output/jsonl_log.h"

#include <utility>

namespace tandem {

Result<JsonlLog> JsonlLog::create(const std::filesystem::path& root, std::string_view kind,
                                  std::string_view name, const JsonlLogOptions& options) {
  TANDEM_ASSIGN(auto file, BlockFile::create(root, kind, name, options.open));
  return JsonlLog(std::move(file), options.buffer_bytes);
}

Result<void> JsonlLog::write_line(std::string_view line) {
  if (error_) return *error_;
  if (line.find('\n') != std::string_view::npos) {
    return Error{ErrorCode::kInvalidArgument,
                 "a line for " + summary().path + " holds a line break"};
  }
  pending_ += line;
  pending_ += '\n';
  ++pending_rows_;
  if (pending_.size() >= buffer_bytes_) return flush();
  return {};
}

Result<void> JsonlLog::flush() {
  if (error_) return *error_;
  if (pending_rows_ == 0) return {};
  Result<void> written = file_.append(pending_, pending_rows_, pending_.size());
  if (!written) error_ = written.error();
  pending_.clear();
  pending_rows_ = 0;
  return written;
}

Result<void> JsonlLog::finish() {
  if (error_ && error_->code == ErrorCode::kClosed) return *error_;
  const Result<void> flushed = flush();
  const Result<void> closed = file_.finish();
  if (!error_) error_ = Error{ErrorCode::kClosed, summary().path + " is finished"};
  return flushed ? closed : flushed;
}

}  // namespace tandem
