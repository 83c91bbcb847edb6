#include "base/hash.h"

#include <string>

#include "tests/support/catch.h"

namespace tandem {

// Expected values: xxhsum -H2 of xxHash 0.8.1, which prints the canonical form.
TEST_CASE("hash128_hex is XXH3-128 in its canonical form") {
  CHECK(hash128_hex("") == "99aa06d3014798d86001c324468d497f");
  CHECK(hash128_hex("a") == "a96faf705af16834e6c632b61e964e1f");
  CHECK(hash128_hex("abc") == "06b05ab6733a618578af5f94892f3950");
  CHECK(hash128_hex("Tandem crawls the web") == "80b8d869e6e5fef074aaf6d4e5e2f9c3");
  // Longer than 240 bytes, where XXH3 takes another path; zero bytes count.
  CHECK(hash128_hex(std::string(1000, '\0')) == "3fb94aea6d09b97224c1ea6074dd588c");
}

TEST_CASE("hash128_hex tells near texts apart") {
  CHECK(hash128_hex("tandem") != hash128_hex("tandeM"));
  CHECK(hash128_hex(std::string("a\0", 2)) != hash128_hex("a"));
}

}  // namespace tandem
