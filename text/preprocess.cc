#include "text/preprocess.h"

#include <algorithm>
#include <string>
#include <utility>

#include "parser/metadata.h"
#include "text/language.h"

namespace tandem {
namespace {

// The last label of the host of an absolute URL; nothing for an address or a URL of another form.
std::string_view top_level_domain(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (host.empty() || host.front() == '[') return {};
  host = host.substr(0, host.find(':'));
  const size_t dot = host.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view label = host.substr(dot + 1);
  const bool letters = std::all_of(label.begin(), label.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return letters ? label : std::string_view{};
}

}  // namespace

Result<Preprocessor> Preprocessor::create() {
  TANDEM_ASSIGN(Normaliser normaliser, Normaliser::create());
  TANDEM_ASSIGN(TextCounter counter, TextCounter::create());
  return Preprocessor(normaliser, std::move(counter));
}

Result<Document> Preprocessor::run(const PageView& page) {
  Document document;
  const Metadata metadata = extract_metadata(page);
  document.title = normaliser_.line(metadata.title);
  document.text = normaliser_.text(extractor_.extract(page));
  if (document.text.empty()) {
    document.language = kUnknownLanguage;
    document.dropped_by = kDroppedEmptyText;
    return document;
  }
  LanguageHints hints;
  hints.html_lang = metadata.language.empty() ? metadata.content_language : metadata.language;
  hints.tld = top_level_domain(page.url());
  LanguageGuess guess = detect_language(document.text, hints);
  document.language = std::move(guess.language);
  document.language_score = guess.score;
  const TextCounts counts = counter_.count(document.text);
  document.chars = counts.chars;
  document.words = counts.words;
  document.sentences = counts.sentences;
  document.lines = counts.lines;
  return document;
}

}  // namespace tandem
