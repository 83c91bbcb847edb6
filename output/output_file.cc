#include "output/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "base/unique_fd.h"

namespace tandem {
namespace {

class PosixFile final : public OutputFile {
 public:
  PosixFile(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<void> append(std::string_view bytes) override {
    return write_all(fd_.get(), bytes, "cannot write " + path_);
  }
  Result<void> truncate(uint64_t size) override {
    if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) return error("cannot truncate ");
    return {};
  }
  Result<void> sync() override {
    if (::fsync(fd_.get()) != 0) return error("cannot sync ");
    return {};
  }
  Result<void> close() override {
    // Linux releases the descriptor even if close() fails, so it is never closed twice.
    if (::close(fd_.release()) != 0) return error("cannot close ");
    return {};
  }

 private:
  Error error(std::string_view what) const {
    const int saved = errno;
    return posix_error(std::string(what) + path_, saved);
  }

  UniqueFd fd_;
  std::string path_;
};

Result<std::unique_ptr<OutputFile>> open_with(const std::filesystem::path& path, int flags,
                                              std::string_view context) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0666));
  if (!fd.valid()) {
    const int saved = errno;
    return posix_error(std::string(context) + path.string(), saved);
  }
  return std::unique_ptr<OutputFile>(std::make_unique<PosixFile>(std::move(fd), path.string()));
}

}  // namespace

Result<std::unique_ptr<OutputFile>> create_output_file(const std::filesystem::path& path) {
  TANDEM_ASSIGN(auto file, open_with(path, O_CREAT | O_EXCL | O_NOFOLLOW, "cannot create "));
  TANDEM_TRY(sync_folder(path.parent_path()));
  return file;
}

Result<std::unique_ptr<OutputFile>> open_output_file(const std::filesystem::path& path) {
  return open_with(path, 0, "cannot open ");
}

Result<void> write_all(int fd, std::string_view bytes, std::string_view context) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      const int saved = errno;
      if (saved == EINTR) continue;
      return posix_error(context, saved);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const std::string name = folder.empty() ? "." : folder.string();
  const UniqueFd fd(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) {
    const int saved = errno;
    // Some file systems cannot sync a folder and say so with EINVAL; nothing can be done then.
    if (fd.valid() && saved == EINVAL) return {};
    return posix_error("cannot sync " + name, saved);
  }
  return {};
}

}  // namespace tandem
