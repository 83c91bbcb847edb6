#include "text/normalise.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <limits>

namespace tandem {
namespace {

// What becomes of a code point before composition.
enum class Fate : uint8_t { kKeep, kDrop, kSpace, kNewline, kParagraph, kCarriageReturn };

Fate ascii_fate(unsigned char c) {
  if (c >= ' ' && c != 0x7F) return Fate::kKeep;
  if (c == '\n' || c == '\t') return Fate::kKeep;
  if (c == '\r') return Fate::kCarriageReturn;
  return c == '\v' || c == '\f' ? Fate::kNewline : Fate::kDrop;
}

Fate fate(UChar32 c) {
  if (c == 0x85 || c == 0x2028) return Fate::kNewline;
  if (c == 0x2029) return Fate::kParagraph;
  if (c < 0xA0) return Fate::kDrop;  // C1
  if (c == 0xA0) return Fate::kSpace;
  if (c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF) return Fate::kDrop;
  if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return Fate::kDrop;
  if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) return Fate::kDrop;
  return Fate::kKeep;
}

// What is written in place of a code point that does not stay.
std::string_view replacement(Fate what, bool newline_follows, bool invalid) {
  if (invalid) return "\xEF\xBF\xBD";
  switch (what) {
    case Fate::kSpace:
      return " ";
    case Fate::kParagraph:
      return "\n\n";
    case Fate::kNewline:
      return "\n";
    case Fate::kCarriageReturn:  // of CR LF the line feed does
      return newline_follows ? "" : "\n";
    default:
      return "";
  }
}

// Repairs, drops and replaces code points; runs that stay are copied whole.
std::string clean(std::string_view in) {
  std::string out;
  out.reserve(in.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(in.data());
  const size_t size = in.size();
  size_t copied = 0;  // everything before it is in `out`
  size_t i = 0;
  while (i < size) {
    const size_t begin = i;
    Fate what = Fate::kKeep;
    bool invalid = false;
    if (bytes[i] < 0x80) {
      what = ascii_fate(bytes[i++]);
    } else {
      // ICU indexes with int32_t: decode within a window of the longest sequence.
      int32_t at = 0;
      const auto window = static_cast<int32_t>(std::min<size_t>(size - i, 4));
      UChar32 c = 0;
      U8_NEXT(bytes + i, at, window, c);
      i += static_cast<size_t>(at);
      invalid = c < 0;
      if (!invalid) what = fate(c);
    }
    if (what == Fate::kKeep && !invalid) continue;
    out.append(in.substr(copied, begin - copied));
    copied = i;
    out += replacement(what, i < size && bytes[i] == '\n', invalid);
  }
  out.append(in.substr(copied));
  return out;
}

// Ends lines at their last character that is not blank, and keeps one empty line of a run.
void tidy_lines(std::string& text) {
  size_t to = 0;
  size_t from = 0;
  bool owes_empty = false;
  while (from < text.size()) {
    const size_t newline = std::min(text.find('\n', from), text.size());
    size_t end = newline;
    while (end > from && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
    if (end == from) {
      owes_empty = true;
    } else {
      // The line and what stands before it never outgrow what was read.
      if (to > 0) {
        text[to++] = '\n';
        if (owes_empty) text[to++] = '\n';
      }
      std::copy(text.begin() + static_cast<ptrdiff_t>(from),
                text.begin() + static_cast<ptrdiff_t>(end),
                text.begin() + static_cast<ptrdiff_t>(to));
      to += end - from;
      owes_empty = false;
    }
    from = newline + 1;
  }
  text.resize(to);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

constexpr size_t kIcuLimit = std::numeric_limits<int32_t>::max();

}  // namespace

Result<Normaliser> Normaliser::create() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) != 0 || nfc == nullptr) {
    return Error{ErrorCode::kInternal, std::string("ICU has no NFC data: ") + u_errorName(status)};
  }
  return Normaliser(nfc);
}

std::string Normaliser::nfc(std::string text) const {
  // Text of 2 GiB, which ICU cannot index, is left as it is; no page is that long.
  if (is_ascii(text) || text.size() > kIcuLimit) return text;
  const auto* nfc = static_cast<const icu::Normalizer2*>(nfc_);
  const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  if (nfc->isNormalizedUTF8(piece, status) != 0 && U_SUCCESS(status) != 0) return text;
  std::string out;
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  status = U_ZERO_ERROR;
  nfc->normalizeUTF8(0, piece, sink, nullptr, status);
  return U_SUCCESS(status) != 0 ? out : text;
}

std::string Normaliser::text(std::string_view utf8) const {
  std::string out = nfc(clean(utf8));
  tidy_lines(out);
  return out;
}

std::string Normaliser::line(std::string_view utf8) const {
  std::string out = nfc(clean(utf8));
  size_t to = 0;
  bool space = false;
  for (const char c : out) {
    if (c == ' ' || c == '\n' || c == '\t') {
      space = to > 0;
      continue;
    }
    if (space) out[to++] = ' ';
    space = false;
    out[to++] = c;
  }
  out.resize(to);
  return out;
}

}  // namespace tandem
