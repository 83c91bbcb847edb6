// TagGuard: end tags.
#include <algorithm>
#include <utility>

#include "parser/ascii.h"
#include "parser/tag_guard.h"
#include "parser/tag_traits.h"

namespace tandem {

void TagGuard::end_tag() {
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

bool TagGuard::end_foreign(std::string_view name) {
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

void TagGuard::end_html(GumboTag id) {
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
      if (close(open_.find(id, Scope::kTable))) open_.clear_to_marker();
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

bool TagGuard::end_in_select(GumboTag id) {
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

size_t TagGuard::find_in_table(GumboTag id) {
  for (size_t i = open_.size(); i-- > 0; ++walked_) {
    if (open_[i].is(id)) return i;
    if (open_[i].is(GUMBO_TAG_TABLE) || open_[i].is(GUMBO_TAG_TEMPLATE)) break;
  }
  return kNotOpen;
}

void TagGuard::end_table_part(GumboTag id) {
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

void TagGuard::end_form() {
  if (rewriting()) {
    const size_t form = open_.find(GUMBO_TAG_FORM, Scope::kDefault);
    if (form != kNotOpen && form + 1 == open_.size()) pop();
    return;
  }
  if (open_.find_anywhere(GUMBO_TAG_TEMPLATE) != kNotOpen) {
    if (open_.find(GUMBO_TAG_FORM, Scope::kDefault) == kNotOpen) return;
    close_implied_ends(GUMBO_TAG_LAST);
    if (open_.top_is(GUMBO_TAG_FORM)) pop();
    return;
  }
  const uint64_t form = std::exchange(form_, 0);
  if (form == 0 || open_.find_serial(form) == kNotOpen) return;
  close_implied_ends(GUMBO_TAG_LAST);
  const size_t index = open_.find_serial(form);
  if (index != kNotOpen) open_.erase(index);
}

void TagGuard::end_formatting(GumboTag id) {
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

void TagGuard::end_other(GumboTag id) {
  for (size_t i = open_.size(); i-- > 0; ++walked_) {
    if (open_[i].is(id)) {
      pop_to(i);
      return;
    }
    if (open_[i].has(kSpecialTag)) return;
  }
}

}  // namespace tandem
