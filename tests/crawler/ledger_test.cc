#include "crawler/ledger.h"

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("a ledger balances when every admitted URL was settled once") {
  Ledger ledger;
  CHECK(ledger.balanced());
  ledger.admit();
  ledger.admit();
  CHECK_FALSE(ledger.balanced());
  ledger.settle(Outcome::kWritten, "");
  ledger.settle(Outcome::kSkipped, "robots");
  CHECK(ledger.balanced());
  CHECK(ledger.admitted() == 2);
  CHECK(ledger.count(Outcome::kWritten) == 1);
  CHECK(ledger.reasons(Outcome::kWritten).empty());
  CHECK(ledger.reasons(Outcome::kSkipped).at("robots") == 1);
  ledger.settle(Outcome::kSkipped, "robots");
  CHECK_FALSE(ledger.balanced());
  CHECK(ledger.reasons(Outcome::kSkipped).at("robots") == 2);
}

TEST_CASE("every outcome has a name of its own") {
  CHECK(outcome_name(Outcome::kWritten) == "written");
  CHECK(outcome_name(Outcome::kFetchFailed) == "fetch_failed");
  CHECK(outcome_name(Outcome::kCancelled) == "cancelled");
}

}  // namespace tandem
