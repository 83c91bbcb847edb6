// The rows that a crawl writes: one struct for each kind of row.
//
// record_json.h turns each into one line of JSON. The names of the JSON fields are the names of
// the members, and every row has every field with one type, whatever its value (an absent text is
// "", never null): readers that infer a table's types from a few rows, such as Hugging Face
// load_dataset("json") or pyarrow, then accept all shards.
//
// Thread safety: value types.
#pragma once

#include <cstdint>
#include <string>

namespace tandem {

// documents/: a page whose text was accepted.
struct DocumentRecord {
  std::string id;             // document_id(url): 32 hexadecimal digits
  std::string url;            // where the page was found, after redirects
  std::string text;           // main text, paragraphs separated by blank lines
  std::string title;          // one line; "" if the page has none
  std::string language;       // ISO 639; "und" if unknown
  double language_score = 0;  // 0..1
  std::string fetched_at;     // ISO 8601 in UTC: "2026-03-01T12:34:56.789Z"
  int status = 0;             // HTTP status
  std::string content_type;   // as the server sent it
  std::string charset;        // that the body was decoded from
  uint64_t bytes = 0;         // of the body, content codings (gzip, br) removed
  uint64_t words = 0;         // UAX #29 words of text that hold a letter or digit
  uint32_t depth = 0;         // links followed from the seed list; 0 for a seed
  std::string referrer;       // the page that held the link; "" for a seed
  uint64_t chars = 0;         // code points of text
  uint64_t sentences = 0;     // UAX #29 sentences of text
  uint64_t lines = 0;         // lines of text that are not blank
};

// rejected/: a page that was fetched and preprocessed, but dropped.
struct RejectedRecord : DocumentRecord {
  std::string rule;  // the rule that dropped it, e.g. "empty_text"
};

// quarantine/pages.jsonl: a page that killed or hung the worker that held it.
struct QuarantineRecord {
  std::string id;           // document_id(url)
  std::string url;          //
  std::string reason;       // "signal 11 (SIGSEGV)", "deadline", ...
  std::string stage;        // "parse" or "preprocess"
  uint32_t attempts = 0;    // how many workers it was given to
  std::string stderr_tail;  // the last that the worker said
  uint64_t bytes = 0;       // of the task's input
  std::string file;         // name of the stored input in quarantine/; "" if it was not kept
  std::string note;         // why the input was not kept; "" if it was
};

// logs/fetch.jsonl: one request, successful or not.
struct FetchLogRecord {
  std::string url;
  uint32_t attempt = 0;    // 1 for the first
  uint32_t redirects = 0;  // hops that led to this URL
  int status = 0;          // HTTP status; 0 if no response came
  std::string error;       // class of failure: "dns", "connect", "timeout", ...; "" if none
  std::string message;     // of the failure, for people; "" if none
  // Milliseconds since the request started, as curl counts them: each includes those before it.
  double dns_ms = 0;         // the name was resolved
  double connect_ms = 0;     // TCP was connected
  double tls_ms = 0;         // TLS was established; 0 without TLS
  double first_byte_ms = 0;  // the response began
  double total_ms = 0;       // the end
  uint64_t bytes_wire = 0;   // of the body, as received
  uint64_t bytes_body = 0;   // of the body, content codings removed
  std::string ip;            // of the server; "" if none was reached
  std::string protocol;      // "http/1.1", "h2"; "" if no response came
  bool reused = false;       // over a connection that was open already
  std::string content_type;  // as the server sent it
  std::string location;      // target of a redirect; "" if it is none
  std::string fetched_at;    // ISO 8601 in UTC, when the request started
  int64_t pid = 0;           // the process and
  int64_t tid = 0;           // the thread that fetched it
};

// logs/skipped.jsonl: a URL that was seen but never requested.
struct SkippedRecord {
  std::string url;
  std::string reason;    // "robots", "scope", "depth", "private_address", ...
  std::string detail;    // the rule, limit or address that decided it
  std::string referrer;  // the page that held the link; "" for a seed
  uint32_t depth = 0;
};

}  // namespace tandem
