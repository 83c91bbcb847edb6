// The encodings of the web and their labels: https://encoding.spec.whatwg.org/#names-and-labels
//
// Thread safety: immutable tables.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace tandem {

enum class EncodingKind : uint8_t { kUtf8, kSingleByte, kMultiByte, kReplacement };

struct Encoding {
  std::string_view name;  // in the standard's capitalisation
  // The ICU converter that comes closest; empty where Tandem decodes by itself. Ends with NUL.
  std::string_view converter;
  EncodingKind kind = EncodingKind::kSingleByte;
  std::string_view labels;
};

// The encoding of a label, in any case and with white space around it; null if there is none.
const Encoding* encoding_for_label(std::string_view label);

}  // namespace tandem
