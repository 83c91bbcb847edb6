// The stage "fetch": FetchRequest -> FetchResult, one HTTP exchange.
//
// One request is one hop. A redirect is not followed: it comes back with its status and location,
// and passes every gate of the crawl (scope, robots, politeness, address) as a new URL. A fetch
// never fails as a call: what went wrong is in FetchResult::error.
//
// How a result reads:
//   error == kNone   `status` is the server's final answer, of any class. For an answer other than
//                    2xx the status and the header values are the whole story: if its body is
//                    long, late or broken it is cut (`truncated`), and that is no error.
//   any other error  the fetch failed; `status` is 0 unless headers came.
//
// Header semantics: RFC 9110; message syntax: RFC 9112.
//
// Thread safety: value types; the functions may be called from any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace tandem {

// Which answers are wanted.
enum class Accept : uint8_t {
  kPages,  // text/html, application/xhtml+xml or no type: anything else is cut before its body
  kAny,    // every type, as for robots.txt and sitemaps
};

struct FetchRequest {
  uint64_t id = 0;        // the caller's; comes back in the result
  std::string url;        // absolute http or https URL, canonical
  std::string host;       // requests of one host share one fetch loop and so its connections
  uint64_t max_body = 0;  // bytes after decoding; 0: FetchSettings::max_body
  Accept accept = Accept::kPages;
};

enum class FetchError : uint8_t {
  kNone,
  kDns,               // the name does not resolve
  kConnect,           // refused, unreachable
  kTls,               // handshake failed, certificate not trusted
  kTimeout,           // connecting or the whole took too long, or the body came too slowly
  kReset,             // the connection ended, or its framing broke, before the answer did
  kProtocol,          // what came is not HTTP, or its encoding is broken
  kTooLarge,          // body or headers above their limit
  kContentType,       // not a page (Accept::kPages)
  kForbiddenAddress,  // private, loopback or otherwise not a public address
  kCancelled,         // the fetcher was told to stop
  kOther,             // anything else, as a URL that is none; the message says what
};

// The stable lower-case name, as used in logs: "dns", "too_large", "forbidden_address", ...
std::string_view fetch_error_name(FetchError error);

// Where the time went. dns, connect and tls are phases, and zero on a reused connection;
// first_byte and total count from the start of the exchange.
struct FetchTimings {
  Duration dns{};
  Duration connect{};  // TCP
  Duration tls{};
  Duration first_byte{};
  Duration total{};
};

struct FetchResult {
  uint64_t id = 0;
  FetchError error = FetchError::kNone;
  std::string message;  // of an error: what and where
  int status = 0;

  // Header values as sent, made valid one-line UTF-8 and cut at kMaxHeaderValue bytes; empty when
  // missing. Where a field came twice: the last Content-Type; every X-Robots-Tag, a line each
  // (joined by commas, rules for one robot would apply to another); all Content-Languages joined
  // by ", "; the first of the others.
  std::string content_type;
  std::string location;
  std::string retry_after;
  std::string x_robots_tag;
  std::string etag;
  std::string last_modified;
  std::string content_language;

  Bytes body;              // decoded; what came of it if it was cut
  bool truncated = false;  // headers came whole, the body did not
  FetchTimings timings;
  uint64_t bytes_wire = 0;  // headers and body as received, before decompression
  std::string ip;           // of the server; empty if never connected
  std::string protocol;     // "http/1.0", "http/1.1", "h2", "h3"; empty if no answer came
  bool reused = false;      // went over a connection opened before
  WallTime fetched_at{};    // start of the exchange
  pid_t pid = 0;            // who fetched it
  pid_t tid = 0;
};

inline constexpr size_t kMaxHeaderValue = size_t{8} * 1024;

// How every fetch of a run behaves. Durations above 0, sizes in bytes.
struct FetchSettings {
  std::string user_agent = "Tandem";
  Duration timeout = std::chrono::seconds(30);          // the whole exchange
  Duration connect_timeout = std::chrono::seconds(10);  // DNS, TCP and TLS together
  // Fewer than low_speed_bytes a second over low_speed_time, waiting for the answer included, is
  // a timeout. Counted in whole seconds; 0 s turns it off.
  uint64_t low_speed_bytes = 100;
  std::chrono::seconds low_speed_time{20};
  uint64_t max_header_bytes = uint64_t{64} * 1024;  // of one exchange, interim answers included
  uint64_t max_body = uint64_t{10} * 1024 * 1024;   // where the request names no limit
  bool allow_private = false;                       // see address_guard.h
  std::string accept_encoding;                      // empty: all that libcurl can decode
  std::string ca_file;                              // empty: find_ca_file()
  bool insecure = false;                            // accept any certificate: for tests
  bool http2 = false;  // offer h2 on TLS; one request a host gains nothing
};

// Whether a Content-Type is that of a page: text/html, application/xhtml+xml (in any case, with
// any parameters), or empty.
bool is_page_type(std::string_view content_type);

// How requests and results cross a process boundary. Decoding trusts nothing: kCorrupt.
Bytes encode(const FetchRequest& request);
Bytes encode(const FetchResult& result);
Result<FetchRequest> decode_fetch_request(ByteView bytes);
Result<FetchResult> decode_fetch_result(ByteView bytes);

}  // namespace tandem
