#include "parser/html_scan.h"

#include <algorithm>

#include "parser/ascii.h"

namespace tandem {
namespace {

constexpr size_t kNone = std::string_view::npos;

// Where a comment that begins with "<!--" at `at` ends (one past it).
size_t comment_end(std::string_view html, size_t at) {
  // The dashes of the opening may be those of the end: "<!-->" and "<!--->".
  if (html.substr(at, 5) == "<!-->") return at + 5;
  if (html.substr(at, 6) == "<!--->") return at + 6;
  for (size_t end = at + 4; (end = html.find("--", end)) != kNone; ++end) {
    if (html.substr(end, 3) == "-->") return end + 3;
    if (html.substr(end, 4) == "--!>") return end + 4;
  }
  return html.size();
}

}  // namespace

bool HtmlScan::next(bool cdata_allowed) {
  text_begin_ = from_;
  size_t at = at_;
  for (;;) {
    at = html_.find('<', at);
    if (at == kNone || at + 1 >= html_.size()) break;
    const char c = html_[at + 1];
    if (is_ascii_letter(c) ||
        (c == '/' && at + 2 < html_.size() && is_ascii_letter(html_[at + 2]))) {
      text_end_ = at;
      if (read_tag(at)) return true;
      // A tag that never ends takes the rest of the input with it.
      cut_off_ = true;
      from_ = at_ = html_.size();
      return false;
    }
    if (html_.substr(at, 4) == "<!--") {
      at = comment_end(html_, at);
    } else if (cdata_allowed && html_.substr(at, 9) == "<![CDATA[") {
      const size_t end = html_.find("]]>", at + 9);
      at = end == kNone ? html_.size() : end + 3;
    } else if (c == '!' || c == '?' || (c == '/' && at + 2 < html_.size())) {
      const size_t end = html_.find('>', at + 2);
      at = end == kNone ? html_.size() : end + 1;
    } else {
      ++at;
    }
  }
  text_end_ = from_ = at_ = html_.size();
  return false;
}

// Sections 13.2.5.6 to 13.2.5.40, the states of a tag.
bool HtmlScan::read_tag(size_t at) {
  const size_t begin = at;
  const size_t size = html_.size();
  tag_ = {};
  tag_.end = html_[at + 1] == '/';
  at += tag_.end ? 2 : 1;
  const size_t name_begin = at;
  while (at < size && !is_html_space(html_[at]) && html_[at] != '/' && html_[at] != '>') ++at;
  tag_.name = html_.substr(name_begin, at - name_begin);
  bool slash = false;
  for (;;) {
    while (at < size && (is_html_space(html_[at]) || html_[at] == '/')) {
      slash = html_[at] == '/';
      ++at;
    }
    if (at >= size) return false;
    if (html_[at] == '>') break;
    slash = false;
    const size_t attribute_begin = at;
    // An equals sign at the beginning belongs to the name.
    for (++at; at < size && !is_html_space(html_[at]) && html_[at] != '/' && html_[at] != '>' &&
               html_[at] != '=';
         ++at) {
    }
    const std::string_view name = html_.substr(attribute_begin, at - attribute_begin);
    size_t after = at;
    while (after < size && is_html_space(html_[after])) ++after;
    std::string_view value;
    if (after < size && html_[after] == '=') {
      at = after + 1;
      while (at < size && is_html_space(html_[at])) ++at;
      if (at >= size) return false;
      if (html_[at] == '"' || html_[at] == '\'') {
        const size_t end = html_.find(html_[at], at + 1);
        if (end == kNone) return false;
        value = html_.substr(at + 1, end - at - 1);
        at = end + 1;
      } else {
        const size_t value_begin = at;
        while (at < size && !is_html_space(html_[at]) && html_[at] != '>') ++at;
        value = html_.substr(value_begin, at - value_begin);
      }
    }
    count_attribute(name, value);
    if (tag_.attributes <= max_attributes_) tag_.kept = at - begin;
  }
  tag_.self_closing = slash;
  tag_.source = html_.substr(begin, at + 1 - begin);
  if (tag_.attributes <= max_attributes_) tag_.kept = tag_.source.size();
  from_ = at_ = at + 1;
  return true;
}

void HtmlScan::count_attribute(std::string_view name, std::string_view value) {
  ++tag_.attributes;
  if (name.size() == 4 || name.size() == 5) {
    tag_.font_attribute = tag_.font_attribute || equals_ignoring_case(name, "color") ||
                          equals_ignoring_case(name, "face") || equals_ignoring_case(name, "size");
  } else if (tag_.encoding.empty() && equals_ignoring_case(name, "encoding")) {
    tag_.encoding = value;
  }
}

bool HtmlScan::names_element(size_t at, std::string_view element) const {
  if (!starts_with_ignoring_case(html_.substr(at), element)) return false;
  const size_t after = at + element.size();
  if (after >= html_.size()) return false;
  return is_html_space(html_[after]) || html_[after] == '/' || html_[after] == '>';
}

size_t HtmlScan::find_end_tag(size_t at, std::string_view element) const {
  while ((at = html_.find("</", at)) != kNone) {
    if (names_element(at + 2, element)) return at;
    at += 2;
  }
  return html_.size();
}

// Sections 13.2.5.15 to 13.2.5.31: within "<!--" a second <script> hides one </script>.
size_t HtmlScan::find_script_end(size_t at) const {
  bool escaped = false;
  bool double_escaped = false;
  while (at < html_.size()) {
    const size_t mark = html_.find_first_of("<-", at);
    if (mark == kNone) break;
    at = mark;
    if (html_[at] == '-') {
      if (escaped && html_.substr(at, 3) == "-->") escaped = double_escaped = false;
      ++at;
    } else if (!escaped && html_.substr(at, 4) == "<!--") {
      escaped = true;
      at += 2;  // its dashes may be those of the end
    } else if (html_.substr(at, 2) == "</" && names_element(at + 2, "script")) {
      if (!double_escaped) return at;
      double_escaped = false;
      at += 8;
    } else if (escaped && !double_escaped && names_element(at + 1, "script")) {
      double_escaped = true;
      at += 7;
    } else {
      ++at;
    }
  }
  return html_.size();
}

void HtmlScan::skip_raw_text(std::string_view element) {
  at_ = element == "script" ? find_script_end(at_) : find_end_tag(at_, element);
}

void HtmlScan::skip_all() { at_ = html_.size(); }

}  // namespace tandem
