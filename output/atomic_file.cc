#include "output/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "base/unique_fd.h"
#include "output/output_file.h"

namespace tandem {
namespace {

Result<void> write_and_rename(const std::string& path, const std::string& temporary,
                              std::string_view text) {
  const UniqueFd fd(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd.valid()) {
    const int saved = errno;
    return posix_error("cannot create " + temporary, saved);
  }
  TANDEM_TRY(write_all(fd.get(), text, "cannot write " + temporary));
  if (::fsync(fd.get()) != 0) {
    const int saved = errno;
    return posix_error("cannot sync " + temporary, saved);
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int saved = errno;
    return posix_error("cannot rename " + temporary + " to " + path, saved);
  }
  return {};
}

}  // namespace

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view text) {
  const std::string temporary = path.string() + ".tmp";
  if (auto written = write_and_rename(path.string(), temporary, text); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  return sync_folder(path.parent_path());
}

}  // namespace tandem
