#include "urls/robots.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "urls/robots_match.h"

namespace tandem {
namespace {

// As Google's parser cuts them: 8 times the longest URL of old browsers, less a byte.
constexpr size_t kMaxLine = 2083 * 8 - 1;
constexpr Duration kMaxCrawlDelay = std::chrono::hours(24);

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

enum class Directive { kUserAgent, kAllow, kDisallow, kSitemap, kCrawlDelay, kUnknown };

struct DirectiveName {
  std::string_view name;
  Directive directive;
};

// With the misspellings that are common in the wild.
constexpr std::array<DirectiveName, 15> kDirectives{{
    {"user-agent", Directive::kUserAgent},
    {"useragent", Directive::kUserAgent},
    {"user agent", Directive::kUserAgent},
    {"allow", Directive::kAllow},
    {"disallow", Directive::kDisallow},
    {"dissallow", Directive::kDisallow},
    {"dissalow", Directive::kDisallow},
    {"disalow", Directive::kDisallow},
    {"diasllow", Directive::kDisallow},
    {"disallaw", Directive::kDisallow},
    {"sitemap", Directive::kSitemap},
    {"site-map", Directive::kSitemap},
    {"crawl-delay", Directive::kCrawlDelay},
    {"crawldelay", Directive::kCrawlDelay},
    {"crawl delay", Directive::kCrawlDelay},
}};

Directive directive_of(std::string_view key) {
  const std::string name = lower(key);
  for (const DirectiveName& known : kDirectives) {
    // A key may carry a tail ("Disallowed:"), which Google's parser takes for the same.
    if (name.starts_with(known.name)) return known.directive;
  }
  return Directive::kUnknown;
}

struct KeyValue {
  std::string_view key;
  std::string_view value;
};

// "key: value # comment"; where the colon is missing, exactly two words.
std::optional<KeyValue> split_line(std::string_view line) {
  line = trim(line.substr(0, line.find('#')));
  size_t separator = line.find(':');
  if (separator == std::string_view::npos) {
    separator = line.find_first_of(" \t");
    if (separator == std::string_view::npos) return std::nullopt;
    if (trim(line.substr(separator)).find_first_of(" \t") != std::string_view::npos) {
      return std::nullopt;
    }
  }
  const std::string_view key = trim(line.substr(0, separator));
  if (key.empty()) return std::nullopt;
  return KeyValue{key, trim(line.substr(separator + 1))};
}

std::optional<Duration> parse_seconds(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || !(seconds >= 0)) return std::nullopt;  // not for NaN either
  const std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
  if (!rest.empty() && !is_blank(rest[0]) && rest[0] != 's') return std::nullopt;
  const double limit = std::chrono::duration<double>(kMaxCrawlDelay).count();
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::min(seconds, limit)));
}

}  // namespace

// Takes the lines one by one and keeps track of where a group begins.
class RobotsRules::Builder {
 public:
  void add_line(std::string_view line, size_t number) {
    const std::string_view cut = line.substr(0, kMaxLine);
    const std::optional<KeyValue> pair = split_line(cut);
    if (!pair) return;
    switch (directive_of(pair->key)) {
      case Directive::kUserAgent:
        add_agent(pair->value);
        break;
      case Directive::kAllow:
        add_rule(true, pair->value, cut, number);
        break;
      case Directive::kDisallow:
        add_rule(false, pair->value, cut, number);
        break;
      case Directive::kSitemap:
        if (!pair->value.empty()) rules_.sitemaps_.emplace_back(pair->value);
        break;
      case Directive::kCrawlDelay:
        add_delay(pair->value);
        break;
      case Directive::kUnknown:
        break;
    }
  }

  RobotsRules take() { return std::move(rules_); }

 private:
  // 2.1: a User-agent line that follows a rule begins a new group. Other lines do not end the
  // list of agents.
  void add_agent(std::string_view value) {
    if (!in_agents_) rules_.groups_.emplace_back();
    in_agents_ = true;
    const bool is_everyone = value.starts_with('*') && (value.size() == 1 || is_blank(value[1]));
    // "Foo/1.0" and "Foo Bar" name the token "Foo".
    const std::string_view token = is_everyone ? value.substr(0, 1) : product_token(value);
    if (!token.empty()) rules_.groups_.back().agents.push_back(lower(token));
  }

  void add_rule(bool allow, std::string_view value, std::string_view line, size_t number) {
    if (rules_.groups_.empty()) return;  // 2.2.2: rules before any group apply to no one
    in_agents_ = false;
    if (value.empty()) return;  // 2.2.2: matches nothing
    const std::string_view text = trim(line.substr(0, line.find('#')));
    std::vector<Rule>& rules = rules_.groups_.back().rules;
    std::string pattern = normalise_robots_pattern(value);
    if (allow) {
      const size_t slash = pattern.rfind('/');
      if (slash != std::string::npos &&
          std::string_view(pattern).substr(slash).starts_with("/index.htm")) {
        rules.push_back({true, pattern.substr(0, slash + 1) + "$", std::string(text), number});
      }
    }
    rules.push_back({allow, std::move(pattern), std::string(text), number});
  }

  void add_delay(std::string_view value) {
    if (rules_.groups_.empty()) return;
    const std::optional<Duration> delay = parse_seconds(value);
    if (!delay) return;
    std::optional<Duration>& known = rules_.groups_.back().crawl_delay;
    known = std::max(known.value_or(*delay), *delay);
  }

  RobotsRules rules_;
  bool in_agents_ = false;
};

RobotsRules RobotsRules::parse(std::string_view body) {
  if (body.size() > kMaxBytes) {
    body = body.substr(0, kMaxBytes);
    // Half a line could forbid more than the whole: "Disallow: /" of "Disallow: /private".
    const size_t line_end = body.find_last_of("\r\n");
    body = body.substr(0, line_end == std::string_view::npos ? 0 : line_end);
  }
  // A byte order mark, or the beginning of one that some program cut.
  for (const char byte : std::string_view("\xEF\xBB\xBF")) {
    if (!body.starts_with(byte)) break;
    body.remove_prefix(1);
  }
  Builder builder;
  size_t number = 0;
  while (!body.empty()) {
    const size_t end = std::min(body.find_first_of("\r\n"), body.size());
    builder.add_line(body.substr(0, end), ++number);
    body.remove_prefix(end);
    if (body.starts_with("\r\n")) {
      body.remove_prefix(2);
    } else if (!body.empty()) {
      body.remove_prefix(1);
    }
  }
  return builder.take();
}

// 2.2.1: the groups that name the agent, or else those of "*".
std::vector<const RobotsRules::Group*> RobotsRules::groups_of(std::string_view agent) const {
  const std::string wanted = lower(agent);
  std::vector<const Group*> named;
  std::vector<const Group*> everyone;
  for (const Group& group : groups_) {
    bool names_agent = false;
    bool names_everyone = false;
    for (const std::string& token : group.agents) {
      if (token == "*") {
        names_everyone = true;
      } else if (token == wanted) {
        names_agent = true;
      }
    }
    if (names_agent) named.push_back(&group);
    if (names_everyone) everyone.push_back(&group);
  }
  return named.empty() ? everyone : named;
}

// 2.2.2: the longest match decides; of equal ones the Allow.
RobotsVerdict RobotsRules::check(std::string_view agent, std::string_view path_and_query) const {
  const std::string path =
      path_and_query.empty() ? std::string("/") : normalise_robots_path(path_and_query);
  const Rule* best = nullptr;
  for (const Group* group : groups_of(agent)) {
    for (const Rule& rule : group->rules) {
      const bool is_better =
          best == nullptr || rule.pattern.size() > best->pattern.size() ||
          (rule.pattern.size() == best->pattern.size() && rule.allow && !best->allow);
      if (is_better && robots_pattern_matches(rule.pattern, path)) best = &rule;
    }
  }
  if (best == nullptr) return {};
  return {best->allow, best->text, best->line};
}

std::optional<Duration> RobotsRules::crawl_delay(std::string_view agent) const {
  std::optional<Duration> longest;
  for (const Group* group : groups_of(agent)) {
    if (group->crawl_delay) {
      longest = std::max(longest.value_or(*group->crawl_delay), *group->crawl_delay);
    }
  }
  return longest;
}

size_t RobotsRules::memory_bytes() const {
  size_t bytes = sizeof(*this);
  for (const Group& group : groups_) {
    bytes += sizeof(group) + group.agents.size() * sizeof(std::string);
    for (const Rule& rule : group.rules) {
      bytes += sizeof(rule) + rule.pattern.capacity() + rule.text.capacity();
    }
  }
  for (const std::string& sitemap : sitemaps_) bytes += sizeof(std::string) + sitemap.capacity();
  return bytes;
}

std::string_view product_token(std::string_view user_agent) {
  const auto is_token_char = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  const auto* const end = std::find_if_not(user_agent.begin(), user_agent.end(), is_token_char);
  return user_agent.substr(0, static_cast<size_t>(end - user_agent.begin()));
}

bool is_product_token(std::string_view token) {
  return !token.empty() && product_token(token).size() == token.size();
}

}  // namespace tandem
