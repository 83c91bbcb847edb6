#include "pool/handler_call.h"

#include <ctime>
#include <exception>
#include <string>
#include <utility>

namespace tandem {
namespace {

Duration thread_cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Result<Bytes> call_guarded(Handler& handler, JobId job, ByteView input) {
  try {
    return handler.handle(job, input);
  } catch (const std::exception& e) {
    return Error{ErrorCode::kInternal, std::string("the handler threw: ") + e.what()};
  } catch (...) {
    return Error{ErrorCode::kInternal, "the handler threw something that is no std::exception"};
  }
}

}  // namespace

Result<std::unique_ptr<Handler>> make_handler(const HandlerFactory& factory) noexcept {
  if (!factory) return Error{ErrorCode::kInvalidArgument, "the handler factory is empty"};
  try {
    std::unique_ptr<Handler> handler = factory();
    if (!handler) return Error{ErrorCode::kInternal, "the handler factory made no handler"};
    return handler;
  } catch (const std::exception& e) {
    return Error{ErrorCode::kInternal, std::string("the handler factory threw: ") + e.what()};
  } catch (...) {
    return Error{ErrorCode::kInternal, "the handler factory threw no std::exception"};
  }
}

HandlerCall call_handler(Handler& handler, JobId job, ByteView input) noexcept {
  const SteadyTime start = std::chrono::steady_clock::now();
  const Duration cpu_start = thread_cpu_time();
  Result<Bytes> output = call_guarded(handler, job, input);
  const Duration cpu = thread_cpu_time() - cpu_start;
  return {std::move(output), std::chrono::steady_clock::now() - start, cpu};
}

}  // namespace tandem
