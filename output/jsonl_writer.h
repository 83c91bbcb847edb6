// JsonlWriter: lines into kind/part-00000.jsonl.zst, part-00001..., as zstd frames.
//
// Lines are collected and written as one frame when they reach frame_bytes, or at flush(). A file
// grows by whole frames alone, so that whatever happens (a crash, a full disk) everything before
// the end of the last frame can be read; lines since then are lost. When a file has reached
// max_file_bytes, the next frame starts another. A file is created with its first frame, so there
// is never an empty one.
//
// After an error the writer stays in error: every later call returns it, and finish() closes what
// is open. A destroyed writer that was not finished loses the lines since the last frame.
//
// Memory: about frame_bytes and the longest line, twice. Thread safety: none; one thread at a
// time. Errors: those of OutputFile (kNoSpace), kClosed after finish().
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "output/block_file.h"
#include "output/file_summary.h"
#include "output/json_line.h"
#include "output/output_file.h"
#include "output/record_json.h"
#include "output/zstd_frame.h"

namespace tandem {

struct JsonlOptions {
  uint64_t max_file_bytes = uint64_t{256} << 20;  // compressed; a file may exceed it by a frame
  size_t frame_bytes = size_t{4} << 20;           // uncompressed
  int zstd_level = 3;
  FileOpener open = create_output_file;
};

// How far a flush goes.
enum class FlushTo {
  kSystem,  // survives the death of this process
  kDisk,    // survives a loss of power, too
};

class JsonlWriter {
 public:
  // Writes into the folder root/kind, which must exist. kInvalidArgument for a zero size or a
  // compression level that zstd does not have.
  static Result<JsonlWriter> create(std::filesystem::path root, std::string kind,
                                    JsonlOptions options = {});

  // Adds a line. It holds no line break: kInvalidArgument, and the writer stays usable.
  Result<void> write_line(std::string_view line);
  // Adds a record of records.h.
  template <typename Record>
  Result<void> write(const Record& record) {
    return write_line(to_json(record, json_));
  }
  // Closes the frame and hands it on. Without new lines only the syncing is done.
  Result<void> flush(FlushTo how_far);
  // Flushes, syncs and closes the last file. Call it once.
  Result<void> finish();

  // All files, oldest first. The last one may still grow: its `bytes` is the end of its last whole
  // frame, to which a torn file can be cut. After finish(), even a failed one, all are final.
  [[nodiscard]] std::vector<FileSummary> files() const;

 private:
  JsonlWriter(std::filesystem::path root, std::string kind, JsonlOptions options,
              ZstdFrameEncoder encoder)
      : root_(std::move(root)),
        kind_(std::move(kind)),
        options_(std::move(options)),
        encoder_(std::move(encoder)) {}
  Result<void> write_frame();
  Result<void> try_write_frame();
  Result<void> close_file();

  std::filesystem::path root_;
  std::string kind_;
  JsonlOptions options_;
  ZstdFrameEncoder encoder_;
  JsonLine json_;
  std::string pending_;  // lines of the frame to come
  uint64_t pending_rows_ = 0;
  std::optional<BlockFile> file_;      // the last, still growing
  std::vector<FileSummary> finished_;  // those before it
  std::optional<Error> error_;
};

// "part-00007.jsonl.zst" for 7 and "jsonl.zst".
std::string part_name(size_t index, std::string_view extension);

}  // namespace tandem
