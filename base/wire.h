// WireWriter and WireReader: how structs cross a process boundary as bytes.
//
// Little-endian scalars and length-prefixed strings, one after the other, no field names: both
// ends are one binary. The reader trusts nothing: a read past the end, or a length that does not
// fit, sets a sticky error, returns zero or empty, and finish() reports it. Strings read are
// copies or views into the input, as named.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace tandem {

class WireWriter {
 public:
  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void put(T value) { append(&value, sizeof value); }
  void put_text(std::string_view text) {
    put(static_cast<uint64_t>(text.size()));
    append(text.data(), text.size());
  }
  void put_bytes(ByteView bytes) { put_text(as_text(bytes)); }
  // The bytes written so far; the writer is empty again.
  Bytes take() { return std::exchange(bytes_, {}); }

 private:
  void append(const void* data, size_t size) {
    const auto* first = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), first, first + size);
  }
  Bytes bytes_;
};

class WireReader {
 public:
  explicit WireReader(ByteView bytes) : rest_(bytes) {}

  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T> T get() {
    static_assert(!std::is_same_v<T, bool>, "read a bool as uint8_t and compare it with 0");
    T value{};
    if (rest_.size() < sizeof value) {
      fail();
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
    return value;
  }
  // A view into the input; valid as long as the input is.
  std::string_view get_view() {
    const auto size = get<uint64_t>();
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view text = as_text(rest_.first(size));
    rest_ = rest_.subspan(size);
    return text;
  }
  std::string get_text() { return std::string(get_view()); }
  ByteView get_bytes() { return as_bytes(get_view()); }

  [[nodiscard]] bool ok() const { return ok_; }
  // Error kCorrupt if any read went past the end, or if input is left over.
  Result<void> finish() const {
    if (ok_ && rest_.empty()) return {};
    return Error{ErrorCode::kCorrupt, ok_ ? "message has trailing bytes" : "message is truncated"};
  }

 private:
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  ByteView rest_;
  bool ok_ = true;
};

}  // namespace tandem
