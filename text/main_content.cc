#include "text/main_content.h"

#include "text/main_content/render.h"

namespace tandem {

std::string MainContentExtractor::extract(const PageView& page) {
  blocks_.clear();
  annotate(page, marks_);
  segment(page, marks_, blocks_);
  selection_ = selector_.run(page, marks_, blocks_);
  return render(page, marks_, blocks_);
}

}  // namespace tandem
