#include "output/output_folder.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "output/atomic_file.h"
#include "output/known_files.h"
#include "output/output_file.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMarker = "tandem.json";
constexpr std::string_view kLock = "lock";

Error system_error(const std::string& context, const std::error_code& error) {
  return posix_error(context, error.value());
}

// What is at a path, seen without following a symbolic link.
enum class Entry { kNothing, kFile, kFolder, kOther };

Result<Entry> look_at(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    const int saved = errno;
    if (saved == ENOENT) return Entry::kNothing;
    return posix_error("cannot look at " + path.string(), saved);
  }
  if (S_ISDIR(status.st_mode)) return Entry::kFolder;
  return S_ISREG(status.st_mode) ? Entry::kFile : Entry::kOther;
}

Result<std::vector<fs::path>> list(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    entries.push_back(it->path());
  }
  if (error) return system_error("cannot read " + folder.string(), error);
  return entries;
}

bool is_subfolder_name(std::string_view name) {
  for (const std::string_view known : output_subfolders()) {
    if (known == name) return true;
  }
  return false;
}

// True if nothing is in the folder but what an interrupted create() leaves: subfolders of ours that
// are empty, a lock, a temporary marker.
Result<bool> is_free(const fs::path& root) {
  TANDEM_ASSIGN(const auto entries, list(root));
  for (const fs::path& entry : entries) {
    TANDEM_ASSIGN(const Entry what, look_at(entry));
    const std::string name = entry.filename().string();
    if (what != Entry::kFolder || !is_subfolder_name(name)) return false;
    TANDEM_ASSIGN(const auto inner, list(entry));
    for (const fs::path& file : inner) {
      const std::string file_name = file.filename().string();
      const bool ours =
          name == "state" && (file_name == kLock || file_name == std::string(kMarker) + ".tmp");
      if (!ours) return false;
    }
  }
  return true;
}

// The format version that the marker names; 0 if there is no marker, or it is not ours.
Result<int> marker_version(const fs::path& root) {
  const fs::path path = root / "state" / kMarker;
  TANDEM_ASSIGN(const Entry state, look_at(root / "state"));
  if (state != Entry::kFolder) return 0;
  TANDEM_ASSIGN(const Entry what, look_at(path));
  if (what != Entry::kFile) return 0;
  std::ifstream file(path, std::ios::binary);
  const auto marker = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!marker.is_object()) return 0;
  const auto program = marker.find("program");
  const auto version = marker.find("format_version");
  if (program == marker.end() || *program != "tandem") return 0;
  if (version == marker.end() || !version->is_number_integer()) return 0;
  return version->get<int>();
}

enum class Holds { kNothing, kRun };

// What the folder holds; an error if it is not for us to touch.
Result<Holds> inspect(const fs::path& root) {
  TANDEM_ASSIGN(const int version, marker_version(root));
  if (version > kFormatVersion) {
    return Error{ErrorCode::kCorrupt, root.string() +
                                          " was written by a newer Tandem; use that one, or "
                                          "choose another folder"};
  }
  if (version > 0) return Holds::kRun;
  TANDEM_ASSIGN(const bool is_ours_to_take, is_free(root));
  if (is_ours_to_take) return Holds::kNothing;
  return Error{ErrorCode::kAlreadyExists, root.string() +
                                              " is not empty and was not written by Tandem; "
                                              "choose a new or empty folder"};
}

Result<UniqueFd> lock_folder(const fs::path& root) {
  const std::string path = (root / "state" / kLock).string();
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd.valid()) {
    const int saved = errno;
    return posix_error("cannot create " + path, saved);
  }
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    const int saved = errno;
    if (saved == EINTR) continue;
    if (saved != EWOULDBLOCK) return posix_error("cannot lock " + path, saved);
    return Error{ErrorCode::kAlreadyExists,
                 root.string() +
                     " is in use by another run of Tandem; wait for it to end, or choose another "
                     "folder"};
  }
  return fd;
}

// A symbolic link in place of a subfolder is refused, so that nothing outside DIR is ever deleted.
Result<void> create_subfolder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0777) == 0) return {};
  const int saved = errno;
  if (saved != EEXIST) return posix_error("cannot create " + path.string(), saved);
  TANDEM_ASSIGN(const Entry what, look_at(path));
  if (what == Entry::kFolder) return {};
  return Error{ErrorCode::kInvalidArgument,
               path.string() + " is not a folder; remove it, or choose another output folder"};
}

Result<void> delete_run(const fs::path& root) {
  TANDEM_ASSIGN(const auto top, list(root));
  std::vector<std::pair<std::string, fs::path>> files;  // subfolder, path
  files.reserve(top.size());
  for (const fs::path& entry : top) files.emplace_back("", entry);
  for (const std::string_view subfolder : output_subfolders()) {
    TANDEM_ASSIGN(const auto entries, list(root / subfolder));
    for (const fs::path& entry : entries) files.emplace_back(subfolder, entry);
  }
  for (const auto& [subfolder, path] : files) {
    if (!is_run_file(subfolder, path.filename().string())) continue;
    TANDEM_ASSIGN(const Entry what, look_at(path));
    if (what != Entry::kFile) continue;
    if (::unlink(path.c_str()) != 0) {
      const int saved = errno;
      return posix_error("cannot delete " + path.string(), saved);
    }
  }
  return {};
}

Result<void> write_marker(const fs::path& root) {
  const std::string text =
      R"({"program":"tandem","format_version":)" + std::to_string(kFormatVersion) + "}\n";
  return write_file_atomically(root / "state" / kMarker, text);
}

// Makes sure that `root` is a folder. Follows a symbolic link to one: the user named it.
Result<void> create_root(const fs::path& root, Existing existing) {
  std::error_code error;
  const fs::file_status status = fs::status(root, error);
  if (fs::is_directory(status)) return {};
  if (fs::exists(status)) {
    return Error{ErrorCode::kInvalidArgument,
                 root.string() + " is a file, not a folder; choose another path"};
  }
  if (error && status.type() != fs::file_type::not_found) {
    return system_error("cannot look at " + root.string(), error);
  }
  if (existing == Existing::kKeep) {
    return Error{ErrorCode::kNotFound, root.string() + " does not exist: no run to go on with"};
  }
  fs::create_directories(root, error);
  if (error) return system_error("cannot create " + root.string(), error);
  return {};
}

}  // namespace

Result<OutputFolder> OutputFolder::create(const fs::path& path, Existing existing) {
  if (path.empty()) {
    return Error{ErrorCode::kInvalidArgument, "the path of the output folder is empty"};
  }
  TANDEM_TRY(create_root(path, existing));
  // Before anything is written into a folder that may not be ours; and once more under the lock,
  // since another run may have come and gone in between.
  const auto check_run = [&]() -> Result<Holds> {
    TANDEM_ASSIGN(const Holds holds, inspect(path));
    if (holds == Holds::kNothing && existing == Existing::kKeep) {
      return Error{ErrorCode::kNotFound, path.string() + " holds no run to go on with"};
    }
    return holds;
  };
  TANDEM_TRY(check_run());
  TANDEM_TRY(create_subfolder(path / "state"));
  TANDEM_ASSIGN(UniqueFd lock, lock_folder(path));
  TANDEM_ASSIGN(const Holds holds, check_run());
  if (holds == Holds::kRun && existing == Existing::kRefuse) {
    return Error{ErrorCode::kAlreadyExists, path.string() +
                                                " already holds a run; use --force to replace it, "
                                                "or choose another folder"};
  }
  // The marker comes first: whatever is in the folder from here on is known to be ours.
  if (holds == Holds::kNothing) TANDEM_TRY(write_marker(path));
  for (const std::string_view subfolder : output_subfolders()) {
    TANDEM_TRY(create_subfolder(path / subfolder));
  }
  if (holds == Holds::kRun && existing == Existing::kForce) TANDEM_TRY(delete_run(path));
  TANDEM_TRY(sync_folder(path));
  return OutputFolder(path, std::move(lock));
}

}  // namespace tandem
