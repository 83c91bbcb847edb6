// The path patterns of robots.txt: RFC 9309, section 2.2.2 and 2.2.3.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// The form in which patterns and paths are compared: bytes outside ASCII as %XX, the hexadecimal
// digits of escapes in upper case. Escaped ASCII stays escaped, as in Google's parser: "%62" does
// not match "b". (RFC 9309, 2.2.2, would decode it; real files and their readers do not.)
std::string normalise_robots_pattern(std::string_view pattern);

// A path as the caller gives it: only the case of its escapes is evened out. Bytes outside ASCII
// are left alone, since a parsed URL has none.
std::string normalise_robots_path(std::string_view path);

// Whether `pattern` matches `path` from its first byte on. "*" is any run of bytes, "$" at the
// very end is the end of the path. Both in normal form. Costs at most |pattern| x |path| byte
// comparisons: there is no backtracking over more than one "*".
bool robots_pattern_matches(std::string_view pattern, std::string_view path);

// Path and query of a URL in whatever form it was typed: no scheme needed, the fragment dropped,
// never empty. For a Url use path_and_query().
std::string robots_path(std::string_view url);

}  // namespace tandem
