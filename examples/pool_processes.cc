// Two tasks on a process pool: two process ids, neither of them main's, about one second in all.
#include <iostream>
#include <memory>
#include <utility>

#include "examples/sleeper.h"
#include "pool/process_pool.h"

int main() {
  using namespace tandem;  // NOLINT(*-using-namespace*)
  auto zygote = Zygote::start([] { return std::make_unique<Sleeper>(); });  // before any thread
  if (!zygote.ok()) {
    std::cerr << zygote.error().message << '\n';
    return 1;
  }
  ProcessPoolOptions options;
  options.workers = 2;
  options.worker_stderr = [](pid_t, std::string_view text) { std::cerr << text; };
  auto pool = ProcessPool::create(std::move(options), std::move(*zygote));
  if (!pool.ok()) {
    std::cerr << pool.error().message << '\n';
    return 1;
  }
  const SteadyTime start = std::chrono::steady_clock::now();
  for (const TaskResult& result : (*pool)->map(0, {to_bytes("first"), to_bytes("second")})) {
    if (!result.output.ok()) std::cerr << result.output.error().message << '\n';
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cerr << "main is process " << getpid() << "; both tasks took " << took.count() << " s\n";
}
