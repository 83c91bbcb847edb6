#include "output/block_file.h"

#include <utility>

namespace tandem {

Result<BlockFile> BlockFile::create(const std::filesystem::path& root, std::string_view kind,
                                    std::string_view name, const FileOpener& open) {
  TANDEM_ASSIGN(auto digest, Sha256::create());
  TANDEM_ASSIGN(auto file, open(root / kind / name));
  FileSummary summary;
  summary.path = std::string(kind) + "/" + std::string(name);
  summary.kind = kind;
  return BlockFile(std::move(file), std::move(digest), std::move(summary));
}

Result<void> BlockFile::append(std::string_view block, uint64_t rows, uint64_t raw_bytes) {
  if (error_) return *error_;
  if (auto written = file_->append(block); !written) {
    error_ = written.error();
    if (auto cut = file_->truncate(summary_.bytes); !cut) {
      error_->message += "; its last block is torn (" + cut.error().message + ")";
    }
    return *error_;
  }
  digest_.update(block);
  summary_.rows += rows;
  summary_.bytes += block.size();
  summary_.raw_bytes += raw_bytes;
  return {};
}

Result<void> BlockFile::sync() {
  if (error_) return *error_;
  // A failed fsync may have dropped the data, and a second one would not say so again.
  if (auto synced = file_->sync(); !synced) error_ = synced.error();
  if (error_) return *error_;
  return {};
}

Result<void> BlockFile::finish() {
  summary_.sha256 = digest_.finish();
  const Result<void> synced = sync();
  const Result<void> closed = file_->close();
  return synced ? closed : synced;
}

}  // namespace tandem
