#include "urls/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/hash.h"
#include "urls/percent.h"
#include "urls/url_host.h"

namespace tandem {
namespace {

// The URL record of the standard (section 4.1), for schemes whose path is always a list: the
// path is kept joined, "/a/b", and query and fragment with their delimiter: "" is null, "?" empty.
struct UrlRecord {
  std::string scheme;
  std::string username;
  std::string password;
  std::string host;
  std::optional<uint16_t> port;
  std::string path;
  std::string query;
  std::string fragment;
};

Error invalid_url(std::string_view why) {
  return Error{ErrorCode::kInvalidArgument, fmt::format("invalid URL: {}", why)};
}

bool is_slash(char c) { return c == '/' || c == '\\'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

// The length of the well-formed UTF-8 sequence at the start of `text`, or 0.
size_t utf8_length(std::string_view text) {
  const auto at = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  if ((lead == 0xE0 && at(1) < 0xA0) || (lead == 0xED && at(1) > 0x9F) ||
      (lead == 0xF0 && at(1) < 0x90) || (lead == 0xF4 && at(1) > 0x8F)) {
    return 0;
  }
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0U) != 0x80) return 0;
  }
  return length;
}

// 4.4, steps 1 to 3: C0 controls and spaces go from both ends, tabs and line ends from
// everywhere; and what is not UTF-8 becomes U+FFFD.
std::string clean_input(std::string_view input) {
  const auto is_outer = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!input.empty() && is_outer(input.front())) input.remove_prefix(1);
  while (!input.empty() && is_outer(input.back())) input.remove_suffix(1);
  std::string out;
  out.reserve(input.size());
  while (!input.empty()) {
    const size_t length = utf8_length(input);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      input.remove_prefix(1);
      continue;
    }
    if (input[0] != '\t' && input[0] != '\n' && input[0] != '\r') {
      out.append(input.substr(0, length));
    }
    input.remove_prefix(length);
  }
  return out;
}

// The scheme that `text` starts with, without its ":"; empty when there is none.
std::string_view leading_scheme(std::string_view text) {
  if (text.empty() || !is_alpha(text[0])) return {};
  for (size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return text.substr(0, i);
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return {};
  }
  return {};
}

bool is_single_dot(std::string_view segment) {
  return segment == "." || equals_ignoring_case(segment, "%2e");
}

bool is_double_dot(std::string_view segment) {
  return segment == ".." || equals_ignoring_case(segment, ".%2e") ||
         equals_ignoring_case(segment, "%2e.") || equals_ignoring_case(segment, "%2e%2e");
}

void shorten_path(std::string& path) {
  const size_t slash = path.rfind('/');
  path.resize(slash == std::string::npos ? 0 : slash);
}

// Path, query and fragment states: reads all of `rest`, appending segments to record.path.
void parse_path_and_rest(std::string_view rest, UrlRecord& record) {
  const size_t hash = rest.find('#');
  if (hash != std::string_view::npos) {
    record.fragment = "#";
    percent_encode_to(record.fragment, rest.substr(hash + 1), EncodeSet::kFragment);
    rest = rest.substr(0, hash);
  }
  const size_t question = rest.find('?');
  if (question != std::string_view::npos) {
    record.query = "?";
    percent_encode_to(record.query, rest.substr(question + 1), EncodeSet::kSpecialQuery);
    rest = rest.substr(0, question);
  }
  if (!rest.empty() && is_slash(rest[0])) rest.remove_prefix(1);
  while (true) {
    const size_t end = std::min(rest.find_first_of("/\\"), rest.size());
    const std::string_view segment = rest.substr(0, end);
    const bool is_last = end == rest.size();
    if (is_double_dot(segment)) {
      shorten_path(record.path);
      if (is_last) record.path += '/';
    } else if (is_single_dot(segment)) {
      if (is_last) record.path += '/';
    } else {
      record.path += '/';
      percent_encode_to(record.path, segment, EncodeSet::kPath);
    }
    if (is_last) return;
    rest.remove_prefix(end + 1);
  }
}

Result<void> parse_port(std::string_view text, UrlRecord& record) {
  uint32_t port = 0;
  for (const char c : text) {
    if (!is_digit(c)) return invalid_url("the port is not a number");
    port = port * 10 + static_cast<uint32_t>(c - '0');
    if (port > 65535) return invalid_url("the port is above 65535");
  }
  const uint32_t default_port = record.scheme == "https" ? 443 : 80;
  record.port.reset();
  if (!text.empty() && port != default_port) record.port = static_cast<uint16_t>(port);
  return {};
}

// Authority, host and port states: `text` is what stands between the slashes and the path.
Result<void> parse_authority(std::string_view text, UrlRecord& record) {
  const size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view userinfo = text.substr(0, at);
    const size_t colon = userinfo.find(':');
    percent_encode_to(record.username, userinfo.substr(0, colon), EncodeSet::kUserinfo);
    if (colon != std::string_view::npos) {
      percent_encode_to(record.password, userinfo.substr(colon + 1), EncodeSet::kUserinfo);
    }
    text.remove_prefix(at + 1);
  }
  bool in_brackets = false;
  size_t host_end = 0;
  for (; host_end < text.size(); ++host_end) {
    if (text[host_end] == '[') in_brackets = true;
    if (text[host_end] == ']') in_brackets = false;
    if (text[host_end] == ':' && !in_brackets) break;
  }
  if (host_end == 0) return invalid_url("the host is missing");
  TANDEM_ASSIGN(record.host, parse_url_host(text.substr(0, host_end)));
  if (host_end < text.size()) return parse_port(text.substr(host_end + 1), record);
  return {};
}

// Special authority ignore slashes state and all that follows.
Result<UrlRecord> parse_absolute(std::string_view rest, std::string_view scheme) {
  UrlRecord record;
  record.scheme = scheme;
  while (!rest.empty() && is_slash(rest[0])) rest.remove_prefix(1);
  const size_t end = std::min(rest.find_first_of("/\\?#"), rest.size());
  TANDEM_TRY(parse_authority(rest.substr(0, end), record));
  parse_path_and_rest(rest.substr(end), record);
  return record;
}

// Relative state.
Result<UrlRecord> parse_relative(std::string_view rest, const UrlRecord& base) {
  if (rest.size() >= 2 && is_slash(rest[0]) && is_slash(rest[1])) {
    return parse_absolute(rest, base.scheme);
  }
  UrlRecord record = base;
  record.fragment.clear();
  if (rest.empty()) return record;
  if (rest[0] == '#') {
    record.fragment = "#";
    percent_encode_to(record.fragment, rest.substr(1), EncodeSet::kFragment);
    return record;
  }
  record.query.clear();
  if (rest[0] == '?') {
    const std::string path = std::move(record.path);
    record.path.clear();
    parse_path_and_rest(rest, record);
    record.path = path;
    return record;
  }
  if (is_slash(rest[0])) {
    record.path.clear();
  } else {
    shorten_path(record.path);
  }
  parse_path_and_rest(rest, record);
  return record;
}

Result<UrlRecord> parse_record(std::string_view raw, const UrlRecord* base) {
  const std::string input = clean_input(raw);
  std::string_view rest = input;
  const std::string_view written = leading_scheme(rest);
  if (written.empty()) {
    if (base == nullptr) return invalid_url("no scheme, and no base to resolve it against");
    return parse_relative(rest, *base);
  }
  std::string scheme(written);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), to_lower);
  if (scheme != "http" && scheme != "https") {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("unsupported scheme: \"{}:\" is neither http: nor https:",
                             scheme.substr(0, 40))};
  }
  rest.remove_prefix(scheme.size() + 1);
  // 4.4, special relative or authority state: "http:a" is relative to an http base.
  if (base != nullptr && base->scheme == scheme && !rest.starts_with("//")) {
    return parse_relative(rest, *base);
  }
  return parse_absolute(rest, scheme);
}

Url to_url(UrlRecord record) {
  Url url;
  url.protocol = record.scheme + ":";
  url.hostname = std::move(record.host);
  if (record.port) url.port = std::to_string(*record.port);
  url.pathname = std::move(record.path);
  std::string& href = url.href;
  href = url.protocol + "//";
  if (!record.username.empty() || !record.password.empty()) {
    href += record.username;
    if (!record.password.empty()) href += ":" + record.password;
    href += '@';
  }
  href += url.host();
  href += url.pathname;
  href += record.query;
  href += record.fragment;
  // The API shows an empty query or fragment like none at all.
  if (record.query.size() > 1) url.search = std::move(record.query);
  if (record.fragment.size() > 1) url.hash = std::move(record.fragment);
  return url;
}

}  // namespace

std::string Url::host() const { return port.empty() ? hostname : hostname + ":" + port; }

std::string Url::origin() const { return protocol + "//" + host(); }

std::string Url::path_and_query() const { return pathname + search; }

Result<Url> parse_url(std::string_view input, std::string_view base) {
  if (base.empty()) {
    TANDEM_ASSIGN(UrlRecord record, parse_record(input, nullptr));
    return to_url(std::move(record));
  }
  Result<UrlRecord> base_record = parse_record(base, nullptr);
  if (!base_record) {
    return Error{base_record.error().code, "base: " + base_record.error().message};
  }
  TANDEM_ASSIGN(UrlRecord record, parse_record(input, &*base_record));
  return to_url(std::move(record));
}

std::string canonical_key(const Url& url) {
  // Serialised, "#" stands nowhere but before the fragment.
  return url.href.substr(0, url.href.find('#'));
}

std::string document_id(const Url& url) { return hash128_hex(canonical_key(url)); }

}  // namespace tandem
