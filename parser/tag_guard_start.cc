// TagGuard: start tags.
#include <algorithm>

#include "parser/ascii.h"
#include "parser/tag_guard.h"
#include "parser/tag_traits.h"

namespace tandem {
namespace {

bool is_table_section(const OpenElement& element) {
  return element.is(GUMBO_TAG_TBODY) || element.is(GUMBO_TAG_THEAD) || element.is(GUMBO_TAG_TFOOT);
}

}  // namespace

void TagGuard::start_tag() {
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

bool TagGuard::in_foreign_content(GumboTag id) const {
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

void TagGuard::open_foreign(GumboTag id, GumboNamespaceEnum space) {
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
  // SVG's <title> ends scopes and yet is not special.
  if (opened.point != ForeignPoint::kNone) {
    opened.traits = kScopeTag | (id == GUMBO_TAG_TITLE ? 0U : uint32_t{kSpecialTag});
  }
  open(opened);
}

ForeignPoint TagGuard::foreign_point(GumboTag id, GumboNamespaceEnum space,
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

bool TagGuard::start_in_select(GumboTag id) {
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

void TagGuard::start_html(GumboTag id) {
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
    case GUMBO_TAG_FORM:
      if (!start_form()) return;
      break;
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

bool TagGuard::too_many_framesets() {
  if (framesets_ == 0) {
    constexpr std::string_view kName = "frameset";
    for (size_t at = 0; (at = html_.find('<', at)) != std::string_view::npos; ++at) {
      if (starts_with_ignoring_case(html_.substr(at + 1), kName)) ++framesets_;
    }
  }
  return framesets_ > limits_.framesets;
}

bool TagGuard::start_form() {
  if (rewriting()) {
    if (open_.find_anywhere(GUMBO_TAG_FORM) == kNotOpen) return true;
    drop();
    return false;
  }
  const bool in_template = open_.find_anywhere(GUMBO_TAG_TEMPLATE) != kNotOpen;
  if (open_.in_table_mode()) {
    if (!in_template && form_ == 0) form_ = kFormInTable;
    return false;
  }
  if (!in_template && form_ != 0) return false;
  close_p();
  open(element(GUMBO_TAG_FORM, scan_.tag().name));
  if (!in_template) form_ = open_.top().serial;
  return false;
}

void TagGuard::start_root(GumboTag id) {
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

void TagGuard::close_implied(GumboTag id, uint32_t traits) {
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
      if (!open_.empty() && !open_.top_is_foreign() && open_.top().has(kTableStructure)) {
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

void TagGuard::close_list_item(GumboTag id) {
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

void TagGuard::close_same(GumboTag id) {
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

void TagGuard::start_table_part(GumboTag id) {
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

void TagGuard::start_part_in_template(GumboTag id, size_t index) {
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

}  // namespace tandem
