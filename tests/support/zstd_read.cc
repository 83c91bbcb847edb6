#include "tests/support/zstd_read.h"

#include <zstd.h>

#include <memory>

#include "tests/support/catch.h"

namespace tandem::testing {

ZstdContent read_zstd(std::string_view compressed) {
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                   ZSTD_freeDCtx);
  ZstdContent content;
  std::string frame;
  std::string chunk(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer input{compressed.data(), compressed.size(), 0};
  size_t left = 0;  // 0 when a frame has just ended
  bool full = false;
  while (input.pos < input.size || full) {
    ZSTD_outBuffer output{chunk.data(), chunk.size(), 0};
    left = ZSTD_decompressStream(context.get(), &output, &input);
    INFO(ZSTD_getErrorName(left));
    REQUIRE(ZSTD_isError(left) == 0);
    full = output.pos == output.size;
    frame.append(chunk, 0, output.pos);
    if (left == 0) {
      content.text += frame;
      frame.clear();
      ++content.frames;
      content.frames_size = input.pos;
      full = false;
    }
  }
  content.complete = left == 0;
  return content;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    REQUIRE(end != std::string_view::npos);
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace tandem::testing
