#include "output/jsonl_log.h"

#include <string>

#include "tests/output/full_disk.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace tandem {
namespace {

using testing::read_file;
using testing::TempFolder;

JsonlLog open_log(const TempFolder& folder, const JsonlLogOptions& options = {}) {
  folder.make("logs");
  auto log = JsonlLog::create(folder.path(), "logs", "fetch.jsonl", options);
  REQUIRE(log);
  return *std::move(log);
}

TEST_CASE("a log holds its lines after a flush") {
  const TempFolder folder;
  const auto path = folder.path() / "logs/fetch.jsonl";
  JsonlLog log = open_log(folder);
  CHECK(read_file(path).empty());  // there from the start, for tail -f
  SkippedRecord record;
  record.url = "https://a.example/";
  record.reason = "robots";
  REQUIRE(log.write(record));
  CHECK(read_file(path).empty());
  REQUIRE(log.flush());
  const std::string line =
      R"({"url":"https://a.example/","reason":"robots","detail":"","referrer":"","depth":0})";
  CHECK(read_file(path) == line + "\n");
  REQUIRE(log.write_line("{}"));
  REQUIRE(log.finish());
  CHECK(read_file(path) == line + "\n{}\n");
  CHECK(log.summary().path == "logs/fetch.jsonl");
  CHECK(log.summary().kind == "logs");
  CHECK(log.summary().rows == 2);
  CHECK(log.summary().bytes == line.size() + 4);
  CHECK(log.summary().raw_bytes == log.summary().bytes);
  CHECK(log.summary().sha256.size() == 64);
}

TEST_CASE("a log's buffer is bounded") {
  const TempFolder folder;
  JsonlLogOptions options;
  options.buffer_bytes = 100;
  JsonlLog log = open_log(folder, options);
  for (int i = 0; i < 11; ++i) REQUIRE(log.write_line(std::string(24, 'x')));
  CHECK(log.summary().rows == 8);
  CHECK(read_file(folder.path() / "logs/fetch.jsonl").size() == 200);
}

TEST_CASE("a full disk ends the log and leaves whole lines") {
  const TempFolder folder;
  JsonlLogOptions options;
  options.buffer_bytes = 1;
  options.open = testing::full_disk_after(60);
  JsonlLog log = open_log(folder, options);
  REQUIRE(log.write_line(std::string(24, 'a')));
  REQUIRE(log.write_line(std::string(24, 'b')));
  CHECK(log.write_line(std::string(24, 'c')).error().code == ErrorCode::kNoSpace);
  CHECK(log.write_line("d").error().code == ErrorCode::kNoSpace);
  CHECK(log.finish().error().code == ErrorCode::kNoSpace);
  CHECK(read_file(folder.path() / "logs/fetch.jsonl") ==
        std::string(24, 'a') + "\n" + std::string(24, 'b') + "\n");
  CHECK(log.summary().rows == 2);
}

TEST_CASE("the system's own full disk is kNoSpace for a log, too") {
  const TempFolder folder;
  JsonlLogOptions options;
  options.open = testing::open_dev_full;
  JsonlLog log = open_log(folder, options);
  REQUIRE(log.write_line("x"));
  CHECK(log.flush().error().code == ErrorCode::kNoSpace);
  CHECK(log.summary().rows == 0);
}

TEST_CASE("a log refuses line breaks, an existing file, and writes after its end") {
  const TempFolder folder;
  JsonlLog log = open_log(folder);
  CHECK(log.write_line("a\nb").error().code == ErrorCode::kInvalidArgument);
  REQUIRE(log.write_line("c"));
  CHECK(JsonlLog::create(folder.path(), "logs", "fetch.jsonl").error().code ==
        ErrorCode::kAlreadyExists);
  REQUIRE(log.finish());
  CHECK(log.write_line("d").error().code == ErrorCode::kClosed);
  CHECK(log.flush().error().code == ErrorCode::kClosed);
  CHECK(log.finish().error().code == ErrorCode::kClosed);
  CHECK(read_file(folder.path() / "logs/fetch.jsonl") == "c\n");
}

}  // namespace
}  // namespace tandem
