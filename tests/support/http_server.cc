#include "tests/support/http_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace tandem::testing {
namespace {

constexpr size_t kMaxHead = size_t{64} * 1024;

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

SteadyTime now() { return std::chrono::steady_clock::now(); }

// A socket address of either family.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

std::optional<Address> loopback_address(const std::string& text, uint16_t port) {
  Address address;
  sockaddr_in ipv4{};
  sockaddr_in6 ipv6{};
  if (text.starts_with("127.") && inet_pton(AF_INET, text.c_str(), &ipv4.sin_addr) == 1) {
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(port);
    std::memcpy(&address.storage, &ipv4, sizeof ipv4);
    address.size = sizeof ipv4;
    return address;
  }
  if (text == "::1" && inet_pton(AF_INET6, text.c_str(), &ipv6.sin6_addr) == 1) {
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(port);
    std::memcpy(&address.storage, &ipv6, sizeof ipv6);
    address.size = sizeof ipv6;
    return address;
  }
  return std::nullopt;
}

uint16_t bound_port(int fd) {
  Address address;
  address.size = sizeof address.storage;
  if (getsockname(fd, address.get(), &address.size) != 0) return 0;
  // The port is at the same place in both families.
  sockaddr_in any{};
  std::memcpy(&any, &address.storage, sizeof any);
  return ntohs(any.sin_port);
}

ServerRequest parse_request(std::string head) {
  ServerRequest request;
  const std::string_view line = std::string_view(head).substr(0, head.find("\r\n"));
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first != std::string_view::npos && last > first) {
    request.method = line.substr(0, first);
    request.target = line.substr(first + 1, last - first - 1);
    request.path = request.target.substr(0, request.target.find('?'));
  }
  request.head = std::move(head);
  return request;
}

}  // namespace

struct HttpServer::Connection {
  UniqueFd fd;
  uint64_t number = 0;
  std::string address;
  std::string in;              // what came and is not answered yet
  std::optional<Reply> reply;  // being sent
  size_t sent = 0;             // of its bytes, the repeated ones not counted
  size_t sent_of_repeat = 0;
  SteadyTime next{};  // not before then is more sent
  bool deaf = false;  // Reply::After::kHang
};

std::string ServerRequest::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 2, rest.size()));
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) continue;
    const size_t start = line.find_first_not_of(' ', colon + 1);
    return start == std::string_view::npos ? std::string() : std::string(line.substr(start));
  }
  return {};
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(const std::vector<std::string>& addresses) {
  std::unique_ptr<HttpServer> server(new HttpServer());
  for (const std::string& address : addresses) TANDEM_TRY(server->listen(address));
  server->wake_.reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!server->wake_.valid()) return posix_error("eventfd", errno);
  server->fallback([](const ServerRequest&) { return answer(404, "text/html", "not found"); });
  server->thread_ = std::thread([self = server.get()] { self->run(); });
  return server;
}

Result<void> HttpServer::listen(const std::string& text) {
  std::optional<Address> address = loopback_address(text, port_);
  if (!address) return Error{ErrorCode::kInvalidArgument, text + " is no loopback address"};
  UniqueFd fd(socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return posix_error("socket", errno);
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd.get(), address->get(), address->size) != 0) return posix_error("bind " + text, errno);
  if (::listen(fd.get(), 1024) != 0) return posix_error("listen on " + text, errno);
  if (port_ == 0) port_ = bound_port(fd.get());
  listeners_.push_back({std::move(fd), text});
  return {};
}

HttpServer::~HttpServer() {
  stopping_ = true;
  const uint64_t one = 1;
  if (wake_.valid() && write(wake_.get(), &one, sizeof one) != sizeof one) std::abort();
  if (thread_.joinable()) thread_.join();
}

void HttpServer::route(std::string path, Reply reply) {
  handle(std::move(path), [reply = std::move(reply)](const ServerRequest&) { return reply; });
}

void HttpServer::handle(std::string path, Handler handler) {
  MutexLock lock(mutex_);
  routes_[std::move(path)] = std::move(handler);
}

void HttpServer::fallback(Handler handler) {
  MutexLock lock(mutex_);
  fallback_ = std::move(handler);
}

std::string HttpServer::url(std::string_view path, std::string_view host) const {
  return "http://" + std::string(host) + ":" + std::to_string(port_) + std::string(path);
}

ServerStats HttpServer::stats() const {
  MutexLock lock(mutex_);
  return stats_;
}

uint64_t HttpServer::requests_of(const std::string& path) const {
  MutexLock lock(mutex_);
  const auto found = requests_of_.find(path);
  return found == requests_of_.end() ? 0 : found->second;
}

bool HttpServer::wait_for(const std::function<bool(const ServerStats&)>& enough) const {
  const SteadyTime deadline = now() + std::chrono::seconds(10);
  MutexLock lock(mutex_);
  while (!enough(stats_)) {
    if (!changed_.wait_until(lock, deadline)) return enough(stats_);
  }
  return true;
}

void HttpServer::run() {
  std::vector<pollfd> polled;
  while (!stopping_) {
    polled.clear();
    polled.push_back({wake_.get(), POLLIN, 0});
    for (const Listener& listener : listeners_) polled.push_back({listener.fd.get(), POLLIN, 0});
    const size_t first = polled.size();
    auto wait = Duration(std::chrono::seconds(1));
    for (const auto& connection : connections_) {
      short events = POLLIN;
      if (connection->reply) {
        const Duration until = connection->next - now();
        if (until <= Duration{}) events |= POLLOUT;
        if (until > Duration{}) wait = std::min(wait, until);
      }
      polled.push_back({connection->fd.get(), events, 0});
    }
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
    if (poll(polled.data(), polled.size(), static_cast<int>(ms)) < 0 && errno != EINTR) return;

    for (size_t i = 0; first + i < polled.size(); ++i) {
      Connection& connection = *connections_[i];
      const short events = polled[first + i].revents;
      bool alive = true;
      if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) alive = read_from(connection);
      if (alive && (events & POLLOUT) != 0) alive = write_to(connection);
      if (!alive) connections_[i].reset();
    }
    std::erase(connections_, nullptr);
    for (size_t i = 0; i < listeners_.size(); ++i) {
      if ((polled[1 + i].revents & POLLIN) != 0) accept_on(listeners_[i]);
    }
  }
}

void HttpServer::accept_on(const Listener& listener) {
  while (true) {
    UniqueFd fd(accept4(listener.fd.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd.valid()) return;
    const int on = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = std::make_unique<Connection>();
    connection->fd = std::move(fd);
    connection->address = listener.address;
    MutexLock lock(mutex_);
    connection->number = ++stats_.connections;
    changed_.notify_all();
    connections_.push_back(std::move(connection));
  }
}

bool HttpServer::read_from(Connection& connection) {
  std::array<char, 16384> buffer;
  const ssize_t size = recv(connection.fd.get(), buffer.data(), buffer.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (size <= 0) {
    MutexLock lock(mutex_);
    if (connection.reply || connection.deaf) ++stats_.cut;
    changed_.notify_all();
    return false;
  }
  connection.in.append(buffer.data(), static_cast<size_t>(size));
  if (connection.in.size() > kMaxHead) return false;
  return answer_next(connection);
}

bool HttpServer::answer_next(Connection& connection) {
  if (connection.reply || connection.deaf) return true;
  if (connection.in.empty()) return true;
  size_t end = connection.in.find("\r\n\r\n");
  // What does not begin with a method has no end to wait for: a TLS client, for one.
  const bool is_http = connection.in.front() >= 'A' && connection.in.front() <= 'Z';
  if (!is_http) end = connection.in.size();
  if (end == std::string::npos) return true;
  ServerRequest request = parse_request(connection.in.substr(0, end + 4));
  connection.in.erase(0, end + 4);
  request.connection = connection.number;
  request.address = connection.address;
  connection.reply = reply_to(request);
  connection.sent = 0;
  connection.sent_of_repeat = 0;
  connection.next = now() + connection.reply->delay;
  return true;
}

Reply HttpServer::reply_to(const ServerRequest& request) {
  Handler handler;
  {
    MutexLock lock(mutex_);
    ++stats_.requests;
    ++requests_of_[request.path];
    changed_.notify_all();
    const auto found = routes_.find(request.path);
    handler = found == routes_.end() ? fallback_ : found->second;
  }
  return handler(request);
}

bool HttpServer::write_to(Connection& connection) {
  const Reply& reply = *connection.reply;
  const bool repeating = connection.sent == reply.bytes.size() && !reply.repeat.empty();
  std::string_view rest = repeating
                              ? std::string_view(reply.repeat).substr(connection.sent_of_repeat)
                              : std::string_view(reply.bytes).substr(connection.sent);
  if (reply.piece > 0) rest = rest.substr(0, reply.piece);
  if (!rest.empty()) {
    const ssize_t sent = send(connection.fd.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    MutexLock lock(mutex_);
    if (sent < 0) {
      ++stats_.cut;
      changed_.notify_all();
      return false;
    }
    stats_.bytes_sent += static_cast<uint64_t>(sent);
    if (repeating) {
      connection.sent_of_repeat =
          (connection.sent_of_repeat + static_cast<size_t>(sent)) % reply.repeat.size();
    } else {
      connection.sent += static_cast<size_t>(sent);
    }
    connection.next = now() + reply.pause;
  }
  if (connection.sent < reply.bytes.size() || !reply.repeat.empty()) return true;

  const Reply::After after = reply.after;
  connection.reply.reset();
  if (after == Reply::After::kHang) connection.deaf = true;
  if (after == Reply::After::kReset) {
    const linger at_once{1, 0};
    setsockopt(connection.fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  if (after == Reply::After::kClose || after == Reply::After::kReset) return false;
  return answer_next(connection);
}

}  // namespace tandem::testing
