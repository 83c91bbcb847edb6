// Pages for the tests of text/: parsed from HTML, with the block that they are read from.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "parser/html.h"
#include "parser/page.h"
#include "tests/support/catch.h"

namespace tandem::testing {

class TestPage {
 public:
  explicit TestPage(std::string_view html, std::string_view url = "https://example.org/") {
    Result<Bytes> block = parse_html(html, url, "UTF-8");
    REQUIRE(block.ok());
    block_ = *std::move(block);
  }
  explicit TestPage(Bytes block) : block_(std::move(block)) {}

  [[nodiscard]] PageView view() const {
    Result<PageView> view = PageView::open(block_);
    REQUIRE(view.ok());
    return *view;
  }

 private:
  Bytes block_;
};

}  // namespace tandem::testing
