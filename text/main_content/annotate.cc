#include "text/main_content/annotate.h"

#include <algorithm>
#include <string_view>

namespace tandem {
namespace {

using enum ContentRule;

// What the attributes of one element say.
struct AttributeFacts {
  NameVerdict names;
  ContentRule rule = kUndecided;  // hidden, or a landmark role
  bool main = false;              // role=main
  bool article_body = false;      // itemprop=articleBody and its kin
  bool has_href = false;
  bool presentation = false;
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// display: none and visibility: hidden, with or without the blank.
bool style_hides(std::string_view style) {
  return contains(style, "display:none") || contains(style, "display: none") ||
         contains(style, "visibility:hidden") || contains(style, "visibility: hidden");
}

bool is_text_property(std::string_view value) {
  return contains(value, "articleBody") || contains(value, "reviewBody") ||
         contains(value, "recipeInstructions") || value == "text";
}

bool is_byline_property(std::string_view value) {
  return value == "datePublished" || value == "dateModified" || value == "author" ||
         value == "publisher" || value == "interactionStatistic";
}

bool is_forum_type(std::string_view value) {
  return contains(value, "DiscussionForumPosting") || contains(value, "QAPage");
}

AttributeFacts read_attributes(const PageView& page, const PageNode& node, bool& forum) {
  AttributeFacts facts;
  for (const PageAttribute& attribute : page.attributes(node)) {
    const std::string_view name = page.string(attribute.name);
    const std::string_view value = page.string(attribute.value);
    if (name == "class" || name == "id") {
      const NameVerdict verdict = judge_names(value);
      if (facts.names.rule == kUndecided) facts.names.rule = verdict.rule;
      facts.names.hint = std::max(facts.names.hint, verdict.hint);
      facts.names.forum = facts.names.forum || verdict.forum;
    } else if (name == "hidden") {
      if (value != "until-found") facts.rule = kHidden;
    } else if (name == "aria-hidden") {
      if (value == "true") facts.rule = kHidden;
    } else if (name == "style") {
      if (style_hides(value)) facts.rule = kHidden;
    } else if (name == "role") {
      if (value == "main") facts.main = true;
      if (value == "presentation" || value == "none") facts.presentation = true;
      if (facts.rule == kUndecided) facts.rule = judge_role(value);
    } else if (name == "itemprop") {
      if (is_text_property(value)) facts.article_body = true;
      if (is_byline_property(value) && facts.rule == kUndecided) facts.rule = kByline;
    } else if (name == "itemtype") {
      forum = forum || is_forum_type(value);
    } else if (name == "href") {
      facts.has_href = true;
    }
  }
  return facts;
}

bool is_control(Tag tag) {
  switch (tag) {
    case Tag::button:
    case Tag::select:
    case Tag::option:
    case Tag::optgroup:
    case Tag::datalist:
    case Tag::input:
    case Tag::label:
    case Tag::legend:
    case Tag::meter:
    case Tag::progress:
    case Tag::output:
      return true;
    default:
      return false;
  }
}

bool is_not_text(Tag tag) {
  switch (tag) {
    case Tag::head:
    case Tag::noscript:
    case Tag::svg:
    case Tag::object:
    case Tag::applet:
    case Tag::audio:
    case Tag::video:
    case Tag::canvas:
    case Tag::map:
    case Tag::rp:
    case Tag::rt:
    case Tag::frameset:
      return true;
    default:
      return is_raw_text(tag);
  }
}

ContentRule tag_rule(Tag tag, bool in_text) {
  switch (tag) {
    case Tag::nav:
    case Tag::menu:
      return kNavigation;
    case Tag::aside:
      return kSidebar;
    case Tag::footer:
      return kSiteFooter;
    case Tag::header:
      return in_text ? kUndecided : kSiteHeader;
    case Tag::form:
    case Tag::fieldset:
    case Tag::search:
      return kForm;
    case Tag::dialog:
      return kDialog;
    default:
      return is_control(tag) ? kControl : kUndecided;
  }
}

// A table lays out the page, rather than holding data, if a cell of it holds structure.
bool breaks_table(Tag tag) {
  return tag == Tag::table || tag == Tag::pre || is_heading(tag) || tag == Tag::article ||
         tag == Tag::form || tag == Tag::blockquote;
}

constexpr uint32_t kMaxCellChars = 600;  // a data cell seldom holds more

bool is_cell(Tag tag) { return tag == Tag::td || tag == Tag::th; }

constexpr uint32_t kPercent = 100;
constexpr uint32_t kConsentShare = 80;  // of the page's text: then it is no mere dialog
constexpr uint32_t kProseChars = 400;   // prose enough to outweigh a name
constexpr uint32_t kProseParagraphs = 2;
constexpr uint32_t kProseLinkShare = 25;

// Paragraphs in number with few links.
bool is_prose(const PageNode& node) {
  return node.paragraph_count >= kProseParagraphs && node.text_chars >= kProseChars &&
         uint64_t{node.link_chars} * kPercent <= uint64_t{node.text_chars} * kProseLinkShare;
}

// Names that builders of pages give to parts of the text as well ("promo", "subscriber-content",
// "hero-banner"): prose refutes them. Related texts, comments, dialogs and bylines are prose often.
bool believes_prose(ContentRule rule) {
  switch (rule) {
    case kNavigation:
    case kSiteHeader:
    case kForm:
    case kShare:
    case kAdvert:
    case kSignUp:
    case kSidebar:
      return true;
    default:
      return false;
  }
}

// Facts about whole subtrees that decide whether an element may be dropped by its name.
class Guards {
 public:
  explicit Guards(const PageView& page) : page_(page) {
    total_ = page.node(0).text_chars;
    for (uint32_t i = 0; i < page.size(); ++i) {
      const Tag tag = page.node(i).tag;
      if (tag == Tag::body) total_ = page.node(i).text_chars;
      if (tag == Tag::main || tag == Tag::h1) landmarks_.push_back(i);
    }
  }

  // True if dropping the element would lose what the page is about: most of its text, or (for
  // large parts) its <main> or first heading.
  [[nodiscard]] bool keeps(uint32_t index, ContentRule rule) const {
    const PageNode& node = page_.node(index);
    if (node.tag == Tag::html || node.tag == Tag::body || node.tag == Tag::main) return true;
    const uint64_t chars = node.text_chars;
    const uint64_t prose = chars - std::min<uint64_t>(chars, node.link_chars);
    if (rule == kComments) return false;  // weighed later, against the text beside them
    if (rule == kConsent) return chars * kPercent > total_ * kConsentShare;
    if (chars * 2 > total_ && prose * 3 > chars) return true;
    const auto first = std::lower_bound(landmarks_.begin(), landmarks_.end(), index);
    const bool has_landmark = first != landmarks_.end() && *first < node.end;
    return has_landmark && prose * 4 > total_;
  }

 private:
  const PageView& page_;
  std::vector<uint32_t> landmarks_;
  uint64_t total_ = 0;
};

// Marks the cells of data tables: a table is one unless something in it, seen later in document
// order, shows that it lays out the page.
std::vector<bool> find_layout_tables(const PageView& page) {
  std::vector<bool> layout(page.size(), false);
  std::vector<uint32_t> table(page.size(), kNoNode);  // the nearest table of each node
  for (uint32_t i = 1; i < page.size(); ++i) {
    const PageNode& node = page.node(i);
    const uint32_t outer = table[node.parent];
    table[i] = node.tag == Tag::table ? i : outer;
    if (outer == kNoNode) continue;
    if (breaks_table(node.tag) || (is_cell(node.tag) && node.text_chars > kMaxCellChars)) {
      layout[outer] = true;
    }
  }
  return layout;
}

}  // namespace

bool is_heading(Tag tag) {
  switch (tag) {
    case Tag::h1:
    case Tag::h2:
    case Tag::h3:
    case Tag::h4:
    case Tag::h5:
    case Tag::h6:
      return true;
    default:
      return false;
  }
}

bool is_block(Tag tag) {
  switch (tag) {
    case Tag::html:
    case Tag::body:
    case Tag::address:
    case Tag::article:
    case Tag::aside:
    case Tag::blockquote:
    case Tag::caption:
    case Tag::center:
    case Tag::dd:
    case Tag::details:
    case Tag::dialog:
    case Tag::dir:
    case Tag::div:
    case Tag::dl:
    case Tag::dt:
    case Tag::fieldset:
    case Tag::figcaption:
    case Tag::figure:
    case Tag::footer:
    case Tag::form:
    case Tag::h1:
    case Tag::h2:
    case Tag::h3:
    case Tag::h4:
    case Tag::h5:
    case Tag::h6:
    case Tag::header:
    case Tag::hgroup:
    case Tag::hr:
    case Tag::li:
    case Tag::listing:
    case Tag::main:
    case Tag::menu:
    case Tag::nav:
    case Tag::ol:
    case Tag::p:
    case Tag::plaintext:
    case Tag::pre:
    case Tag::search:
    case Tag::section:
    case Tag::summary:
    case Tag::table:
    case Tag::tbody:
    case Tag::td:
    case Tag::tfoot:
    case Tag::th:
    case Tag::thead:
    case Tag::tr:
    case Tag::ul:
    case Tag::xmp:
      return true;
    default:
      return false;
  }
}

void PageMarks::clear() {
  nodes.clear();
  hinted.clear();
  forum = false;
}

void annotate(const PageView& page, PageMarks& marks) {
  marks.clear();
  marks.nodes.resize(page.size());
  const Guards guards(page);
  const std::vector<bool> layout = find_layout_tables(page);
  std::vector<bool> data_table(page.size(), false);  // inside a data table
  for (uint32_t i = 0; i < page.size(); ++i) {
    const PageNode& node = page.node(i);
    NodeMark& mark = marks.nodes[i];
    if (i > 0) {
      mark = marks.nodes[node.parent];
      mark.hint = ContentHint::kNone;
      data_table[i] = data_table[node.parent];
    }
    if (node.tag == Tag::kText) continue;
    if (is_block(node.tag)) mark.container = i;
    if (mark.rule == kRawText) continue;
    if (is_not_text(node.tag)) {
      mark.rule = kRawText;
      continue;
    }
    const AttributeFacts facts = read_attributes(page, node, marks.forum);
    if (node.tag == Tag::table) {
      data_table[i] = !layout[i] && !facts.presentation;
      mark.cell = kNoNode;
    }
    if (is_cell(node.tag)) mark.cell = data_table[i] ? i : kNoNode;
    if (node.tag == Tag::li || node.tag == Tag::dt || node.tag == Tag::dd) mark.item = i;
    if (node.tag == Tag::pre || node.tag == Tag::listing || node.tag == Tag::xmp) {
      mark.preformatted = i;
    }
    if (node.tag == Tag::code || mark.preformatted == i) mark.in_code = true;
    if (node.tag == Tag::a && facts.has_href) mark.in_link = true;
    if (node.tag == Tag::body || node.tag == Tag::html) {
      marks.forum = marks.forum || facts.names.forum;
      continue;
    }
    if (mark.rule != kUndecided) continue;

    ContentHint hint = facts.names.hint;
    if (facts.article_body) hint = ContentHint::kStrong;
    if (node.tag == Tag::main || facts.main || node.tag == Tag::article) {
      hint = std::max(hint, ContentHint::kWeak);
    }
    ContentRule rule = facts.rule;
    if (rule == kUndecided) rule = tag_rule(node.tag, mark.in_text);
    if (rule == kUndecided && hint != ContentHint::kStrong && !facts.main && !mark.in_code &&
        !(believes_prose(facts.names.rule) && is_prose(node))) {
      rule = facts.names.rule;
    }
    if (rule != kUndecided && !guards.keeps(i, rule)) {
      mark.rule = rule;
      continue;
    }
    mark.hint = hint;
    if (hint != ContentHint::kNone) {
      marks.hinted.push_back(i);
      if (hint == ContentHint::kStrong || node.tag == Tag::article || node.tag == Tag::main) {
        mark.in_text = true;
      }
    }
  }
}

}  // namespace tandem
