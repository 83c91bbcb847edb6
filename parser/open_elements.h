// OpenElements: the stack of open elements and the list of active formatting elements (HTML
// standard, sections 13.2.4.2 and 13.2.4.3) with names alone, as gumbo 0.10.1 would have them.
// Internal to the depth guard.
//
// Where gumbo's state cannot be known from names, both are kept rather longer than gumbo's.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/tag_traits.h"

namespace tandem {

inline constexpr size_t kNotOpen = static_cast<size_t>(-1);

// What an element of foreign content is to the tags within it.
enum class ForeignPoint : uint8_t { kNone, kHtml, kMathText, kAnnotation };

struct OpenElement {
  GumboTag tag = GUMBO_TAG_UNKNOWN;
  GumboNamespaceEnum space = GUMBO_NAMESPACE_HTML;
  ForeignPoint point = ForeignPoint::kNone;
  bool listed = false;  // among the active formatting elements
  uint32_t traits = 0;
  uint64_t serial = 0;  // ties it to its entry in that list
  std::string_view name;

  [[nodiscard]] bool is(GumboTag other) const {
    return tag == other && space == GUMBO_NAMESPACE_HTML;
  }
  [[nodiscard]] bool has(uint32_t any) const { return (traits & any) != 0; }
  [[nodiscard]] bool foreign() const { return space != GUMBO_NAMESPACE_HTML; }
};

enum class Scope : uint8_t { kDefault, kButton, kListItem, kTable };

class OpenElements {
 public:
  [[nodiscard]] size_t size() const { return stack_.size(); }
  [[nodiscard]] bool empty() const { return stack_.empty(); }
  [[nodiscard]] const OpenElement& top() const { return stack_.back(); }
  [[nodiscard]] const OpenElement& operator[](size_t index) const { return stack_[index]; }
  [[nodiscard]] bool top_is(GumboTag tag) const { return !empty() && top().is(tag); }
  [[nodiscard]] bool top_is_foreign() const { return !empty() && top().foreign(); }
  [[nodiscard]] size_t list_size() const { return list_.size(); }

  void push(OpenElement element);
  // Takes the top element off; its entry in the list stays, no longer open.
  void pop();
  // Takes one element out of the middle.
  void erase(size_t index);

  // The innermost element of this tag in the scope named, or with any of these traits.
  [[nodiscard]] size_t find(GumboTag tag, Scope scope);
  [[nodiscard]] size_t find_trait(uint32_t traits);
  // One element by its serial number, in the default scope.
  [[nodiscard]] size_t find_serial(uint64_t serial);
  // True if table parts, not cells, are the innermost context: what is no part is moved out of the
  // table.
  [[nodiscard]] bool in_table_mode();
  // The innermost <table> or <template>.
  [[nodiscard]] size_t find_table_or_template();
  // The innermost element of this tag, whatever lies above it.
  [[nodiscard]] size_t find_anywhere(GumboTag tag);
  // True while only options are open above the innermost <select>.
  [[nodiscard]] bool in_select() const;

  // The active formatting elements. `ark` is the same for elements alike in tag and attributes, of
  // which the list holds three ("Noah's Ark").
  void push_formatting(OpenElement element, uint64_t ark);
  void push_marker() { list_.push_back({}); }
  void clear_to_marker();
  void reconstruct();
  [[nodiscard]] bool is_active(GumboTag tag) const;
  void run_adoption_agency(GumboTag tag);
  // What the start tag of <a> does after that, should one have survived.
  void remove_active(GumboTag tag);

  // Formatting elements opened anew so far, by reconstruct() and the adoption agency.
  [[nodiscard]] uint64_t reopened() const { return reopened_; }
  // Elements looked at so far.
  [[nodiscard]] uint64_t steps() const { return steps_; }

 private:
  struct Active {
    OpenElement element;
    uint64_t ark = 0;
    bool open = false;
    bool marker = true;
  };
  [[nodiscard]] size_t find_active(GumboTag tag) const;
  [[nodiscard]] size_t index_of(uint64_t serial);
  void unlist(uint64_t serial);
  bool adopt_once(GumboTag tag);

  std::vector<OpenElement> stack_;
  std::vector<Active> list_;
  uint64_t next_serial_ = 1;
  uint64_t reopened_ = 0;
  uint64_t steps_ = 0;
};

}  // namespace tandem
