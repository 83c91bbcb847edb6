#include "text/counts.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace tandem {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// Where the piece that begins at `begin` ends: behind the last line end, else the last blank, else
// a code point border within kCountPiece bytes.
size_t piece_end(std::string_view text, size_t begin) {
  if (text.size() - begin <= kCountPiece) return text.size();
  const std::string_view window = text.substr(begin, kCountPiece);
  size_t cut = window.rfind('\n');
  if (cut == std::string_view::npos) cut = window.rfind(' ');
  if (cut != std::string_view::npos) return begin + cut + 1;
  // Back to the first byte of a sequence, which has at most four; broken text may have none.
  size_t end = begin + kCountPiece;
  for (int i = 0; i < 3 && is_continuation(text[end]); ++i) --end;
  return end;
}

void count_lines(std::string_view text, TextCounts& counts) {
  bool blank = true;
  for (const char c : text) {
    if (!is_continuation(c)) ++counts.chars;
    if (c == '\n') {
      if (!blank) ++counts.lines;
      blank = true;
    } else if (!is_blank(c)) {
      blank = false;
    }
  }
  if (!blank) ++counts.lines;
}

}  // namespace

struct TextCounter::Impl {
  std::unique_ptr<icu::BreakIterator> words;
  std::unique_ptr<icu::BreakIterator> sentences;
  UText utext = UTEXT_INITIALIZER;
  std::vector<int32_t> word_ends;  // of the words of the piece under way, ascending

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { utext_close(&utext); }

  void count_piece(std::string_view piece, TextCounts& counts) {
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&utext, piece.data(), static_cast<int64_t>(piece.size()), &status);
    words->setText(&utext, status);
    if (U_FAILURE(status) != 0) return;
    word_ends.clear();
    words->first();
    for (int32_t end = words->next(); end != icu::BreakIterator::DONE; end = words->next()) {
      // UBRK_WORD_NONE covers spaces and punctuation; everything above is a word.
      if (words->getRuleStatus() >= UBRK_WORD_NONE_LIMIT) word_ends.push_back(end);
    }
    counts.words += word_ends.size();

    sentences->setText(&utext, status);
    if (U_FAILURE(status) != 0) return;
    sentences->first();
    size_t word = 0;
    for (int32_t end = sentences->next(); end != icu::BreakIterator::DONE;
         end = sentences->next()) {
      bool has_word = false;
      for (; word < word_ends.size() && word_ends[word] <= end; ++word) has_word = true;
      if (has_word) ++counts.sentences;
    }
  }
};

TextCounter::TextCounter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TextCounter::TextCounter(TextCounter&&) noexcept = default;
TextCounter& TextCounter::operator=(TextCounter&&) noexcept = default;
TextCounter::~TextCounter() = default;

Result<TextCounter> TextCounter::create() {
  UErrorCode status = U_ZERO_ERROR;
  auto impl = std::make_unique<Impl>();
  impl->words.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  impl->sentences.reset(icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status) != 0 || !impl->words || !impl->sentences) {
    return Error{ErrorCode::kInternal,
                 std::string("ICU has no break iterators: ") + u_errorName(status)};
  }
  return TextCounter(std::move(impl));
}

TextCounts TextCounter::count(std::string_view utf8) {
  TextCounts counts;
  count_lines(utf8, counts);
  for (size_t begin = 0; begin < utf8.size();) {
    const size_t end = piece_end(utf8, begin);
    impl_->count_piece(utf8.substr(begin, end - begin), counts);
    begin = end;
  }
  return counts;
}

}  // namespace tandem
