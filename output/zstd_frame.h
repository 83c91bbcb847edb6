// ZstdFrameEncoder: compresses one block of bytes into one zstd frame (RFC 8878).
//
// Frames written one after the other are one valid .zst file, and every frame can be read without
// those after it. Each carries its content size and a checksum.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct ZSTD_CCtx_s;

namespace tandem {

class ZstdFrameEncoder {
 public:
  // `level`: zstd's, 1 (fast) to 19 (small). kInvalidArgument if it is outside.
  static Result<ZstdFrameEncoder> create(int level);

  // The frame that holds `input`; valid until the next call.
  Result<std::string_view> encode(std::string_view input);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  explicit ZstdFrameEncoder(std::unique_ptr<ZSTD_CCtx_s, Free> context)
      : context_(std::move(context)) {}

  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
  std::string frame_;
};

}  // namespace tandem
