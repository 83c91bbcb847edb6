// What the pool and the zygote say to each other, over a SOCK_SEQPACKET socket.
//
// Thread safety: value types.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace tandem {

// Pool to zygote: fork a worker. Comes with three descriptors, in this order.
enum SpawnFd : uint8_t { kSpawnSocket, kSpawnSlots, kSpawnStderr, kSpawnFdCount };

struct SpawnRequest {
  uint64_t worker = 0;  // the pool's number of the worker; never used twice
  uint64_t slot_input_bytes = 0;
  uint64_t slot_output_bytes = 0;
};

// Zygote to pool.
enum class ZygoteReportKind : uint32_t {
  kSpawned = 1,  // comes with a pidfd
  kSpawnFailed,  // `status` is the errno
  kExited,       // the worker has been reaped; `status` as waitpid(2) fills it
};

struct ZygoteReport {
  ZygoteReportKind kind = ZygoteReportKind::kSpawned;
  pid_t pid = 0;
  uint64_t worker = 0;
  int32_t status = 0;
  uint32_t reserved = 0;
};

}  // namespace tandem
