#include "parser/tag.h"

#include <array>
#include <unordered_map>

namespace tandem {
namespace {

constexpr std::array<std::string_view, static_cast<size_t>(Tag::kTagCount)> kNames = {
    "#text",
    "#unknown",
#define TANDEM_TAG_STRING(name) #name,
    TANDEM_TAGS(TANDEM_TAG_STRING)
#undef TANDEM_TAG_STRING
        "template",
};

std::unordered_map<std::string_view, Tag> make_index() {
  std::unordered_map<std::string_view, Tag> index;
  for (size_t i = 2; i < kNames.size(); ++i) index.emplace(kNames[i], static_cast<Tag>(i));
  return index;
}

}  // namespace

Tag tag_from_name(std::string_view name) {
  static const auto index = make_index();
  const auto found = index.find(name);
  return found == index.end() ? Tag::kUnknown : found->second;
}

std::string_view tag_name(Tag tag) {
  const auto index = static_cast<size_t>(tag);
  return index < kNames.size() ? kNames[index] : kNames[1];
}

}  // namespace tandem
