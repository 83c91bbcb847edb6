// OutputFile: the edge to the file system; an append-only file and the function that opens one.
//
// Writers take a FileOpener so that tests can give them a file that fails.
//
// Thread safety: none; one thread at a time. Ownership: the file is closed with its object.
// Errors: those of posix_error() (a full disk or quota is kNoSpace), naming the path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace tandem {

class OutputFile {
 public:
  virtual ~OutputFile() = default;
  // Writes all of `bytes` at the end. After an error, a part of them may be in the file.
  virtual Result<void> append(std::string_view bytes) = 0;
  // Cuts the file to `size` bytes.
  virtual Result<void> truncate(uint64_t size) = 0;
  // Returns once everything written would survive a loss of power.
  virtual Result<void> sync() = 0;
  // Closes the file; nothing else may be called after it.
  virtual Result<void> close() = 0;
};

// Creates the file at a path; kAlreadyExists if there is one.
using FileOpener =
    std::function<Result<std::unique_ptr<OutputFile>>(const std::filesystem::path& path)>;

// The FileOpener of the real file system: O_CLOEXEC, never follows or replaces what is there. The
// new name itself is on disk when it returns.
Result<std::unique_ptr<OutputFile>> create_output_file(const std::filesystem::path& path);

// Opens what is at `path` for appending; for devices such as /dev/full.
Result<std::unique_ptr<OutputFile>> open_output_file(const std::filesystem::path& path);

// Writes all of `bytes` to `fd`, however many calls that takes; `context` begins the error.
Result<void> write_all(int fd, std::string_view bytes, std::string_view context);

// Returns once the names in `folder` would survive a loss of power.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace tandem
