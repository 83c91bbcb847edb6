// Two tasks on a thread pool: one process id, two thread ids, about one second in all.
#include <iostream>
#include <memory>

#include "examples/sleeper.h"
#include "pool/thread_pool.h"

int main() {
  using namespace tandem;  // NOLINT(*-using-namespace*)
  auto pool = ThreadPool::create({.threads = 2}, [] { return std::make_unique<Sleeper>(); });
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
