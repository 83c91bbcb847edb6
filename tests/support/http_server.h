// HttpServer: a scripted HTTP/1.1 server on loopback addresses, for tests.
//
// A path is routed to a Reply, or to a function that makes one. A Reply is raw bytes and how they
// are sent, so that a test can be as broken, slow or endless as the web is. Connections are kept
// alive unless the reply says otherwise; requests of one connection are answered in order.
// Request bodies are not read: GET and HEAD only. What is not HTTP at all, as the hello of a TLS
// client, is answered like a request for an empty path.
//
//   auto server = HttpServer::start();
//   (*server)->route("/", page("<p>Hello</p>"));
//   fetch((*server)->url("/"));
//
// Thread safety: all methods may be called from any thread. Handlers run on the server's thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace tandem::testing {

struct ServerRequest {
  std::string method;
  std::string target;       // as sent: path and query
  std::string path;         // target without its query
  std::string head;         // the whole head, as sent
  std::string address;      // the server's address that the client connected to
  uint64_t connection = 0;  // number of the connection, from 1

  // The value of the first header field of that name (in any case); empty if there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct Reply {
  enum class After {
    kKeep,   // wait for the next request
    kClose,  // close the connection
    kReset,  // close it with a TCP reset
    kHang,   // keep it open and never answer again
  };
  std::string bytes{};   // status line, headers, empty line, body: nothing is added
  std::string repeat{};  // after `bytes`, sent again and again until the client goes
  Duration delay{};      // before the first byte
  size_t piece = 0;      // bytes sent at a time; 0: all
  Duration pause{};      // between pieces
  After after = After::kKeep;
};

// A well-formed answer with Content-Length. `headers` are more header lines, each ended by "\r\n".
Reply answer(int status, std::string_view content_type, std::string_view body,
             std::string_view headers = {});
// 200, text/html.
Reply page(std::string_view html, std::string_view headers = {});
// An answer without body that points elsewhere.
Reply redirect(std::string_view location, int status = 302);
// 200, text/html, in chunks, without end.
Reply endless_page();
// Accepts the request and never answers.
Reply silence();
// 200, text/html, `body` sent as it is under Content-Encoding: `encoding`.
Reply encoded_page(std::string_view encoding, std::string_view body);

std::string gzip(std::string_view text);
std::string deflate(std::string_view text);  // with zlib header, as RFC 9110 section 8.4.1.2 says
// The gzip of `decoded_size` zeros: about a thousandth of that.
std::string gzip_bomb(size_t decoded_size);

struct ServerStats {
  uint64_t connections = 0;  // accepted
  uint64_t requests = 0;
  uint64_t cut = 0;  // replies that the client did not wait out
  uint64_t bytes_sent = 0;
};

class HttpServer {
 public:
  using Handler = std::function<Reply(const ServerRequest&)>;

  // Listens on one free port of all the addresses, which must be loopback addresses: "127.0.0.1",
  // "127.0.0.2", "::1".
  static Result<std::unique_ptr<HttpServer>> start(const std::vector<std::string>& addresses = {
                                                       "127.0.0.1"});
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  // What the path is answered with from now on.
  void route(std::string path, Reply reply);
  void handle(std::string path, Handler handler);
  // Answers every path without route; at first with 404.
  void fallback(Handler handler);

  [[nodiscard]] uint16_t port() const { return port_; }
  // "http://HOST:PORT" + path.
  [[nodiscard]] std::string url(std::string_view path, std::string_view host = "127.0.0.1") const;

  [[nodiscard]] ServerStats stats() const;
  // How often a path was asked for.
  [[nodiscard]] uint64_t requests_of(const std::string& path) const;
  // Waits until `enough` of the stats; false if that took more than ten seconds.
  [[nodiscard]] bool wait_for(const std::function<bool(const ServerStats&)>& enough) const;

 private:
  struct Listener {
    UniqueFd fd;
    std::string address;
  };
  struct Connection;

  HttpServer() = default;
  Result<void> listen(const std::string& address);
  void run();
  void accept_on(const Listener& listener);
  // All three return whether the connection lives on.
  bool read_from(Connection& connection);
  bool write_to(Connection& connection);
  bool answer_next(Connection& connection);
  Reply reply_to(const ServerRequest& request);

  std::vector<Listener> listeners_;
  UniqueFd wake_;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;

  mutable Mutex mutex_;
  mutable CondVar changed_;
  std::map<std::string, Handler> routes_ GUARDED_BY(mutex_);
  Handler fallback_ GUARDED_BY(mutex_);
  ServerStats stats_ GUARDED_BY(mutex_);
  std::map<std::string, uint64_t> requests_of_ GUARDED_BY(mutex_);

  std::vector<std::unique_ptr<Connection>> connections_;  // of the server's thread
  std::thread thread_;
};

}  // namespace tandem::testing
