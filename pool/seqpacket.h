// SOCK_SEQPACKET sockets that carry structs, and descriptors beside them (SCM_RIGHTS, unix(7)).
//
// One send is one message is one receive: there is no framing to get wrong and no half message.
// The struct is copied as it lies in memory, since both ends are one binary.
//
// Thread safety: free functions; sends and receives on one socket may be concurrent.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace tandem {

enum class Wait { kYes, kNo };

// Two connected, blocking, close-on-exec ends.
Result<std::pair<UniqueFd, UniqueFd>> make_socket_pair();

// kWouldBlock if the peer's queue is full (Wait::kNo only), kClosed if the peer is gone. The
// descriptors in `fds`, at most kMaxPacketFds, are duplicated into the message.
inline constexpr size_t kMaxPacketFds = 3;
Result<void> send_packet(int socket, ByteView bytes, std::span<const int> fds, Wait wait);

// Receives one message of exactly `bytes.size()` bytes. False at the end, when the peer is gone and
// all that it sent has been read. kWouldBlock if nothing waits (Wait::kNo only), kCorrupt if the
// message has another size. Descriptors that came along go into `fds`, or nowhere if it is null.
Result<bool> receive_packet(int socket, std::span<std::byte> bytes, std::vector<UniqueFd>* fds,
                            Wait wait);

template <typename T>
Result<void> send_struct(int socket, const T& value, Wait wait, std::span<const int> fds = {}) {
  static_assert(std::has_unique_object_representations_v<T>, "padding would leak memory");
  return send_packet(socket, std::as_bytes(std::span(&value, 1)), fds, wait);
}

// Nothing at the end; else as receive_packet.
template <typename T>
Result<std::optional<T>> receive_struct(int socket, Wait wait,
                                        std::vector<UniqueFd>* fds = nullptr) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value{};
  TANDEM_ASSIGN(const bool received,
                receive_packet(socket, std::as_writable_bytes(std::span(&value, 1)), fds, wait));
  return received ? std::optional<T>(value) : std::nullopt;
}

}  // namespace tandem
