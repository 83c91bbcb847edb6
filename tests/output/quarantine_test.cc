#include "output/quarantine.h"

#include <nlohmann/json.hpp>

#include <string>

#include "output/known_files.h"
#include "tests/output/full_disk.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"
#include "tests/support/zstd_read.h"

namespace tandem {
namespace {

using testing::read_file;
using testing::TempFolder;

QuarantineRecord record_of(char digit) {
  QuarantineRecord record;
  record.id = std::string(32, digit);
  record.url = "https://a.example/";
  record.reason = "signal 11 (SIGSEGV)";
  record.stage = "preprocess";
  record.attempts = 2;
  record.stderr_tail = "Segmentation fault\n";
  return record;
}

Quarantine open_quarantine(const TempFolder& folder, QuarantineOptions options = {}) {
  folder.make("quarantine");
  auto quarantine = Quarantine::create(folder.path(), std::move(options));
  REQUIRE(quarantine);
  return *std::move(quarantine);
}

nlohmann::json line_of(const TempFolder& folder, size_t index) {
  const auto lines = testing::lines_of(read_file(folder.path() / "quarantine/pages.jsonl"));
  return nlohmann::json::parse(lines.at(index));
}

TEST_CASE("a quarantined page is a line and its input, at once") {
  const TempFolder folder;
  Quarantine quarantine = open_quarantine(folder);
  const std::string input("\0page\xff", 6);
  REQUIRE(quarantine.add(record_of('a'), as_bytes(input), QuarantinedInput::kPage));
  REQUIRE(quarantine.add(record_of('b'), as_bytes("<p>"), QuarantinedInput::kHtml));
  CHECK(read_file(folder.path() / "quarantine" / (std::string(32, 'a') + ".page")) == input);
  CHECK(read_file(folder.path() / "quarantine" / (std::string(32, 'b') + ".html")) == "<p>");
  const auto line = line_of(folder, 0);
  CHECK(line["id"] == std::string(32, 'a'));
  CHECK(line["reason"] == "signal 11 (SIGSEGV)");
  CHECK(line["attempts"] == 2);
  CHECK(line["stderr_tail"] == "Segmentation fault\n");
  CHECK(line["bytes"] == 6);
  CHECK(line["file"] == std::string(32, 'a') + ".page");
  CHECK(line["note"] == "");
  CHECK(is_run_file("quarantine", line["file"].get<std::string>()));
  REQUIRE(quarantine.finish());
  const auto files = quarantine.files();
  REQUIRE(files.size() == 3);
  CHECK(files[0].path == "quarantine/pages.jsonl");
  CHECK(files[0].rows == 2);
  CHECK(files[1].path == "quarantine/" + std::string(32, 'a') + ".page");
  CHECK(files[1].bytes == 6);
  CHECK(files[2].sha256.size() == 64);
}

TEST_CASE("the number of inputs is bounded, and the line says so") {
  const TempFolder folder;
  QuarantineOptions options;
  options.max_files = 1;
  Quarantine quarantine = open_quarantine(folder, options);
  REQUIRE(quarantine.add(record_of('a'), as_bytes("x"), QuarantinedInput::kPage));
  REQUIRE(quarantine.add(record_of('b'), as_bytes("y"), QuarantinedInput::kPage));
  CHECK(line_of(folder, 1)["file"] == "");
  CHECK(line_of(folder, 1)["bytes"] == 1);
  CHECK(line_of(folder, 1)["note"] == "input not kept: 1 are kept already");
  CHECK_FALSE(
      std::filesystem::exists(folder.path() / "quarantine" / (std::string(32, 'b') + ".page")));
  CHECK(quarantine.files().size() == 2);
}

TEST_CASE("the bytes of all inputs are bounded; a smaller one may still fit") {
  const TempFolder folder;
  QuarantineOptions options;
  options.max_bytes = 10;
  Quarantine quarantine = open_quarantine(folder, options);
  REQUIRE(quarantine.add(record_of('a'), as_bytes("123456"), QuarantinedInput::kPage));
  REQUIRE(quarantine.add(record_of('b'), as_bytes("12345"), QuarantinedInput::kPage));
  REQUIRE(quarantine.add(record_of('c'), as_bytes("1234"), QuarantinedInput::kPage));
  REQUIRE(quarantine.add(record_of('d'), as_bytes("1"), QuarantinedInput::kPage));
  CHECK(line_of(folder, 1)["note"] == "input not kept: the inputs would exceed 10 bytes");
  CHECK(line_of(folder, 2)["file"] == std::string(32, 'c') + ".page");
  CHECK(line_of(folder, 3)["file"] == "");
}

TEST_CASE("a long message of a worker is cut to its end, a broken one is repaired") {
  const TempFolder folder;
  QuarantineOptions options;
  options.max_stderr_bytes = 4;
  Quarantine quarantine = open_quarantine(folder, options);
  QuarantineRecord record = record_of('a');
  record.stderr_tail =
      "beginning\xC3\xA9"
      "end";
  REQUIRE(quarantine.add(record, {}, QuarantinedInput::kPage));
  CHECK(line_of(folder, 0)["stderr_tail"] ==
        "\xEF\xBF\xBD"
        "end");
}

TEST_CASE("an empty input makes no file, and the line says so") {
  const TempFolder folder;
  Quarantine quarantine = open_quarantine(folder, {});
  REQUIRE(quarantine.add(record_of('a'), {}, QuarantinedInput::kHtml));
  CHECK(line_of(folder, 0)["file"] == "");
  CHECK(line_of(folder, 0)["note"] == "input not kept: there is none");
}

TEST_CASE("a second input of one page does not replace the first") {
  const TempFolder folder;
  Quarantine quarantine = open_quarantine(folder);
  REQUIRE(quarantine.add(record_of('a'), as_bytes("1"), QuarantinedInput::kPage));
  REQUIRE(quarantine.add(record_of('a'), as_bytes("2"), QuarantinedInput::kPage));
  CHECK(read_file(folder.path() / "quarantine" / (std::string(32, 'a') + ".page")) == "1");
  CHECK(line_of(folder, 1)["file"] == "");
  CHECK(line_of(folder, 1)["note"].get<std::string>().find("earlier") != std::string::npos);
}

TEST_CASE("only a document id can name a file") {
  const TempFolder folder;
  Quarantine quarantine = open_quarantine(folder);
  for (const char* id :
       {"", "../../../../../../../../../../../etc", "0011", "00112233445566778899AABBCCDDEEFF"}) {
    QuarantineRecord record = record_of('a');
    record.id = id;
    CHECK(quarantine.add(record, as_bytes("x"), QuarantinedInput::kPage).error().code ==
          ErrorCode::kInvalidArgument);
  }
  CHECK(quarantine.files().size() == 1);
}

TEST_CASE("a full disk is an error, and the line is written where it still can be") {
  const TempFolder folder;
  QuarantineOptions options;
  options.open = testing::full_disk_after(1000);
  Quarantine quarantine = open_quarantine(folder, options);
  // The input does not fit; what it took is taken back, but the test's disk stays full.
  const std::string big(2000, 'x');
  CHECK(quarantine.add(record_of('a'), as_bytes(big), QuarantinedInput::kPage).error().code ==
        ErrorCode::kNoSpace);
  CHECK_FALSE(
      std::filesystem::exists(folder.path() / "quarantine" / (std::string(32, 'a') + ".page")));
  CHECK(quarantine.files().size() == 1);
}

}  // namespace
}  // namespace tandem
