#include "crawler/ledger.h"

namespace tandem {

std::string_view outcome_name(Outcome outcome) {
  constexpr std::array<std::string_view, kOutcomeCount> kNames = {
      "written", "duplicate", "filtered", "fetch_failed", "skipped", "quarantined", "cancelled"};
  return kNames[static_cast<size_t>(outcome)];
}

void Ledger::settle(Outcome outcome, std::string_view reason) {
  Entry& entry = entries_[static_cast<size_t>(outcome)];
  ++entry.count;
  if (reason.empty()) return;
  const auto found = entry.reasons.find(reason);
  if (found != entry.reasons.end()) {
    ++found->second;
  } else {
    entry.reasons.emplace(reason, 1);
  }
}

uint64_t Ledger::settled() const {
  uint64_t sum = 0;
  for (const Entry& entry : entries_) sum += entry.count;
  return sum;
}

}  // namespace tandem
