#include "output/jsonl_writer.h"

#include <random>
#include <string>
#include <vector>

#include "tests/output/full_disk.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"
#include "tests/support/zstd_read.h"

namespace tandem {
namespace {

using testing::lines_of;
using testing::read_file;
using testing::read_zstd;
using testing::TempFolder;

// Text that does not compress to nothing.
std::string random_line(std::mt19937& random, size_t size) {
  std::string line(size, '\0');
  for (char& c : line) c = static_cast<char>('a' + random() % 26);
  return line;
}

JsonlWriter open_writer(const TempFolder& folder, JsonlOptions options = {}) {
  folder.make("documents");
  auto writer = JsonlWriter::create(folder.path(), "documents", std::move(options));
  REQUIRE(writer);
  return *std::move(writer);
}

TEST_CASE("lines come back in order from one file") {
  const TempFolder folder;
  JsonlWriter writer = open_writer(folder);
  REQUIRE(writer.write_line(R"({"a":1})"));
  REQUIRE(writer.write_line(R"({"a":2})"));
  CHECK(writer.files().empty());  // no frame yet, so no file
  REQUIRE(writer.finish());
  const auto files = writer.files();
  REQUIRE(files.size() == 1);
  CHECK(files[0].path == "documents/part-00000.jsonl.zst");
  CHECK(files[0].kind == "documents");
  CHECK(files[0].rows == 2);
  CHECK(files[0].raw_bytes == 16);
  CHECK(files[0].sha256.size() == 64);
  const std::string file = read_file(folder.path() / files[0].path);
  CHECK(files[0].bytes == file.size());
  CHECK(read_zstd(file).text == "{\"a\":1}\n{\"a\":2}\n");
}

TEST_CASE("a writer without lines leaves no file") {
  const TempFolder folder;
  JsonlWriter writer = open_writer(folder);
  REQUIRE(writer.flush(FlushTo::kDisk));
  REQUIRE(writer.finish());
  CHECK(writer.files().empty());
  CHECK(std::filesystem::is_empty(folder.path() / "documents"));
}

TEST_CASE("a flush makes everything before it readable") {
  const TempFolder folder;
  JsonlWriter writer = open_writer(folder);
  REQUIRE(writer.write_line("1"));
  REQUIRE(writer.flush(FlushTo::kSystem));
  REQUIRE(writer.flush(FlushTo::kDisk));  // nothing new: no empty frame
  REQUIRE(writer.write_line("2"));
  const auto path = folder.path() / "documents/part-00000.jsonl.zst";
  auto content = read_zstd(read_file(path));
  CHECK(content.text == "1\n");
  CHECK(content.frames == 1);
  REQUIRE(writer.files().size() == 1);
  CHECK(writer.files()[0].rows == 1);
  CHECK(writer.files()[0].bytes == content.frames_size);
  CHECK(writer.files()[0].sha256.empty());
  REQUIRE(writer.finish());
  content = read_zstd(read_file(path));
  CHECK(content.text == "1\n2\n");
  CHECK(content.frames == 2);
}

TEST_CASE("a frame ends when it is full, without a flush") {
  const TempFolder folder;
  JsonlOptions options;
  options.frame_bytes = 1000;
  JsonlWriter writer = open_writer(folder, options);
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): repeatable
  for (int i = 0; i < 99; ++i) REQUIRE(writer.write_line(random_line(random, 99)));
  REQUIRE(writer.files().size() == 1);
  CHECK(writer.files()[0].rows == 90);
  REQUIRE(writer.write_line(std::string(5000, 'x')));  // longer than a frame
  CHECK(writer.files()[0].rows == 100);
  CHECK(read_zstd(read_file(folder.path() / writer.files()[0].path)).frames == 10);
}

TEST_CASE("a file cut at any byte gives back all complete frames") {
  const TempFolder folder;
  JsonlWriter writer = open_writer(folder);
  std::mt19937 random(2);  // NOLINT(bugprone-random-generator-seed): repeatable
  std::vector<uint64_t> ends;
  std::vector<std::string> texts = {""};
  std::string text;
  for (int frame = 0; frame < 5; ++frame) {
    for (int i = 0; i < 3; ++i) {
      const std::string line = random_line(random, 10 + random() % 90);
      REQUIRE(writer.write_line(line));
      text += line + "\n";
    }
    REQUIRE(writer.flush(FlushTo::kSystem));
    ends.push_back(writer.files()[0].bytes);
    texts.push_back(text);
  }
  const std::string file = read_file(folder.path() / "documents/part-00000.jsonl.zst");
  REQUIRE(ends.back() == file.size());
  for (size_t size = 0; size <= file.size(); ++size) {
    CAPTURE(size);
    const auto content = read_zstd(std::string_view(file).substr(0, size));
    size_t whole = 0;
    while (whole < ends.size() && ends[whole] <= size) ++whole;
    REQUIRE(content.frames == whole);
    REQUIRE(content.text == texts[whole]);
    REQUIRE(content.complete == (size == 0 || (whole > 0 && ends[whole - 1] == size)));
  }
}

TEST_CASE("files rotate by compressed size, and together hold every line once") {
  const TempFolder folder;
  JsonlOptions options;
  options.max_file_bytes = 3000;
  options.frame_bytes = 500;
  JsonlWriter writer = open_writer(folder, options);
  std::mt19937 random(3);  // NOLINT(bugprone-random-generator-seed): repeatable
  std::vector<std::string> lines;
  for (int i = 0; i < 400; ++i) {
    lines.push_back(random_line(random, 50));
    REQUIRE(writer.write_line(lines.back()));
  }
  REQUIRE(writer.finish());
  const auto files = writer.files();
  REQUIRE(files.size() > 3);
  std::vector<std::string> read;
  uint64_t rows = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    CHECK(files[i].path == "documents/" + part_name(i, "jsonl.zst"));
    const std::string file = read_file(folder.path() / files[i].path);
    CHECK(file.size() == files[i].bytes);
    CHECK(file.size() < 3000 + 600);
    if (i + 1 < files.size()) CHECK(file.size() >= 3000);
    const auto content = read_zstd(file);
    CHECK(content.complete);
    CHECK(content.text.size() == files[i].raw_bytes);
    const auto part = lines_of(content.text);
    CHECK(part.size() == files[i].rows);
    rows += files[i].rows;
    read.insert(read.end(), part.begin(), part.end());
  }
  CHECK(rows == lines.size());
  CHECK(read == lines);
}

TEST_CASE("part names keep five digits and grow beyond") {
  CHECK(part_name(0, "jsonl.zst") == "part-00000.jsonl.zst");
  CHECK(part_name(12345, "x") == "part-12345.x");
  CHECK(part_name(123456, "x") == "part-123456.x");
}

TEST_CASE("a full disk ends the writer and leaves whole frames") {
  const TempFolder folder;
  JsonlOptions options;
  options.frame_bytes = 500;
  options.open = testing::full_disk_after(2000);
  JsonlWriter writer = open_writer(folder, options);
  std::mt19937 random(4);  // NOLINT(bugprone-random-generator-seed): repeatable
  std::string text;
  std::string committed;
  Result<void> result;
  for (int i = 0; i < 1000 && result; ++i) {
    const std::string line = random_line(random, 49);
    result = writer.write_line(line);
    text += line + "\n";
    if (result && !writer.files().empty()) committed = text.substr(0, writer.files()[0].raw_bytes);
  }
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kNoSpace);
  // It stays in error, whatever is called.
  CHECK(writer.write_line("x").error().code == ErrorCode::kNoSpace);
  CHECK(writer.flush(FlushTo::kSystem).error().code == ErrorCode::kNoSpace);
  CHECK(writer.finish().error().code == ErrorCode::kNoSpace);
  const auto files = writer.files();
  REQUIRE(files.size() == 1);
  const std::string file = read_file(folder.path() / files[0].path);
  CHECK(file.size() == files[0].bytes);  // the torn frame is cut off
  CHECK(file.size() > 1000);
  const auto content = read_zstd(file);
  CHECK(content.complete);
  CHECK(content.text == committed);
  CHECK(files[0].rows == lines_of(content.text).size());
  CHECK(files[0].sha256.size() == 64);
}

TEST_CASE("the system's own full disk is kNoSpace, too") {
  const TempFolder folder;
  JsonlOptions options;
  options.open = testing::open_dev_full;
  JsonlWriter writer = open_writer(folder, options);
  REQUIRE(writer.write_line("x"));
  const Result<void> flushed = writer.flush(FlushTo::kSystem);
  REQUIRE_FALSE(flushed);
  CHECK(flushed.error().code == ErrorCode::kNoSpace);
  CHECK(flushed.error().message.find("/dev/full") != std::string::npos);
}

TEST_CASE("a folder that is missing, and a file that is there already, are errors") {
  const TempFolder folder;
  {
    auto writer = JsonlWriter::create(folder.path(), "documents");
    REQUIRE(writer);
    REQUIRE(writer->write_line("x"));
    CHECK(writer->finish().error().code == ErrorCode::kNotFound);
  }
  JsonlWriter writer = open_writer(folder);
  testing::write_file(folder.path() / "documents/part-00000.jsonl.zst", "mine");
  REQUIRE(writer.write_line("x"));
  CHECK(writer.finish().error().code == ErrorCode::kAlreadyExists);
  CHECK(read_file(folder.path() / "documents/part-00000.jsonl.zst") == "mine");
}

TEST_CASE("misuse is refused") {
  const TempFolder folder;
  JsonlOptions options;
  options.frame_bytes = 0;
  CHECK(JsonlWriter::create(folder.path(), "x", options).error().code ==
        ErrorCode::kInvalidArgument);
  options = {};
  options.max_file_bytes = 0;
  CHECK(JsonlWriter::create(folder.path(), "x", options).error().code ==
        ErrorCode::kInvalidArgument);
  for (const int level : {0, 20, -1}) {
    options = {};
    options.zstd_level = level;
    CHECK(JsonlWriter::create(folder.path(), "x", options).error().code ==
          ErrorCode::kInvalidArgument);
  }
  JsonlWriter writer = open_writer(folder);
  CHECK(writer.write_line("a\nb").error().code == ErrorCode::kInvalidArgument);
  REQUIRE(writer.write_line("c"));  // still usable
  REQUIRE(writer.finish());
  CHECK(writer.write_line("d").error().code == ErrorCode::kClosed);
  CHECK(writer.flush(FlushTo::kDisk).error().code == ErrorCode::kClosed);
  CHECK(writer.finish().error().code == ErrorCode::kClosed);
  CHECK(read_zstd(read_file(folder.path() / writer.files()[0].path)).text == "c\n");
}

}  // namespace
}  // namespace tandem
