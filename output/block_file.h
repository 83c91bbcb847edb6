// BlockFile: an output file that grows by whole blocks and knows its digest.
//
// A block is what a reader can use by itself: a zstd frame, or some whole lines. If a block cannot
// be written whole, the file is cut back to the end of the block before, so that what is on disk
// stays readable; the error stays: every later append() and sync() returns it.
//
// Thread safety: none; one thread at a time. Errors: those of OutputFile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "output/file_summary.h"
#include "output/output_file.h"
#include "output/sha256.h"

namespace tandem {

class BlockFile {
 public:
  // Creates root/kind/name; the folder root/kind must exist.
  static Result<BlockFile> create(const std::filesystem::path& root, std::string_view kind,
                                  std::string_view name, const FileOpener& open);

  // Appends one block that holds `rows` rows and `raw_bytes` bytes before compression.
  Result<void> append(std::string_view block, uint64_t rows, uint64_t raw_bytes);
  // Returns once all blocks would survive a loss of power.
  Result<void> sync();
  // Syncs and closes the file. Afterwards summary() is final, whether this succeeds or not.
  // Nothing but summary() may be called after it.
  Result<void> finish();
  // Of the whole blocks written so far: `bytes` is the end of the last one. sha256 is "" until
  // finish().
  [[nodiscard]] const FileSummary& summary() const { return summary_; }

 private:
  BlockFile(std::unique_ptr<OutputFile> file, Sha256 digest, FileSummary summary)
      : file_(std::move(file)), digest_(std::move(digest)), summary_(std::move(summary)) {}

  std::unique_ptr<OutputFile> file_;
  Sha256 digest_;
  FileSummary summary_;
  std::optional<Error> error_;
};

}  // namespace tandem
