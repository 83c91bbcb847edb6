// Reads zstd files as a user's tools do: streaming, as far as they go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::testing {

struct ZstdContent {
  std::string text;        // of all complete frames
  bool complete = false;   // true if the input ends where a frame ends
  size_t frames = 0;       // complete ones
  size_t frames_size = 0;  // bytes of the input that they take
};

ZstdContent read_zstd(std::string_view compressed);

// The lines of a text; fails the test if the last one has no line break.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace tandem::testing
