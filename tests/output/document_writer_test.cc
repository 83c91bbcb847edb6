#include "output/document_writer.h"

#include <set>
#include <string>

#include "tests/output/document_writer_contract.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

TEST_CASE("every format keeps the contract of document writers") {
  for (const DocumentFormat& format : document_formats()) {
    testing::check_document_writer_contract(format);
  }
}

TEST_CASE("formats have names and extensions of their own") {
  std::set<std::string_view> names;
  std::set<std::string_view> extensions;
  for (const DocumentFormat& format : document_formats()) {
    names.insert(format.name);
    extensions.insert(format.extension);
  }
  CHECK(names.size() == document_formats().size());
  CHECK(extensions.size() == document_formats().size());
  CHECK(names.contains("jsonl"));
}

TEST_CASE("an unknown format is refused with the names of those there are") {
  const auto writer = create_document_writer("csv", {});
  REQUIRE_FALSE(writer);
  CHECK(writer.error().code == ErrorCode::kInvalidArgument);
  CHECK(writer.error().message.find("'csv'") != std::string::npos);
  CHECK(writer.error().message.find("jsonl") != std::string::npos);
}

}  // namespace
}  // namespace tandem
