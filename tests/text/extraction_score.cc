#include "tests/text/extraction_score.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace tandem::testing {
namespace {

bool stands_alone(UChar32 c) {
  return (c >= 0x0E00 && c <= 0x0E7F) || (c >= 0x3040 && c <= 0x30FF) ||
         (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF);
}

// The tokens \w+ of Python, lower-cased on demand.
std::vector<std::string> tokens(std::string_view text, bool solo, bool lower) {
  std::vector<std::string> result;
  std::string token;
  const auto flush = [&] {
    if (!token.empty()) result.push_back(std::move(token));
    token.clear();
  };
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    const bool in_word =
        c == '_' || (c >= 0 && (u_isalpha(c) != 0 || (U_GET_GC_MASK(c) & U_GC_N_MASK) != 0));
    if (!in_word) {
      flush();
      continue;
    }
    if (solo && stands_alone(c)) flush();
    uint8_t encoded[4];
    int32_t length = 0;
    U8_APPEND_UNSAFE(encoded, length, lower ? u_tolower(c) : c);
    token.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(length));
    if (solo && stands_alone(c)) flush();
  }
  flush();
  return result;
}

using Counts = std::unordered_map<std::string, int>;

Counts shingles(const std::vector<std::string>& words) {
  Counts counts;
  constexpr size_t kSize = 4;
  const size_t last = words.size() > kSize ? words.size() - kSize : 0;
  for (size_t i = 0; i <= last && i < words.size(); ++i) {
    std::string shingle;
    for (size_t k = i; k < std::min(i + kSize, words.size()); ++k) shingle += words[k] + ' ';
    ++counts[shingle];
  }
  return counts;
}

struct Overlap {
  double hit = 0;
  double gold = 0;
  double predicted = 0;
};

Overlap overlap(const Counts& gold, const Counts& predicted) {
  Overlap result;
  for (const auto& [key, count] : gold) {
    result.gold += count;
    if (const auto found = predicted.find(key); found != predicted.end()) {
      result.hit += std::min(count, found->second);
    }
  }
  for (const auto& [key, count] : predicted) result.predicted += count;
  return result;
}

std::string one_space(std::string_view text) {
  std::string out;
  bool space = false;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    const int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c >= 0 && (u_isUWhiteSpace(c) != 0)) {
      space = !out.empty();
      continue;
    }
    if (space) out += ' ';
    space = false;
    out.append(text.substr(static_cast<size_t>(begin), static_cast<size_t>(i - begin)));
  }
  return out;
}

}  // namespace

ShingleScore shingle_score(std::string_view gold, std::string_view predicted, bool solo) {
  const Overlap both =
      overlap(shingles(tokens(gold, solo, false)), shingles(tokens(predicted, solo, false)));
  const double sum = both.gold + both.predicted - both.hit;
  if (sum == 0) return {};
  return {both.hit / sum, (both.predicted - both.hit) / sum, (both.gold - both.hit) / sum};
}

double shingle_f1(const std::vector<ShingleScore>& pages) {
  double precision = 0;
  double recall = 0;
  int with_precision = 0;
  int with_recall = 0;
  for (const ShingleScore& page : pages) {
    // A page that predicts nothing has no precision, one without gold no recall.
    if (page.hit + page.extra > 0) {
      precision += page.hit / (page.hit + page.extra);
      ++with_precision;
    }
    if (page.hit + page.missed > 0) {
      recall += page.hit / (page.hit + page.missed);
      ++with_recall;
    }
  }
  if (with_precision == 0 || with_recall == 0) return 0;
  precision /= with_precision;
  recall /= with_recall;
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

double word_f1(std::string_view gold, std::string_view predicted) {
  Counts gold_counts;
  Counts predicted_counts;
  for (std::string& word : tokens(gold, false, true)) ++gold_counts[std::move(word)];
  for (std::string& word : tokens(predicted, false, true)) ++predicted_counts[std::move(word)];
  if (gold_counts.empty()) return predicted_counts.empty() ? 1 : 0;
  const Overlap both = overlap(gold_counts, predicted_counts);
  return 2 * both.hit / (both.gold + both.predicted);
}

bool holds_segment(std::string_view text, std::string_view part) {
  return one_space(text).find(one_space(part)) != std::string::npos;
}

}  // namespace tandem::testing
