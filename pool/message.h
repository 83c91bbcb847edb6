// Message: what the pool and a worker say to each other about a task. 32 bytes; the payload is in
// the slot that it names (slot.h).
//
//     pool                         worker
//      | ---- kTask ----------------> |   the slot holds `length` bytes of input
//      | <--- kStarted -------------- |   before the handler sees the task: who is to blame
//      | <--- kDone or kFailed ------ |   the slot holds `length` bytes of output, or an Error
//
// Thread safety: value types and functions without state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "base/bytes.h"
#include "base/error.h"
#include "base/result.h"
#include "pool/handler.h"

namespace tandem {

enum class MessageKind : uint8_t { kTask = 1, kStarted, kDone, kFailed };

struct Message {
  MessageKind kind = MessageKind::kTask;
  uint8_t slot = 0;
  uint16_t reserved = 0;
  JobId job = 0;         // kTask
  uint64_t task = 0;     // the pool's number of the task; a reply repeats it
  uint64_t length = 0;   // bytes in the slot: kTask, kDone, kFailed
  uint32_t wall_us = 0;  // kDone, kFailed; stops at the largest value, 71 minutes
  uint32_t cpu_us = 0;   // likewise
};
static_assert(sizeof(Message) == 32 && std::has_unique_object_representations_v<Message>);

// What the pool knows of a slot, to judge a worker's messages by.
enum class SlotState : uint8_t { kFree, kQueued, kRunning };
struct SlotRecord {
  SlotState state = SlotState::kFree;
  uint64_t task = 0;
};

// Nothing a worker says is believed: kCorrupt, and why, unless `reply` fits the state of its slot
// and its length fits the slot.
Result<void> check_reply(const Message& reply, std::span<const SlotRecord> slots,
                         uint64_t output_bytes);

// An Error as the payload of kFailed. The message is cut so that it fits any slot.
Bytes encode_error(const Error& error);
// kCorrupt if the payload is no encoded Error.
Error decode_error(ByteView payload);

}  // namespace tandem
