#include "crawler/fetch/fetch.h"

#include <algorithm>
#include <array>

#include "base/wire.h"

namespace tandem {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 12> kErrorNames = {
    "none",      "dns",          "connect",           "tls",       "timeout", "reset", "protocol",
    "too_large", "content_type", "forbidden_address", "cancelled", "other"};
static_assert(kErrorNames.size() == static_cast<size_t>(FetchError::kOther) + 1);

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void put_duration(WireWriter& out, Duration value) { out.put(static_cast<int64_t>(value.count())); }
Duration get_duration(WireReader& in) { return Duration(in.get<int64_t>()); }

void put_flag(WireWriter& out, bool value) { out.put(static_cast<uint8_t>(value ? 1 : 0)); }
bool get_flag(WireReader& in) { return in.get<uint8_t>() != 0; }

// The one list of the text fields, for both directions.
template <typename Result, typename Visit>
void visit_texts(Result& result, Visit&& visit) {
  visit(result.message);
  visit(result.content_type);
  visit(result.location);
  visit(result.retry_after);
  visit(result.x_robots_tag);
  visit(result.etag);
  visit(result.last_modified);
  visit(result.content_language);
  visit(result.ip);
  visit(result.protocol);
}

template <typename Timings, typename Visit>
void visit_timings(Timings& timings, Visit&& visit) {
  visit(timings.dns);
  visit(timings.connect);
  visit(timings.tls);
  visit(timings.first_byte);
  visit(timings.total);
}

}  // namespace

std::string_view fetch_error_name(FetchError error) {
  const auto index = static_cast<size_t>(error);
  return index < kErrorNames.size() ? kErrorNames[index] : "other";
}

bool is_page_type(std::string_view content_type) {
  // Real servers also part the type from what follows by a comma or by spaces alone.
  const auto start = content_type.find_first_not_of(" \t");
  if (start == std::string_view::npos) return true;
  std::string_view type = content_type.substr(start);
  type = type.substr(0, type.find_first_of(";, \t"));
  const auto is = [type](std::string_view name) {
    return std::ranges::equal(type, name, {}, lower);
  };
  return type.empty() || is("text/html") || is("application/xhtml+xml");
}

Bytes encode(const FetchRequest& request) {
  WireWriter out;
  out.put(request.id);
  out.put_text(request.url);
  out.put_text(request.host);
  out.put(request.max_body);
  out.put(request.accept);
  return out.take();
}

Result<FetchRequest> decode_fetch_request(ByteView bytes) {
  WireReader in(bytes);
  FetchRequest request;
  request.id = in.get<uint64_t>();
  request.url = in.get_text();
  request.host = in.get_text();
  request.max_body = in.get<uint64_t>();
  const auto accept = in.get<uint8_t>();
  TANDEM_TRY(in.finish());
  if (accept > static_cast<uint8_t>(Accept::kAny)) {
    return Error{ErrorCode::kCorrupt, "fetch request: no such accept"};
  }
  request.accept = static_cast<Accept>(accept);
  return request;
}

Bytes encode(const FetchResult& result) {
  WireWriter out;
  out.put(result.id);
  out.put(result.error);
  out.put(result.status);
  visit_texts(result, [&](const std::string& text) { out.put_text(text); });
  out.put_bytes(result.body);
  put_flag(out, result.truncated);
  visit_timings(result.timings, [&](const Duration& value) { put_duration(out, value); });
  out.put(result.bytes_wire);
  put_flag(out, result.reused);
  put_duration(out, result.fetched_at.time_since_epoch());
  out.put(result.pid);
  out.put(result.tid);
  return out.take();
}

Result<FetchResult> decode_fetch_result(ByteView bytes) {
  WireReader in(bytes);
  FetchResult result;
  result.id = in.get<uint64_t>();
  const auto error = in.get<uint8_t>();
  result.status = in.get<int>();
  visit_texts(result, [&](std::string& text) { text = in.get_text(); });
  const ByteView body = in.get_bytes();
  result.body.assign(body.begin(), body.end());
  result.truncated = get_flag(in);
  visit_timings(result.timings, [&](Duration& value) { value = get_duration(in); });
  result.bytes_wire = in.get<uint64_t>();
  result.reused = get_flag(in);
  result.fetched_at = WallTime(std::chrono::duration_cast<WallTime::duration>(get_duration(in)));
  result.pid = in.get<pid_t>();
  result.tid = in.get<pid_t>();
  TANDEM_TRY(in.finish());
  if (error >= kErrorNames.size()) {
    return Error{ErrorCode::kCorrupt, "fetch result: no such error class"};
  }
  result.error = static_cast<FetchError>(error);
  return result;
}

}  // namespace tandem
