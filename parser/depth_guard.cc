#include "parser/depth_guard.h"

#include <algorithm>
#include <array>
#include <functional>

#include "parser/ascii.h"
#include "parser/html_scan.h"
#include "parser/open_elements.h"

namespace tandem {
namespace {

bool is_table_structure(GumboTag tag) {
  return tag == GUMBO_TAG_TABLE || tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_THEAD ||
         tag == GUMBO_TAG_TFOOT || tag == GUMBO_TAG_TR || tag == GUMBO_TAG_COLGROUP;
}

bool is_table_section(const OpenElement& element) {
  return element.is(GUMBO_TAG_TBODY) || element.is(GUMBO_TAG_THEAD) || element.is(GUMBO_TAG_TFOOT);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_html_space);
}

// Follows the tree construction rules tag by tag. With an output it rewrites as it goes; without
// one it only watches the limits.
class Guard {
 public:
  Guard(std::string_view html, const GuardLimits& limits, std::string* out)
      : html_(html),
        scan_(html, limits.attributes),
        limits_(limits),
        walk_limit_(limits.walk + limits.walk_per_byte * html.size()),
        out_(out) {}

  // False if a limit was exceeded; never when rewriting.
  bool run() {
    while ((!exceeded_ || rewriting()) && scan_.next(open_.top_is_foreign())) {
      text(scan_.text());
      ++tags_;
      walked_ += open_.size() + open_.list_size();
      if (rewriting() && walked_ > walk_limit_ && open_.size() > limits_.walk_depth) {
        pop_to(limits_.walk_depth);
      }
      if (scan_.tag().end) {
        end_tag();
      } else {
        start_tag();
      }
      check_limits();
    }
    text(scan_.text());
    if (scan_.attributes_cut_off() > limits_.attributes) exceeded_ = true;
    return !exceeded_ || rewriting();
  }

  [[nodiscard]] uint64_t steps() const { return open_.steps() + tags_; }

 private:
  [[nodiscard]] bool rewriting() const { return out_ != nullptr; }

  void check_limits() {
    if (rewriting()) return;
    exceeded_ = exceeded_ || open_.size() > limits_.depth ||
                open_.list_size() > limits_.formatting || walked_ > walk_limit_ ||
                open_.reopened() > limits_.reopened_free + limits_.reopened_per_tag * tags_;
  }

  void text(std::string_view text) {
    if (text.empty()) return;
    if (rewriting()) {
      out_->append(text);
      return;
    }
    if (open_.list_size() == 0 || (!open_.empty() && open_.top().has(kRawText)) ||
        open_.in_select() || (open_.top_is_foreign() && open_.top().point == ForeignPoint::kNone)) {
      return;
    }
    const bool in_table =
        !open_.empty() && !open_.top_is_foreign() && is_table_structure(open_.top().tag);
    if (!in_table || !is_blank(text)) open_.reconstruct();
  }

  // --- Opening and closing -------------------------------------------------------------------

  void emit_tag() {
    if (!rewriting()) return;
    const ScannedTag& tag = scan_.tag();
    out_->append(tag.source.substr(0, tag.kept));
    if (tag.kept < tag.source.size()) out_->append(tag.self_closing ? " />" : ">");
  }

  // A tag left out must not join the text on its sides to a tag or a character reference.
  void drop() {
    if (!rewriting() || out_->empty()) return;
    size_t at = out_->size();
    while (at > 0 && (is_ascii_letter((*out_)[at - 1]) || is_digit((*out_)[at - 1]))) --at;
    if (at > 0 && (*out_)[at - 1] == '#') --at;
    const char before = at > 0 ? (*out_)[at - 1] : '\0';
    const char last = out_->back();
    if (before == '&' || last == '<' || last == '/') out_->append("<!---->");
  }

  void pop() {
    if (rewriting()) out_->append("</").append(open_.top().name).append(">");
    open_.pop();
  }

  void pop_to(size_t size) {
    while (open_.size() > size) pop();
  }

  // Closes the element at an index, and what is in it.
  bool close(size_t index) {
    if (index == kNotOpen) return false;
    pop_to(index);
    return true;
  }

  void close_p() { close(open_.find(GUMBO_TAG_P, Scope::kButton)); }

  // "Generate implied end tags, except for".
  void close_implied_ends(GumboTag except) {
    while (!open_.empty() && !open_.top_is_foreign() && open_.top().has(kImpliedEnd) &&
           open_.top().tag != except) {
      pop();
    }
  }

  void close_select() { close(open_.find_anywhere(GUMBO_TAG_SELECT)); }

  // Table parts close cells and captions with their active formatting elements.
  void close_in_table(size_t size) {
    bool marked = false;
    for (size_t i = open_.size(); i-- > size;) {
      marked = marked || open_[i].is(GUMBO_TAG_TD) || open_[i].is(GUMBO_TAG_TH) ||
               open_[i].is(GUMBO_TAG_CAPTION);
    }
    pop_to(size);
    if (marked) open_.clear_to_marker();
  }

  static OpenElement element(GumboTag tag, std::string_view name) {
    OpenElement opened;
    opened.tag = tag;
    opened.traits = tag_traits(tag);
    opened.name = name;
    return opened;
  }

  void push_implied(GumboTag tag) {
    if (make_room(tag_traits(tag))) open_.push(element(tag, gumbo_normalized_tagname(tag)));
  }

  [[nodiscard]] static bool is_plain(uint32_t traits) {
    return (traits & (kFormattingTag | kTablePart | kRawText | kScopeTag)) == 0;
  }

  // When rewriting: makes the next element a sibling if it would be too deep. False if it must be
  // left out.
  bool make_room(uint32_t traits) {
    if (!rewriting()) return true;
    if ((traits & kFormattingTag) != 0 && open_formatting() >= limits_.formatting) return false;
    if (open_.size() < depth_limit() || (traits & kRawText) != 0) return true;
    const bool siblings = is_plain(traits) && !open_.top().foreign() &&
                          is_plain(open_.top().traits) && !open_.top().is(GUMBO_TAG_SELECT);
    if (siblings) pop();
    return siblings;
  }

  [[nodiscard]] size_t depth_limit() const {
    return walked_ > walk_limit_ ? limits_.walk_depth : limits_.depth;
  }

  [[nodiscard]] size_t open_formatting() const {
    // Rewritten markup never has more than a few scores of them, so this is cheap enough.
    size_t count = 0;
    for (size_t i = 0; i < open_.size(); ++i) count += open_[i].has(kFormattingTag) ? 1 : 0;
    return count;
  }

  // Opens the element of the current start tag.
  void open(OpenElement opened) {
    const uint32_t traits = opened.traits;
    const bool full = rewriting() && open_.size() >= depth_limit();
    const bool fits = make_room(traits);
    if ((full || !fits) && (traits & (kImpliedEnd | kRawText)) == 0) {
      ++overflow_[static_cast<size_t>(opened.tag)];
    }
    if (!fits) {
      if ((traits & (kClosesP | kTablePart)) != 0 || opened.is(GUMBO_TAG_TABLE)) {
        out_->append("<br>");
      } else {
        drop();
      }
      return;
    }
    emit_tag();
    if ((traits & kFormattingTag) != 0 && !rewriting()) {
      open_.push_formatting(opened, std::hash<std::string_view>()(scan_.tag().source));
      return;
    }
    open_.push(opened);
    if ((traits & kMarkerTag) != 0 && !rewriting()) open_.push_marker();
  }

  void reconstruct() {
    if (!rewriting()) open_.reconstruct();
  }

  // --- Start tags ----------------------------------------------------------------------------

  void start_tag() {
    const ScannedTag& tag = scan_.tag();
    const GumboTag id = gumbo_tagn_enum(tag.name.data(), static_cast<unsigned>(tag.name.size()));
    if (tag.attributes > limits_.attributes && !rewriting()) exceeded_ = true;
    if (in_foreign_content(id)) {
      const bool breaks_out =
          (tag_traits(id) & kBreakout) != 0 || (id == GUMBO_TAG_FONT && tag.font_attribute);
      if (!breaks_out) {
        open_foreign(id, open_.top().space);
        return;
      }
      do {
        pop();
      } while (open_.top_is_foreign() && (open_.top().point == ForeignPoint::kNone ||
                                          open_.top().point == ForeignPoint::kAnnotation));
    }
    if (!open_.in_select() || start_in_select(id)) start_html(id);
  }

  // Section 13.2.6, "tree construction dispatcher".
  [[nodiscard]] bool in_foreign_content(GumboTag id) const {
    if (!open_.top_is_foreign()) return false;
    switch (open_.top().point) {
      case ForeignPoint::kHtml:
        return false;
      case ForeignPoint::kMathText:
        return id == GUMBO_TAG_MGLYPH || id == GUMBO_TAG_MALIGNMARK;
      case ForeignPoint::kAnnotation:
        return id != GUMBO_TAG_SVG;
      case ForeignPoint::kNone:
        break;
    }
    return true;
  }

  void open_foreign(GumboTag id, GumboNamespaceEnum space) {
    const ScannedTag& tag = scan_.tag();
    if (tag.self_closing) {
      emit_tag();
      return;
    }
    OpenElement opened;
    opened.tag = id;
    opened.space = space;
    opened.name = tag.name;
    opened.point = foreign_point(id, space, tag.encoding);
    if (opened.point != ForeignPoint::kNone) opened.traits = kSpecialTag | kScopeTag;
    open(opened);
  }

  static ForeignPoint foreign_point(GumboTag id, GumboNamespaceEnum space,
                                    std::string_view encoding) {
    if (space == GUMBO_NAMESPACE_SVG) {
      const bool html =
          id == GUMBO_TAG_FOREIGNOBJECT || id == GUMBO_TAG_DESC || id == GUMBO_TAG_TITLE;
      return html ? ForeignPoint::kHtml : ForeignPoint::kNone;
    }
    if (id == GUMBO_TAG_ANNOTATION_XML) {
      const bool html = equals_ignoring_case(encoding, "text/html") ||
                        equals_ignoring_case(encoding, "application/xhtml+xml");
      return html ? ForeignPoint::kHtml : ForeignPoint::kAnnotation;
    }
    const bool text = id == GUMBO_TAG_MI || id == GUMBO_TAG_MO || id == GUMBO_TAG_MN ||
                      id == GUMBO_TAG_MS || id == GUMBO_TAG_MTEXT;
    return text ? ForeignPoint::kMathText : ForeignPoint::kNone;
  }

  // Section 13.2.6.4.16, "in select". True if the tag goes on to the other rules.
  bool start_in_select(GumboTag id) {
    switch (id) {
      case GUMBO_TAG_OPTGROUP:
      case GUMBO_TAG_OPTION:
        if (open_.top_is(GUMBO_TAG_OPTION)) pop();
        if (id == GUMBO_TAG_OPTGROUP && open_.top_is(GUMBO_TAG_OPTGROUP)) pop();
        open(element(id, scan_.tag().name));
        return false;
      case GUMBO_TAG_SELECT:
        close_select();
        return false;
      case GUMBO_TAG_INPUT:
      case GUMBO_TAG_KEYGEN:
      case GUMBO_TAG_TEXTAREA:
        close_select();
        return true;
      case GUMBO_TAG_SCRIPT:
      case GUMBO_TAG_TEMPLATE:
        return true;
      default:
        break;
    }
    const bool table_tag =
        id == GUMBO_TAG_TABLE || (id != GUMBO_TAG_COLGROUP && (tag_traits(id) & kTablePart) != 0);
    const size_t table = table_tag ? open_.find_table_or_template() : kNotOpen;
    if (table != kNotOpen && open_[table].is(GUMBO_TAG_TABLE)) {
      close_select();
      return true;
    }
    drop();
    return false;
  }

  void start_html(GumboTag id) {
    const ScannedTag& tag = scan_.tag();
    const uint32_t traits = tag_traits(id);
    switch (id) {
      case GUMBO_TAG_HTML:
      case GUMBO_TAG_HEAD:
      case GUMBO_TAG_BODY:
        start_root(id);
        return;
      case GUMBO_TAG_COL:
      case GUMBO_TAG_CAPTION:
      case GUMBO_TAG_COLGROUP:
      case GUMBO_TAG_TBODY:
      case GUMBO_TAG_THEAD:
      case GUMBO_TAG_TFOOT:
      case GUMBO_TAG_TR:
      case GUMBO_TAG_TD:
      case GUMBO_TAG_TH:
        start_table_part(id);
        return;
      case GUMBO_TAG_FRAMESET:
        if (too_many_framesets()) {
          exceeded_ = true;
          drop();
          return;
        }
        break;
      case GUMBO_TAG_ISINDEX:
        // Closes <p> only where no form has been open, which is more than the stack tells.
        exceeded_ = true;
        drop();
        return;
      case GUMBO_TAG_SVG:
      case GUMBO_TAG_MATH:
        reconstruct();
        open_foreign(id, id == GUMBO_TAG_SVG ? GUMBO_NAMESPACE_SVG : GUMBO_NAMESPACE_MATHML);
        return;
      default:
        break;
    }
    close_implied(id, traits);
    if ((traits & kNoReconstruct) == 0) reconstruct();
    if ((traits & kVoidTag) != 0) {
      emit_tag();
      return;
    }
    open(element(id, tag.name));
    if ((traits & kRawText) == 0) return;
    if (id == GUMBO_TAG_PLAINTEXT) {
      scan_.skip_all();
    } else {
      scan_.skip_raw_text(gumbo_normalized_tagname(id));
    }
  }

  // Once a page is a frameset nearly every other tag is ignored, raw text too, which names cannot
  // tell. So whatever looks like a frameset counts as one, and one too many makes the page none.
  [[nodiscard]] bool too_many_framesets() {
    if (framesets_ == 0) {
      constexpr std::string_view kName = "frameset";
      for (size_t at = 0; (at = html_.find('<', at)) != std::string_view::npos; ++at) {
        if (starts_with_ignoring_case(html_.substr(at + 1), kName)) ++framesets_;
      }
    }
    return framesets_ > limits_.framesets;
  }

  void start_root(GumboTag id) {
    const bool first = !roots_[static_cast<size_t>(id)];
    roots_[static_cast<size_t>(id)] = true;
    ++root_tags_;
    if (!rewriting()) {
      exceeded_ = exceeded_ || (root_tags_ > limits_.root_tags && scan_.tag().attributes > 0);
    } else if (first) {
      emit_tag();
    } else {
      drop();
    }
  }

  // What a start tag closes before its element is put in.
  void close_implied(GumboTag id, uint32_t traits) {
    switch (id) {
      case GUMBO_TAG_LI:
      case GUMBO_TAG_DD:
      case GUMBO_TAG_DT:
        close_list_item(id);
        break;
      case GUMBO_TAG_OPTION:
      case GUMBO_TAG_OPTGROUP:
        if (open_.top_is(GUMBO_TAG_OPTION)) pop();
        break;
      case GUMBO_TAG_BUTTON:
        close(open_.find(GUMBO_TAG_BUTTON, Scope::kDefault));
        break;
      case GUMBO_TAG_A:
      case GUMBO_TAG_NOBR:
        close_same(id);
        break;
      case GUMBO_TAG_RB:
      case GUMBO_TAG_RP:
      case GUMBO_TAG_RT:
      case GUMBO_TAG_RTC:
        if (open_.find(GUMBO_TAG_RUBY, Scope::kDefault) != kNotOpen) {
          const bool keeps_rtc = id == GUMBO_TAG_RT || id == GUMBO_TAG_RP;
          close_implied_ends(keeps_rtc ? GUMBO_TAG_RTC : GUMBO_TAG_LAST);
        }
        break;
      case GUMBO_TAG_TABLE:
        // In quirks mode <table> does not close <p>; rewritten, it may as well.
        if (rewriting()) close_p();
        if (!open_.empty() && !open_.top_is_foreign() && is_table_structure(open_.top().tag)) {
          const size_t table = open_.find_table_or_template();
          if (table != kNotOpen && open_[table].is(GUMBO_TAG_TABLE)) close(table);
        }
        break;
      default:
        break;
    }
    if ((traits & kClosesP) != 0) close_p();
    if ((traits & kHeading) != 0 && !open_.empty() && !open_.top_is_foreign() &&
        open_.top().has(kHeading)) {
      pop();
    }
  }

  void close_list_item(GumboTag id) {
    const GumboTag other = id == GUMBO_TAG_DD   ? GUMBO_TAG_DT
                           : id == GUMBO_TAG_DT ? GUMBO_TAG_DD
                                                : GUMBO_TAG_LI;
    for (size_t i = open_.size(); i-- > 0; ++walked_) {
      const OpenElement& candidate = open_[i];
      if (candidate.is(id) || candidate.is(other)) {
        pop_to(i);
        return;
      }
      if (candidate.has(kSpecialTag) && !candidate.is(GUMBO_TAG_ADDRESS) &&
          !candidate.is(GUMBO_TAG_DIV) && !candidate.is(GUMBO_TAG_P)) {
        return;
      }
    }
  }

  // <a> and <nobr> do not nest.
  void close_same(GumboTag id) {
    if (rewriting()) {
      close(open_.find(id, Scope::kDefault));
      return;
    }
    if (id == GUMBO_TAG_NOBR) open_.reconstruct();
    const bool nested =
        id == GUMBO_TAG_A ? open_.is_active(id) : open_.find(id, Scope::kDefault) != kNotOpen;
    if (!nested) return;
    walked_ += open_.size();
    open_.run_adoption_agency(id);
    if (id == GUMBO_TAG_A) open_.remove_active(id);
  }

  // Sections 13.2.6.4.9 to 13.2.6.4.15, the insertion modes of tables.
  void start_table_part(GumboTag id) {
    const size_t table = open_.find_table_or_template();
    if (table == kNotOpen) {
      drop();
      return;
    }
    if (open_[table].is(GUMBO_TAG_TEMPLATE)) {
      start_part_in_template(id, table);
      return;
    }
    const bool section = table + 1 < open_.size() && is_table_section(open_[table + 1]);
    const bool row = section && table + 2 < open_.size() && open_[table + 2].is(GUMBO_TAG_TR);
    if (id == GUMBO_TAG_COL) {
      if (!open_.top_is(GUMBO_TAG_COLGROUP)) {
        close_in_table(table + 1);
        push_implied(GUMBO_TAG_COLGROUP);
      }
      emit_tag();
      return;
    }
    if (id == GUMBO_TAG_TD || id == GUMBO_TAG_TH) {
      close_in_table(table + (row ? 3 : section ? 2 : 1));
      if (!section) push_implied(GUMBO_TAG_TBODY);
      if (!row) push_implied(GUMBO_TAG_TR);
    } else if (id == GUMBO_TAG_TR) {
      close_in_table(table + (section ? 2 : 1));
      if (!section) push_implied(GUMBO_TAG_TBODY);
    } else {
      close_in_table(table + 1);
    }
    open(element(id, scan_.tag().name));
  }

  // Whether a template takes the part depends on all that it has seen; it certainly closes nothing
  // but other parts.
  void start_part_in_template(GumboTag id, size_t index) {
    bool parts_only = true;
    for (size_t i = index + 1; i < open_.size(); ++i) {
      parts_only = parts_only && open_[i].has(kTablePart);
    }
    // After <col> a template ignores what else comes, raw text too: see too_many_framesets().
    if (id == GUMBO_TAG_COL) exceeded_ = true;
    if (!parts_only || id == GUMBO_TAG_COL) {
      drop();
    } else {
      open(element(id, scan_.tag().name));
    }
  }

  // --- End tags ------------------------------------------------------------------------------

  void end_tag() {
    const ScannedTag& tag = scan_.tag();
    const GumboTag id = gumbo_tagn_enum(tag.name.data(), static_cast<unsigned>(tag.name.size()));
    const size_t before = open_.size();
    const size_t written = rewriting() ? out_->size() : 0;
    uint64_t& overflow = overflow_[static_cast<size_t>(id)];
    if (overflow > 0) {
      --overflow;
    } else if (!open_.top_is_foreign() || !end_foreign(tag.name)) {
      end_html(id);
    }
    if (rewriting() && open_.size() == before && out_->size() == written) drop();
  }

  bool end_foreign(std::string_view name) {
    for (size_t i = open_.size(); i-- > 0 && open_[i].foreign(); ++walked_) {
      const std::string_view candidate = open_[i].name;
      if (candidate.size() == name.size() &&
          std::equal(name.begin(), name.end(), candidate.begin(),
                     [](char a, char b) { return ascii_lower(a) == ascii_lower(b); })) {
        pop_to(i);
        return true;
      }
    }
    return false;
  }

  void end_html(GumboTag id) {
    if (open_.in_select() && !end_in_select(id)) return;
    const uint32_t traits = tag_traits(id);
    switch (id) {
      case GUMBO_TAG_HTML:
      case GUMBO_TAG_BODY:
      case GUMBO_TAG_HEAD:
        return;
      case GUMBO_TAG_BR:
        reconstruct();
        if (rewriting()) out_->append("</br>");  // <br> would leave foreign content
        return;
      case GUMBO_TAG_P:
        close_p();
        return;
      case GUMBO_TAG_LI:
        close(open_.find(id, Scope::kListItem));
        return;
      case GUMBO_TAG_DD:
      case GUMBO_TAG_DT:
        close(open_.find(id, Scope::kDefault));
        return;
      case GUMBO_TAG_FORM:
        end_form();
        return;
      case GUMBO_TAG_TEMPLATE:
        if (close(open_.find_anywhere(id))) open_.clear_to_marker();
        return;
      case GUMBO_TAG_APPLET:
      case GUMBO_TAG_MARQUEE:
      case GUMBO_TAG_OBJECT:
        if (close(open_.find(id, Scope::kDefault))) open_.clear_to_marker();
        return;
      case GUMBO_TAG_TABLE:
        end_table_part(id);
        return;
      default:
        break;
    }
    if ((traits & kTablePart) != 0) {
      end_table_part(id);
    } else if ((traits & kHeading) != 0) {
      close(open_.find_trait(kHeading));
    } else if ((traits & kBlockEnd) != 0) {
      close(open_.find(id, Scope::kDefault));
    } else if ((traits & kFormattingTag) != 0) {
      end_formatting(id);
    } else {
      end_other(id);
    }
  }

  // True if the tag goes on to the other rules.
  bool end_in_select(GumboTag id) {
    switch (id) {
      case GUMBO_TAG_OPTGROUP:
        if (open_.top_is(GUMBO_TAG_OPTION) && open_.size() > 1 &&
            open_[open_.size() - 2].is(GUMBO_TAG_OPTGROUP)) {
          pop();
        }
        if (open_.top_is(GUMBO_TAG_OPTGROUP)) pop();
        return false;
      case GUMBO_TAG_OPTION:
        if (open_.top_is(GUMBO_TAG_OPTION)) pop();
        return false;
      case GUMBO_TAG_SELECT:
        close_select();
        return false;
      case GUMBO_TAG_TEMPLATE:
        return true;
      default:
        break;
    }
    const bool table_tag =
        id == GUMBO_TAG_TABLE || (id != GUMBO_TAG_COLGROUP && (tag_traits(id) & kTablePart) != 0);
    if (!table_tag || find_in_table(id) == kNotOpen) return false;
    close_select();
    return true;
  }

  // A table part in table scope.
  size_t find_in_table(GumboTag id) {
    for (size_t i = open_.size(); i-- > 0; ++walked_) {
      if (open_[i].is(id)) return i;
      if (open_[i].is(GUMBO_TAG_TABLE) || open_[i].is(GUMBO_TAG_TEMPLATE)) break;
    }
    return kNotOpen;
  }

  void end_table_part(GumboTag id) {
    if (id == GUMBO_TAG_COLGROUP) {
      if (open_.top_is(id)) pop();
      return;
    }
    const size_t index = find_in_table(id);
    if (index == kNotOpen) return;
    const size_t table = open_.find_table_or_template();
    if (table == kNotOpen || open_[table].is(GUMBO_TAG_TEMPLATE)) {
      // As for start tags: only what is certain.
      for (size_t i = index; i < open_.size(); ++i) {
        if (!open_[i].has(kTablePart)) return;
      }
    }
    close_in_table(index);
  }

  // Takes the form alone off the stack.
  void end_form() {
    if (!open_.empty() && rewriting()) {
      const size_t form = open_.find(GUMBO_TAG_FORM, Scope::kDefault);
      if (form != kNotOpen && form + 1 == open_.size()) pop();
      return;
    }
    const size_t form = open_.find(GUMBO_TAG_FORM, Scope::kDefault);
    if (form == kNotOpen) return;
    close_implied_ends(GUMBO_TAG_LAST);
    open_.erase(form);
  }

  void end_formatting(GumboTag id) {
    if (!rewriting()) {
      walked_ += open_.size();
      open_.run_adoption_agency(id);
      return;
    }
    // Only if no block begins within: the block would be cut in two.
    for (size_t i = open_.size(); i-- > 0; ++walked_) {
      if (open_[i].is(id)) {
        pop_to(i);
        return;
      }
      if (open_[i].has(kSpecialTag)) return;
    }
  }

  void end_other(GumboTag id) {
    for (size_t i = open_.size(); i-- > 0; ++walked_) {
      if (open_[i].is(id)) {
        pop_to(i);
        return;
      }
      if (open_[i].has(kSpecialTag)) return;
    }
  }

  std::string_view html_;
  HtmlScan scan_;
  const GuardLimits& limits_;
  uint64_t walk_limit_;
  std::string* out_;
  OpenElements open_;
  std::array<uint64_t, static_cast<size_t>(GUMBO_TAG_LAST) + 1> overflow_{};
  std::array<bool, static_cast<size_t>(GUMBO_TAG_LAST) + 1> roots_{};
  uint64_t tags_ = 0;
  uint64_t walked_ = 0;
  uint32_t root_tags_ = 0;
  uint32_t framesets_ = 0;
  bool exceeded_ = false;
};

}  // namespace

Guarded guard_depth(std::string_view html, std::string& rewritten, bool rewrite,
                    const GuardLimits& limits) {
  Guarded result;
  if (!rewrite) {
    Guard watch(html, limits, nullptr);
    const bool within = watch.run();
    result.steps = watch.steps();
    if (within) {
      result.html = html;
      return result;
    }
  }
  rewritten.clear();
  rewritten.reserve(html.size() + html.size() / 4);
  Guard writer(html, limits, &rewritten);
  writer.run();
  result.steps += writer.steps();
  result.html = rewritten;
  result.changed = true;
  return result;
}

}  // namespace tandem
