#include "parser/open_elements.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

constexpr size_t kArk = 3;
constexpr int kAdoptionRounds = 8;
constexpr int kClonedAtMost = 3;

bool ends_scope(const OpenElement& element, Scope scope) {
  if (scope == Scope::kTable) {
    return element.is(GUMBO_TAG_TABLE) || element.is(GUMBO_TAG_TEMPLATE);
  }
  if (element.foreign()) return element.point != ForeignPoint::kNone;
  if (element.has(kScopeTag)) return true;
  if (scope == Scope::kButton) return element.tag == GUMBO_TAG_BUTTON;
  if (scope == Scope::kListItem) {
    return element.tag == GUMBO_TAG_OL || element.tag == GUMBO_TAG_UL;
  }
  return false;
}

template <typename Vector>
auto at(Vector& vector, size_t index) {
  return vector.begin() + static_cast<std::ptrdiff_t>(index);
}

}  // namespace

void OpenElements::push(OpenElement element) {
  if (element.serial == 0) element.serial = next_serial_++;
  stack_.push_back(element);
}

void OpenElements::pop() {
  if (top().listed) {
    for (Active& active : list_) {
      if (active.element.serial == top().serial) active.open = false;
    }
  }
  stack_.pop_back();
}

void OpenElements::erase(size_t index) {
  steps_ += size() - index;
  stack_.erase(at(stack_, index));
}

size_t OpenElements::find(GumboTag tag, Scope scope) {
  for (size_t i = size(); i-- > 0; ++steps_) {
    if (stack_[i].is(tag)) return i;
    if (ends_scope(stack_[i], scope)) break;
  }
  return kNotOpen;
}

size_t OpenElements::find_trait(uint32_t traits) {
  for (size_t i = size(); i-- > 0; ++steps_) {
    if (!stack_[i].foreign() && stack_[i].has(traits)) return i;
    if (ends_scope(stack_[i], Scope::kDefault)) break;
  }
  return kNotOpen;
}

size_t OpenElements::find_serial(uint64_t serial) {
  for (size_t i = size(); i-- > 0; ++steps_) {
    if (stack_[i].serial == serial) return i;
    if (ends_scope(stack_[i], Scope::kDefault)) break;
  }
  return kNotOpen;
}

bool OpenElements::in_table_mode() {
  for (size_t i = size(); i-- > 0; ++steps_) {
    if (stack_[i].foreign()) continue;
    if (stack_[i].is(GUMBO_TAG_TEMPLATE)) return false;
    if (stack_[i].has(kTableStructure)) return true;
    if (stack_[i].has(kTablePart)) return false;
  }
  return false;
}

size_t OpenElements::find_table_or_template() {
  for (size_t i = size(); i-- > 0; ++steps_) {
    if (stack_[i].is(GUMBO_TAG_TABLE) || stack_[i].is(GUMBO_TAG_TEMPLATE)) return i;
  }
  return kNotOpen;
}

size_t OpenElements::find_anywhere(GumboTag tag) {
  for (size_t i = size(); i-- > 0; ++steps_) {
    if (stack_[i].is(tag)) return i;
  }
  return kNotOpen;
}

bool OpenElements::in_select() const {
  for (size_t i = size(); i-- > 0;) {
    if (stack_[i].is(GUMBO_TAG_SELECT)) return true;
    if (!stack_[i].is(GUMBO_TAG_OPTION) && !stack_[i].is(GUMBO_TAG_OPTGROUP)) break;
  }
  return false;
}

void OpenElements::push_formatting(OpenElement element, uint64_t ark) {
  size_t alike = 0;
  size_t earliest = 0;
  for (size_t i = list_.size(); i-- > 0 && !list_[i].marker; ++steps_) {
    if (list_[i].ark != ark) continue;
    ++alike;
    earliest = i;
  }
  if (alike >= kArk) {
    const size_t index = list_[earliest].open ? index_of(list_[earliest].element.serial) : kNotOpen;
    if (index != kNotOpen) stack_[index].listed = false;
    list_.erase(at(list_, earliest));
  }
  element.serial = next_serial_++;
  element.listed = true;
  stack_.push_back(element);
  list_.push_back({element, ark, true, false});
}

void OpenElements::clear_to_marker() {
  while (!list_.empty()) {
    const Active last = list_.back();
    list_.pop_back();
    if (last.marker) break;
    const size_t index = last.open ? index_of(last.element.serial) : kNotOpen;
    if (index != kNotOpen) stack_[index].listed = false;
  }
}

void OpenElements::reconstruct() {
  size_t first = list_.size();
  while (first > 0 && !list_[first - 1].marker && !list_[first - 1].open) --first;
  for (size_t i = first; i < list_.size(); ++i) {
    list_[i].open = true;
    stack_.push_back(list_[i].element);
    ++reopened_;
    ++steps_;
  }
}

size_t OpenElements::find_active(GumboTag tag) const {
  for (size_t i = list_.size(); i-- > 0 && !list_[i].marker;) {
    if (list_[i].element.tag == tag) return i;
  }
  return kNotOpen;
}

bool OpenElements::is_active(GumboTag tag) const { return find_active(tag) != kNotOpen; }

size_t OpenElements::index_of(uint64_t serial) {
  for (size_t i = size(); i-- > 0; ++steps_) {
    if (stack_[i].serial == serial) return i;
  }
  return kNotOpen;
}

void OpenElements::unlist(uint64_t serial) {
  const auto found = std::find_if(list_.begin(), list_.end(), [serial](const Active& active) {
    return !active.marker && active.element.serial == serial;
  });
  if (found != list_.end()) list_.erase(found);
}

// Section 13.2.6.4.7, "adoption agency algorithm".
void OpenElements::run_adoption_agency(GumboTag tag) {
  if (top_is(tag) && !top().listed) {
    pop();
    return;
  }
  for (int round = 0; round < kAdoptionRounds && adopt_once(tag); ++round) {
  }
}

// One round of it; false if it was the last.
bool OpenElements::adopt_once(GumboTag tag) {
  const size_t active = find_active(tag);
  if (active == kNotOpen) return false;
  const uint64_t serial = list_[active].element.serial;
  size_t formatting = list_[active].open ? index_of(serial) : kNotOpen;
  if (formatting == kNotOpen) {
    list_.erase(at(list_, active));
    return false;
  }
  if (find(tag, Scope::kDefault) == kNotOpen) return false;
  size_t furthest = formatting;
  while (furthest < size() && !stack_[furthest].has(kSpecialTag)) {
    ++furthest;
    ++steps_;
  }
  if (furthest == size()) {
    while (size() > formatting) pop();
    unlist(serial);
    return false;
  }
  // The elements between, from the inside out: the active ones are cloned, three at most; the
  // others leave the stack.
  int count = 0;
  for (size_t i = furthest; --i > formatting; ++steps_) {
    ++count;
    if (!stack_[i].listed) {
      stack_.erase(at(stack_, i));
      --furthest;
    } else if (count > kClonedAtMost) {
      unlist(stack_[i].serial);
      stack_[i].listed = false;
    } else {
      ++reopened_;
    }
  }
  // The formatting element itself moves inside the furthest block.
  const OpenElement moved = stack_[formatting];
  stack_.erase(at(stack_, formatting));
  stack_.insert(at(stack_, furthest), moved);
  ++reopened_;
  return true;
}

void OpenElements::remove_active(GumboTag tag) {
  const size_t active = find_active(tag);
  if (active == kNotOpen) return;
  const size_t index = list_[active].open ? index_of(list_[active].element.serial) : kNotOpen;
  list_.erase(at(list_, active));
  if (index != kNotOpen) erase(index);
}

}  // namespace tandem
