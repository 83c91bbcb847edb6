#include "urls/robots_match.h"

#include <algorithm>

#include "urls/percent.h"

namespace tandem {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool is_escape(std::string_view text, size_t at) {
  return text[at] == '%' && at + 2 < text.size() && hex_value(text[at + 1]) >= 0 &&
         hex_value(text[at + 2]) >= 0;
}

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string normalise(std::string_view text, bool escape_bytes) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (is_escape(text, i)) {
      out += '%';
      out += to_upper(text[i + 1]);
      out += to_upper(text[i + 2]);
      i += 2;
    } else if (escape_bytes && byte >= 0x80) {
      out += '%';
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 0x0FU];
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string normalise_robots_pattern(std::string_view pattern) { return normalise(pattern, true); }

std::string normalise_robots_path(std::string_view path) { return normalise(path, false); }

bool robots_pattern_matches(std::string_view pattern, std::string_view path) {
  const bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);
  size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    return anchored ? path == pattern : path.starts_with(pattern);
  }
  if (!path.starts_with(pattern.substr(0, star))) return false;
  path.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  // The leftmost place for each piece between stars leaves the most room for the next ones.
  while ((star = pattern.find('*')) != std::string_view::npos) {
    const size_t found = path.find(pattern.substr(0, star));
    if (found == std::string_view::npos) return false;
    path.remove_prefix(found + star);
    pattern.remove_prefix(star + 1);
  }
  return anchored ? path.ends_with(pattern) : path.find(pattern) != std::string_view::npos;
}

std::string robots_path(std::string_view url) {
  size_t start = url.starts_with("//") ? 2 : 0;
  const size_t early = url.find_first_of("/?;", start);
  const size_t scheme = url.find("://", start);
  if (scheme != std::string_view::npos && (early == std::string_view::npos || early > scheme)) {
    start = scheme + 3;
  }
  const size_t begin = url.find_first_of("/?;", start);
  const size_t hash = url.find('#', start);
  if (begin == std::string_view::npos || (hash != std::string_view::npos && hash < begin)) {
    return "/";
  }
  const std::string_view path = url.substr(begin, std::min(hash, url.size()) - begin);
  return path[0] == '/' ? std::string(path) : "/" + std::string(path);
}

}  // namespace tandem
