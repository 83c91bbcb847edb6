#include "output/record_json.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace tandem {
namespace {

using Json = nlohmann::ordered_json;

template <typename Record>
Json json_of(const Record& record) {
  JsonLine line;
  return Json::parse(to_json(record, line));
}

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

DocumentRecord sample() {
  return {.id = "00112233445566778899aabbccddeeff",
          .url = "https://a.example/",
          .text = "One.\n\nTwo \"quoted\".",
          .title = "A title",
          .language = "en",
          .language_score = 1,
          .fetched_at = "2026-03-01T12:34:56.789Z",
          .status = 200,
          .content_type = "text/html; charset=utf-8",
          .charset = "UTF-8",
          .bytes = 1234,
          .words = 3,
          .depth = 2,
          .referrer = "https://b.example/",
          .chars = 18,
          .sentences = 2,
          .lines = 2};
}

TEST_CASE("a document has exactly the fields of the format, in its order") {
  const Json json = json_of(sample());
  CHECK(keys_of(json) ==
        std::vector<std::string>{"id", "url", "text", "title", "language", "language_score",
                                 "fetched_at", "status", "content_type", "charset", "bytes",
                                 "words", "depth", "referrer", "chars", "sentences", "lines"});
  CHECK(json["id"] == "00112233445566778899aabbccddeeff");
  CHECK(json["url"] == "https://a.example/");
  CHECK(json["text"] == "One.\n\nTwo \"quoted\".");
  CHECK(json["title"] == "A title");
  CHECK(json["language"] == "en");
  CHECK(json["language_score"] == 1.0);
  CHECK(json["fetched_at"] == "2026-03-01T12:34:56.789Z");
  CHECK(json["status"] == 200);
  CHECK(json["content_type"] == "text/html; charset=utf-8");
  CHECK(json["charset"] == "UTF-8");
  CHECK(json["bytes"] == 1234);
  CHECK(json["words"] == 3);
  CHECK(json["depth"] == 2);
  CHECK(json["referrer"] == "https://b.example/");
  CHECK(json["chars"] == 18);
  CHECK(json["sentences"] == 2);
  CHECK(json["lines"] == 2);
}

TEST_CASE("the types of the fields are those described, also when every value is empty") {
  for (const DocumentRecord& record : {sample(), DocumentRecord{}}) {
    const Json json = json_of(record);
    CHECK(keys_of(json).size() == document_fields().size());
    size_t at = 0;
    for (const auto& [key, value] : json.items()) {
      const FieldInfo& field = document_fields()[at++];
      CAPTURE(key);
      CHECK(key == field.name);
      CHECK_FALSE(field.meaning.empty());
      if (field.type == "string") CHECK(value.is_string());
      if (field.type == "int64") CHECK(value.is_number_integer());
      if (field.type == "float64") CHECK(value.is_number_float());
    }
  }
}

TEST_CASE("a rejected page is a document and its rule") {
  RejectedRecord record;
  static_cast<DocumentRecord&>(record) = sample();
  record.rule = "too_short";
  std::vector<std::string> expected = keys_of(json_of(sample()));
  expected.emplace_back("rule");
  const Json json = json_of(record);
  CHECK(keys_of(json) == expected);
  CHECK(json["rule"] == "too_short");
  CHECK(json["text"] == sample().text);
}

TEST_CASE("the other records have their fields") {
  CHECK(keys_of(json_of(QuarantineRecord{})) ==
        std::vector<std::string>{"id", "url", "reason", "stage", "attempts", "stderr_tail", "bytes",
                                 "file", "note"});
  CHECK(keys_of(json_of(SkippedRecord{})) ==
        std::vector<std::string>{"url", "reason", "detail", "referrer", "depth"});
  FetchLogRecord fetch;
  fetch.url = "https://a.example/";
  fetch.attempt = 2;
  fetch.redirects = 1;
  fetch.status = 301;
  fetch.dns_ms = 1;
  fetch.total_ms = 12.5;
  fetch.reused = true;
  fetch.location = "https://b.example/";
  fetch.pid = 10;
  fetch.tid = 11;
  const Json json = json_of(fetch);
  CHECK(keys_of(json) ==
        std::vector<std::string>{
            "url",        "attempt",    "redirects", "status",        "error",        "message",
            "dns_ms",     "connect_ms", "tls_ms",    "first_byte_ms", "total_ms",     "bytes_wire",
            "bytes_body", "ip",         "protocol",  "reused",        "content_type", "location",
            "fetched_at", "pid",        "tid"});
  CHECK(json["attempt"] == 2);
  CHECK(json["status"] == 301);
  CHECK(json["error"] == "");
  CHECK(json["dns_ms"].is_number_float());
  CHECK(json["total_ms"] == 12.5);
  CHECK(json["reused"] == true);
  CHECK(json["tid"] == 11);
}

}  // namespace
}  // namespace tandem
