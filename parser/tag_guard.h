// TagGuard: the rules of the depth guard, tag by tag. Internal to it; see depth_guard.h.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <gumbo.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "parser/depth_guard.h"
#include "parser/html_scan.h"
#include "parser/open_elements.h"

namespace tandem {

// Keeps the stack of open elements as gumbo would. With an output it rewrites as it goes; without
// one it only watches the limits.
class TagGuard {
 public:
  TagGuard(std::string_view html, const GuardLimits& limits, std::string* out)
      : html_(html),
        scan_(html, limits.attributes),
        limits_(limits),
        walk_limit_(limits.walk + limits.walk_per_byte * html.size()),
        out_(out) {}

  // False if a limit was exceeded; never when rewriting.
  bool run();
  // What it has cost, for tests of its linearity.
  [[nodiscard]] uint64_t steps() const { return open_.steps() + tags_; }

 private:
  [[nodiscard]] bool rewriting() const { return out_ != nullptr; }
  void check_limits();
  void text(std::string_view text);

  // Opening and closing (tag_guard.cc).
  void emit_tag();
  // A tag left out must not join the text on its sides to a tag or a character reference.
  void drop();
  void pop();
  void pop_to(size_t size);
  // Closes the element at an index, and what is in it.
  bool close(size_t index);
  void close_p();
  // "Generate implied end tags, except for".
  void close_implied_ends(GumboTag except);
  void close_select();
  // Table parts close cells and captions with their active formatting elements.
  void close_in_table(size_t size);
  static OpenElement element(GumboTag tag, std::string_view name);
  void push_implied(GumboTag tag);
  [[nodiscard]] static bool is_plain(uint32_t traits);
  // When rewriting: makes the next element a sibling if it would be too deep. False if it must be
  // left out.
  bool make_room(uint32_t traits);
  [[nodiscard]] size_t depth_limit() const;
  [[nodiscard]] size_t open_formatting() const;
  // Opens the element of the current start tag.
  void open(OpenElement opened);
  void reconstruct();

  // Start tags (tag_guard_start.cc).
  void start_tag();
  // Section 13.2.6, "tree construction dispatcher".
  [[nodiscard]] bool in_foreign_content(GumboTag id) const;
  void open_foreign(GumboTag id, GumboNamespaceEnum space);
  static ForeignPoint foreign_point(GumboTag id, GumboNamespaceEnum space,
                                    std::string_view encoding);
  // Section 13.2.6.4.16, "in select". True if the tag goes on to the other rules.
  bool start_in_select(GumboTag id);
  void start_html(GumboTag id);
  // Once a page is a frameset nearly every other tag is ignored, raw text too, which names cannot
  // tell. So whatever looks like a frameset counts as one, and one too many makes the page none.
  [[nodiscard]] bool too_many_framesets();
  // False if that is all there is to do.
  bool start_form();
  void start_root(GumboTag id);
  // What a start tag closes before its element is put in.
  void close_implied(GumboTag id, uint32_t traits);
  void close_list_item(GumboTag id);
  // <a> and <nobr> do not nest.
  void close_same(GumboTag id);
  // Sections 13.2.6.4.9 to 13.2.6.4.15, the insertion modes of tables.
  void start_table_part(GumboTag id);
  // Whether a template takes the part depends on all that it has seen; it certainly closes nothing
  // but other parts.
  void start_part_in_template(GumboTag id, size_t index);

  // End tags (tag_guard_end.cc).
  void end_tag();
  bool end_foreign(std::string_view name);
  void end_html(GumboTag id);
  // True if the tag goes on to the other rules.
  bool end_in_select(GumboTag id);
  // A table part in table scope.
  size_t find_in_table(GumboTag id);
  void end_table_part(GumboTag id);
  // Takes the form alone off the stack.
  void end_form();
  void end_formatting(GumboTag id);
  void end_other(GumboTag id);

  std::string_view html_;
  HtmlScan scan_;
  GuardLimits limits_;
  uint64_t walk_limit_;  // on walked_
  std::string* out_;     // null while watching
  OpenElements open_;
  std::array<uint64_t, static_cast<size_t>(GUMBO_TAG_LAST) + 1> overflow_{};  // left out
  std::array<bool, static_cast<size_t>(GUMBO_TAG_LAST) + 1> roots_{};
  uint64_t tags_ = 0;
  uint64_t walked_ = 0;  // open elements that gumbo walks past, about
  // The "form element pointer": serial number of the open form. A form that begins between table
  // parts is never on the stack.
  static constexpr uint64_t kFormInTable = UINT64_MAX;
  uint64_t form_ = 0;
  uint32_t root_tags_ = 0;
  uint32_t framesets_ = 0;
  bool exceeded_ = false;
};

}  // namespace tandem
