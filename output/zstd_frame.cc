#include "output/zstd_frame.h"

#include <zstd.h>

#include <utility>

namespace tandem {
namespace {

Error zstd_error(std::string_view context, size_t code) {
  return Error{ErrorCode::kInternal,
               std::string(context) + ": " + std::string(ZSTD_getErrorName(code))};
}

}  // namespace

void ZstdFrameEncoder::Free::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }

Result<ZstdFrameEncoder> ZstdFrameEncoder::create(int level) {
  if (level < 1 || level > 19) {
    return Error{ErrorCode::kInvalidArgument,
                 "zstd level " + std::to_string(level) + " is not between 1 and 19"};
  }
  std::unique_ptr<ZSTD_CCtx_s, Free> context(ZSTD_createCCtx());
  if (context == nullptr) return Error{ErrorCode::kInternal, "zstd cannot make a context"};
  for (const auto& [parameter, value] :
       {std::pair{ZSTD_c_compressionLevel, level}, std::pair{ZSTD_c_checksumFlag, 1}}) {
    const size_t code = ZSTD_CCtx_setParameter(context.get(), parameter, value);
    if (ZSTD_isError(code) != 0) return zstd_error("cannot set up zstd", code);
  }
  return ZstdFrameEncoder(std::move(context));
}

Result<std::string_view> ZstdFrameEncoder::encode(std::string_view input) {
  // Grown, never shrunk: the buffer is written over by the next frame.
  const size_t bound = ZSTD_compressBound(input.size());
  if (frame_.size() < bound) frame_.resize(bound);
  const size_t size =
      ZSTD_compress2(context_.get(), frame_.data(), frame_.size(), input.data(), input.size());
  if (ZSTD_isError(size) != 0) return zstd_error("cannot compress", size);
  return std::string_view(frame_).substr(0, size);
}

}  // namespace tandem
