#include "crawler/fetch/fetch.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

FetchResult full_result() {
  FetchResult result;
  result.id = 42;
  result.error = FetchError::kReset;
  result.message = "it broke";
  result.status = 206;
  result.content_type = "text/html";
  result.location = "/to";
  result.retry_after = "3";
  result.x_robots_tag = "none\nbot: all";
  result.etag = "\"e\"";
  result.last_modified = "today";
  result.content_language = "de, en";
  result.body = to_bytes(std::string_view("a\0b", 3));
  result.truncated = true;
  result.timings = {Duration(1), Duration(2), Duration(3), Duration(4), Duration(5)};
  result.bytes_wire = 1234;
  result.ip = "192.0.2.1";
  result.protocol = "http/1.1";
  result.reused = true;
  result.fetched_at = WallTime(std::chrono::milliseconds(1772368496789));
  result.pid = 11;
  result.tid = 12;
  return result;
}

}  // namespace

TEST_CASE("a fetch request survives its encoding") {
  FetchRequest request;
  request.id = 1;
  request.url = "http://example.com/";
  request.host = "example.com";
  request.max_body = 99;
  request.accept = Accept::kAny;
  const auto decoded = decode_fetch_request(encode(request));
  REQUIRE(decoded.ok());
  CHECK(decoded->id == 1);
  CHECK(decoded->url == "http://example.com/");
  CHECK(decoded->host == "example.com");
  CHECK(decoded->max_body == 99);
  CHECK(decoded->accept == Accept::kAny);
}

TEST_CASE("a fetch result survives its encoding") {
  const FetchResult result = full_result();
  const auto decoded = decode_fetch_result(encode(result));
  REQUIRE(decoded.ok());
  // Every field is in the encoding, so equal encodings are equal results ...
  CHECK(encode(*decoded) == encode(result));
  // ... and a few in person, in case both directions forget one.
  CHECK(decoded->id == 42);
  CHECK(decoded->error == FetchError::kReset);
  CHECK(decoded->message == "it broke");
  CHECK(decoded->status == 206);
  CHECK(decoded->content_type == "text/html");
  CHECK(decoded->location == "/to");
  CHECK(decoded->retry_after == "3");
  CHECK(decoded->x_robots_tag == "none\nbot: all");
  CHECK(decoded->etag == "\"e\"");
  CHECK(decoded->last_modified == "today");
  CHECK(decoded->content_language == "de, en");
  CHECK(decoded->body == result.body);
  CHECK(decoded->truncated);
  CHECK(decoded->timings.dns == Duration(1));
  CHECK(decoded->timings.total == Duration(5));
  CHECK(decoded->bytes_wire == 1234);
  CHECK(decoded->ip == "192.0.2.1");
  CHECK(decoded->protocol == "http/1.1");
  CHECK(decoded->reused);
  CHECK(decoded->fetched_at == result.fetched_at);
  CHECK(decoded->pid == 11);
  CHECK(decoded->tid == 12);
}

TEST_CASE("every cut and every extension of an encoding is corrupt") {
  const Bytes result = encode(full_result());
  for (size_t size = 0; size < result.size(); ++size) {
    const auto decoded = decode_fetch_result(ByteView(result).first(size));
    REQUIRE_FALSE(decoded.ok());
    CHECK(decoded.error().code == ErrorCode::kCorrupt);
  }
  Bytes longer = result;
  longer.push_back(std::byte{0});
  CHECK_FALSE(decode_fetch_result(longer).ok());

  const Bytes request = encode(FetchRequest{});
  for (size_t size = 0; size < request.size(); ++size) {
    CHECK_FALSE(decode_fetch_request(ByteView(request).first(size)).ok());
  }
}

TEST_CASE("values outside their enum are corrupt") {
  Bytes result = encode(FetchResult{});
  result[8] = std::byte{12};  // error, behind the id
  CHECK_FALSE(decode_fetch_result(result).ok());
  Bytes request = encode(FetchRequest{});
  request.back() = std::byte{2};  // accept
  CHECK_FALSE(decode_fetch_request(request).ok());
  // A length that would reach beyond the end, and around it.
  Bytes huge = encode(FetchRequest{});
  for (size_t i = 8; i < 16; ++i) huge[i] = std::byte{0xFF};
  CHECK_FALSE(decode_fetch_request(huge).ok());
}

TEST_CASE("fetch errors have stable names") {
  CHECK(fetch_error_name(FetchError::kNone) == "none");
  CHECK(fetch_error_name(FetchError::kDns) == "dns");
  CHECK(fetch_error_name(FetchError::kConnect) == "connect");
  CHECK(fetch_error_name(FetchError::kTls) == "tls");
  CHECK(fetch_error_name(FetchError::kTimeout) == "timeout");
  CHECK(fetch_error_name(FetchError::kReset) == "reset");
  CHECK(fetch_error_name(FetchError::kProtocol) == "protocol");
  CHECK(fetch_error_name(FetchError::kTooLarge) == "too_large");
  CHECK(fetch_error_name(FetchError::kContentType) == "content_type");
  CHECK(fetch_error_name(FetchError::kForbiddenAddress) == "forbidden_address");
  CHECK(fetch_error_name(FetchError::kCancelled) == "cancelled");
  CHECK(fetch_error_name(FetchError::kOther) == "other");
}

// RFC 9110 section 8.3.1: type names are case-insensitive.
TEST_CASE("is_page_type knows the types of pages") {
  for (const char* type : {"text/html", "TEXT/HTML", "text/html; charset=utf-8", "text/html;",
                           "text/html ; x", "text/html charset=utf-8", "text/html, text/html",
                           "application/xhtml+xml", "", " ", " text/html", "; charset=utf-8"}) {
    CAPTURE(type);
    CHECK(is_page_type(type));
  }
  for (const char* type : {"text/plain", "text/htmlx", "text/htm", "html", "image/png",
                           "application/xml", "application/pdf", "x; text/html"}) {
    CAPTURE(type);
    CHECK_FALSE(is_page_type(type));
  }
}

}  // namespace tandem
