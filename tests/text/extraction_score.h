// The measures of main content extraction, as the benchmarks concerned define them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::testing {

// Shares of one page's 4-gram shingles (article-extraction-benchmark): they sum up to one.
struct ShingleScore {
  double hit = 0;     // in both texts
  double extra = 0;   // in the prediction alone
  double missed = 0;  // in the gold text alone
};
// `solo`: each CJK character is a token of its own, for texts without spaces.
ShingleScore shingle_score(std::string_view gold, std::string_view predicted, bool solo);

// The benchmark's F1 over pages: the harmonic mean of mean precision and mean recall.
double shingle_f1(const std::vector<ShingleScore>& pages);

// F1 on the multiset of lower-case words (WCXB).
double word_f1(std::string_view gold, std::string_view predicted);

// True if `text` holds `part`, all white space runs taken as one space (trafilatura's segments).
bool holds_segment(std::string_view text, std::string_view part);

}  // namespace tandem::testing
