#include "pool/worker.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "pool/handler_call.h"
#include "pool/message.h"
#include "pool/process_setup.h"
#include "pool/seqpacket.h"
#include "pool/slot.h"

namespace tandem {
namespace {

[[noreturn]] void die(const char* what, const Error& error) {
  std::cerr << what << ": " << error.message << '\n';
  _exit(kSetupFailed);
}

uint32_t saturated_us(Duration time) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  constexpr decltype(us) kMax = std::numeric_limits<uint32_t>::max();
  return static_cast<uint32_t>(std::clamp<decltype(us)>(us, 0, kMax));
}

class Worker {
 public:
  Worker(UniqueFd socket, SlotMapping slots, std::unique_ptr<Handler> handler)
      : socket_(std::move(socket)), slots_(std::move(slots)), handler_(std::move(handler)) {}

  // Returns when the pool has closed its end.
  void serve() {
    for (;;) {
      const auto task = receive_struct<Message>(socket_.get(), Wait::kYes);
      if (!task.ok()) die("receiving a task", task.error());
      if (!task->has_value() || !run(**task)) return;
    }
  }

 private:
  // False if the pool is gone.
  bool run(const Message& task) {
    Message reply;
    reply.kind = MessageKind::kStarted;
    reply.slot = task.slot;
    reply.task = task.task;
    if (!send_struct(socket_.get(), reply, Wait::kYes)) return false;

    HandlerCall call = call_handler(*handler_, task.job, slots_.input(task.slot, task.length));
    const std::span<std::byte> area = slots_.output(task.slot);
    if (call.output.ok() && call.output->size() > area.size()) {
      call.output = Error{ErrorCode::kLimit, "an output of " + std::to_string(call.output->size()) +
                                                 " bytes is larger than its slot of " +
                                                 std::to_string(area.size())};
    }
    reply.kind = call.output.ok() ? MessageKind::kDone : MessageKind::kFailed;
    const Bytes payload =
        call.output.ok() ? std::move(*call.output) : encode_error(call.output.error());
    std::copy(payload.begin(), payload.end(), area.begin());

    reply.length = payload.size();
    reply.wall_us = saturated_us(call.wall);
    reply.cpu_us = saturated_us(call.cpu);
    return send_struct(socket_.get(), reply, Wait::kYes).ok();
  }

  UniqueFd socket_;
  SlotMapping slots_;
  std::unique_ptr<Handler> handler_;
};

}  // namespace

void run_worker(WorkerBirth birth, const HandlerFactory& factory) noexcept {
  // The order matters. Standard error first, so that what fails afterwards is heard.
  if (dup2(birth.standard_err.get(), STDERR_FILENO) < 0) _exit(kSetupFailed);
  die_with_parent(birth.zygote);
  reset_signals();
  close_all_but({birth.socket.get(), birth.slots.get()});
  birth.standard_err.release();  // closed with all the others
  name_process("pool-worker");

  const auto layout = SlotLayout::create(birth.slot_input_bytes, birth.slot_output_bytes);
  if (!layout.ok()) die("the slots", layout.error());
  auto slots = SlotMapping::map(birth.slots.get(), *layout);
  if (!slots.ok()) die("the slots", slots.error());
  birth.slots.reset();

  // The last step that may still need the system at large; a handler has all it needs once made.
  auto handler = make_handler(factory);
  if (!handler.ok()) die("making the handler", handler.error());

  // From here on the worker touches hostile input.
  Worker(std::move(birth.socket), std::move(*slots), std::move(*handler)).serve();
  _exit(0);  // past the program's exit handlers: they are the program's
}

}  // namespace tandem
