#include "tests/output/document_writer_contract.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <random>
#include <string>

#include "output/known_files.h"
#include "tests/output/full_disk.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"
#include "tests/support/zstd_read.h"

namespace tandem::testing {
namespace {

// --- Readers: one for each format ---

std::vector<DocumentRecord> read_jsonl(std::string_view file) {
  const ZstdContent content = read_zstd(file);
  REQUIRE(content.complete);
  std::vector<DocumentRecord> records;
  for (const std::string& line : lines_of(content.text)) {
    const auto json = nlohmann::json::parse(line);
    DocumentRecord& record = records.emplace_back();
    json.at("id").get_to(record.id);
    json.at("url").get_to(record.url);
    json.at("text").get_to(record.text);
    json.at("title").get_to(record.title);
    json.at("language").get_to(record.language);
    json.at("language_score").get_to(record.language_score);
    json.at("fetched_at").get_to(record.fetched_at);
    json.at("status").get_to(record.status);
    json.at("content_type").get_to(record.content_type);
    json.at("charset").get_to(record.charset);
    json.at("bytes").get_to(record.bytes);
    json.at("words").get_to(record.words);
    json.at("depth").get_to(record.depth);
    json.at("referrer").get_to(record.referrer);
    json.at("chars").get_to(record.chars);
    json.at("sentences").get_to(record.sentences);
    json.at("lines").get_to(record.lines);
  }
  return records;
}

// --- The contract ---

std::string random_text(std::mt19937& random, size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(' ' + random() % 95);
  return text;
}

DocumentRecord random_document(std::mt19937& random) {
  DocumentRecord record;
  record.id = random_text(random, 32);
  record.url = "https://a.example/" + random_text(random, 20);
  record.text = random_text(random, random() % 3000) + "\n\n\xC3\xA9\xF0\x9F\x98\x80";
  record.title = random_text(random, random() % 60);
  record.language = "en";
  record.language_score = static_cast<double>(random() % 1000) / 1000;
  record.fetched_at = "2026-03-01T12:34:56.789Z";
  record.status = 200;
  record.content_type = "text/html";
  record.charset = "UTF-8";
  record.bytes = uint64_t{random()} << 20;
  record.words = random();
  record.depth = static_cast<uint32_t>(random());
  record.referrer = random() % 2 == 0 ? "" : "https://b.example/";
  record.chars = random();
  record.sentences = random();
  record.lines = random();
  return record;
}

bool same(const DocumentRecord& a, const DocumentRecord& b) {
  return a.id == b.id && a.url == b.url && a.text == b.text && a.title == b.title &&
         a.language == b.language && a.language_score == b.language_score &&
         a.fetched_at == b.fetched_at && a.status == b.status && a.content_type == b.content_type &&
         a.charset == b.charset && a.bytes == b.bytes && a.words == b.words && a.depth == b.depth &&
         a.referrer == b.referrer && a.chars == b.chars && a.sentences == b.sentences &&
         a.lines == b.lines;
}

struct Fixture {
  explicit Fixture(const DocumentFormat& format_in) : format(format_in) {
    folder.make("documents");
    options.root = folder.path();
  }
  std::unique_ptr<DocumentWriter> open() {
    auto writer = create_document_writer(format.name, options);
    REQUIRE(writer);
    return *std::move(writer);
  }
  std::vector<DocumentRecord> read(const std::vector<FileSummary>& files) const {
    std::vector<DocumentRecord> records;
    for (const FileSummary& file : files) {
      const auto part = read_documents(format.name, folder.path() / file.path, file.bytes);
      CHECK(part.size() == file.rows);
      records.insert(records.end(), part.begin(), part.end());
    }
    return records;
  }

  TempFolder folder;
  const DocumentFormat& format;
  DocumentWriterOptions options;
};

void check_same(const std::vector<DocumentRecord>& a, const std::vector<DocumentRecord>& b) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    CAPTURE(i);
    REQUIRE(same(a[i], b[i]));
  }
}

void check_round_trip(const DocumentFormat& format) {
  INFO("what is written is read back, in order, over several files");
  Fixture fixture(format);
  fixture.options.max_file_bytes = 100'000;
  auto writer = fixture.open();
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): repeatable
  std::vector<DocumentRecord> records = {DocumentRecord{}};  // all fields empty
  REQUIRE(writer->write(records[0]));
  for (int i = 0; i < 300; ++i) {
    records.push_back(random_document(random));
    REQUIRE(writer->write(records.back()));
    if (i % 20 == 0) REQUIRE(writer->flush(FlushTo::kSystem));
  }
  const auto files = writer->finish();
  REQUIRE(files);
  CHECK(files->size() > 1);
  check_same(fixture.read(*files), records);
  CHECK(writer->files().size() == files->size());
  std::vector<std::string> on_disk;
  for (const auto& entry :
       std::filesystem::directory_iterator(fixture.folder.path() / "documents")) {
    on_disk.push_back("documents/" + entry.path().filename().string());
    INFO("crawl --force must know the file: " + on_disk.back());
    CHECK(is_run_file("documents", entry.path().filename().string()));
    CHECK(on_disk.back().ends_with("." + std::string(format.extension)));
  }
  std::vector<std::string> reported;
  for (const FileSummary& file : *files) {
    CHECK(file.kind == "documents");
    CHECK(file.bytes == std::filesystem::file_size(fixture.folder.path() / file.path));
    CHECK(file.raw_bytes > 0);
    CHECK(file.sha256.size() == 64);
    reported.push_back(file.path);
  }
  std::sort(on_disk.begin(), on_disk.end());
  CHECK(reported == on_disk);
}

void check_flush(const DocumentFormat& format) {
  INFO("after a flush, the committed part of the files holds every document");
  Fixture fixture(format);
  auto writer = fixture.open();
  std::mt19937 random(2);  // NOLINT(bugprone-random-generator-seed): repeatable
  std::vector<DocumentRecord> records;
  for (int i = 0; i < 5; ++i) {
    records.push_back(random_document(random));
    REQUIRE(writer->write(records.back()));
    REQUIRE(writer->flush(i % 2 == 0 ? FlushTo::kSystem : FlushTo::kDisk));
    check_same(fixture.read(writer->files()), records);
  }
  REQUIRE(writer->finish());
}

void check_nothing_written(const DocumentFormat& format) {
  INFO("no document, no file");
  Fixture fixture(format);
  auto writer = fixture.open();
  REQUIRE(writer->flush(FlushTo::kDisk));
  const auto files = writer->finish();
  REQUIRE(files);
  CHECK(files->empty());
  CHECK(std::filesystem::is_empty(fixture.folder.path() / "documents"));
}

void check_full_disk(const DocumentFormat& format) {
  INFO("a full disk is an error that stays, and what is committed stays readable");
  Fixture fixture(format);
  fixture.options.open = full_disk_after(20'000);
  auto writer = fixture.open();
  std::mt19937 random(3);  // NOLINT(bugprone-random-generator-seed): repeatable
  std::vector<DocumentRecord> records;
  Result<void> result;
  while (records.size() < 1000 && result) {
    records.push_back(random_document(random));
    result = writer->write(records.back());
    if (result) result = writer->flush(FlushTo::kSystem);
  }
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kNoSpace);
  CHECK(writer->write(records[0]).error().code == ErrorCode::kNoSpace);
  CHECK(writer->flush(FlushTo::kDisk).error().code == ErrorCode::kNoSpace);
  CHECK(writer->finish().error().code == ErrorCode::kNoSpace);
  const auto read = fixture.read(writer->files());
  CHECK_FALSE(read.empty());
  REQUIRE(read.size() < records.size());
  records.resize(read.size());
  check_same(read, records);
}

void check_closed(const DocumentFormat& format) {
  INFO("a finished writer takes nothing");
  Fixture fixture(format);
  auto writer = fixture.open();
  REQUIRE(writer->finish());
  CHECK(writer->write(DocumentRecord{}).error().code == ErrorCode::kClosed);
  CHECK(writer->flush(FlushTo::kSystem).error().code == ErrorCode::kClosed);
  CHECK(writer->finish().error().code == ErrorCode::kClosed);
}

void check_nothing_replaced(const DocumentFormat& format) {
  INFO("a file that is there already is never replaced");
  Fixture fixture(format);
  auto first = fixture.open();
  auto second = fixture.open();
  REQUIRE(first->write(DocumentRecord{}));
  const auto files = first->finish();
  REQUIRE(files);
  const std::string before = read_file(fixture.folder.path() / files->at(0).path);
  Result<void> result = second->write(DocumentRecord{});
  if (result) result = second->flush(FlushTo::kSystem);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kAlreadyExists);
  CHECK(read_file(fixture.folder.path() / files->at(0).path) == before);
}

}  // namespace

std::vector<DocumentRecord> read_documents(std::string_view format,
                                           const std::filesystem::path& path, uint64_t bytes) {
  const std::string file = read_file(path).substr(0, bytes);
  if (format == "jsonl") return read_jsonl(file);
  FAIL("no reader for the format " << format << " in document_writer_contract.cc");
  return {};
}

void check_document_writer_contract(const DocumentFormat& format) {
  INFO("format " << format.name);
  check_round_trip(format);
  check_flush(format);
  check_nothing_written(format);
  check_full_disk(format);
  check_closed(format);
  check_nothing_replaced(format);
}

}  // namespace tandem::testing
