// Slots: the memory through which payload passes between the pool and one worker.
//
// Each worker has a memfd of its own, so that one that goes wild spoils nobody else's data. It is
// sealed against growing and shrinking before the worker gets it, and has two slots, so that one
// task can wait there while another runs:
//
//     +----------------+----------------+----------------+----------------+
//     | slot 0: input  | slot 0: output | slot 1: input  | slot 1: output |
//     +----------------+----------------+----------------+----------------+
//     0                input_bytes      input + output   ...              file_bytes()
//
// Every area starts at a multiple of 64 KiB, which is a multiple of all page sizes in use. The file
// is sparse: an area costs memory only as far as it was written.
//
// A slot has one writer at a time, and ownership passes with a message (message.h): the pool writes
// the input and sends kTask; the worker writes the output and sends kDone or kFailed; the pool
// reads it, and the slot is free. The system calls order the accesses; there is no lock to die
// with.
//
// The pool reads and writes with pread(2) and pwrite(2) and never maps the file: what it has read
// is a private copy that the worker cannot change under it, and a fault cannot reach it. The worker
// maps it and works in place.
//
// Thread safety: a SlotFile or SlotMapping belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace tandem {

inline constexpr size_t kSlotsPerWorker = 2;

class SlotLayout {
 public:
  // Areas of these sizes, rounded up to a multiple of 64 KiB; kInvalidArgument if one is 0 or
  // larger than 16 GiB.
  static Result<SlotLayout> create(uint64_t input_bytes, uint64_t output_bytes);

  [[nodiscard]] uint64_t input_bytes() const { return input_bytes_; }
  [[nodiscard]] uint64_t output_bytes() const { return output_bytes_; }
  [[nodiscard]] uint64_t input_offset(size_t slot) const {
    return slot * (input_bytes_ + output_bytes_);
  }
  [[nodiscard]] uint64_t output_offset(size_t slot) const {
    return input_offset(slot) + input_bytes_;
  }
  [[nodiscard]] uint64_t file_bytes() const { return input_offset(kSlotsPerWorker); }

 private:
  SlotLayout(uint64_t input_bytes, uint64_t output_bytes)
      : input_bytes_(input_bytes), output_bytes_(output_bytes) {}
  uint64_t input_bytes_;
  uint64_t output_bytes_;
};

// The pool's side.
class SlotFile {
 public:
  static Result<SlotFile> create(const SlotLayout& layout);

  [[nodiscard]] int fd() const { return fd_.get(); }
  // kLimit if the input is larger than the area; kNoSpace or kIo if memory is short.
  Result<void> write_input(size_t slot, ByteView input);
  // kCorrupt if `length` is larger than the area.
  [[nodiscard]] Result<Bytes> read_output(size_t slot, uint64_t length) const;
  // Gives memory back after a task whose payloads had these sizes: the part of each beyond the
  // first MiB, so that one large page does not stay resident for ever and small ones cost no page
  // faults.
  Result<void> release(size_t slot, uint64_t input_length, uint64_t output_length);

 private:
  SlotFile(UniqueFd fd, const SlotLayout& layout) : fd_(std::move(fd)), layout_(layout) {}
  [[nodiscard]] Result<void> punch(uint64_t offset, uint64_t length) const;
  UniqueFd fd_;
  SlotLayout layout_;
};

// The worker's side.
class SlotMapping {
 public:
  // Maps the file `fd`, which may be closed afterwards.
  static Result<SlotMapping> map(int fd, const SlotLayout& layout);
  SlotMapping(SlotMapping&& other) noexcept;
  SlotMapping(const SlotMapping&) = delete;
  SlotMapping& operator=(const SlotMapping&) = delete;
  SlotMapping& operator=(SlotMapping&&) = delete;
  ~SlotMapping();

  // Precondition of both: slot < kSlotsPerWorker; of input(): length <= input_bytes.
  [[nodiscard]] ByteView input(size_t slot, uint64_t length) const;
  [[nodiscard]] std::span<std::byte> output(size_t slot) const;

 private:
  SlotMapping(std::byte* base, const SlotLayout& layout) : base_(base), layout_(layout) {}
  std::byte* base_;
  SlotLayout layout_;
};

}  // namespace tandem
