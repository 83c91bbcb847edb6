// The small parts of the process pool, each alone.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "base/wire.h"
#include "pool/exit_status.h"
#include "pool/message.h"
#include "pool/respawn_breaker.h"
#include "pool/seqpacket.h"
#include "pool/slot.h"
#include "pool/tail.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint64_t kMiB = uint64_t{1} << 20;

uint64_t resident_bytes(int fd) {
  struct stat info {};
  REQUIRE(fstat(fd, &info) == 0);
  return static_cast<uint64_t>(info.st_blocks) * 512;
}

TEST_CASE("check_reply believes only what fits the slot's state") {
  const std::array<SlotRecord, 2> slots = {SlotRecord{SlotState::kRunning, 7},
                                           SlotRecord{SlotState::kQueued, 8}};
  constexpr uint64_t kOutput = 100;
  const auto reply = [](MessageKind kind, uint8_t slot, uint64_t task, uint64_t length) {
    Message message;
    message.kind = kind;
    message.slot = slot;
    message.task = task;
    message.length = length;
    return message;
  };
  CHECK(check_reply(reply(MessageKind::kDone, 0, 7, 0), slots, kOutput).ok());
  CHECK(check_reply(reply(MessageKind::kDone, 0, 7, kOutput), slots, kOutput).ok());
  CHECK(check_reply(reply(MessageKind::kFailed, 0, 7, kOutput), slots, kOutput).ok());
  CHECK(check_reply(reply(MessageKind::kStarted, 1, 8, 0), slots, kOutput).ok());

  struct Lie {
    const char* what;
    Message message;
  };
  const Lie lies[] = {
      {"length beyond the slot", reply(MessageKind::kDone, 0, 7, kOutput + 1)},
      {"length that overflows", reply(MessageKind::kDone, 0, 7, UINT64_MAX)},
      {"error beyond the slot", reply(MessageKind::kFailed, 0, 7, kOutput + 1)},
      {"no such slot", reply(MessageKind::kDone, 2, 7, 0)},
      {"no such slot at all", reply(MessageKind::kDone, 255, 7, 0)},
      {"another slot's task", reply(MessageKind::kDone, 0, 8, 0)},
      {"a task of the past", reply(MessageKind::kStarted, 1, 6, 0)},
      {"started twice", reply(MessageKind::kStarted, 0, 7, 0)},
      {"done before it started", reply(MessageKind::kDone, 1, 8, 0)},
      {"the pool's own kind", reply(MessageKind::kTask, 0, 7, 0)},
      {"no kind", reply(static_cast<MessageKind>(0), 0, 7, 0)},
      {"unknown kind", reply(static_cast<MessageKind>(99), 0, 7, 0)},
  };
  for (const Lie& lie : lies) {
    INFO(lie.what);
    const Result<void> checked = check_reply(lie.message, slots, kOutput);
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == ErrorCode::kCorrupt);
  }
  const std::array<SlotRecord, 2> empty = {};
  CHECK_FALSE(check_reply(reply(MessageKind::kDone, 0, 0, 0), empty, kOutput).ok());
}

TEST_CASE("an Error survives the way through a slot") {
  for (const ErrorCode code : {ErrorCode::kInvalidArgument, ErrorCode::kInternal}) {
    const Error back = decode_error(encode_error(Error{code, "why"}));
    CHECK(back.code == code);
    CHECK(back.message == "why");
  }
  CHECK(encode_error(Error{ErrorCode::kIo, std::string(kMiB, 'x')}).size() < size_t{64} << 10);

  CHECK(decode_error({}).code == ErrorCode::kCorrupt);
  WireWriter unknown;
  unknown.put(uint32_t{4711});
  unknown.put_text("?");
  CHECK(decode_error(unknown.take()).code == ErrorCode::kCorrupt);
  WireWriter short_text;
  short_text.put(uint32_t{0});
  short_text.put(uint64_t{1} << 40);
  CHECK(decode_error(short_text.take()).code == ErrorCode::kCorrupt);
}

TEST_CASE("slots lie side by side and keep out of each other") {
  const SlotLayout layout = SlotLayout::create(1, 100'000).value();
  CHECK(layout.input_bytes() == 65'536);
  CHECK(layout.output_bytes() == 131'072);
  CHECK(layout.input_offset(0) == 0);
  CHECK(layout.output_offset(0) == 65'536);
  CHECK(layout.input_offset(1) == 196'608);
  CHECK(layout.file_bytes() == 393'216);
  CHECK_FALSE(SlotLayout::create(0, 1).ok());
  CHECK_FALSE(SlotLayout::create(1, UINT64_MAX).ok());
}

TEST_CASE("payload passes through a slot file and its mapping") {
  const SlotLayout layout = SlotLayout::create(kMiB, kMiB).value();
  SlotFile file = SlotFile::create(layout).value();
  const SlotMapping mapping = SlotMapping::map(file.fd(), layout).value();
  for (size_t slot = 0; slot < kSlotsPerWorker; ++slot) {
    const std::string text = "page of slot " + std::to_string(slot);
    REQUIRE(file.write_input(slot, as_bytes(text)).ok());
    CHECK(as_text(mapping.input(slot, text.size())) == text);
    const auto output = mapping.output(slot);
    CHECK(output.size() == kMiB);
    output.front() = output.back() = static_cast<std::byte>('0' + slot);
    const Bytes read = file.read_output(slot, kMiB).value();
    CHECK(read.front() == output.front());
    CHECK(read.back() == output.back());
  }
  CHECK(file.write_input(0, Bytes(kMiB + 1)).error().code == ErrorCode::kLimit);
  CHECK(file.read_output(0, kMiB + 1).error().code == ErrorCode::kCorrupt);
}

TEST_CASE("a slot file cannot be resized, not even by its worker") {
  const SlotFile file = SlotFile::create(SlotLayout::create(1, 1).value()).value();
  CHECK(ftruncate(file.fd(), 0) != 0);
  CHECK(errno == EPERM);
  CHECK(ftruncate(file.fd(), 1 << 30) != 0);
  CHECK(fcntl(file.fd(), F_ADD_SEALS, F_SEAL_WRITE) != 0);
}

TEST_CASE("a slot gives a large payload's memory back and keeps a small one's") {
  const SlotLayout layout = SlotLayout::create(64 * kMiB, 64 * kMiB).value();
  SlotFile file = SlotFile::create(layout).value();
  CHECK(resident_bytes(file.fd()) == 0);
  REQUIRE(file.write_input(1, Bytes(16 * kMiB, std::byte{1})).ok());
  {
    const SlotMapping mapping = SlotMapping::map(file.fd(), layout).value();
    const auto output = mapping.output(1).first(8 * kMiB + 5);
    std::fill(output.begin(), output.end(), std::byte{2});
  }
  CHECK(resident_bytes(file.fd()) >= 24 * kMiB);
  REQUIRE(file.release(1, 16 * kMiB, 8 * kMiB + 5).ok());
  CHECK(resident_bytes(file.fd()) <= 2 * kMiB);

  REQUIRE(file.write_input(0, Bytes(kMiB, std::byte{1})).ok());
  const uint64_t before = resident_bytes(file.fd());
  REQUIRE(file.release(0, kMiB, 0).ok());
  CHECK(resident_bytes(file.fd()) == before);
}

TEST_CASE("a packet carries a struct and descriptors") {
  auto [left, right] = make_socket_pair().value();
  const int sent_fd = right.get();
  REQUIRE(send_struct(left.get(), uint64_t{42}, Wait::kNo, std::span(&sent_fd, 1)).ok());
  std::vector<UniqueFd> fds;
  CHECK(receive_struct<uint64_t>(right.get(), Wait::kNo, &fds).value() == uint64_t{42});
  REQUIRE(fds.size() == 1);
  CHECK((fcntl(fds[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(receive_struct<uint64_t>(right.get(), Wait::kNo).error().code == ErrorCode::kWouldBlock);
}

TEST_CASE("a packet of the wrong size is refused, and unwanted descriptors do not arrive") {
  auto [left, right] = make_socket_pair().value();
  const int sent_fd = left.get();
  for (const uint32_t bad : {1U, 2U}) {
    REQUIRE(send_struct(left.get(), bad, Wait::kNo, std::span(&sent_fd, 1)).ok());
    CHECK(receive_struct<uint64_t>(right.get(), Wait::kNo).error().code == ErrorCode::kCorrupt);
  }
  REQUIRE(send_struct(left.get(), Message{}, Wait::kNo).ok());
  CHECK(receive_struct<uint64_t>(right.get(), Wait::kNo).error().code == ErrorCode::kCorrupt);
}

TEST_CASE("what a peer said before it died is heard, even if it died with unread messages") {
  auto [left, right] = make_socket_pair().value();
  REQUIRE(send_struct(left.get(), uint64_t{1}, Wait::kNo).ok());  // never read by the peer
  REQUIRE(send_struct(right.get(), uint64_t{2}, Wait::kNo).ok());
  REQUIRE(send_struct(right.get(), uint64_t{3}, Wait::kNo).ok());
  right.reset();
  CHECK(receive_struct<uint64_t>(left.get(), Wait::kNo).value() == uint64_t{2});
  CHECK(receive_struct<uint64_t>(left.get(), Wait::kNo).value() == uint64_t{3});
  CHECK_FALSE(receive_struct<uint64_t>(left.get(), Wait::kNo).value().has_value());
  CHECK(send_struct(left.get(), uint64_t{4}, Wait::kNo).error().code == ErrorCode::kClosed);
}

TEST_CASE("exit statuses in words") {
  CHECK(describe_exit_status(0) == "exit code 0");
  CHECK(describe_exit_status(3 << 8) == "exit code 3");
  CHECK(describe_exit_status(SIGSEGV) == "signal 11 (SIGSEGV)");
  CHECK(describe_exit_status(SIGKILL) == "signal 9 (SIGKILL)");
  CHECK(describe_exit_status(SIGABRT | 0x80) == "signal 6 (SIGABRT)");  // with a core dump
  CHECK(describe_exit_status(40) == "signal 40");
}

TEST_CASE("the breaker doubles its pause and trips") {
  RespawnBreaker breaker({.deaths_before_a_task = 10,
                          .deaths_in_a_task = 3,
                          .first_pause = milliseconds(10),
                          .longest_pause = milliseconds(70)});
  CHECK(breaker.pause() == Duration::zero());
  for (const int expected : {10, 20, 40, 70, 70}) {
    breaker.worker_died(/*in_a_task=*/false);
    CHECK(breaker.pause() == milliseconds(expected));
  }
  CHECK_FALSE(breaker.tripped());
  breaker.task_ended();
  CHECK(breaker.pause() == Duration::zero());
  for (int i = 0; i < 9; ++i) breaker.worker_died(false);
  for (int i = 0; i < 2; ++i) breaker.worker_died(true);
  CHECK_FALSE(breaker.tripped());
  CHECK(breaker.deaths() == 11);
  SECTION("on deaths before a task") { breaker.worker_died(false); }
  SECTION("on deaths in a task") { breaker.worker_died(true); }
  CHECK(breaker.tripped());
}

TEST_CASE("a tail keeps the end, from the start of a line") {
  Tail tail;
  CHECK(tail.text().empty());
  tail.append("one\n");
  tail.append("two");
  CHECK(tail.text() == "one\ntwo");
  for (int i = 0; i < 1000; ++i) tail.append("line " + std::to_string(i) + "\n");
  const std::string text = tail.text();
  CHECK(text.size() <= Tail::kMaxBytes);
  CHECK(text.substr(0, 5) == "line ");
  CHECK(text.substr(text.size() - 9) == "line 999\n");
  tail.append(std::string(10'000, 'x'));
  CHECK(tail.text() == std::string(Tail::kMaxBytes, 'x'));
}

}  // namespace
}  // namespace tandem
