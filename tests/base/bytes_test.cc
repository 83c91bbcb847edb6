#include "base/bytes.h"

#include <cstdint>
#include <string>

#include "tests/support/catch.h"

namespace tandem {

TEST_CASE("text and bytes view the same memory") {
  const std::string text("a\0\xff z", 5);
  const ByteView view = as_bytes(text);
  CHECK(view.size() == 5);
  CHECK(static_cast<const void*>(view.data()) == text.data());
  CHECK(as_text(view) == text);
}

TEST_CASE("to_bytes copies") {
  std::string text = "before";
  const Bytes copy = to_bytes(text);
  text = "after!";
  CHECK(as_text(copy) == "before");
}

TEST_CASE("Nothing converts to nothing") {
  CHECK(as_text(ByteView{}).empty());
  CHECK(as_bytes({}).empty());
  CHECK(to_bytes("").empty());
}

TEST_CASE("Bytes are aligned for any scalar") {
  for (const size_t size : {size_t{1}, size_t{8}, size_t{1000}, size_t{1} << 20}) {
    const Bytes block(size);
    CHECK(reinterpret_cast<uintptr_t>(block.data()) % alignof(std::max_align_t) == 0);
  }
}

}  // namespace tandem
