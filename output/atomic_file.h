// write_file_atomically: a small file that is there whole, or not at all.
//
// Readers, and the next run after a crash, see the old content or the new, never a part: the text
// goes to PATH.tmp, which is synced and renamed to PATH, and the folder is synced.
//
// Thread safety: may be called from any thread, for one path from one at a time. Errors: those of
// OutputFile; the file that was there before is then untouched.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace tandem {

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view text);

}  // namespace tandem
