#include "parser/charset.h"

#include <uchardet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "parser/ascii.h"
#include "parser/charset_decode.h"
#include "parser/charset_labels.h"
#include "parser/utf8.h"

namespace tandem {
namespace {

// Enough for the statistics; more only costs time.
constexpr size_t kDetectionBytes = size_t{32} << 10;
constexpr size_t kLateMetaBytes = size_t{64} << 10;

struct DetectorCloser {
  void operator()(uchardet_t detector) const { uchardet_delete(detector); }
};
using Detector = std::unique_ptr<std::remove_pointer_t<uchardet_t>, DetectorCloser>;

// How much of a text is UTF-8, counted over its sequences of more than one byte.
struct Utf8Tally {
  size_t valid = 0;
  size_t invalid = 0;
  bool escapes = false;  // ESC: ISO-2022-JP is ASCII to every other test
};

Utf8Tally tally_utf8(std::string_view text) {
  Utf8Tally tally;
  for (size_t at = 0; (at = skip_plain_ascii(text, at)) < text.size();) {
    const Utf8Step step = utf8_step(text, at);
    if (!step.valid) {
      // A body cut off by a size limit may end within a sequence.
      if (!step.cut_short) ++tally.invalid;
    } else if (step.size > 1) {
      ++tally.valid;
    }
    at += step.size;
  }
  tally.escapes = text.find('\x1B') != std::string_view::npos;
  return tally;
}

// Legacy text hardly ever holds well-formed sequences by chance, so that a page with many of them
// and a few broken ones is UTF-8 with mistakes (a cut comment, a pasted quotation mark).
bool looks_like_utf8(const Utf8Tally& tally) { return tally.invalid * 20 <= tally.valid; }

// UTF-16 without a byte order mark: text has blanks and line ends, which are ASCII in one byte
// order and rare characters in the other, and it has neither U+0000 nor lone surrogates. Null if
// unsure.
const Encoding* sniff_utf16(std::string_view text) {
  text = text.substr(0, kDetectionBytes);
  const auto nuls = static_cast<size_t>(std::count(text.begin(), text.end(), '\0'));
  if (text.size() < 8 || nuls == 0) return nullptr;
  // Latin text in UTF-16 is every other byte NUL; other scripts are no UTF-8.
  if (nuls * 3 < text.size() && looks_like_utf8(tally_utf8(text))) return nullptr;
  for (const bool big_endian : {false, true}) {
    size_t plain = 0;    // white space and other ASCII
    size_t swapped = 0;  // what would be that in the other order
    bool high = false;
    bool possible = true;
    for (size_t i = 0; possible && i + 1 < text.size(); i += 2) {
      const auto first = static_cast<unsigned char>(text[i]);
      const auto second = static_cast<unsigned char>(text[i + 1]);
      const unsigned unit = big_endian ? first * 256U + second : second * 256U + first;
      const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
      if (unit == 0 || unit >= 0xFFFE || low != high) possible = false;
      high = unit >= 0xD800 && unit <= 0xDBFF;
      if (unit < 0x80) ++plain;
      if ((unit & 0xFF) == 0 && unit < 0x8000) ++swapped;
    }
    if (possible && plain * 100 >= text.size() / 2 && swapped * 8 < plain) {
      return encoding_for_label(big_endian ? "utf-16be" : "utf-16le");
    }
  }
  return nullptr;
}

// uchardet's names that are no WHATWG labels but have a WHATWG encoding that contains them.
std::string_view whatwg_label(std::string_view detected) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNames = {{
      {"UHC", "euc-kr"},
      {"CP949", "euc-kr"},
      {"CP932", "shift_jis"},
      {"MAC-CYRILLIC", "x-mac-cyrillic"},
      {"TIS-620", "windows-874"},
  }};
  for (const auto& [name, label] : kNames) {
    if (detected == name) return label;
  }
  return detected;
}

const Encoding* detect(std::string_view text) {
  const Detector detector(uchardet_new());
  if (detector == nullptr) return nullptr;
  // Markup says nothing about the encoding: begin near the first byte that does.
  const size_t first = skip_plain_ascii(text, 0);
  const size_t begin = first < text.size() ? first - std::min<size_t>(first, 1024) : 0;
  const std::string_view sample = text.substr(begin, kDetectionBytes);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return nullptr;
  uchardet_data_end(detector.get());
  const Encoding* encoding = encoding_for_label(whatwg_label(uchardet_get_charset(detector.get())));
  return encoding == nullptr || encoding->kind == EncodingKind::kReplacement ? nullptr : encoding;
}

struct Choice {
  const Encoding* encoding = nullptr;
  CharsetSource source = CharsetSource::kFallback;
  size_t bom = 0;  // bytes of the byte order mark
};

Choice choose(ByteView body, std::string_view content_type, bool prescan) {
  const std::string_view text = as_text(body);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    return {encoding_for_label("utf-8"), CharsetSource::kBom, 3};
  }
  if (text.substr(0, 2) == "\xFE\xFF") {
    return {encoding_for_label("utf-16be"), CharsetSource::kBom, 2};
  }
  if (text.substr(0, 2) == "\xFF\xFE") {
    return {encoding_for_label("utf-16le"), CharsetSource::kBom, 2};
  }
  if (const Encoding* encoding = encoding_for_label(charset_parameter(content_type))) {
    return {encoding, CharsetSource::kHttp, 0};
  }
  if (prescan) {
    if (const Encoding* encoding = encoding_for_label(prescan_charset(body))) {
      return {encoding, CharsetSource::kMeta, 0};
    }
  }
  if (const Encoding* encoding = sniff_utf16(text)) {
    return {encoding, CharsetSource::kDetected, 0};
  }
  const Utf8Tally tally = tally_utf8(text);
  const bool utf8 = looks_like_utf8(tally);
  if (utf8 && tally.valid > 0) return {encoding_for_label("utf-8"), CharsetSource::kUtf8, 0};
  if (prescan) {
    if (const Encoding* encoding = encoding_for_label(prescan_charset(body, kLateMetaBytes))) {
      return {encoding, CharsetSource::kMeta, 0};
    }
  }
  if (utf8 && !tally.escapes) return {encoding_for_label("utf-8"), CharsetSource::kUtf8, 0};
  if (const Encoding* encoding = detect(text)) return {encoding, CharsetSource::kDetected, 0};
  return {encoding_for_label(utf8 ? "utf-8" : "windows-1252"), CharsetSource::kFallback, 0};
}

Result<Decoded> decode(ByteView body, std::string_view content_type, bool prescan) {
  const Choice choice = choose(body, content_type, prescan);
  TANDEM_ASSIGN(std::string text, decode_bytes(body.subspan(choice.bom), *choice.encoding));
  return Decoded{std::move(text), std::string(choice.encoding->name), choice.source};
}

}  // namespace

std::string_view charset_source_name(CharsetSource source) {
  switch (source) {
    case CharsetSource::kBom:
      return "bom";
    case CharsetSource::kHttp:
      return "http";
    case CharsetSource::kMeta:
      return "meta";
    case CharsetSource::kUtf8:
      return "utf8";
    case CharsetSource::kDetected:
      return "detected";
    case CharsetSource::kFallback:
      break;
  }
  return "fallback";
}

std::string_view charset_name(std::string_view label) {
  const Encoding* encoding = encoding_for_label(label);
  return encoding == nullptr ? std::string_view() : encoding->name;
}

// MIME Sniffing standard, section 4.4 "Parsing a MIME type", as far as this parameter goes.
std::string_view charset_parameter(std::string_view content_type) {
  size_t at = content_type.find(';');
  while (at < content_type.size()) {
    ++at;
    while (at < content_type.size() && is_html_space(content_type[at])) ++at;
    const size_t name_begin = at;
    while (at < content_type.size() && content_type[at] != ';' && content_type[at] != '=') ++at;
    std::string_view name = content_type.substr(name_begin, at - name_begin);
    while (!name.empty() && is_html_space(name.back())) name.remove_suffix(1);
    if (at >= content_type.size() || content_type[at] == ';') continue;
    ++at;
    while (at < content_type.size() && is_html_space(content_type[at])) ++at;
    std::string_view value;
    if (at < content_type.size() && (content_type[at] == '"' || content_type[at] == '\'')) {
      const size_t end = std::min(content_type.find(content_type[at], at + 1), content_type.size());
      value = content_type.substr(at + 1, end - at - 1);
      at = std::min(content_type.find(';', end), content_type.size());
    } else {
      const size_t end = std::min(content_type.find(';', at), content_type.size());
      value = content_type.substr(at, end - at);
      at = end;
    }
    while (!value.empty() && is_html_space(value.back())) value.remove_suffix(1);
    if (equals_ignoring_case(name, "charset")) {
      return value;
    }
  }
  return {};
}

Result<Decoded> decode_html(ByteView body, std::string_view content_type) {
  return decode(body, content_type, true);
}

Result<Decoded> decode_text(ByteView body, std::string_view content_type) {
  return decode(body, content_type, false);
}

}  // namespace tandem
