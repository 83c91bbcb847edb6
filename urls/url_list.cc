#include "urls/url_list.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tandem {
namespace {

constexpr size_t kBufferSize = size_t{64} * 1024;
constexpr size_t kMaxProblemText = 200;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_comment(std::string_view line) {
  for (size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || is_blank(line[at - 1])) return line.substr(0, at);
  }
  return line;
}

// Cut between characters, not within one.
std::string shorten(std::string_view text) {
  if (text.size() <= kMaxProblemText) return std::string(text);
  size_t end = kMaxProblemText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return std::string(text.substr(0, end));
}

// Whether `text`, which has no "://", is "host", "host:port" or either with a path behind.
bool looks_like_host(std::string_view text) {
  const std::string_view authority = text.substr(0, text.find_first_of("/\\?#"));
  if (authority.find('@') != std::string_view::npos) return false;  // an e-mail address
  if (authority.starts_with('[')) return true;
  std::string_view name = authority;
  const size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    if (port.find_first_not_of("0123456789") != std::string_view::npos) return false;
    name = authority.substr(0, colon);
  }
  // The standard allows more, but "1,example.com" is a row of a table and no host.
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    return is_letter || is_digit || c == '-' || c == '.' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  if (!is_plain) return false;
  const size_t dot = name.find('.');
  return name == "localhost" || (dot != std::string_view::npos && dot > 0 && name != "..");
}

}  // namespace

Result<Url> parse_seed(std::string_view text) {
  text = trim(text);
  if (text.starts_with("//")) return parse_url("https:" + std::string(text));
  const std::string_view before_path = text.substr(0, text.find_first_of("/\\?#"));
  const bool has_authority =
      text.substr(before_path.size()).starts_with("//") && before_path.ends_with(':');
  if (!has_authority && looks_like_host(text)) return parse_url("https://" + std::string(text));
  if (!has_authority && before_path.find(':') == std::string_view::npos) {
    return Error{ErrorCode::kInvalidArgument,
                 "neither a URL nor a host name: write it as https://host/path"};
  }
  return parse_url(text);
}

Result<SeedReader> SeedReader::create(SeedSources sources) {
  SeedReader reader;
  reader.arguments_ = std::move(sources.urls);
  for (std::string& path : sources.files) {
    Input input;
    if (path == "-") {
      input.name = "stdin";
      input.fd = STDIN_FILENO;
    } else {
      input.owned.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
      if (!input.owned.valid()) return posix_error("cannot open the list " + path, errno);
      input.fd = input.owned.get();
      struct stat status {};
      if (::fstat(input.fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("{} is a folder, not a list of URLs", path)};
      }
      input.name = std::move(path);
    }
    reader.inputs_.push_back(std::move(input));
  }
  return reader;
}

Result<std::optional<SeedItem>> SeedReader::next() {
  while (next_argument_ < arguments_.size()) {
    const std::string& text = arguments_[next_argument_++];
    Result<Url> url = parse_seed(text);
    if (url) return std::optional<SeedItem>(Seed{std::move(*url), "argument", next_argument_});
    return std::optional<SeedItem>(
        SeedProblem{"argument", next_argument_, shorten(text), url.error().message});
  }
  while (!inputs_.empty()) {
    const Result<Got> line = read_line();
    if (!line) {
      finish_input();
      return line.error();
    }
    if (*line == Got::kPending) return std::optional<SeedItem>(SeedPending{});
    if (*line == Got::kEnd) {
      finish_input();
      continue;
    }
    std::optional<SeedItem> item =
        item_of(line_.text, line_.is_too_long, inputs_.front().name, line_number_);
    if (item) return item;
  }
  return std::optional<SeedItem>();
}

int SeedReader::waits_for() const {
  if (next_argument_ < arguments_.size() || inputs_.empty() || position_ < filled_) return -1;
  pollfd input{inputs_.front().fd, POLLIN, 0};
  return ::poll(&input, 1, 0) == 0 ? input.fd : -1;
}

std::optional<SeedItem> SeedReader::item_of(std::string_view text, bool is_too_long,
                                            std::string_view source, uint64_t number) const {
  if (is_too_long) {
    return SeedProblem{std::string(source), number, shorten(text), "the line exceeds 64 KiB"};
  }
  text = trim(without_comment(text));
  if (text.empty()) return std::nullopt;
  Result<Url> url = parse_seed(text);
  if (!url) return SeedProblem{std::string(source), number, shorten(text), url.error().message};
  return Seed{std::move(*url), std::string(source), number};
}

void SeedReader::finish_input() {
  inputs_.pop_front();
  position_ = 0;
  filled_ = 0;
  is_started_ = false;
  skip_line_feed_ = false;
  line_number_ = 0;
  line_has_bytes_ = false;
}

// Reads what there is into the buffer from `at` on, without waiting.
Result<size_t> SeedReader::read_some(size_t at, Got& got) {
  const Input& input = inputs_.front();
  pollfd ready{input.fd, POLLIN, 0};
  got = Got::kPending;
  if (::poll(&ready, 1, 0) == 0) return size_t{0};
  while (true) {
    const ssize_t count = ::read(input.fd, buffer_.data() + at, buffer_.size() - at);
    if (count > 0) got = Got::kData;
    if (count == 0) got = Got::kEnd;
    if (count >= 0) return static_cast<size_t>(count);
    if (errno == EAGAIN) return size_t{0};
    if (errno != EINTR) return posix_error("cannot read the list " + input.name, errno);
  }
}

// Reads on when all of the buffer was used.
Result<SeedReader::Got> SeedReader::fill() {
  if (position_ < filled_) return Got::kData;
  buffer_.resize(kBufferSize);
  position_ = 0;
  filled_ = 0;
  Got got = Got::kEnd;
  TANDEM_ASSIGN(filled_, read_some(0, got));
  return got;
}

// Looks at the first bytes: skips a byte order mark of UTF-8, refuses UTF-16. A pipe may bring them
// one at a time.
Result<SeedReader::Got> SeedReader::check_encoding() {
  buffer_.resize(kBufferSize);
  for (Got got = Got::kData; filled_ < 3 && got != Got::kEnd;) {
    TANDEM_ASSIGN(const size_t count, read_some(filled_, got));
    if (got == Got::kPending) return got;
    filled_ += count;
  }
  is_started_ = true;
  const std::string_view start(buffer_.data(), filled_);
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the list {} is UTF-16; convert it to UTF-8", inputs_.front().name)};
  }
  if (start.starts_with("\xEF\xBB\xBF")) position_ = 3;
  return Got::kData;
}

// Puts the next line into line_. After kPending it goes on where it was.
Result<SeedReader::Got> SeedReader::read_line() {
  if (!is_started_) {
    TANDEM_ASSIGN(const Got started, check_encoding());
    if (started == Got::kPending) return started;
  }
  if (!line_has_bytes_) line_ = {};
  while (true) {
    TANDEM_ASSIGN(const Got got, fill());
    if (got == Got::kPending) return got;
    if (got == Got::kEnd) {
      if (!std::exchange(line_has_bytes_, false)) return Got::kEnd;
      ++line_number_;
      return Got::kData;
    }
    if (std::exchange(skip_line_feed_, false) && buffer_[position_] == '\n') {
      ++position_;
      continue;
    }
    const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(position_);
    const auto filled = buffer_.begin() + static_cast<std::ptrdiff_t>(filled_);
    const auto end = std::find_if(begin, filled, [](char c) { return c == '\n' || c == '\r'; });
    const auto room = static_cast<std::ptrdiff_t>(kMaxLine - line_.text.size());
    if (end - begin > room) line_.is_too_long = true;
    line_.text.append(begin, begin + std::min(end - begin, room));
    line_has_bytes_ = line_has_bytes_ || end != begin;
    position_ = static_cast<size_t>(end - buffer_.begin());
    if (end != filled) {
      skip_line_feed_ = *end == '\r';
      ++position_;
      ++line_number_;
      line_has_bytes_ = false;
      return Got::kData;
    }
  }
}

}  // namespace tandem
