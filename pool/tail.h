// Tail: the end of a stream of text, of which only so much is kept.
//
// Thread safety: one thread at a time.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

class Tail {
 public:
  static constexpr size_t kMaxBytes = 4096;

  void append(std::string_view text);
  // The last kMaxBytes at most, from the start of a line if the stream was longer.
  [[nodiscard]] std::string text() const;

 private:
  std::string kept_;
  bool cut_ = false;  // text before `kept_` was dropped
};

}  // namespace tandem
