#include "output/jsonl_writer.h"

#include <utility>

namespace tandem {

std::string part_name(size_t index, std::string_view extension) {
  std::string number = std::to_string(index);
  if (number.size() < 5) number.insert(0, 5 - number.size(), '0');
  return "part-" + number + "." + std::string(extension);
}

Result<JsonlWriter> JsonlWriter::create(std::filesystem::path root, std::string kind,
                                        JsonlOptions options) {
  if (options.max_file_bytes == 0 || options.frame_bytes == 0) {
    return Error{ErrorCode::kInvalidArgument, "the size of an output file or frame is zero"};
  }
  TANDEM_ASSIGN(auto encoder, ZstdFrameEncoder::create(options.zstd_level));
  return JsonlWriter(std::move(root), std::move(kind), std::move(options), std::move(encoder));
}

Result<void> JsonlWriter::write_line(std::string_view line) {
  if (error_) return *error_;
  if (line.find('\n') != std::string_view::npos) {
    return Error{ErrorCode::kInvalidArgument, "a line for " + kind_ + "/ holds a line break"};
  }
  pending_ += line;
  pending_ += '\n';
  ++pending_rows_;
  if (pending_.size() >= options_.frame_bytes) return write_frame();
  return {};
}

Result<void> JsonlWriter::flush(FlushTo how_far) {
  if (error_) return *error_;
  if (pending_rows_ > 0) TANDEM_TRY(write_frame());
  if (how_far == FlushTo::kDisk && file_) {
    if (auto synced = file_->sync(); !synced) {
      error_ = synced.error();
      return *error_;
    }
  }
  return {};
}

Result<void> JsonlWriter::finish() {
  Result<void> result = flush(FlushTo::kSystem);
  if (file_) {
    const Result<void> closed = close_file();
    if (result) result = closed;
  }
  if (!error_) error_ = Error{ErrorCode::kClosed, "the writer of " + kind_ + "/ is finished"};
  return result;
}

std::vector<FileSummary> JsonlWriter::files() const {
  std::vector<FileSummary> files = finished_;
  if (file_) files.push_back(file_->summary());
  return files;
}

Result<void> JsonlWriter::write_frame() {
  Result<void> result = try_write_frame();
  if (!result) error_ = result.error();
  pending_.clear();
  pending_rows_ = 0;
  return result;
}

Result<void> JsonlWriter::try_write_frame() {
  if (file_ && file_->summary().bytes >= options_.max_file_bytes) TANDEM_TRY(close_file());
  if (!file_) {
    TANDEM_ASSIGN(file_, BlockFile::create(root_, kind_, part_name(finished_.size(), "jsonl.zst"),
                                           options_.open));
  }
  TANDEM_ASSIGN(const std::string_view frame, encoder_.encode(pending_));
  return file_->append(frame, pending_rows_, pending_.size());
}

Result<void> JsonlWriter::close_file() {
  Result<void> closed = file_->finish();
  finished_.push_back(file_->summary());
  file_.reset();
  return closed;
}

}  // namespace tandem
