// "Prescan a byte stream to determine its encoding", HTML standard section 13.2.3.2.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "parser/ascii.h"
#include "parser/charset.h"
#include "parser/charset_labels.h"

namespace tandem {
namespace {

struct PrescanAttribute {
  std::string name;
  std::string value;
};

// What a declaration of this label makes the page: UTF-16 cannot be right, since the declaration
// was read as ASCII.
const Encoding* declared(std::string_view label) {
  const Encoding* encoding = encoding_for_label(label);
  if (encoding == nullptr) return nullptr;
  if (encoding->name.substr(0, 6) == "UTF-16") return encoding_for_label("utf-8");
  if (encoding->name == "x-user-defined") return encoding_for_label("windows-1252");
  return encoding;
}

// "Extracting a character encoding from a meta element", section 2.6.4.
std::string_view charset_in_meta_content(std::string_view content) {
  size_t at = 0;
  for (;;) {
    while (at < content.size() && !starts_with_ignoring_case(content.substr(at), "charset")) ++at;
    if (at >= content.size()) return {};
    at += 7;
    while (at < content.size() && is_html_space(content[at])) ++at;
    if (at < content.size() && content[at] == '=') break;
  }
  ++at;
  while (at < content.size() && is_html_space(content[at])) ++at;
  if (at >= content.size()) return {};
  if (content[at] == '"' || content[at] == '\'') {
    const size_t end = content.find(content[at], at + 1);
    return end == std::string_view::npos ? std::string_view()
                                         : content.substr(at + 1, end - at - 1);
  }
  size_t end = at;
  while (end < content.size() && !is_html_space(content[end]) && content[end] != ';') ++end;
  return content.substr(at, end - at);
}

class Prescan {
 public:
  explicit Prescan(std::string_view head) : head_(head) {}

  const Encoding* run() {
    for (; at_ < head_.size(); ++at_) {
      const std::string_view rest = head_.substr(at_);
      if (rest.substr(0, 4) == "<!--") {
        // The dashes of the opening may be those of the end: "<!-->".
        const size_t end = head_.find("-->", at_ + 2);
        if (end == std::string_view::npos) return nullptr;
        at_ = end + 2;
      } else if (starts_with_ignoring_case(rest, "<meta") && rest.size() > 5 &&
                 (is_html_space(rest[5]) || rest[5] == '/')) {
        at_ += 5;
        if (const Encoding* encoding = meta()) return encoding;
      } else if (is_tag(rest)) {
        while (at_ < head_.size() && !is_html_space(head_[at_]) && head_[at_] != '>') ++at_;
        while (next_attribute()) {
        }
      } else if (rest.size() > 1 && rest[0] == '<' &&
                 (rest[1] == '!' || rest[1] == '/' || rest[1] == '?')) {
        at_ = std::min(head_.find('>', at_), head_.size());
      }
    }
    return nullptr;
  }

 private:
  static bool is_tag(std::string_view rest) {
    if (rest.size() < 2 || rest[0] != '<') return false;
    return is_ascii_letter(rest[1]) ||
           (rest[1] == '/' && rest.size() > 2 && is_ascii_letter(rest[2]));
  }

  const Encoding* meta() {
    std::vector<std::string> seen;
    bool got_pragma = false;
    std::optional<bool> need_pragma;
    const Encoding* charset = nullptr;
    bool has_charset = false;
    while (std::optional<PrescanAttribute> attribute = next_attribute()) {
      if (std::find(seen.begin(), seen.end(), attribute->name) != seen.end()) continue;
      seen.push_back(attribute->name);
      if (attribute->name == "http-equiv") {
        if (attribute->value == "content-type") got_pragma = true;
      } else if (attribute->name == "content") {
        const std::string_view label = charset_in_meta_content(attribute->value);
        const Encoding* encoding = label.empty() ? nullptr : declared(label);
        if (encoding != nullptr && !has_charset) {
          charset = encoding;
          has_charset = true;
          need_pragma = true;
        }
      } else if (attribute->name == "charset") {
        charset = declared(attribute->value);
        has_charset = true;
        need_pragma = false;
      }
    }
    if (!need_pragma.has_value() || (*need_pragma && !got_pragma)) return nullptr;
    return charset;
  }

  // "Get an attribute". Nothing at the end of the tag or of the input.
  std::optional<PrescanAttribute> next_attribute() {
    while (at_ < head_.size() && (is_html_space(head_[at_]) || head_[at_] == '/')) ++at_;
    if (at_ >= head_.size() || head_[at_] == '>') return std::nullopt;
    PrescanAttribute attribute;
    for (;; ++at_) {
      if (at_ >= head_.size()) return std::nullopt;
      const char c = head_[at_];
      if (c == '=' && !attribute.name.empty()) break;
      if (is_html_space(c)) {
        while (at_ < head_.size() && is_html_space(head_[at_])) ++at_;
        if (at_ >= head_.size() || head_[at_] != '=') return attribute;
        break;
      }
      if (c == '/' || c == '>') return attribute;
      attribute.name.push_back(ascii_lower(c));
    }
    ++at_;  // past the equals sign
    while (at_ < head_.size() && is_html_space(head_[at_])) ++at_;
    if (at_ >= head_.size()) return std::nullopt;
    const char quote = head_[at_];
    if (quote == '"' || quote == '\'') {
      for (++at_; at_ < head_.size(); ++at_) {
        if (head_[at_] == quote) {
          ++at_;
          return attribute;
        }
        attribute.value.push_back(ascii_lower(head_[at_]));
      }
      return std::nullopt;
    }
    for (; at_ < head_.size(); ++at_) {
      if (is_html_space(head_[at_]) || head_[at_] == '>') return attribute;
      attribute.value.push_back(ascii_lower(head_[at_]));
    }
    return std::nullopt;
  }

  std::string_view head_;
  size_t at_ = 0;
};

// "Get an XML encoding", section 13.2.3.2.
const Encoding* xml_encoding(std::string_view head) {
  if (head.substr(0, 5) != "<?xml") return nullptr;
  const std::string_view declaration = head.substr(0, head.find('>'));
  if (declaration.size() == head.size()) return nullptr;
  size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return nullptr;
  at += 8;
  const auto skip = [&declaration, &at] {
    while (at < declaration.size() && static_cast<unsigned char>(declaration[at]) <= 0x20) ++at;
  };
  skip();
  if (at >= declaration.size() || declaration[at] != '=') return nullptr;
  ++at;
  skip();
  if (at >= declaration.size() || (declaration[at] != '"' && declaration[at] != '\'')) {
    return nullptr;
  }
  const size_t end = declaration.find(declaration[at], at + 1);
  if (end == std::string_view::npos) return nullptr;
  return declared(declaration.substr(at + 1, end - at - 1));
}

}  // namespace

std::string_view prescan_charset(ByteView body, size_t bytes) {
  const std::string_view head = as_text(body).substr(0, bytes);
  using namespace std::string_view_literals;
  if (head.substr(0, 6) == "<\0?\0x\0"sv) return "UTF-16LE";
  if (head.substr(0, 6) == "\0<\0?\0x"sv) return "UTF-16BE";
  const Encoding* encoding = Prescan(head).run();
  if (encoding == nullptr) encoding = xml_encoding(head);
  return encoding == nullptr ? std::string_view() : encoding->name;
}

}  // namespace tandem
