#include "base/wire.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace tandem {
namespace {

enum class Colour : uint8_t { kRed = 3, kBlue = 200 };

// One of everything that can be written.
Bytes write_sample() {
  WireWriter writer;
  writer.put(uint8_t{255});
  writer.put(int16_t{-2});
  writer.put(uint32_t{0xDEADBEEF});
  writer.put(std::numeric_limits<int64_t>::min());
  writer.put(3.25);
  writer.put(Colour::kBlue);
  writer.put_text("h\xC3\xA9llo");
  writer.put_text("");
  writer.put_bytes(as_bytes(std::string_view("\0\xFF", 2)));
  writer.put(uint16_t{7});
  return writer.take();
}

struct Sample {
  uint8_t byte = 0;
  int16_t small = 0;
  uint32_t word = 0;
  int64_t large = 0;
  double real = 0;
  Colour colour = Colour::kRed;
  std::string text;
  std::string empty;
  std::string bytes;
  uint16_t last = 0;
};

Sample read_sample(WireReader& reader) {
  Sample sample;
  sample.byte = reader.get<uint8_t>();
  sample.small = reader.get<int16_t>();
  sample.word = reader.get<uint32_t>();
  sample.large = reader.get<int64_t>();
  sample.real = reader.get<double>();
  sample.colour = reader.get<Colour>();
  sample.text = reader.get_text();
  sample.empty = reader.get_text();
  sample.bytes = as_text(reader.get_bytes());
  sample.last = reader.get<uint16_t>();
  return sample;
}

Bytes with_length(uint64_t length, std::string_view content) {
  WireWriter writer;
  writer.put(length);
  Bytes bytes = writer.take();
  const ByteView rest = as_bytes(content);
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

}  // namespace

TEST_CASE("What is written is read back") {
  const Bytes bytes = write_sample();
  WireReader reader(bytes);
  const Sample sample = read_sample(reader);
  CHECK(reader.ok());
  CHECK(reader.finish().ok());
  CHECK(sample.byte == 255);
  CHECK(sample.small == -2);
  CHECK(sample.word == 0xDEADBEEF);
  CHECK(sample.large == std::numeric_limits<int64_t>::min());
  CHECK(sample.real == 3.25);
  CHECK(sample.colour == Colour::kBlue);
  CHECK(sample.text == "h\xC3\xA9llo");
  CHECK(sample.empty.empty());
  CHECK(sample.bytes == std::string("\0\xFF", 2));
  CHECK(sample.last == 7);
}

TEST_CASE("The bytes are little-endian, lengths of eight bytes before the text") {
  WireWriter writer;
  writer.put(uint32_t{0x01020304});
  writer.put_text("ab");
  const Bytes bytes = writer.take();
  CHECK(as_text(bytes) == std::string_view("\4\3\2\1\2\0\0\0\0\0\0\0ab", 14));
}

TEST_CASE("A message cut at any byte is corrupt, and the rest reads as nothing") {
  const Bytes bytes = write_sample();
  for (size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    // A copy of its own size, so that a sanitizer sees a read past the end.
    const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    WireReader reader(cut);
    const Sample sample = read_sample(reader);
    CHECK_FALSE(reader.ok());
    CHECK(sample.last == 0);
    const Result<void> finished = reader.finish();
    REQUIRE_FALSE(finished.ok());
    CHECK(finished.error().code == ErrorCode::kCorrupt);
    CHECK(finished.error().message == "message is truncated");
  }
}

TEST_CASE("Trailing bytes are corrupt") {
  Bytes bytes = write_sample();
  bytes.push_back(std::byte{0});
  WireReader reader(bytes);
  read_sample(reader);
  CHECK(reader.ok());
  REQUIRE_FALSE(reader.finish().ok());
  CHECK(reader.finish().error().code == ErrorCode::kCorrupt);
  CHECK(reader.finish().error().message == "message has trailing bytes");
}

TEST_CASE("A length that does not fit is refused") {
  const std::string content = "four";
  const uint64_t largest = std::numeric_limits<uint64_t>::max();
  const std::vector<uint64_t> lengths = {
      5, 1000, uint64_t{1} << 31, uint64_t{1} << 32, uint64_t{1} << 63, largest - 8, largest};
  for (const uint64_t length : lengths) {
    CAPTURE(length);
    const Bytes bytes = with_length(length, content);
    WireReader as_view(bytes);
    CHECK(as_view.get_view().empty());
    CHECK_FALSE(as_view.ok());
    WireReader as_copy(bytes);
    CHECK(as_copy.get_text().empty());
    CHECK_FALSE(as_copy.finish().ok());
    WireReader as_block(bytes);
    CHECK(as_block.get_bytes().empty());
    CHECK_FALSE(as_block.finish().ok());
  }
  const Bytes exact = with_length(4, content);
  WireReader reader(exact);
  CHECK(reader.get_text() == content);
  CHECK(reader.finish().ok());
}

TEST_CASE("The first error sticks, though later reads would fit") {
  const Bytes bytes = with_length(100, "0123456789abcdef");
  WireReader reader(bytes);
  CHECK(reader.get_text().empty());
  CHECK(reader.get<uint8_t>() == 0);
  CHECK(reader.get_text().empty());
  CHECK_FALSE(reader.ok());
  CHECK(reader.finish().error().message == "message is truncated");
}

TEST_CASE("Views point into the input") {
  const Bytes bytes = with_length(3, "abc");
  WireReader reader(bytes);
  const std::string_view view = reader.get_view();
  CHECK(view == "abc");
  CHECK(static_cast<const void*>(view.data()) == bytes.data() + sizeof(uint64_t));
}

TEST_CASE("An empty message is whole when nothing is read") {
  WireReader reader(ByteView{});
  CHECK(reader.finish().ok());
  CHECK(reader.get<uint32_t>() == 0);
  CHECK_FALSE(reader.finish().ok());
}

TEST_CASE("Numbers that equal nothing survive the crossing") {
  WireWriter writer;
  writer.put(std::numeric_limits<double>::quiet_NaN());
  writer.put(-std::numeric_limits<double>::infinity());
  const Bytes bytes = writer.take();
  WireReader reader(bytes);
  CHECK(std::isnan(reader.get<double>()));
  CHECK(reader.get<double>() == -std::numeric_limits<double>::infinity());
  CHECK(reader.finish().ok());
}

TEST_CASE("A writer that was emptied starts anew") {
  WireWriter writer;
  writer.put(uint8_t{1});
  const Bytes first = writer.take();
  CHECK(first.size() == 1);
  writer.put(uint16_t{2});
  const Bytes second = writer.take();
  CHECK(second.size() == 2);
}

}  // namespace tandem
