// FileSummary: what the manifest says of one file that was written.
//
// Thread safety: a value type.
#pragma once

#include <cstdint>
#include <string>

namespace tandem {

struct FileSummary {
  std::string path;        // relative to the output folder: "documents/part-00000.jsonl.zst"
  std::string kind;        // its subfolder: "documents", "rejected", "quarantine", "logs"
  uint64_t rows = 0;       // records in it
  uint64_t bytes = 0;      // size of the file
  uint64_t raw_bytes = 0;  // of its content, uncompressed
  std::string sha256;      // 64 hexadecimal digits; "" while the file is still written
};

}  // namespace tandem
