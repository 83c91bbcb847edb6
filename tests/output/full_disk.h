// FullDisk: a FileOpener whose files share a number of bytes, after which the disk is full.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "output/output_file.h"

namespace tandem::testing {

// Writes what still fits, as write(2) does, then fails with ENOSPC.
class FullDiskFile final : public OutputFile {
 public:
  FullDiskFile(std::unique_ptr<OutputFile> file, std::shared_ptr<uint64_t> left)
      : file_(std::move(file)), left_(std::move(left)) {}

  Result<void> append(std::string_view bytes) override {
    const size_t fits = std::min<size_t>(bytes.size(), *left_);
    *left_ -= fits;
    TANDEM_TRY(file_->append(bytes.substr(0, fits)));
    if (fits < bytes.size()) return posix_error("cannot write to the test's disk", ENOSPC);
    return {};
  }
  Result<void> truncate(uint64_t size) override { return file_->truncate(size); }
  Result<void> sync() override { return file_->sync(); }
  Result<void> close() override { return file_->close(); }

 private:
  std::unique_ptr<OutputFile> file_;
  std::shared_ptr<uint64_t> left_;
};

inline FileOpener full_disk_after(uint64_t bytes) {
  return [left = std::make_shared<uint64_t>(bytes)](
             const std::filesystem::path& path) -> Result<std::unique_ptr<OutputFile>> {
    TANDEM_ASSIGN(auto file, create_output_file(path));
    return std::unique_ptr<OutputFile>(std::make_unique<FullDiskFile>(std::move(file), left));
  };
}

// Every file is /dev/full, the system's own full disk.
inline Result<std::unique_ptr<OutputFile>> open_dev_full(const std::filesystem::path&) {
  return open_output_file("/dev/full");
}

}  // namespace tandem::testing
