#include "pool/tail.h"

namespace tandem {

void Tail::append(std::string_view text) {
  if (text.size() > kMaxBytes) {
    text.remove_prefix(text.size() - kMaxBytes);
    kept_.clear();
    cut_ = true;
  }
  if (kept_.size() + text.size() > kMaxBytes) {
    kept_.erase(0, kept_.size() + text.size() - kMaxBytes);
    cut_ = true;
  }
  kept_ += text;
}

std::string Tail::text() const {
  if (!cut_) return kept_;
  const size_t line_end = kept_.find('\n');
  // A single endless line has no start to cut to.
  if (line_end == std::string::npos || line_end + 1 == kept_.size()) return kept_;
  return kept_.substr(line_end + 1);
}

}  // namespace tandem
