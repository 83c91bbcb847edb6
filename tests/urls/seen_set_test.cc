#include "urls/seen_set.h"

#include <string>

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("SeenSet takes each key once") {
  SeenSet seen;
  CHECK_FALSE(seen.contains("http://a.example/"));
  const Result<bool> first = seen.insert("http://a.example/");
  REQUIRE(first);
  CHECK(*first);
  const Result<bool> second = seen.insert("http://a.example/");
  REQUIRE(second);
  CHECK_FALSE(*second);
  CHECK(seen.contains("http://a.example/"));
  CHECK_FALSE(seen.contains("http://a.example/x"));
  CHECK(seen.size() == 1);
}

TEST_CASE("SeenSet grows, and keeps what it has, in bounded memory") {
  SeenSet seen;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const Result<bool> is_new = seen.insert("http://a.example/" + std::to_string(i));
    REQUIRE(is_new);
    REQUIRE(*is_new);
  }
  CHECK(seen.size() == kCount);
  for (int i = 0; i < kCount; ++i) REQUIRE(seen.contains("http://a.example/" + std::to_string(i)));
  CHECK_FALSE(seen.contains("http://a.example/" + std::to_string(kCount)));
  CHECK(seen.memory_bytes() <= size_t{43} * kCount);
}

TEST_CASE("SeenSet refuses new keys at its limit, and still knows the old ones") {
  SeenSetOptions options;
  options.max_urls = 2;
  SeenSet seen(options);
  REQUIRE(seen.insert("a"));
  REQUIRE(seen.insert("b"));
  const Result<bool> full = seen.insert("c");
  REQUIRE_FALSE(full);
  CHECK(full.error().code == ErrorCode::kLimit);
  CHECK_FALSE(seen.contains("c"));
  const Result<bool> known = seen.insert("a");
  REQUIRE(known);
  CHECK_FALSE(*known);
  options.max_urls = 0;
  CHECK_FALSE(SeenSet(options).insert("a"));
}

}  // namespace tandem
