#include "base/tokens.h"

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("Tokens end at the page bound") {
  LiveTokens tokens(2, 1000);
  CHECK(tokens.try_acquire());
  CHECK(tokens.try_acquire());
  CHECK_FALSE(tokens.available());
  CHECK_FALSE(tokens.try_acquire());
  CHECK(tokens.pages() == 2);
  tokens.release(0);
  CHECK(tokens.available());
  CHECK(tokens.pages() == 1);
}

TEST_CASE("Tokens end at the byte bound") {
  LiveTokens tokens(100, 1000);
  REQUIRE(tokens.try_acquire());
  tokens.charge(999);
  CHECK(tokens.available());
  tokens.charge(1);
  CHECK_FALSE(tokens.try_acquire());
  CHECK(tokens.pages() == 1);
  tokens.release(1000);
  CHECK(tokens.available());
  CHECK(tokens.bytes() == 0);
}

TEST_CASE("A body that has arrived is accepted beyond the bound") {
  LiveTokens tokens(100, 1000);
  REQUIRE(tokens.try_acquire());
  REQUIRE(tokens.try_acquire());
  tokens.charge(900);
  tokens.charge(5000);
  CHECK(tokens.bytes() == 5900);
  CHECK_FALSE(tokens.available());
  tokens.release(5000);
  CHECK(tokens.available());
  tokens.release(900);
  CHECK(tokens.pages() == 0);
  CHECK(tokens.bytes() == 0);
}

TEST_CASE("No tokens, no pages") {
  CHECK_FALSE(LiveTokens(0, 1000).try_acquire());
  CHECK_FALSE(LiveTokens(1, 0).try_acquire());
}

}  // namespace tandem
