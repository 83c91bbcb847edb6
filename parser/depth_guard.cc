#include "parser/depth_guard.h"

#include "parser/tag_guard.h"

namespace tandem {

Guarded guard_depth(std::string_view html, std::string& rewritten, bool rewrite,
                    const GuardLimits& limits) {
  Guarded result;
  if (!rewrite) {
    TagGuard watch(html, limits, nullptr);
    const bool within = watch.run();
    result.steps = watch.steps();
    if (within) {
      result.html = html;
      return result;
    }
  }
  rewritten.clear();
  rewritten.reserve(html.size() + html.size() / 4);
  TagGuard writer(html, limits, &rewritten);
  writer.run();
  result.steps += writer.steps();
  result.html = rewritten;
  result.changed = true;
  return result;
}

}  // namespace tandem
