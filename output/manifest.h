// manifest.json: which files a run wrote, how many rows each holds, and its SHA-256.
//
//   {"format_version": 1, "tandem_version": "0.1.0", "created": "2026-03-01T12:34:56.789Z",
//    "files": [{"path": "documents/part-00000.jsonl.zst", "kind": "documents", "rows": 1000,
//               "bytes": 300000, "raw_bytes": 1000000, "sha256": "..."}]}
//
// `jq -r '.files[] | "\(.sha256)  \(.path)"' manifest.json | sha256sum -c` checks a folder.
//
// Thread safety: as write_file_atomically().
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "output/file_summary.h"

namespace tandem {

struct Manifest {
  std::string tandem_version;
  std::string created;  // ISO 8601 in UTC
  std::vector<FileSummary> files;
};

// The text of manifest.json: kFormatVersion and the fields above, files sorted by path.
std::string manifest_json(const Manifest& manifest);

// Writes root/manifest.json atomically.
Result<void> write_manifest(const std::filesystem::path& root, const Manifest& manifest);

}  // namespace tandem
