// The ready-made replies of http_server.h.
#include <zlib.h>

#include <cstdlib>

#include "tests/support/http_server.h"

namespace tandem::testing {
namespace {

// zlib's window bits for a gzip stream and for a zlib stream.
constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;

// Compresses `count` copies of `text`.
std::string compress(std::string_view text, size_t count, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    std::abort();
  }
  std::string out;
  std::string buffer(65536, '\0');
  for (size_t i = 0; i < count; ++i) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    const int flush = i + 1 == count ? Z_FINISH : Z_NO_FLUSH;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      ::deflate(&stream, flush);
      out.append(buffer, 0, buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return out;
}

}  // namespace

Reply answer(int status, std::string_view content_type, std::string_view body,
             std::string_view headers) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
  if (!content_type.empty()) bytes += "Content-Type: " + std::string(content_type) + "\r\n";
  bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  bytes += headers;
  bytes += "\r\n";
  bytes += body;
  return {.bytes = std::move(bytes)};
}

Reply page(std::string_view html, std::string_view headers) {
  return answer(200, "text/html; charset=utf-8", html, headers);
}

Reply redirect(std::string_view location, int status) {
  return answer(status, {}, {}, "Location: " + std::string(location) + "\r\n");
}

Reply endless_page() {
  Reply reply;
  reply.bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
  reply.repeat = "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
  return reply;
}

Reply silence() { return {.bytes = {}, .after = Reply::After::kHang}; }

Reply encoded_page(std::string_view encoding, std::string_view body) {
  return page(body, "Content-Encoding: " + std::string(encoding) + "\r\n");
}

std::string gzip(std::string_view text) { return compress(text, 1, kGzip); }

std::string deflate(std::string_view text) { return compress(text, 1, kZlib); }

std::string gzip_bomb(size_t decoded_size) {
  const std::string zeros(65536, '\0');
  return compress(zeros, decoded_size / zeros.size() + 1, kGzip);
}

}  // namespace tandem::testing
