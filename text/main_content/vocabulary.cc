#include "text/main_content/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace tandem {
namespace {

using enum ContentRule;

struct WordRule {
  std::string_view word;
  ContentRule rule;
  bool prefix;  // also matches words that begin with it
};

// Sorted by word. A prefix entry stands before no entry that it is a prefix of, so that the
// greatest entry not above a word is the only one that can match it.
constexpr auto kWords = std::to_array<WordRule>({
    {"ad", kAdvert, false},
    {"ads", kAdvert, false},
    {"adsbygoogle", kAdvert, false},
    {"advert", kAdvert, true},
    {"alsoread", kRelated, false},
    {"aside", kSidebar, false},
    {"banner", kAdvert, true},
    {"beacon", kAdvert, false},
    {"breadcrumb", kNavigation, true},
    {"byline", kByline, true},
    {"comment", kComments, false},
    {"commentlist", kComments, false},
    {"comments", kComments, false},
    {"consent", kConsent, true},
    {"cookie", kConsent, true},
    {"copyright", kSiteFooter, false},
    {"dateline", kByline, false},
    {"dialog", kDialog, false},
    {"disqus", kComments, true},
    {"dropdown", kNavigation, false},
    {"editsection", kMachinery, false},
    {"filters", kForm, false},
    {"follow", kShare, false},
    {"footer", kSiteFooter, true},
    {"gdpr", kConsent, false},
    {"headerlink", kMachinery, false},
    {"jumplinks", kNavigation, false},
    {"lightbox", kDialog, false},
    {"login", kSignUp, true},
    {"mailchimp", kSignUp, false},
    {"masthead", kSiteHeader, true},
    {"megamenu", kNavigation, true},
    {"menu", kNavigation, true},
    {"metadata", kByline, false},
    {"minicart", kForm, false},
    {"modal", kDialog, false},
    {"mostpopular", kRelated, false},
    {"mostread", kRelated, false},
    {"nav", kNavigation, false},
    {"navbar", kNavigation, true},
    {"navbox", kNavigation, false},
    {"navfooter", kNavigation, false},
    {"navheader", kNavigation, false},
    {"navig", kNavigation, true},
    {"navmenu", kNavigation, false},
    {"navpath", kNavigation, false},
    {"navtop", kNavigation, false},
    {"newsletter", kSignUp, true},
    {"noprint", kMachinery, false},
    {"offcanvas", kNavigation, false},
    {"onetrust", kConsent, true},
    {"outbrain", kRelated, true},
    {"overlay", kDialog, false},
    {"pager", kNavigation, false},
    {"paginat", kNavigation, true},
    {"permalink", kMachinery, false},
    {"popup", kDialog, true},
    {"postmeta", kByline, false},
    {"prevnext", kNavigation, false},
    {"promo", kAdvert, true},
    {"readmore", kRelated, false},
    {"recirc", kRelated, true},
    {"recommend", kRelated, true},
    {"related", kRelated, true},
    {"reply", kComments, false},
    {"respond", kComments, false},
    {"search", kForm, false},
    {"searchform", kForm, false},
    {"share", kShare, false},
    {"sharebar", kShare, true},
    {"sharedaddy", kShare, false},
    {"sharethis", kShare, false},
    {"sharing", kShare, false},
    {"shoutbox", kComments, false},
    {"sidebar", kSidebar, true},
    {"sidenav", kNavigation, true},
    {"signin", kSignUp, false},
    {"signup", kSignUp, true},
    {"sitemap", kNavigation, false},
    {"skip", kMachinery, false},
    {"skiplink", kMachinery, true},
    {"social", kShare, true},
    {"sphinxsidebar", kSidebar, false},
    {"sponsor", kAdvert, true},
    {"subnav", kNavigation, true},
    {"subscri", kSignUp, true},
    {"taboola", kRelated, true},
    {"tagcloud", kByline, false},
    {"taglist", kByline, false},
    {"tags", kByline, false},
    {"teaser", kRelated, true},
    {"toolbar", kNavigation, false},
    {"toolbox", kNavigation, false},
    {"toplinks", kNavigation, false},
    {"trending", kRelated, false},
});

// Whole names (lower case, '_' read as '-'), sorted. They decide before any word of theirs.
struct NameRule {
  std::string_view name;
  ContentRule rule;
  ContentHint hint;
};
constexpr auto kStrong = ContentHint::kStrong;
constexpr auto kWeak = ContentHint::kWeak;
constexpr auto kNoHint = ContentHint::kNone;

constexpr auto kNames = std::to_array<NameRule>({
    {"article", kUndecided, kWeak},
    {"article-body", kUndecided, kStrong},
    {"article-body-content", kUndecided, kStrong},
    {"article-content", kUndecided, kStrong},
    {"article-text", kUndecided, kStrong},
    {"article-wrapper", kUndecided, kWeak},
    {"articlebody", kUndecided, kStrong},
    {"articlecontent", kUndecided, kStrong},
    {"articletext", kUndecided, kStrong},
    {"author-bio", kByline, kNoHint},
    {"author-box", kByline, kNoHint},
    {"author-info", kByline, kNoHint},
    {"blog-content", kUndecided, kStrong},
    {"blog-post", kUndecided, kWeak},
    {"body-content", kUndecided, kWeak},
    {"body-copy", kUndecided, kStrong},
    {"bodycontent", kUndecided, kWeak},
    {"bs-docs-sidebar", kSidebar, kNoHint},
    {"catlinks", kNavigation, kNoHint},
    {"content", kUndecided, kWeak},
    {"content-area", kUndecided, kWeak},
    {"content-body", kUndecided, kStrong},
    {"contentcontainer", kUndecided, kStrong},
    {"contents", kUndecided, kWeak},
    {"contents-text", kUndecided, kStrong},
    {"contribution", kSiteFooter, kNoHint},
    {"d-none", kHidden, kNoHint},
    {"detail-content", kUndecided, kStrong},
    {"display-none", kHidden, kNoHint},
    {"edit-link", kMachinery, kNoHint},
    {"entry", kUndecided, kWeak},
    {"entry-body", kUndecided, kStrong},
    {"entry-content", kUndecided, kStrong},
    {"entry-meta", kByline, kNoHint},
    {"entry-tags", kByline, kNoHint},
    {"entry-utility", kByline, kNoHint},
    {"field--name-body", kUndecided, kStrong},
    {"field-item", kUndecided, kNoHint},
    {"field-name-body", kUndecided, kStrong},
    {"hidden", kHidden, kNoHint},
    {"hide", kHidden, kNoHint},
    {"invisible", kHidden, kNoHint},
    {"jump-to-nav", kMachinery, kNoHint},
    {"main", kUndecided, kWeak},
    {"main-content", kUndecided, kWeak},
    {"maincontent", kUndecided, kWeak},
    {"markdown-body", kUndecided, kStrong},
    {"md-content--inner", kUndecided, kStrong},
    {"mw-content-text", kUndecided, kStrong},
    {"mw-editsection", kMachinery, kNoHint},
    {"mw-parser-output", kUndecided, kStrong},
    {"news-content", kUndecided, kStrong},
    {"news-text", kUndecided, kStrong},
    {"newstext", kUndecided, kStrong},
    {"page-content", kUndecided, kWeak},
    {"post", kUndecided, kWeak},
    {"post-body", kUndecided, kStrong},
    {"post-content", kUndecided, kStrong},
    {"post-entry", kUndecided, kStrong},
    {"post-info", kByline, kNoHint},
    {"post-meta", kByline, kNoHint},
    {"post-tags", kByline, kNoHint},
    {"post-text", kUndecided, kStrong},
    {"postcontent", kUndecided, kStrong},
    {"posted-on", kByline, kNoHint},
    {"primary", kUndecided, kWeak},
    {"print-only", kHidden, kNoHint},
    {"printfooter", kSiteFooter, kNoHint},
    {"read-more", kRelated, kNoHint},
    {"rich-text", kUndecided, kNoHint},
    {"screen-reader-text", kHidden, kNoHint},
    {"single-content", kUndecided, kStrong},
    {"single-post", kUndecided, kWeak},
    {"site-header", kSiteHeader, kNoHint},
    {"site-info", kSiteFooter, kNoHint},
    {"skip-link", kMachinery, kNoHint},
    {"sr-only", kHidden, kNoHint},
    {"story", kUndecided, kWeak},
    {"story-body", kUndecided, kStrong},
    {"story-content", kUndecided, kStrong},
    {"storybody", kUndecided, kStrong},
    {"td-post-content", kUndecided, kStrong},
    {"text-content", kUndecided, kStrong},
    {"thecontent", kUndecided, kStrong},
    {"toc", kNavigation, kNoHint},
    {"topnav", kNavigation, kNoHint},
    {"visually-hidden", kHidden, kNoHint},
    {"visuallyhidden", kHidden, kNoHint},
    {"widget", kSidebar, kNoHint},
    {"widget-area", kSidebar, kNoHint},
    {"widgets", kSidebar, kNoHint},
});

// Words that forum software puts on its pages and posts.
constexpr auto kForumWords = std::to_array<std::string_view>({
    "bbs",
    "discourse",
    "forum",
    "message",
    "phpbb",
    "postbody",
    "qa",
    "question",
    "showthread",
    "thread",
    "topic",
    "vbulletin",
    "xenforo",
});

constexpr auto kRoles = std::to_array<WordRule>({
    {"alert", kDialog, false},
    {"alertdialog", kDialog, false},
    {"banner", kSiteHeader, false},
    {"complementary", kSidebar, false},
    {"contentinfo", kSiteFooter, false},
    {"dialog", kDialog, false},
    {"form", kForm, false},
    {"menu", kNavigation, false},
    {"menubar", kNavigation, false},
    {"navigation", kNavigation, false},
    {"search", kForm, false},
    {"searchbox", kForm, false},
    {"status", kDialog, false},
    {"tablist", kNavigation, false},
    {"toolbar", kNavigation, false},
    {"tooltip", kHidden, false},
    {"tree", kNavigation, false},
});

static_assert(std::ranges::is_sorted(kWords, {}, &WordRule::word));
static_assert(std::ranges::is_sorted(kNames, {}, &NameRule::name));
static_assert(std::ranges::is_sorted(kForumWords));
static_assert(std::ranges::is_sorted(kRoles, {}, &WordRule::word));

constexpr size_t kMaxValue = 400;
constexpr size_t kMaxName = 64;

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

const WordRule* find_word(std::span<const WordRule> table, std::string_view word) {
  auto after = std::upper_bound(
      table.begin(), table.end(), word,
      [](std::string_view value, const WordRule& entry) { return value < entry.word; });
  if (after == table.begin()) return nullptr;
  --after;
  const bool found = after->prefix ? word.starts_with(after->word) : word == after->word;
  return found ? &*after : nullptr;
}

const NameRule* find_name(std::string_view name) {
  const auto found = std::lower_bound(
      kNames.begin(), kNames.end(), name,
      [](const NameRule& entry, std::string_view value) { return entry.name < value; });
  return found != kNames.end() && found->name == name ? &*found : nullptr;
}

// One name, lower-cased into a fixed buffer; word borders kept beside it.
struct Name {
  std::array<char, kMaxName> text;
  std::array<bool, kMaxName> starts_word;  // a change of case before this character
  size_t size = 0;
};

void read_name(std::string_view raw, Name& name) {
  name.size = std::min(raw.size(), kMaxName);
  for (size_t i = 0; i < name.size; ++i) {
    const char c = raw[i];
    name.text[i] = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : (c == '_' ? '-' : c);
    name.starts_word[i] = i > 0 && is_upper(c) && (is_lower(raw[i - 1]) || is_digit(raw[i - 1]));
  }
}

void judge_word(std::string_view word, NameVerdict& verdict) {
  if (word.size() < 2) return;
  if (verdict.rule == kUndecided) {
    if (const WordRule* known = find_word(kWords, word)) verdict.rule = known->rule;
  }
  if (!verdict.forum) {
    verdict.forum = std::binary_search(kForumWords.begin(), kForumWords.end(), word);
  }
}

void judge_name(const Name& name, NameVerdict& verdict) {
  const std::string_view whole(name.text.data(), name.size);
  if (const NameRule* known = find_name(whole)) {
    if (known->rule != kUndecided && verdict.rule == kUndecided) verdict.rule = known->rule;
    verdict.hint = std::max(verdict.hint, known->hint);
    return;
  }
  size_t begin = 0;
  for (size_t i = 0; i <= name.size; ++i) {
    const bool border = i == name.size || name.text[i] == '-' || name.starts_word[i];
    if (!border) continue;
    if (i > begin) judge_word(whole.substr(begin, i - begin), verdict);
    begin = i < name.size && name.text[i] == '-' ? i + 1 : i;
  }
}

}  // namespace

NameVerdict judge_names(std::string_view value) {
  NameVerdict verdict;
  value = value.substr(0, kMaxValue);
  Name name;
  size_t i = 0;
  while (i < value.size()) {
    while (i < value.size() && is_space(value[i])) ++i;
    const size_t begin = i;
    while (i < value.size() && !is_space(value[i])) ++i;
    if (i == begin) break;
    read_name(value.substr(begin, i - begin), name);
    judge_name(name, verdict);
  }
  return verdict;
}

ContentRule judge_role(std::string_view role) {
  const WordRule* known = find_word(kRoles, role);
  return known == nullptr ? kUndecided : known->rule;
}

}  // namespace tandem
