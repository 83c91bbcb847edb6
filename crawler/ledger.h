// Ledger: every URL admitted to the crawl ends in exactly one terminal outcome.
//
// The ledger counts both sides; at exit admitted() == settled() or the crawl has lost a URL, which
// it then says. Reasons are small sets of fixed names, so the maps stay small.
//
// Thread safety: none; it belongs to the coordinator.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tandem {

enum class Outcome : uint8_t {
  kWritten,      // its document is in documents/
  kDuplicate,    // a redirect to a URL that the crawl has already
  kFiltered,     // its document is in rejected/, with the rule
  kFetchFailed,  // no usable answer after all retries
  kSkipped,      // not fetched, or not a page, with the reason
  kQuarantined,  // it killed a worker twice, or failed in a stage
  kCancelled,    // the crawl stopped before its turn
};
inline constexpr size_t kOutcomeCount = 7;

// "written", "duplicate", "filtered", "fetch_failed", "skipped", "quarantined", "cancelled".
std::string_view outcome_name(Outcome outcome);

class Ledger {
 public:
  void admit() { ++admitted_; }
  // `reason` names the rule, error class or skip reason; empty for kWritten.
  void settle(Outcome outcome, std::string_view reason);

  [[nodiscard]] uint64_t admitted() const { return admitted_; }
  [[nodiscard]] uint64_t settled() const;
  [[nodiscard]] uint64_t count(Outcome outcome) const { return of(outcome).count; }
  // How often each reason was given for an outcome.
  [[nodiscard]] const std::map<std::string, uint64_t, std::less<>>& reasons(Outcome outcome) const {
    return of(outcome).reasons;
  }
  [[nodiscard]] bool balanced() const { return admitted_ == settled(); }

 private:
  struct Entry {
    uint64_t count = 0;
    std::map<std::string, uint64_t, std::less<>> reasons;
  };
  [[nodiscard]] const Entry& of(Outcome outcome) const {
    return entries_[static_cast<size_t>(outcome)];
  }

  uint64_t admitted_ = 0;
  std::array<Entry, kOutcomeCount> entries_;
};

}  // namespace tandem
