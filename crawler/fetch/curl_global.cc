#include "crawler/fetch/curl_global.h"

#include <curl/curl.h>
#include <unistd.h>

#include <csignal>

namespace tandem {

Result<CurlGlobal> CurlGlobal::create() {
  const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) {
    return Error{ErrorCode::kInternal,
                 std::string("libcurl does not start: ") + curl_easy_strerror(code)};
  }
  CurlGlobal global;
  if ((curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS) == 0) {
    return Error{ErrorCode::kInternal, "this libcurl was built without an asynchronous resolver"};
  }
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  if (sigaction(SIGPIPE, &ignore, nullptr) != 0) return posix_error("ignore SIGPIPE", errno);
  return global;
}

CurlGlobal::~CurlGlobal() {
  if (owner_) curl_global_cleanup();
}

std::string find_ca_file() {
  const char* built_in = curl_version_info(CURLVERSION_NOW)->cainfo;
  for (const char* path : {built_in, "/etc/ssl/certs/ca-certificates.crt",
                           "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
    if (path != nullptr && access(path, R_OK) == 0) return path;
  }
  return {};
}

}  // namespace tandem
