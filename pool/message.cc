#include "pool/message.h"

#include <string>
#include <string_view>

#include "base/wire.h"

namespace tandem {
namespace {

constexpr size_t kMaxErrorText = size_t{16} << 10;  // a slot has at least 64 KiB
constexpr ErrorCode kLastErrorCode = ErrorCode::kInternal;

Error invalid(const std::string& why) {
  return Error{ErrorCode::kCorrupt, "the worker sent an invalid message: " + why};
}

}  // namespace

Result<void> check_reply(const Message& reply, std::span<const SlotRecord> slots,
                         uint64_t output_bytes) {
  if (reply.slot >= slots.size()) return invalid("slot " + std::to_string(reply.slot));
  const SlotRecord& slot = slots[reply.slot];
  if (slot.state == SlotState::kFree || slot.task != reply.task) {
    return invalid("task " + std::to_string(reply.task) + " is not in slot " +
                   std::to_string(reply.slot));
  }
  switch (reply.kind) {
    case MessageKind::kStarted:
      if (slot.state != SlotState::kQueued) return invalid("a task started twice");
      return {};
    case MessageKind::kDone:
    case MessageKind::kFailed:
      if (slot.state != SlotState::kRunning) return invalid("a task ended before it started");
      if (reply.length > output_bytes) {
        return invalid("an output of " + std::to_string(reply.length) + " bytes in a slot of " +
                       std::to_string(output_bytes));
      }
      return {};
    case MessageKind::kTask:
      break;
  }
  return invalid("kind " + std::to_string(static_cast<unsigned>(reply.kind)));
}

Bytes encode_error(const Error& error) {
  WireWriter writer;
  writer.put(static_cast<uint32_t>(error.code));
  writer.put_text(std::string_view(error.message).substr(0, kMaxErrorText));
  return writer.take();
}

Error decode_error(ByteView payload) {
  WireReader reader(payload);
  const auto code = reader.get<uint32_t>();
  std::string message = reader.get_text();
  if (const Result<void> complete = reader.finish(); !complete) return complete.error();
  if (code > static_cast<uint32_t>(kLastErrorCode)) {
    return Error{ErrorCode::kCorrupt,
                 "a worker failed with the unknown error code " + std::to_string(code)};
  }
  return Error{static_cast<ErrorCode>(code), std::move(message)};
}

}  // namespace tandem
