#include "pool/slot.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <string>
#include <utility>

#include "pool/system_call.h"

namespace tandem {
namespace {

constexpr uint64_t kAreaAlignment = uint64_t{64} << 10;
constexpr uint64_t kMaxAreaBytes = uint64_t{16} << 30;
constexpr uint64_t kKeptBytes = uint64_t{1} << 20;  // of an area, after release()

constexpr uint64_t round_up(uint64_t bytes) {
  return (bytes + kAreaAlignment - 1) / kAreaAlignment * kAreaAlignment;
}

Error too_large(const char* what, uint64_t bytes, uint64_t limit, ErrorCode code) {
  return Error{code, std::string(what) + " of " + std::to_string(bytes) +
                         " bytes is larger than its slot of " + std::to_string(limit)};
}

}  // namespace

Result<SlotLayout> SlotLayout::create(uint64_t input_bytes, uint64_t output_bytes) {
  for (const uint64_t bytes : {input_bytes, output_bytes}) {
    if (bytes == 0 || bytes > kMaxAreaBytes) {
      return Error{ErrorCode::kInvalidArgument,
                   "a slot has 1 byte to 16 GiB each way, not " + std::to_string(bytes)};
    }
  }
  return SlotLayout(round_up(input_bytes), round_up(output_bytes));
}

Result<SlotFile> SlotFile::create(const SlotLayout& layout) {
  UniqueFd fd(memfd_create("tandem-slots", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd.valid()) return posix_error("memfd_create", errno);
  if (ftruncate(fd.get(), static_cast<off_t>(layout.file_bytes())) != 0) {
    return posix_error("ftruncate of a memfd", errno);
  }
  if (fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return posix_error("sealing a memfd", errno);
  }
  return SlotFile(std::move(fd), layout);
}

Result<void> SlotFile::write_input(size_t slot, ByteView input) {
  if (input.size() > layout_.input_bytes()) {
    return too_large("an input", input.size(), layout_.input_bytes(), ErrorCode::kLimit);
  }
  size_t done = 0;
  while (done < input.size()) {
    const ByteView rest = input.subspan(done);
    const auto offset = static_cast<off_t>(layout_.input_offset(slot) + done);
    const ssize_t n =
        retry_on_signal([&] { return pwrite(fd_.get(), rest.data(), rest.size(), offset); });
    if (n < 0) return posix_error("writing an input to shared memory", errno);
    done += static_cast<size_t>(n);
  }
  return {};
}

Result<Bytes> SlotFile::read_output(size_t slot, uint64_t length) const {
  if (length > layout_.output_bytes()) {
    return too_large("an output", length, layout_.output_bytes(), ErrorCode::kCorrupt);
  }
  Bytes output(length);
  size_t done = 0;
  while (done < output.size()) {
    const auto offset = static_cast<off_t>(layout_.output_offset(slot) + done);
    const ssize_t n = retry_on_signal(
        [&] { return pread(fd_.get(), output.data() + done, output.size() - done, offset); });
    if (n < 0) return posix_error("reading an output from shared memory", errno);
    if (n == 0) return Error{ErrorCode::kInternal, "the sealed slot file is too short"};
    done += static_cast<size_t>(n);
  }
  return output;
}

Result<void> SlotFile::release(size_t slot, uint64_t input_length, uint64_t output_length) {
  TANDEM_TRY(punch(layout_.input_offset(slot), input_length));
  return punch(layout_.output_offset(slot), output_length);
}

Result<void> SlotFile::punch(uint64_t offset, uint64_t length) const {
  if (length <= kKeptBytes) return {};
  // Rounded up to whole pages; the area ends at a multiple of 64 KiB, so this stays inside it.
  const auto size = static_cast<off_t>(round_up(length) - kKeptBytes);
  const auto start = static_cast<off_t>(offset + kKeptBytes);
  const int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  if (retry_on_signal([&] { return fallocate(fd_.get(), mode, start, size); }) != 0) {
    return posix_error("giving shared memory back", errno);
  }
  return {};
}

Result<SlotMapping> SlotMapping::map(int fd, const SlotLayout& layout) {
  void* base =
      mmap(nullptr, layout.file_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, /*offset=*/0);
  if (base == MAP_FAILED) return posix_error("mapping the slots", errno);
  return SlotMapping(static_cast<std::byte*>(base), layout);
}

SlotMapping::SlotMapping(SlotMapping&& other) noexcept
    : base_(std::exchange(other.base_, nullptr)), layout_(other.layout_) {}

SlotMapping::~SlotMapping() {
  if (base_ != nullptr) munmap(base_, layout_.file_bytes());
}

ByteView SlotMapping::input(size_t slot, uint64_t length) const {
  assert(slot < kSlotsPerWorker && length <= layout_.input_bytes());
  return {base_ + layout_.input_offset(slot), length};
}

std::span<std::byte> SlotMapping::output(size_t slot) const {
  assert(slot < kSlotsPerWorker);
  return {base_ + layout_.output_offset(slot), layout_.output_bytes()};
}

}  // namespace tandem
