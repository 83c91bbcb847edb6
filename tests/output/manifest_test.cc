#include "output/manifest.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <string>

#include "output/document_writer.h"
#include "output/jsonl_log.h"
#include "output/quarantine.h"
#include "output/sha256.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace tandem {
namespace {

using testing::read_file;
using testing::TempFolder;

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  REQUIRE(pipe != nullptr);
  std::string out;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) {
    out += static_cast<char>(c);
  }
  return out;
}

std::string sha256_of(std::string_view text) {
  auto digest = Sha256::create();
  REQUIRE(digest);
  digest->update(text);
  return digest->finish();
}

TEST_CASE("SHA-256 of the standard's examples") {
  // FIPS 180-4 examples (NIST, SHA256.pdf), one block and two.
  CHECK(sha256_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("the manifest says of every file what sha256sum, wc and the disk say") {
  const TempFolder folder;
  for (const char* name : {"documents", "logs", "quarantine"}) folder.make(name);
  Manifest manifest;
  manifest.tandem_version = "0.1.0";
  manifest.created = "2026-03-01T12:34:56.789Z";

  auto log = JsonlLog::create(folder.path(), "logs", "fetch.jsonl");
  REQUIRE(log);
  for (int i = 0; i < 5; ++i) REQUIRE(log->write(FetchLogRecord{}));
  REQUIRE(log->finish());
  manifest.files.push_back(log->summary());

  DocumentWriterOptions options;
  options.root = folder.path();
  options.max_file_bytes = 100;
  auto writer = create_document_writer("jsonl", options);
  REQUIRE(writer);
  for (int i = 0; i < 50; ++i) {
    DocumentRecord record;
    record.id = sha256_of(std::to_string(i));
    REQUIRE((*writer)->write(record));
    if (i % 5 == 0) REQUIRE((*writer)->flush(FlushTo::kSystem));
  }
  const auto documents = (*writer)->finish();
  REQUIRE(documents);
  REQUIRE(documents->size() > 2);
  manifest.files.insert(manifest.files.end(), documents->begin(), documents->end());

  auto quarantine = Quarantine::create(folder.path());
  REQUIRE(quarantine);
  QuarantineRecord record;
  record.id = std::string(32, 'a');
  REQUIRE(quarantine->add(record, as_bytes("input"), QuarantinedInput::kHtml));
  REQUIRE(quarantine->finish());
  for (const FileSummary& file : quarantine->files()) manifest.files.push_back(file);

  REQUIRE(write_manifest(folder.path(), manifest));
  const auto json = nlohmann::json::parse(read_file(folder.path() / "manifest.json"));
  CHECK(json["format_version"] == 1);
  CHECK(json["tandem_version"] == "0.1.0");
  CHECK(json["created"] == "2026-03-01T12:34:56.789Z");
  REQUIRE(json["files"].size() == manifest.files.size());
  std::string previous;
  uint64_t rows = 0;
  for (const auto& file : json["files"]) {
    const auto path = file["path"].get<std::string>();
    CAPTURE(path);
    CHECK(previous < path);
    previous = path;
    const std::string full = (folder.path() / path).string();
    CHECK(output_of("sha256sum < '" + full + "'").substr(0, 64) == file["sha256"]);
    CHECK(std::filesystem::file_size(full) == file["bytes"]);
    CHECK(file["kind"] == path.substr(0, path.find('/')));
    if (file["kind"] == "documents") rows += file["rows"].get<uint64_t>();
    if (file["kind"] == "logs") CHECK(file["rows"] == 5);
  }
  CHECK(rows == 50);
}

TEST_CASE("a manifest without files, and one of strange names, are valid JSON") {
  CHECK(nlohmann::json::parse(manifest_json({}))["files"].is_array());
  Manifest manifest;
  manifest.tandem_version = "\xFF\"";
  CHECK(nlohmann::json::parse(manifest_json(manifest))["tandem_version"] == "\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tandem
