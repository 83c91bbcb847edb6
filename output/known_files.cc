#include "output/known_files.h"

#include <algorithm>
#include <array>
#include <string>

#include "output/document_writer.h"

namespace tandem {
namespace {

constexpr std::array<std::string_view, 5> kSubfolders = {"documents", "rejected", "quarantine",
                                                         "logs", "state"};

// part-00000.EXTENSION: "part-", five digits or more, ".EXTENSION".
bool is_part(std::string_view name, std::string_view extension) {
  if (!name.starts_with("part-")) return false;
  name.remove_prefix(5);
  const size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  name.remove_prefix(digits);
  return digits >= 5 && name.starts_with(".") && name.substr(1) == extension;
}

// DOCUMENT_ID.page or .html: 32 lower-case hexadecimal digits.
bool is_quarantined_input(std::string_view name) {
  const size_t digits = std::min(name.find_first_not_of("0123456789abcdef"), name.size());
  const std::string_view extension = name.substr(digits);
  return digits == 32 && (extension == ".page" || extension == ".html");
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::span<const std::string_view> output_subfolders() { return kSubfolders; }

bool is_run_file(std::string_view subfolder, std::string_view name) {
  if (subfolder.empty()) {
    static constexpr std::array<std::string_view, 4> kFiles = {"manifest.json", "README.md",
                                                               "report.json", "report.html"};
    if (name.ends_with(".tmp")) name.remove_suffix(4);  // write_file_atomically, interrupted
    return is_one_of(name, kFiles);
  }
  if (subfolder == "documents") {
    return std::ranges::any_of(document_formats(), [&](const DocumentFormat& format) {
      return is_part(name, format.extension);
    });
  }
  if (subfolder == "rejected") return is_part(name, "jsonl.zst");
  if (subfolder == "quarantine") return name == "pages.jsonl" || is_quarantined_input(name);
  if (subfolder == "logs") return name == "fetch.jsonl" || name == "skipped.jsonl";
  return false;
}

}  // namespace tandem
