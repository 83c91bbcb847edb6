// Sha256: the digest by which users check the files of a crawl (FIPS 180-4), by libcrypto.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

struct evp_md_ctx_st;

namespace tandem {

class Sha256 {
 public:
  // kInternal if libcrypto offers no SHA-256.
  static Result<Sha256> create();

  void update(std::string_view bytes);
  // 64 lower-case hexadecimal digits, as `sha256sum` prints them. Call it once, as the last.
  std::string finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  explicit Sha256(std::unique_ptr<evp_md_ctx_st, Free> context) : context_(std::move(context)) {}

  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace tandem
