// Transfer: one libcurl easy handle, set up once for all fetches of a run and used for one
// exchange after another. Whoever drives it (EasyFetcher, FetchLoop) begins an exchange, lets
// libcurl perform it, and ends it with libcurl's code.
//
// Bounded in every direction: time (whole, connecting, too slow), header bytes, body bytes as
// received (CURLOPT_MAXFILESIZE) and as decoded (counted here, since chunked and compressed bodies
// announce nothing). Proxies of the environment are not used: behind one the address guard would
// judge the proxy's address.
//
// Thread safety: none; one thread at a time, the one that drives the handle.
#pragma once

#include <curl/curl.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/fetch/fetch.h"
#include "crawler/fetch/response_headers.h"

namespace tandem {

class Transfer {
 public:
  // `settings` and `clock` must outlive the transfer; `cancelled`, which may be null, too: once it
  // is true the exchange ends within about a second, as kCancelled. kInternal if the library
  // refuses a setting.
  static Result<std::unique_ptr<Transfer>> create(const FetchSettings& settings, const Clock& clock,
                                                  const std::atomic<bool>* cancelled = nullptr);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Prepares the handle for the exchange. On error (URL out of memory) end it with
  // CURLE_OUT_OF_MEMORY; the handle must not be performed.
  Result<void> begin(FetchRequest request);
  // Ends the exchange that begin() began; `code` is what libcurl said of it.
  FetchResult end(CURLcode code);
  // Ends the exchange before libcurl did, for a reason of the caller's.
  FetchResult abandon(FetchError error, std::string_view why);

  [[nodiscard]] CURL* handle() const { return handle_.get(); }
  // Whether the exchange may still be waiting for a name to resolve.
  [[nodiscard]] bool resolving() const { return resolving_; }
  // The transfer that owns a handle.
  static Transfer& of(CURL* handle);

 private:
  // Why a callback stopped the exchange.
  enum class Stop {
    kNot,
    kHeadersTooLong,
    kBodyTooLong,
    kContentType,
    kEnough,  // not a 2xx: the rest of its body is of no use
    kOutOfMemory,
    kCancelled,
  };
  struct EasyCleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using HeaderList = std::unique_ptr<curl_slist, ListCleanup>;

  Transfer(const FetchSettings& settings, const Clock& clock, const std::atomic<bool>* cancelled)
      : settings_(settings), clock_(clock), cancelled_(cancelled) {}
  Result<void> configure();

  size_t on_header(std::string_view line);
  size_t on_body(std::string_view piece);
  curl_socket_t on_open_socket(const curl_sockaddr& address);
  static size_t header_callback(char* data, size_t size, size_t count, void* self);
  static size_t body_callback(char* data, size_t size, size_t count, void* self);
  static curl_socket_t open_socket_callback(void* self, curlsocktype, curl_sockaddr* address);
  static int prepared_callback(void* self, char*, char*, int, int);
  static int progress_callback(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  [[nodiscard]] FetchError classify(CURLcode code) const;
  [[nodiscard]] std::string explain(FetchError error, CURLcode code) const;
  // Moves headers and body into the result and adds what libcurl measured.
  void read_facts(FetchResult& result);

  const FetchSettings& settings_;
  const Clock& clock_;
  const std::atomic<bool>* cancelled_;
  HeaderList page_headers_;
  HeaderList any_headers_;
  std::unique_ptr<CURL, EasyCleanup> handle_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};

  // Of the exchange:
  FetchRequest request_;
  uint64_t max_body_ = 0;
  WallTime began_{};
  ResponseHeaders headers_;
  Bytes body_;
  Stop stop_ = Stop::kNot;
  bool resolving_ = false;
  bool opened_socket_ = false;
  std::string refused_;  // the address that the guard refused last, and why
};

}  // namespace tandem
