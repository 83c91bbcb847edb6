#include "crawler/fetch/response_headers.h"

#include "tests/support/catch.h"

namespace tandem {
namespace {

using Line = ResponseHeaders::Line;

FetchResult read(std::initializer_list<std::string_view> lines) {
  ResponseHeaders headers;
  headers.reset(10000);
  for (const std::string_view line : lines) headers.add(line);
  FetchResult result;
  result.status = headers.status();
  headers.move_into(result);
  return result;
}

}  // namespace

// RFC 9110 section 5.1: field names are case-insensitive; section 5.5: outer blanks are no part.
TEST_CASE("ResponseHeaders reads fields in any case, without outer blanks") {
  const FetchResult result = read({"HTTP/1.1 200 OK\r\n", "cOnTent-TYPE:\t text/html \t\r\n",
                                   "ETag:\"x\"\n", "no colon at all\r\n", ": no name\r\n", "\r\n"});
  CHECK(result.status == 200);
  CHECK(result.content_type == "text/html");
  CHECK(result.etag == "\"x\"");
}

TEST_CASE("ResponseHeaders chooses among repeated fields") {
  const FetchResult result = read({
      "HTTP/1.1 200 OK\r\n",
      "Content-Type: text/plain\r\n",
      "Content-Type: text/html\r\n",
      "Content-Type:\r\n",
      "Location: /first\r\n",
      "Location: /second\r\n",
      "Retry-After: 1\r\n",
      "Retry-After: 2\r\n",
      "X-Robots-Tag: noindex\r\n",
      "X-Robots-Tag: bot: nofollow\r\n",
      "Content-Language: de\r\n",
      "Content-Language: en, fr\r\n",
      "\r\n",
  });
  CHECK(result.content_type == "text/html");
  CHECK(result.location == "/first");
  CHECK(result.retry_after == "1");
  CHECK(result.x_robots_tag == "noindex\nbot: nofollow");
  CHECK(result.content_language == "de, en, fr");
}

// RFC 9112 section 5.2: a recipient replaces a line fold by blanks.
TEST_CASE("ResponseHeaders continues folded lines") {
  const FetchResult result = read({"HTTP/1.1 200 OK\r\n", "Content-Type: text/html;\r\n",
                                   "\tcharset=utf-8\r\n", "X-Other: a\r\n", " b\r\n", "\r\n"});
  CHECK(result.content_type == "text/html;   charset=utf-8");
}

// RFC 9110 section 15.2.
TEST_CASE("ResponseHeaders forgets interim answers") {
  ResponseHeaders headers;
  headers.reset(1000);
  CHECK(headers.add("HTTP/1.1 103 Early Hints\r\n") == Line::kMore);
  CHECK(headers.add("Location: /early\r\n") == Line::kMore);
  CHECK(headers.add("\r\n") == Line::kMore);
  CHECK_FALSE(headers.complete());
  CHECK(headers.add("HTTP/2 200\r\n") == Line::kMore);
  CHECK(headers.add("\r\n") == Line::kEnd);
  CHECK(headers.complete());
  CHECK(headers.status() == 200);
  // RFC 9110 section 6.5: trailers are not merged into the headers.
  CHECK(headers.add("Content-Type: image/png\r\n") == Line::kMore);
  FetchResult result;
  headers.move_into(result);
  CHECK(result.location.empty());
  CHECK(result.content_type.empty());
}

TEST_CASE("ResponseHeaders stops at its limit, trailers and interim answers included") {
  ResponseHeaders headers;
  headers.reset(40);
  CHECK(headers.add("HTTP/1.1 200 OK\r\n") == Line::kMore);      // 17
  CHECK(headers.add("A: 1234567890123456\r\n") == Line::kMore);  // 38
  CHECK(headers.add("\r\n") == Line::kEnd);                      // 40
  CHECK(headers.add("\n") == Line::kTooLong);
  headers.reset(40);
  CHECK_FALSE(headers.complete());
  CHECK(headers.status() == 0);
  CHECK(headers.add("HTTP/1.1 200 OK\r\n") == Line::kMore);
}

TEST_CASE("clean_header_value makes one line of valid UTF-8") {
  CHECK(clean_header_value("  a b\t") == "a b");
  CHECK(clean_header_value(std::string_view("a\0b\x7f\x01\r\n c", 9)) == "a b     c");
  CHECK(clean_header_value("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK(clean_header_value("\xF0\x9F\x98\x80") == "\xF0\x9F\x98\x80");
  // RFC 9110 section 5.5: historically ISO-8859-1.
  CHECK(clean_header_value("caf\xE9") == "caf\xC3\xA9");
  CHECK(clean_header_value("a\x85"
                           "b") == "a b");
  // U+0085, encoded.
  CHECK(clean_header_value("a\xC2\x85"
                           "b") == "a b");
  // RFC 3629 section 3: overlong forms, surrogates and what lies beyond U+10FFFF are not UTF-8.
  for (const char* bad : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xE2\x82", "\xF8\x88\x80\x80\x80", "\x80"}) {
    CAPTURE(bad);
    CHECK(clean_location(bad).starts_with("%"));
    CHECK(clean_header_value(bad) != bad);
  }
}

TEST_CASE("clean_header_value cuts between characters") {
  CHECK(clean_header_value(std::string(20000, 'x')).size() == kMaxHeaderValue);
  std::string wide = "x";
  while (wide.size() < 20000) wide += "\xE2\x82\xAC";
  const std::string cut = clean_header_value(wide);
  CHECK(cut.size() <= kMaxHeaderValue);
  CHECK(cut.size() > kMaxHeaderValue - 3);
  CHECK(cut == wide.substr(0, cut.size()));
  CHECK((cut.size() - 1) % 3 == 0);
}

TEST_CASE("clean_location keeps bytes that are not UTF-8 as what they are") {
  CHECK(clean_location(" /caf\xE9?\xFF ") == "/caf%E9?%FF");
  CHECK(clean_location("/caf\xC3\xA9") == "/caf\xC3\xA9");
}

}  // namespace tandem
