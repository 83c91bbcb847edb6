#include "urls/url_host.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "urls/idna.h"
#include "urls/percent.h"

namespace tandem {
namespace {

Error invalid_host(std::string_view why) {
  return Error{ErrorCode::kInvalidArgument, fmt::format("invalid host: {}", why)};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// 3.1: the forbidden domain code points, less what cannot be in a host after splitting.
bool is_forbidden_domain_byte(unsigned char byte) {
  return byte <= 0x20 || byte == 0x7F ||
         std::string_view("#/:<>?@[\\]^|%").find(static_cast<char>(byte)) != std::string_view::npos;
}

// 3.5, "IPv4 number parser". Values past 2^32 are clamped: they fail every check alike.
std::optional<uint64_t> parse_ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int radix = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    text.remove_prefix(2);
    radix = 16;
  } else if (text.size() >= 2 && text[0] == '0') {
    text.remove_prefix(1);
    radix = 8;
  }
  uint64_t value = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0 || digit >= radix) return std::nullopt;
    constexpr uint64_t kClamp = uint64_t{1} << 40U;
    value = std::min(value * static_cast<uint64_t>(radix) + static_cast<uint64_t>(digit), kClamp);
  }
  return value;
}

std::vector<std::string_view> split_labels(std::string_view host) {
  std::vector<std::string_view> labels;
  size_t start = 0;
  for (size_t dot = host.find('.'); dot != std::string_view::npos; dot = host.find('.', start)) {
    labels.push_back(host.substr(start, dot - start));
    start = dot + 1;
  }
  labels.push_back(host.substr(start));
  return labels;
}

// 3.5, "ends in a number checker".
bool ends_in_number(const std::vector<std::string_view>& labels) {
  std::string_view last = labels.back();
  if (last.empty()) {
    if (labels.size() == 1) return false;
    last = labels[labels.size() - 2];
  }
  if (!last.empty() && std::all_of(last.begin(), last.end(), is_digit)) return true;
  return parse_ipv4_number(last).has_value();
}

Result<std::string> parse_ipv4(std::vector<std::string_view> labels) {
  if (labels.back().empty() && labels.size() > 1) labels.pop_back();
  if (labels.size() > 4) return invalid_host("an IPv4 address has at most four parts");
  uint64_t address = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    const std::optional<uint64_t> number = parse_ipv4_number(labels[i]);
    if (!number) return invalid_host("a part of the IPv4 address is not a number");
    const bool is_last = i + 1 == labels.size();
    const uint64_t limit = is_last ? uint64_t{1} << (8 * (5 - labels.size())) : 256;
    if (*number >= limit) return invalid_host("a part of the IPv4 address is too large");
    address += is_last ? *number : *number << (8 * (3 - i));
  }
  return fmt::format("{}.{}.{}.{}", address >> 24U, (address >> 16U) & 0xFFU,
                     (address >> 8U) & 0xFFU, address & 0xFFU);
}

using Ipv6Pieces = std::array<uint16_t, 8>;

// The dotted tail of an IPv6 address: exactly four decimal parts, no leading zeros.
bool parse_ipv6_tail(std::string_view text, Ipv6Pieces& pieces, size_t at) {
  std::array<unsigned, 4> parts{};
  for (size_t part = 0; part < parts.size(); ++part) {
    if (part > 0) {
      if (text.empty() || text[0] != '.') return false;
      text.remove_prefix(1);
    }
    size_t digits = 0;
    while (digits < text.size() && digits < 4 && is_digit(text[digits])) {
      parts[part] = parts[part] * 10 + static_cast<unsigned>(text[digits] - '0');
      ++digits;
    }
    if (digits == 0 || digits > 3 || parts[part] > 255 || (digits > 1 && text[0] == '0')) {
      return false;
    }
    text.remove_prefix(digits);
  }
  pieces[at] = static_cast<uint16_t>(parts[0] * 256 + parts[1]);
  pieces[at + 1] = static_cast<uint16_t>(parts[2] * 256 + parts[3]);
  return text.empty();
}

// 3.5, "IPv6 parser". `text` is what stands between the brackets.
std::optional<Ipv6Pieces> parse_ipv6(std::string_view text) {
  Ipv6Pieces pieces{};
  size_t count = 0;
  std::optional<size_t> compress;
  if (text.starts_with(':')) {
    if (!text.starts_with("::")) return std::nullopt;
    text.remove_prefix(2);
    compress = 0;
  }
  while (!text.empty()) {
    if (count == 8) return std::nullopt;
    if (text[0] == ':') {
      if (compress) return std::nullopt;
      text.remove_prefix(1);
      compress = count;
      continue;
    }
    unsigned value = 0;
    size_t length = 0;
    while (length < 4 && length < text.size() && hex_value(text[length]) >= 0) {
      value = value * 16 + static_cast<unsigned>(hex_value(text[length]));
      ++length;
    }
    if (length < text.size() && text[length] == '.') {
      if (length == 0 || count > 6 || !parse_ipv6_tail(text, pieces, count)) return std::nullopt;
      count += 2;
      break;
    }
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    if (!text.empty()) {
      if (text[0] != ':' || text.size() == 1) return std::nullopt;
      text.remove_prefix(1);
    }
    pieces[count++] = static_cast<uint16_t>(value);
  }
  if (compress) {
    const auto shift = static_cast<std::ptrdiff_t>(8 - count);
    const auto from = pieces.begin() + static_cast<std::ptrdiff_t>(*compress);
    const auto end = pieces.begin() + static_cast<std::ptrdiff_t>(count);
    std::copy_backward(from, end, pieces.end());
    std::fill(from, from + shift, uint16_t{0});
  } else if (count != 8) {
    return std::nullopt;
  }
  return pieces;
}

// 3.5, "IPv6 serializer": the first longest run of two or more zeros becomes "::".
std::string serialise_ipv6(const Ipv6Pieces& pieces) {
  size_t best_start = 8;
  size_t best_length = 1;
  for (size_t i = 0; i < 8;) {
    size_t run = 0;
    while (i + run < 8 && pieces[i + run] == 0) ++run;
    if (run > best_length) {
      best_start = i;
      best_length = run;
    }
    i += run + 1;
  }
  std::string out = "[";
  for (size_t i = 0; i < 8; ++i) {
    if (i == best_start) {
      out += i == 0 ? "::" : ":";
      i += best_length - 1;
      continue;
    }
    out += fmt::format("{:x}", pieces[i]);
    if (i != 7) out += ':';
  }
  return out + "]";
}

}  // namespace

Result<std::string> parse_url_host(std::string_view text) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return invalid_host("\"[\" without \"]\"");
    const std::optional<Ipv6Pieces> pieces = parse_ipv6(text.substr(1, text.size() - 2));
    if (!pieces) return invalid_host("not an IPv6 address");
    return serialise_ipv6(*pieces);
  }
  std::string host = percent_decode(text);
  const bool is_ascii = std::all_of(host.begin(), host.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) {
    for (char& c : host) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  } else {
    TANDEM_ASSIGN(host, domain_to_ascii(host));
  }
  if (host.empty()) return invalid_host("empty");
  for (const char c : host) {
    if (is_forbidden_domain_byte(static_cast<unsigned char>(c))) {
      return invalid_host(fmt::format("byte {:#04x} is not allowed",
                                      static_cast<unsigned>(static_cast<unsigned char>(c))));
    }
  }
  std::vector<std::string_view> labels = split_labels(host);
  if (ends_in_number(labels)) return parse_ipv4(std::move(labels));
  return host;
}

}  // namespace tandem
