#include "crawler/fetch/transfer.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "crawler/fetch/address_guard.h"
#include "crawler/fetch/curl_global.h"

namespace tandem {
namespace {

constexpr long kBufferSize = 128L * 1024;
// What is kept of the body of an answer other than 2xx: enough to say what the server meant, and
// to read a short one to its end, so that the connection can be used again.
constexpr uint64_t kMaxUnwantedBody = uint64_t{64} * 1024;
// Room made for an announced body before it comes.
constexpr curl_off_t kMaxReserve = curl_off_t{256} * 1024;

long to_ms(Duration duration) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  return std::max<long>(1, static_cast<long>(ms));
}

std::string_view protocol_name(long version) {
  switch (version) {
    case CURL_HTTP_VERSION_1_0:
      return "http/1.0";
    case CURL_HTTP_VERSION_1_1:
      return "http/1.1";
    case CURL_HTTP_VERSION_2_0:
      return "h2";
    case CURL_HTTP_VERSION_3:
      return "h3";
    default:
      return "";
  }
}

curl_off_t offset_info(CURL* handle, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(handle, info, &value);
  return std::max<curl_off_t>(value, 0);
}

long long_info(CURL* handle, CURLINFO info) {
  long value = 0;
  curl_easy_getinfo(handle, info, &value);
  return value;
}

Duration time_info(CURL* handle, CURLINFO info) {
  return std::chrono::microseconds(offset_info(handle, info));
}

}  // namespace

Result<std::unique_ptr<Transfer>> Transfer::create(const FetchSettings& settings,
                                                   const Clock& clock,
                                                   const std::atomic<bool>* cancelled) {
  std::unique_ptr<Transfer> transfer(new Transfer(settings, clock, cancelled));
  TANDEM_TRY(transfer->configure());
  return transfer;
}

Transfer& Transfer::of(CURL* handle) {
  void* self = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
  return *static_cast<Transfer*>(self);
}

Result<void> Transfer::configure() {
  handle_.reset(curl_easy_init());
  any_headers_.reset(curl_slist_append(nullptr, "Accept: */*"));
  page_headers_.reset(
      curl_slist_append(nullptr, "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"));
  if (!handle_ || !any_headers_ || !page_headers_) {
    return Error{ErrorCode::kInternal, "libcurl gives no handle"};
  }
  CURLcode failed = CURLE_OK;
  const auto set = [&](CURLoption option, auto value) {
    const CURLcode code = curl_easy_setopt(handle_.get(), option, value);
    if (failed == CURLE_OK) failed = code;
  };

  // Manners of the library towards the program.
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_ERRORBUFFER, error_text_.data());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_BUFFERSIZE, kBufferSize);
#if LIBCURL_VERSION_NUM >= 0x075700
  // Without it a loop joins the thread of a name lookup that timed out, and stands still.
  set(CURLOPT_QUICK_EXIT, 1L);
#endif

  // What may be fetched, and from where.
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket_callback);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  set(CURLOPT_PREREQFUNCTION, &Transfer::prepared_callback);
  set(CURLOPT_PREREQDATA, static_cast<void*>(this));

  // The request.
  set(CURLOPT_USERAGENT, settings_.user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, settings_.accept_encoding.c_str());
  set(CURLOPT_HTTP_VERSION, settings_.http2 ? static_cast<long>(CURL_HTTP_VERSION_2TLS)
                                            : static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTP09_ALLOWED, 0L);

  // Its bounds.
  set(CURLOPT_TIMEOUT_MS, to_ms(settings_.timeout));
  set(CURLOPT_CONNECTTIMEOUT_MS, to_ms(settings_.connect_timeout));
  set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(settings_.low_speed_bytes));
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings_.low_speed_time.count()));

  // TLS. See find_ca_file() for why there is no folder.
  const std::string ca_file = settings_.ca_file.empty() ? find_ca_file() : settings_.ca_file;
  if (!ca_file.empty()) {
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    set(CURLOPT_CAINFO, ca_file.c_str());
  }
  set(CURLOPT_SSL_VERIFYPEER, settings_.insecure ? 0L : 1L);
  set(CURLOPT_SSL_VERIFYHOST, settings_.insecure ? 0L : 2L);

  // The answer.
  set(CURLOPT_HEADERFUNCTION, &Transfer::header_callback);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Transfer::body_callback);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  if (cancelled_ != nullptr) {
    set(CURLOPT_XFERINFOFUNCTION, &Transfer::progress_callback);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
    set(CURLOPT_NOPROGRESS, 0L);
  }
  if (failed != CURLE_OK) {
    return Error{ErrorCode::kInternal,
                 std::string("libcurl refuses a setting: ") + curl_easy_strerror(failed)};
  }
  return {};
}

Result<void> Transfer::begin(FetchRequest request) {
  request_ = std::move(request);
  max_body_ = request_.max_body == 0 ? settings_.max_body : request_.max_body;
  began_ = clock_.wall_now();
  headers_.reset(settings_.max_header_bytes);
  body_.clear();
  stop_ = Stop::kNot;
  resolving_ = true;
  opened_socket_ = false;
  refused_.clear();
  error_text_.front() = '\0';

  const bool pages = request_.accept == Accept::kPages;
  CURLcode failed = CURLE_OK;
  const auto set = [&](CURLoption option, auto value) {
    const CURLcode code = curl_easy_setopt(handle_.get(), option, value);
    if (failed == CURLE_OK) failed = code;
  };
  set(CURLOPT_URL, request_.url.c_str());
  set(CURLOPT_HTTPHEADER, pages ? page_headers_.get() : any_headers_.get());
  // Refuses an announced length before the body comes. Of robots.txt and the like the beginning
  // is of use (RFC 9309 section 2.5), so there the bytes are counted as they come.
  set(CURLOPT_MAXFILESIZE_LARGE, pages ? static_cast<curl_off_t>(max_body_) : curl_off_t{0});
  if (failed == CURLE_OK) return {};
  return Error{ErrorCode::kInternal, curl_easy_strerror(failed)};
}

FetchResult Transfer::end(CURLcode code) {
  FetchError error = classify(code);
  FetchResult result;
  result.truncated = code != CURLE_OK && headers_.complete();
  const bool told_all = headers_.complete() && headers_.status() / 100 != 2;
  if (told_all && error != FetchError::kCancelled) error = FetchError::kNone;
  result.error = error;
  if (error != FetchError::kNone) result.message = explain(error, code);
  read_facts(result);
  return result;
}

FetchResult Transfer::abandon(FetchError error, std::string_view why) {
  FetchResult result;
  result.truncated = headers_.complete();
  result.error = error;
  result.message = why;
  read_facts(result);
  return result;
}

void Transfer::read_facts(FetchResult& result) {
  CURL* handle = handle_.get();
  result.id = request_.id;
  result.status = headers_.status();
  headers_.move_into(result);
  result.body = std::exchange(body_, {});

  // libcurl counts every moment from the start; one that never came is 0, or the one before.
  const Duration dns = time_info(handle, CURLINFO_NAMELOOKUP_TIME_T);
  const Duration connect = time_info(handle, CURLINFO_CONNECT_TIME_T);
  const Duration tls = time_info(handle, CURLINFO_APPCONNECT_TIME_T);
  const long connections = long_info(handle, CURLINFO_NUM_CONNECTS);
  result.reused = connections == 0 && result.status != 0;
  if (!result.reused) {
    result.timings.dns = dns;
    result.timings.connect = std::max(Duration{}, connect - dns);
    result.timings.tls = std::max(Duration{}, tls - connect);
  }
  result.timings.first_byte = time_info(handle, CURLINFO_STARTTRANSFER_TIME_T);
  result.timings.total = time_info(handle, CURLINFO_TOTAL_TIME_T);
  result.bytes_wire = static_cast<uint64_t>(std::max(0L, long_info(handle, CURLINFO_HEADER_SIZE))) +
                      static_cast<uint64_t>(offset_info(handle, CURLINFO_SIZE_DOWNLOAD_T));
  const char* ip = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIMARY_IP, &ip);
  if (ip != nullptr) result.ip = ip;
  if (result.status != 0) {
    result.protocol = protocol_name(long_info(handle, CURLINFO_HTTP_VERSION));
  }
  result.fetched_at = began_;
  result.pid = getpid();
  result.tid = gettid();
}

FetchError Transfer::classify(CURLcode code) const {
  switch (stop_) {
    case Stop::kHeadersTooLong:
    case Stop::kBodyTooLong:
      return FetchError::kTooLarge;
    case Stop::kContentType:
      return FetchError::kContentType;
    case Stop::kEnough:
      return FetchError::kNone;
    case Stop::kOutOfMemory:
      return FetchError::kOther;
    case Stop::kCancelled:
      return FetchError::kCancelled;
    case Stop::kNot:
      break;
  }
  switch (code) {
    case CURLE_OK:
      return FetchError::kNone;
    case CURLE_COULDNT_RESOLVE_HOST:
      return FetchError::kDns;
    case CURLE_COULDNT_CONNECT:
      return !refused_.empty() && !opened_socket_ ? FetchError::kForbiddenAddress
                                                  : FetchError::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return FetchError::kTls;
    case CURLE_OPERATION_TIMEDOUT:
      return FetchError::kTimeout;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return FetchError::kReset;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
      return FetchError::kProtocol;
    case CURLE_FILESIZE_EXCEEDED:
      return FetchError::kTooLarge;
    case CURLE_OUT_OF_MEMORY:
      // What libcurl 7.88 says of a header line above its own limit of 100 KB.
      return headers_.status() != 0 && !headers_.complete() ? FetchError::kTooLarge
                                                            : FetchError::kOther;
    default:
      return static_cast<int>(code) == 100 ? FetchError::kTooLarge  // CURLE_TOO_LARGE, from 8.6
                                           : FetchError::kOther;
  }
}

std::string Transfer::explain(FetchError error, CURLcode code) const {
  std::string what;
  if (error == FetchError::kForbiddenAddress) {
    what = refused_ + "; --allow-private lets the crawl connect there";
  } else if (stop_ == Stop::kHeadersTooLong) {
    what = fmt::format("the headers exceed {} bytes", settings_.max_header_bytes);
  } else if (error == FetchError::kTooLarge && !headers_.complete()) {
    what = "a header line is too long";
  } else if (stop_ == Stop::kBodyTooLong || code == CURLE_FILESIZE_EXCEEDED) {
    what = fmt::format("the body exceeds {} bytes", max_body_);
  } else if (stop_ == Stop::kContentType) {
    what = fmt::format("'{}' is not the type of a page", headers_.content_type());
  } else if (stop_ == Stop::kOutOfMemory) {
    what = "out of memory";
  } else if (stop_ == Stop::kCancelled) {
    what = "cancelled";
  } else {
    what = clean_header_value(error_text_.data());
    if (what.empty()) what = curl_easy_strerror(code);
  }
  const char* ip = nullptr;
  curl_easy_getinfo(handle_.get(), CURLINFO_PRIMARY_IP, &ip);
  if (ip == nullptr || *ip == '\0') return what;
  return fmt::format("{} (from {} port {})", what, ip,
                     long_info(handle_.get(), CURLINFO_PRIMARY_PORT));
}

size_t Transfer::on_header(std::string_view line) {
  resolving_ = false;
  switch (headers_.add(line)) {
    case ResponseHeaders::Line::kTooLong:
      stop_ = Stop::kHeadersTooLong;
      return 0;
    case ResponseHeaders::Line::kEnd:
      if (request_.accept == Accept::kPages && headers_.status() / 100 == 2 &&
          !is_page_type(headers_.content_type())) {
        stop_ = Stop::kContentType;
        return 0;
      }
      break;
    case ResponseHeaders::Line::kMore:
      break;
  }
  return line.size();
}

size_t Transfer::on_body(std::string_view piece) {
  const bool wanted = headers_.status() / 100 == 2;
  const uint64_t limit = wanted ? max_body_ : std::min(max_body_, kMaxUnwantedBody);
  const size_t room = static_cast<size_t>(limit - std::min<uint64_t>(limit, body_.size()));
  const ByteView bytes = as_bytes(piece.substr(0, room));
  if (body_.empty()) {
    const curl_off_t announced = offset_info(handle_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
    body_.reserve(static_cast<size_t>(std::min(announced, kMaxReserve)));
  }
  body_.insert(body_.end(), bytes.begin(), bytes.end());
  if (bytes.size() == piece.size()) return piece.size();
  stop_ = wanted ? Stop::kBodyTooLong : Stop::kEnough;
  return 0;
}

curl_socket_t Transfer::on_open_socket(const curl_sockaddr& address) {
  resolving_ = false;
  if (!settings_.allow_private) {
    const std::string_view reason = refusal_reason(&address.addr, address.addrlen);
    if (!reason.empty()) {
      refused_ = fmt::format("{} is no public address ({})",
                             address_text(&address.addr, address.addrlen), reason);
      return CURL_SOCKET_BAD;
    }
  }
  opened_socket_ = true;
  return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

// The callbacks are called from C: no exception may leave them.

size_t Transfer::header_callback(char* data, size_t size, size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  try {
    return transfer->on_header({data, size * count});
  } catch (const std::exception&) {
    transfer->stop_ = Stop::kOutOfMemory;
    return 0;
  }
}

size_t Transfer::body_callback(char* data, size_t size, size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  try {
    return transfer->on_body({data, size * count});
  } catch (const std::exception&) {
    transfer->stop_ = Stop::kOutOfMemory;
    return 0;
  }
}

curl_socket_t Transfer::open_socket_callback(void* self, curlsocktype, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  try {
    return transfer->on_open_socket(*address);
  } catch (const std::exception&) {
    transfer->stop_ = Stop::kOutOfMemory;
    return CURL_SOCKET_BAD;
  }
}

int Transfer::prepared_callback(void* self, char*, char*, int, int) {
  static_cast<Transfer*>(self)->resolving_ = false;
  return CURL_PREREQFUNC_OK;
}

int Transfer::progress_callback(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto* transfer = static_cast<Transfer*>(self);
  if (!transfer->cancelled_->load()) return 0;
  transfer->stop_ = Stop::kCancelled;
  return 1;
}

}  // namespace tandem
