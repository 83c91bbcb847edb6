#include "urls/idna.h"

#include <fmt/format.h>
#include <unicode/uidna.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <memory>

namespace tandem {
namespace {

struct IdnaCloser {
  void operator()(UIDNA* idna) const { uidna_close(idna); }
};

// What the standard ignores: CheckHyphens and VerifyDnsLength are false.
constexpr uint32_t kIgnoredErrors = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                    UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                    UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

constexpr UChar32 kIgnored = -1;

// The mappings that UTS #46 changed in Unicode 15.1 and 16, for ICU releases with older tables:
// capitals that were disallowed map to their small letters, and fillers are ignored.
UChar32 map_newer(UChar32 c) {
  if (c >= 0x10A0 && c <= 0x10C5) return c - 0x10A0 + 0x2D00;  // Georgian capitals
  switch (c) {
    case 0x04C0:
      return 0x04CF;
    case 0x10C7:
      return 0x2D27;
    case 0x10CD:
      return 0x2D2D;
    case 0x1E9E:
      return 0x00DF;
    case 0x2132:
      return 0x214E;
    case 0x2183:
      return 0x2184;
    case 0x115F:
    case 0x1160:
    case 0x17B4:
    case 0x17B5:
    case 0x180E:
    case 0x3164:
    case 0xFFA0:
      return kIgnored;
    default:
      return c;
  }
}

std::string apply_newer_mappings(std::string_view domain) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(domain.data());
  const auto size = static_cast<int32_t>(domain.size());
  std::string out;
  out.reserve(domain.size());
  for (int32_t at = 0; at < size;) {
    const int32_t start = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    const UChar32 mapped = c < 0 ? c : map_newer(c);
    if (mapped == c) {  // bytes that are not UTF-8 too: ICU refuses them
      out.append(domain, static_cast<size_t>(start), static_cast<size_t>(at - start));
    } else if (mapped != kIgnored) {
      uint8_t buffer[U8_MAX_LENGTH];
      int32_t length = 0;
      U8_APPEND_UNSAFE(buffer, length, mapped);
      out.append(reinterpret_cast<const char*>(buffer), static_cast<size_t>(length));
    }
  }
  return out;
}

Error invalid_domain(std::string_view why) {
  return Error{ErrorCode::kInvalidArgument, fmt::format("invalid host: {}", why)};
}

}  // namespace

Result<std::string> domain_to_ascii(std::string_view domain) {
  // ICU takes 32-bit lengths, and no name of that size is a name.
  constexpr size_t kMaxDomain = size_t{64} * 1024;
  if (domain.size() > kMaxDomain) return invalid_domain("longer than 64 KiB");
  const std::string input = apply_newer_mappings(domain);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UIDNA, IdnaCloser> idna(
      uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                          UIDNA_NONTRANSITIONAL_TO_UNICODE,
                      &status));
  if (U_FAILURE(status)) {
    return Error{ErrorCode::kInternal, fmt::format("ICU: {}", u_errorName(status))};
  }
  std::string out(input.size() * 4 + 64, '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    status = U_ZERO_ERROR;
    const int32_t length =
        uidna_nameToASCII_UTF8(idna.get(), input.data(), static_cast<int32_t>(input.size()),
                               out.data(), static_cast<int32_t>(out.size()), &info, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
      out.resize(static_cast<size_t>(length));
      continue;
    }
    if (U_FAILURE(status)) return invalid_domain(u_errorName(status));
    const uint32_t errors = info.errors & ~kIgnoredErrors;
    if (errors != 0) {
      return invalid_domain(fmt::format("not a domain by UTS #46 (ICU error bits {:#x})", errors));
    }
    out.resize(static_cast<size_t>(length));
    return out;
  }
  return invalid_domain("its ASCII form is too long");
}

}  // namespace tandem
