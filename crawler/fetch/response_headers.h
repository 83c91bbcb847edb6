// ResponseHeaders: collects the header lines of one exchange as libcurl delivers them.
//
// Bounded: the bytes of all lines together, and each value kept. Interim answers (1xx, RFC 9110
// section 15.2) are forgotten when the next status line comes; trailers (RFC 9112 section 7.1.2)
// are counted but not read; folded lines (RFC 9112 section 5.2) continue the value before.
//
// Thread safety: none; it belongs to a transfer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/fetch/fetch.h"

namespace tandem {

// A header value as one line of valid UTF-8: outer blanks off, control characters as spaces, and,
// where it is not UTF-8, read as ISO-8859-1 (RFC 9110 section 5.5: what it once was). Cut at
// kMaxHeaderValue bytes, between characters.
std::string clean_header_value(std::string_view raw);

// The same for Location, except that bytes which are not UTF-8 become %XX: as a URL that is what
// they are.
std::string clean_location(std::string_view raw);

class ResponseHeaders {
 public:
  enum class Line {
    kMore,     // a line among others
    kEnd,      // the empty line that ends the headers of the final answer
    kTooLong,  // all lines together exceed the limit
  };

  // Forgets everything, for a new exchange.
  void reset(uint64_t max_bytes);
  // Takes one line, line end included.
  Line add(std::string_view line);

  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] int status() const { return status_; }
  // The text fields of FetchResult that headers fill.
  [[nodiscard]] const std::string& content_type() const { return fields_.content_type; }
  void move_into(FetchResult& result);

 private:
  struct Fields {
    std::string content_type;
    std::string location;
    std::string retry_after;
    std::string x_robots_tag;
    std::string etag;
    std::string last_modified;
    std::string content_language;
  };

  void read_field(std::string_view line);
  void finish_field();

  uint64_t max_bytes_ = 0;
  uint64_t bytes_ = 0;
  int status_ = 0;
  bool complete_ = false;
  std::string name_;   // of the field being read, lower case; empty: none, or not wanted
  std::string value_;  // its raw value so far
  Fields fields_;
};

}  // namespace tandem
