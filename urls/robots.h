// RobotsRules: what a robots.txt allows whom. RFC 9309, read as leniently as Google's parser.
//
// Groups that name the same product token are merged; a crawler that no group names obeys the
// groups of "*". The longest matching pattern decides, and Allow wins a tie. Beyond the RFC:
// misspelt directives and a blank for the colon are understood, "Allow: /dir/index.html" allows
// "/dir/" too, a line is cut at 16,663 bytes, and Crawl-delay and Sitemap are recorded. Only the
// first 500 KiB count (2.5), less the line that this cuts.
//
// Escapes: see robots_match.h. One deviation from RFC 9309 2.2.2: "%62" does not match "b".
//
// Thread safety: immutable once parsed; may be read by several threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tandem {

struct RobotsVerdict {
  bool allowed = true;
  std::optional<std::string> rule;  // the line that decides, as written; none: nothing matched
  size_t line = 0;                  // its number, from 1; 0: none
};

class RobotsRules {
 public:
  static constexpr size_t kMaxBytes = size_t{500} * 1024;

  // Never fails: what is not understood is skipped. `body` is bytes, UTF-8 as a rule.
  static RobotsRules parse(std::string_view body);

  // `agent` is a product token ("TandemBot"; see product_token()), compared without regard to
  // case. `path_and_query` starts with "/" and is escaped, as Url::path_and_query() gives it;
  // empty counts as "/".
  [[nodiscard]] RobotsVerdict check(std::string_view agent, std::string_view path_and_query) const;

  // Crawl-delay of the groups that apply to `agent`, the longest if there are several; at most
  // one day.
  [[nodiscard]] std::optional<Duration> crawl_delay(std::string_view agent) const;

  // The values of the Sitemap lines, in order, as written.
  [[nodiscard]] const std::vector<std::string>& sitemaps() const { return sitemaps_; }

  // Roughly what this object occupies, for the bound of a cache.
  [[nodiscard]] size_t memory_bytes() const;

 private:
  struct Rule {
    bool allow = false;
    std::string pattern;  // in normal form
    std::string text;     // the line as written, trimmed
    size_t line = 0;
  };
  struct Group {
    std::vector<std::string> agents;  // product tokens in lower case; "*" is everyone
    std::vector<Rule> rules;
    std::optional<Duration> crawl_delay;
  };
  class Builder;

  [[nodiscard]] std::vector<const Group*> groups_of(std::string_view agent) const;

  std::vector<Group> groups_;
  std::vector<std::string> sitemaps_;
};

// RFC 9309 2.2.1: the product token of a user agent string, its leading letters, "_" and "-".
// "TandemBot/0.1 (+https://example.com/)" -> "TandemBot". May be empty.
std::string_view product_token(std::string_view user_agent);

// Whether all of `token` may stand in a User-agent line as a product token.
bool is_product_token(std::string_view token);

}  // namespace tandem
