#include "crawler/fetch/response_headers.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tandem {
namespace {

constexpr std::array<std::string_view, 7> kWanted = {"content-type",    "location", "retry-after",
                                                     "x-robots-tag",    "etag",     "last-modified",
                                                     "content-language"};

uint8_t byte_at(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

// Length of the UTF-8 sequence at `at`, or 0 if there is none (Unicode, table 3-7).
size_t utf8_length(std::string_view text, size_t at) {
  const uint8_t lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  size_t length = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  if (length == 0 || text.size() - at < length) return 0;
  if (byte_at(text, at + 1) < low || byte_at(text, at + 1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (byte_at(text, at + i) < 0x80 || byte_at(text, at + i) > 0xBF) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

enum class Otherwise { kLatin1, kPercent };

std::string clean(std::string_view raw, Otherwise otherwise) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const std::string_view text = trim(raw);
  const bool utf8 = is_utf8(text);
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8 ? utf8_length(text, at) : 1;
    const uint8_t byte = byte_at(text, at);
    std::string piece(text.substr(at, length));
    at += length;
    // U+0080 to U+009F, which UTF-8 writes in two bytes, are control characters too: NEL for one.
    const bool control =
        byte < 0x20 || byte == 0x7F || (utf8 && byte == 0xC2 && byte_at(piece, 1) < 0xA0);
    if (control) {
      piece = " ";
    } else if (!utf8 && byte >= 0x80) {
      if (otherwise == Otherwise::kPercent) {
        piece = {'%', kHex[byte >> 4], kHex[byte & 15]};
      } else if (byte < 0xA0) {
        piece = " ";
      } else {
        piece = {static_cast<char>(0xC0 | (byte >> 6)), static_cast<char>(0x80 | (byte & 0x3F))};
      }
    }
    if (out.size() + piece.size() > kMaxHeaderValue) break;
    out += piece;
  }
  return out;
}

void set_first(std::string& field, const std::string& value) {
  if (field.empty()) field = value;
}

void join(std::string& field, std::string_view separator, const std::string& value) {
  if (value.empty()) return;
  if (field.size() + separator.size() + value.size() > kMaxHeaderValue) return;
  if (!field.empty()) field += separator;
  field += value;
}

}  // namespace

std::string clean_header_value(std::string_view raw) { return clean(raw, Otherwise::kLatin1); }

std::string clean_location(std::string_view raw) { return clean(raw, Otherwise::kPercent); }

void ResponseHeaders::reset(uint64_t max_bytes) {
  *this = ResponseHeaders();
  max_bytes_ = max_bytes;
}

ResponseHeaders::Line ResponseHeaders::add(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > max_bytes_) return Line::kTooLong;
  if (complete_) return Line::kMore;  // a trailer
  // libcurl passes on only lines that it took for a status line, as "HTTP/1.1 200 OK".
  if (line.starts_with("HTTP/")) {
    fields_ = {};
    name_.clear();
    status_ = 0;
    const size_t space = std::min(line.find(' '), line.size());
    const std::string_view code = trim(line.substr(space));
    std::from_chars(code.data(), code.data() + code.size(), status_);
    return Line::kMore;
  }
  if (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
    if (!name_.empty()) value_ += line;
    return Line::kMore;
  }
  finish_field();
  if (line == "\r\n" || line == "\n") {
    if (status_ < 200 && status_ != 101) return Line::kMore;
    complete_ = true;
    return Line::kEnd;
  }
  read_field(line);
  return Line::kMore;
}

void ResponseHeaders::read_field(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  std::string name(trim(line.substr(0, colon)));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (std::ranges::find(kWanted, name) == kWanted.end()) return;
  name_ = std::move(name);
  value_ = line.substr(colon + 1);
}

void ResponseHeaders::finish_field() {
  const std::string name = std::exchange(name_, {});
  if (name.empty()) return;
  if (name == "location") {
    set_first(fields_.location, clean_location(value_));
    return;
  }
  const std::string value = clean_header_value(value_);
  if (name == "content-type" && !value.empty()) fields_.content_type = value;
  if (name == "retry-after") set_first(fields_.retry_after, value);
  if (name == "etag") set_first(fields_.etag, value);
  if (name == "last-modified") set_first(fields_.last_modified, value);
  if (name == "x-robots-tag") join(fields_.x_robots_tag, "\n", value);
  if (name == "content-language") join(fields_.content_language, ", ", value);
}

void ResponseHeaders::move_into(FetchResult& result) {
  result.content_type = std::move(fields_.content_type);
  result.location = std::move(fields_.location);
  result.retry_after = std::move(fields_.retry_after);
  result.x_robots_tag = std::move(fields_.x_robots_tag);
  result.etag = std::move(fields_.etag);
  result.last_modified = std::move(fields_.last_modified);
  result.content_language = std::move(fields_.content_language);
}

}  // namespace tandem
