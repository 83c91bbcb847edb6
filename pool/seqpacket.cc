#include "pool/seqpacket.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "pool/system_call.h"

namespace tandem {
namespace {

// Room for the descriptors of one message, aligned as the CMSG_ macros require.
struct alignas(cmsghdr) ControlBuffer {
  char bytes[CMSG_SPACE(sizeof(int) * kMaxPacketFds)] = {};
};

int wait_flag(Wait wait) { return wait == Wait::kNo ? MSG_DONTWAIT : 0; }

void take_fds(msghdr& header, std::vector<UniqueFd>& fds) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
      fds.emplace_back(fd);
    }
  }
}

}  // namespace

Result<std::pair<UniqueFd, UniqueFd>> make_socket_pair() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return posix_error("socketpair", errno);
  }
  return std::pair(UniqueFd(ends[0]), UniqueFd(ends[1]));
}

Result<void> send_packet(int socket, ByteView bytes, std::span<const int> fds, Wait wait) {
  if (fds.size() > kMaxPacketFds) {
    return Error{ErrorCode::kInvalidArgument, "too many descriptors for one message"};
  }
  iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  ControlBuffer control;
  if (!fds.empty()) {
    header.msg_control = control.bytes;
    header.msg_controllen = CMSG_SPACE(fds.size_bytes());
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(rights), fds.data(), fds.size_bytes());
  }
  const int flags = MSG_NOSIGNAL | wait_flag(wait);
  if (retry_on_signal([&] { return sendmsg(socket, &header, flags); }) >= 0) return {};
  if (errno == EAGAIN) return Error{ErrorCode::kWouldBlock, "the peer's queue is full"};
  if (errno == EPIPE || errno == ECONNRESET) {
    return Error{ErrorCode::kClosed, "the other end of the socket is gone"};
  }
  return posix_error("sendmsg", errno);
}

Result<bool> receive_packet(int socket, std::span<std::byte> bytes, std::vector<UniqueFd>* fds,
                            Wait wait) {
  iovec part{bytes.data(), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  ControlBuffer control;
  if (fds != nullptr) {
    header.msg_control = control.bytes;
    header.msg_controllen = sizeof control.bytes;
  }
  const int flags = MSG_CMSG_CLOEXEC | wait_flag(wait);
  ssize_t size = retry_on_signal([&] { return recvmsg(socket, &header, flags); });
  if (size < 0 && errno == ECONNRESET) {
    // A peer that dies with an unread message in its own queue leaves this error behind, once, in
    // front of what it had sent. Those messages must not be lost.
    size = retry_on_signal([&] { return recvmsg(socket, &header, flags); });
  }
  if (size < 0) {
    if (errno == EAGAIN) return Error{ErrorCode::kWouldBlock, "no message waits"};
    return posix_error("recvmsg", errno);
  }
  if (fds != nullptr) take_fds(header, *fds);
  if (size == 0) return false;
  if (static_cast<size_t>(size) != bytes.size() || (header.msg_flags & MSG_TRUNC) != 0) {
    return Error{ErrorCode::kCorrupt, "a message has the wrong size"};
  }
  return true;
}

}  // namespace tandem
