// Language identification, by CLD2.
//
// The score is the share of the text in the named language that CLD2 gives (its percentage / 100),
// times how sure CLD2 is of it: 1 if it calls the result reliable, else 0.5. So a score above 0.5
// means reliable, and 0 means unknown. An answer for text too short for CLD2's own limits is a best
// effort, scored at most 0.5.
//
// Codes are ISO 639-1, or 639-3 where a language has none ("ceb", "haw"). Norwegian is "no" for
// Bokmal and "nn" for Nynorsk; both written forms of Chinese are "zh". CLD2's old codes are mapped:
// iw -> he, jw -> jv, in -> id, mo -> ro, tl stays.
//
// Source: https://github.com/CLD2Owners/cld2.
// Thread safety: pure functions; CLD2's tables are constant.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

inline constexpr std::string_view kUnknownLanguage = "und";

struct LanguageGuess {
  std::string language{kUnknownLanguage};
  double score = 0;  // 0..1
  bool reliable = false;
};

// What the page says about itself; hints move the result only where the text leaves it open.
struct LanguageHints {
  std::string_view html_lang;  // <html lang> or Content-Language, e.g. "pt-BR"
  std::string_view tld;        // last label of the host, e.g. "id"
};

// Guesses the language of plain text. Bytes that are not valid UTF-8 make it "und". At most the
// first kLanguageBytes of the text are read.
LanguageGuess detect_language(std::string_view utf8, const LanguageHints& hints = {});

inline constexpr size_t kLanguageBytes = size_t{256} << 10;

}  // namespace tandem
