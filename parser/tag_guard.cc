#include "parser/tag_guard.h"

#include <algorithm>
#include <functional>

#include "parser/ascii.h"

namespace tandem {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_html_space);
}

}  // namespace

bool TagGuard::run() {
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

void TagGuard::check_limits() {
  if (rewriting()) return;
  exceeded_ = exceeded_ || open_.size() > limits_.depth || open_.list_size() > limits_.formatting ||
              walked_ > walk_limit_ ||
              open_.reopened() > limits_.reopened_free + limits_.reopened_per_tag * tags_;
}

void TagGuard::text(std::string_view text) {
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
      !open_.empty() && !open_.top_is_foreign() && open_.top().has(kTableStructure);
  if (!in_table || !is_blank(text)) open_.reconstruct();
}

void TagGuard::emit_tag() {
  if (!rewriting()) return;
  const ScannedTag& tag = scan_.tag();
  out_->append(tag.source.substr(0, tag.kept));
  if (tag.kept < tag.source.size()) out_->append(tag.self_closing ? " />" : ">");
}

void TagGuard::drop() {
  if (!rewriting() || out_->empty()) return;
  // No reference is longer than this.
  const size_t begin = out_->size() - std::min<size_t>(out_->size(), 40);
  size_t at = out_->size();
  while (at > begin && (is_ascii_letter((*out_)[at - 1]) || is_digit((*out_)[at - 1]))) --at;
  if (at > 0 && (*out_)[at - 1] == '#') --at;
  const char before = at > 0 ? (*out_)[at - 1] : '\0';
  const char last = out_->back();
  if (before == '&' || last == '<' || last == '/') out_->append("<!---->");
}

void TagGuard::pop() {
  if (rewriting()) out_->append("</").append(open_.top().name).append(">");
  open_.pop();
}

void TagGuard::pop_to(size_t size) {
  while (open_.size() > size) pop();
}

bool TagGuard::close(size_t index) {
  if (index == kNotOpen) return false;
  pop_to(index);
  return true;
}

void TagGuard::close_p() { close(open_.find(GUMBO_TAG_P, Scope::kButton)); }

void TagGuard::close_implied_ends(GumboTag except) {
  while (!open_.empty() && !open_.top_is_foreign() && open_.top().has(kImpliedEnd) &&
         open_.top().tag != except) {
    pop();
  }
}

void TagGuard::close_select() { close(open_.find_anywhere(GUMBO_TAG_SELECT)); }

void TagGuard::close_in_table(size_t size) {
  bool marked = false;
  for (size_t i = open_.size(); i-- > size;) {
    marked = marked || open_[i].is(GUMBO_TAG_TD) || open_[i].is(GUMBO_TAG_TH) ||
             open_[i].is(GUMBO_TAG_CAPTION);
  }
  pop_to(size);
  if (marked) open_.clear_to_marker();
}

OpenElement TagGuard::element(GumboTag tag, std::string_view name) {
  OpenElement opened;
  opened.tag = tag;
  opened.traits = tag_traits(tag);
  opened.name = name;
  return opened;
}

void TagGuard::push_implied(GumboTag tag) {
  if (make_room(tag_traits(tag))) open_.push(element(tag, gumbo_normalized_tagname(tag)));
}

bool TagGuard::is_plain(uint32_t traits) {
  return (traits & (kFormattingTag | kTablePart | kRawText | kScopeTag)) == 0;
}

bool TagGuard::make_room(uint32_t traits) {
  if (!rewriting()) return true;
  if ((traits & kFormattingTag) != 0 && open_formatting() >= limits_.formatting) return false;
  if (open_.size() < depth_limit() || (traits & kRawText) != 0) return true;
  const bool siblings = is_plain(traits) && !open_.top().foreign() &&
                        is_plain(open_.top().traits) && !open_.top().is(GUMBO_TAG_SELECT);
  if (siblings) pop();
  return siblings;
}

size_t TagGuard::depth_limit() const {
  return walked_ > walk_limit_ ? limits_.walk_depth : limits_.depth;
}

size_t TagGuard::open_formatting() const {
  // Rewritten markup never has more than a few scores of them, so this is cheap enough.
  size_t count = 0;
  for (size_t i = 0; i < open_.size(); ++i) count += open_[i].has(kFormattingTag) ? 1 : 0;
  return count;
}

void TagGuard::open(OpenElement opened) {
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

void TagGuard::reconstruct() {
  if (!rewriting()) open_.reconstruct();
}

}  // namespace tandem
