#include "output/record_json.h"

#include <array>

namespace tandem {

void put_fields(const DocumentRecord& record, JsonLine& line) {
  line.field("id", record.id);
  line.field("url", record.url);
  line.field("text", record.text);
  line.field("title", record.title);
  line.field("language", record.language);
  line.field("language_score", record.language_score);
  line.field("fetched_at", record.fetched_at);
  line.field("status", record.status);
  line.field("content_type", record.content_type);
  line.field("charset", record.charset);
  line.field("bytes", record.bytes);
  line.field("words", record.words);
  line.field("depth", record.depth);
  line.field("referrer", record.referrer);
  line.field("chars", record.chars);
  line.field("sentences", record.sentences);
  line.field("lines", record.lines);
}

void put_fields(const RejectedRecord& record, JsonLine& line) {
  put_fields(static_cast<const DocumentRecord&>(record), line);
  line.field("rule", record.rule);
}

void put_fields(const QuarantineRecord& record, JsonLine& line) {
  line.field("id", record.id);
  line.field("url", record.url);
  line.field("reason", record.reason);
  line.field("stage", record.stage);
  line.field("attempts", record.attempts);
  line.field("stderr_tail", record.stderr_tail);
  line.field("bytes", record.bytes);
  line.field("file", record.file);
  line.field("note", record.note);
}

void put_fields(const FetchLogRecord& record, JsonLine& line) {
  line.field("url", record.url);
  line.field("attempt", record.attempt);
  line.field("redirects", record.redirects);
  line.field("status", record.status);
  line.field("error", record.error);
  line.field("message", record.message);
  line.field("dns_ms", record.dns_ms);
  line.field("connect_ms", record.connect_ms);
  line.field("tls_ms", record.tls_ms);
  line.field("first_byte_ms", record.first_byte_ms);
  line.field("total_ms", record.total_ms);
  line.field("bytes_wire", record.bytes_wire);
  line.field("bytes_body", record.bytes_body);
  line.field("ip", record.ip);
  line.field("protocol", record.protocol);
  line.field("reused", record.reused);
  line.field("content_type", record.content_type);
  line.field("location", record.location);
  line.field("fetched_at", record.fetched_at);
  line.field("pid", record.pid);
  line.field("tid", record.tid);
}

void put_fields(const SkippedRecord& record, JsonLine& line) {
  line.field("url", record.url);
  line.field("reason", record.reason);
  line.field("detail", record.detail);
  line.field("referrer", record.referrer);
  line.field("depth", record.depth);
}

std::span<const FieldInfo> document_fields() {
  static constexpr std::array kFields = {
      FieldInfo{"id", "string", "128-bit hash of the canonical URL, as 32 hexadecimal digits"},
      FieldInfo{"url", "string", "address of the page, after redirects"},
      FieldInfo{"text", "string", "main text, paragraphs separated by blank lines"},
      FieldInfo{"title", "string", "title of the page"},
      FieldInfo{"language", "string", "ISO 639 code; `und` if unknown"},
      FieldInfo{"language_score", "float64", "confidence in the language, 0 to 1"},
      FieldInfo{"fetched_at", "string", "time of the request, ISO 8601 in UTC"},
      FieldInfo{"status", "int64", "HTTP status"},
      FieldInfo{"content_type", "string", "Content-Type header"},
      FieldInfo{"charset", "string", "character encoding that the page was decoded from"},
      FieldInfo{"bytes", "int64", "size of the body, decompressed"},
      FieldInfo{"words", "int64", "words in `text`"},
      FieldInfo{"depth", "int64", "links followed from the seed list"},
      FieldInfo{"referrer", "string", "page that held the link; empty for a seed"},
      FieldInfo{"chars", "int64", "code points in `text`"},
      FieldInfo{"sentences", "int64", "sentences in `text`"},
      FieldInfo{"lines", "int64", "lines of `text` that are not blank"},
  };
  return kFields;
}

}  // namespace tandem
