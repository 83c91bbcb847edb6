// OutputFolder: the folder that a run writes to, held by one run at a time.
//
//   DIR/  documents/  rejected/  quarantine/  logs/    what the run writes
//         state/tandem.json                            the marker: this folder is Tandem's
//         state/lock                                   locked while a run holds the folder
//
// Tandem never writes into a folder that holds anything but its own, and never deletes what is not
// its own. A folder is Tandem's if it holds the marker. One that is empty, or holds nothing but
// what an interrupted create() leaves, can be taken.
//
// The lock is flock(2) on state/lock: it ends with the process, however that ends. It is inherited
// by fork, so processes that outlive the run must be forked before the folder is created.
//
// Thread safety: none; one thread at a time. Ownership: the lock is held as long as the object.
#pragma once

#include <filesystem>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tandem {

// The version of the layout and of the fields of all records.
inline constexpr int kFormatVersion = 1;

// What to do with a folder that already holds a run.
enum class Existing {
  kRefuse,  // kAlreadyExists
  kForce,   // delete exactly the files of is_run_file()
  kKeep,    // go on with that run; kNotFound if there is none
};

class OutputFolder {
 public:
  // Creates `path` (and the folders above it) and its subfolders, and locks it. Every error names
  // the path and says what to do: kAlreadyExists if the folder is in use, holds a run (kRefuse) or
  // is not Tandem's; kInvalidArgument if the path is empty or not a folder; kCorrupt if a newer
  // Tandem wrote it; kIo, kNoSpace if the system refuses.
  static Result<OutputFolder> create(const std::filesystem::path& path, Existing existing);

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path state() const { return root_ / "state"; }

 private:
  OutputFolder(std::filesystem::path root, UniqueFd lock)
      : root_(std::move(root)), lock_(std::move(lock)) {}

  std::filesystem::path root_;
  UniqueFd lock_;
};

}  // namespace tandem
