// HtmlScan: splits HTML into tags and the text between them, as the tokenizer of the HTML standard
// (section 13.2.5) does, without building anything: attributes are counted, not kept.
//
// Comments, doctypes and bogus comments are skipped. Which elements hold raw text, and whether
// CDATA sections count, depends on the tree, so the caller says so.
//
// Views point into the input. Thread safety: none; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tandem {

struct ScannedTag {
  std::string_view source;    // from '<' to '>'
  std::string_view name;      // as written
  std::string_view encoding;  // value of the attribute of that name
  uint32_t attributes = 0;    // as written, duplicates included
  size_t kept = 0;            // length of source up to the last attribute within the limit
  bool end = false;           // </name>
  bool self_closing = false;
  bool font_attribute = false;  // has color, face or size
};

class HtmlScan {
 public:
  // `max_attributes`: where ScannedTag::kept ends.
  HtmlScan(std::string_view html, uint32_t max_attributes)
      : html_(html), max_attributes_(max_attributes) {}

  // Moves to the next tag. False at the end of the input; a tag that the input breaks off counts
  // as its end, as in the standard.
  bool next(bool cdata_allowed);

  // After next(): the tag, and the text before it. The text may have markup within that is no tag:
  // comments, and CDATA sections where they were allowed.
  [[nodiscard]] const ScannedTag& tag() const { return tag_; }
  [[nodiscard]] std::string_view text() const {
    return html_.substr(text_begin_, text_end_ - text_begin_);
  }

  // After next() was false: attributes of a tag that the input breaks off.
  [[nodiscard]] uint32_t attributes_cut_off() const { return cut_off_ ? tag_.attributes : 0; }

  // Makes the next tag the end tag that ends the raw text of this element (in lower case); what
  // comes before is text.
  void skip_raw_text(std::string_view element);
  // Nothing but text follows (<plaintext>).
  void skip_all();

 private:
  bool read_tag(size_t at);
  void count_attribute(std::string_view name, std::string_view value);
  [[nodiscard]] size_t find_script_end(size_t at) const;
  [[nodiscard]] size_t find_end_tag(size_t at, std::string_view element) const;
  [[nodiscard]] bool names_element(size_t at, std::string_view element) const;

  std::string_view html_;
  uint32_t max_attributes_;
  size_t at_ = 0;    // where the scan goes on
  size_t from_ = 0;  // end of the last tag: where the next text begins
  size_t text_begin_ = 0;
  size_t text_end_ = 0;
  ScannedTag tag_;
  bool cut_off_ = false;
};

}  // namespace tandem
