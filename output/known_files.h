// The names of everything that Tandem writes into an output folder, in one table.
//
// `crawl --force` removes exactly the files that this table names, so a new output file needs a
// line here.
//
// Thread safety: the functions may be called from any thread.
#pragma once

#include <span>
#include <string_view>

namespace tandem {

// The subfolders of an output folder: documents, rejected, quarantine, logs, state.
std::span<const std::string_view> output_subfolders();

// True if Tandem writes a file `name` into `subfolder` ("" is the output folder itself) that
// belongs to one run. The lock and the marker in state/ belong to the folder: false.
bool is_run_file(std::string_view subfolder, std::string_view name);

}  // namespace tandem
