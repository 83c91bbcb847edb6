// CurlGlobal: libcurl's process-wide state, and what Tandem asks of the library at start.
//
// One object, made by main() before its threads start and gone after they have ended; a forked
// worker that fetches makes its own, after the fork. It also ignores SIGPIPE for the process:
// CURLOPT_NOSIGNAL leaves that to the program, and TLS libraries write to sockets without
// MSG_NOSIGNAL.
//
// Thread safety: create and destroy while no other thread uses libcurl.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace tandem {

class CurlGlobal {
 public:
  // kInternal if the library cannot start or looks names up in the calling thread, which would
  // stall every other transfer of a loop.
  static Result<CurlGlobal> create();
  CurlGlobal(CurlGlobal&& other) noexcept : owner_(std::exchange(other.owner_, false)) {}
  CurlGlobal& operator=(CurlGlobal&&) = delete;
  CurlGlobal(const CurlGlobal&) = delete;
  CurlGlobal& operator=(const CurlGlobal&) = delete;
  ~CurlGlobal();

 private:
  CurlGlobal() = default;
  bool owner_ = true;
};

// The bundle of trusted certificates: the one libcurl was built with, else where distributions
// keep it; empty if there is none. A bundle, never a folder: libcurl keeps the parsed certificates
// for later connections only while no folder (CURLOPT_CAPATH) is set, which is worth 20 ms of CPU
// a connection.
std::string find_ca_file();

}  // namespace tandem
