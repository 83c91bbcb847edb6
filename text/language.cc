#include "text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>

namespace tandem {
namespace {

// Codes of CLD2 that are withdrawn from ISO 639-1, or name a script or region as well.
std::string iso_code(CLD2::Language language) {
  struct Alias {
    std::string_view from;
    std::string_view to;
  };
  static constexpr auto kAliases = std::to_array<Alias>(
      {{"iw", "he"}, {"jw", "jv"}, {"in", "id"}, {"ji", "yi"}, {"mo", "ro"}, {"nb", "no"}});
  std::string_view code = CLD2::LanguageCode(language);
  code = code.substr(0, code.find('-'));  // zh-Hant, sr-ME
  for (const Alias& alias : kAliases) {
    if (code == alias.from) return std::string(alias.to);
  }
  // un: unknown; xxx: no language; the like of xx-Qaai are scripts.
  if (code.empty() || code == "un" || code == "xx" || code == "xxx")
    return std::string(kUnknownLanguage);
  return std::string(code);
}

// Cuts at a code point border.
std::string_view head(std::string_view text) {
  if (text.size() <= kLanguageBytes) return text;
  size_t end = kLanguageBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// A hint goes to C code: keep what looks like a language tag or a label.
std::string safe_hint(std::string_view hint) {
  std::string out;
  for (const char c : hint.substr(0, 35)) {
    const bool good =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || (c >= '0' && c <= '9');
    if (!good) break;
    out += c;
  }
  return out;
}

// CLD2 reads "interchange valid" UTF-8 alone, which has no control characters but tab and line ends
// and no noncharacters. Puts a blank for each; nothing if the text is not UTF-8 at all.
std::optional<std::string> interchange_copy(std::string_view text) {
  std::string out(text);
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());  // at most kLanguageBytes
  for (int32_t i = 0; i < size;) {
    const int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return std::nullopt;
    const bool control =
        (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
    const bool noncharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    if (control || noncharacter) {
      std::fill(out.begin() + begin, out.begin() + i, ' ');
    }
  }
  return out;
}

struct Summary {
  std::array<CLD2::Language, 3> languages{CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE,
                                          CLD2::UNKNOWN_LANGUAGE};
  std::array<int, 3> percents{};
  bool reliable = false;
  bool invalid = false;  // CLD2 refused the bytes

  [[nodiscard]] bool unknown() const {
    return percents[0] == 0 || iso_code(languages[0]) == kUnknownLanguage;
  }
};

Summary summarise(std::string_view text, const CLD2::CLDHints& hints, int flags) {
  Summary summary;
  std::array<double, 3> scores{};
  int text_bytes = 0;
  int valid_prefix = 0;
  CLD2::ExtDetectLanguageSummaryCheckUTF8(text.data(), static_cast<int>(text.size()), true, &hints,
                                          flags, summary.languages.data(), summary.percents.data(),
                                          scores.data(), nullptr, &text_bytes, &summary.reliable,
                                          &valid_prefix);
  summary.invalid = static_cast<size_t>(valid_prefix) < text.size();
  return summary;
}

// Best effort where the text is too short or mixed for a sure answer.
Summary guess_with(std::string_view text, const CLD2::CLDHints& hints) {
  Summary summary = summarise(text, hints, 0);
  if (!summary.invalid && summary.unknown()) {
    summary = summarise(text, hints, CLD2::kCLDFlagBestEffort);
    summary.reliable = false;
  }
  return summary;
}

}  // namespace

LanguageGuess detect_language(std::string_view utf8, const LanguageHints& hints) {
  const std::string_view text = head(utf8);
  const std::string lang = safe_hint(hints.html_lang);
  const std::string tld = safe_hint(hints.tld);
  const CLD2::CLDHints cld_hints{lang.empty() ? nullptr : lang.c_str(),
                                 tld.empty() ? nullptr : tld.c_str(), CLD2::UNKNOWN_ENCODING,
                                 CLD2::UNKNOWN_LANGUAGE};
  Summary summary = guess_with(text, cld_hints);
  if (summary.invalid) {
    const std::optional<std::string> copy = interchange_copy(text);
    if (!copy) return {};
    summary = guess_with(*copy, cld_hints);
  }
  if (summary.invalid || summary.unknown()) return {};
  LanguageGuess guess;
  guess.language = iso_code(summary.languages[0]);
  guess.reliable = summary.reliable;
  guess.score = std::clamp(summary.percents[0] / 100.0, 0.0, 1.0) * (summary.reliable ? 1.0 : 0.5);
  return guess;
}

}  // namespace tandem
