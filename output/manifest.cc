#include "output/manifest.h"

#include <nlohmann/json.hpp>

#include <algorithm>

#include "output/atomic_file.h"
#include "output/output_folder.h"

namespace tandem {

std::string manifest_json(const Manifest& manifest) {
  std::vector<FileSummary> files = manifest.files;
  std::ranges::sort(files, {}, &FileSummary::path);
  nlohmann::ordered_json json = {{"format_version", kFormatVersion},
                                 {"tandem_version", manifest.tandem_version},
                                 {"created", manifest.created},
                                 {"files", nlohmann::ordered_json::array()}};
  for (const FileSummary& file : files) {
    json["files"].push_back({{"path", file.path},
                             {"kind", file.kind},
                             {"rows", file.rows},
                             {"bytes", file.bytes},
                             {"raw_bytes", file.raw_bytes},
                             {"sha256", file.sha256}});
  }
  return json.dump(2, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<void> write_manifest(const std::filesystem::path& root, const Manifest& manifest) {
  return write_file_atomically(root / "manifest.json", manifest_json(manifest));
}

}  // namespace tandem
