#include "crawler/commands/stage_command.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

namespace tandem {
namespace {

bool is_stdin(const std::string& path) { return path.empty() || path == "-"; }

// The code unit of a \uXXXX escape at `at`; nothing if there is none.
std::optional<uint32_t> escaped_unit(std::string_view json, size_t at) {
  if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return std::nullopt;
  uint32_t unit = 0;
  for (size_t i = at + 2; i < at + 6; ++i) {
    const char c = json[i];
    uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<uint32_t>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high_surrogate(uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

constexpr size_t kMaxNesting = 500;

// The deepest nesting of brackets outside of strings.
size_t nesting_of(std::string_view json) {
  size_t depth = 0;
  size_t deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

Json error_json(const Json* question, const Error& error) {
  Json answer = Json::object();
  if (question != nullptr && question->is_object() && question->contains("id")) {
    answer["id"] = (*question)["id"];
  }
  answer["error"] = error.message;
  return answer;
}

Json answer_line(const std::string& line, const AnswerJson& answer) {
  // The parser itself does not recurse, but what copies and writes its values does.
  if (nesting_of(line) > kMaxNesting) {
    return error_json(nullptr, {ErrorCode::kLimit,
                                fmt::format("the line is nested deeper than {}", kMaxNesting)});
  }
  const Json question =
      Json::parse(replace_lone_surrogates(line), nullptr, /*allow_exceptions=*/false);
  if (question.is_discarded() || !question.is_object()) {
    return error_json(nullptr, {ErrorCode::kInvalidArgument, "the line is not a JSON object"});
  }
  auto result = answer(question);
  return result ? std::move(*result) : error_json(&question, result.error());
}

// Like std::getline, but a line longer than the limit is cut; `cut` says so.
bool read_line(std::istream& in, std::string& line, bool& cut) {
  line.clear();
  cut = false;
  std::streambuf* buffer = in.rdbuf();
  int c = buffer->sbumpc();
  if (c == std::char_traits<char>::eof()) return false;
  for (; c != '\n' && c != std::char_traits<char>::eof(); c = buffer->sbumpc()) {
    if (line.size() < kMaxStageInput) {
      line.push_back(static_cast<char>(c));
    } else {
      cut = true;
    }
  }
  return true;
}

}  // namespace

int answer_json_lines(const std::string& path, const AnswerJson& answer) {
  std::ifstream file;
  if (!is_stdin(path)) {
    file.open(path, std::ios::binary);
    if (!file) {
      std::cerr << "tandem: cannot read " << path << ": no such file, or no permission\n";
      return kExitUsage;
    }
  }
  std::istream& in = is_stdin(path) ? std::cin : file;
  std::string line;
  bool cut = false;
  while (read_line(in, line, cut)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const Json result =
        cut ? error_json(nullptr, {ErrorCode::kLimit,
                                   fmt::format("the line is longer than {} bytes", kMaxStageInput)})
            : answer_line(line, answer);
    std::cout << result.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    if (!std::cout) break;
  }
  std::cout.flush();
  if (!std::cout || in.bad()) {
    std::cerr << "tandem: cannot " << (in.bad() ? "read the input" : "write the output") << '\n';
    return kExitFailed;
  }
  return kExitOk;
}

Result<Bytes> read_input(const std::string& path) {
  // zlib reads gzip and plain files alike.
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(
      is_stdin(path) ? ::gzdopen(::dup(0), "rb") : ::gzopen(path.c_str(), "rbe"), ::gzclose);
  if (file == nullptr) return posix_error("cannot read " + path, errno);
  Bytes bytes;
  std::array<std::byte, 65536> chunk;
  while (true) {
    const int got = ::gzread(file.get(), chunk.data(), chunk.size());
    if (got < 0) {
      int code = 0;
      return Error{ErrorCode::kIo,
                   fmt::format("cannot read {}: {}", path, ::gzerror(file.get(), &code))};
    }
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(got) > kMaxStageInput) {
      return Error{ErrorCode::kLimit,
                   fmt::format("{} is larger than {} bytes", path, kMaxStageInput)};
    }
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
  }
}

Result<Bytes> read_named_file(const std::string& name, const std::string& jsonl_path) {
  namespace fs = std::filesystem;
  if (!fs::path(name).is_absolute() && !fs::exists(name) && !is_stdin(jsonl_path)) {
    const fs::path beside = fs::path(jsonl_path).parent_path() / name;
    if (fs::exists(beside)) return read_input(beside.string());
  }
  if (name.empty() || name == "-") {
    return Error{ErrorCode::kInvalidArgument, "a file name is expected, not '" + name + "'"};
  }
  return read_input(name);
}

Result<std::string> text_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the member \"{}\" must be a string", name)};
  }
  return found->get<std::string>();
}

Result<std::string> text_member_or(const Json& object, const char* name, std::string fallback) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return fallback;
  return text_member(object, name);
}

Result<Bytes> bytes_member(const Json& object, const std::string& name) {
  const std::string encoded = name + "_b64";
  if (object.contains(encoded)) {
    TANDEM_ASSIGN(const std::string text, text_member(object, encoded.c_str()));
    return decode_base64(text);
  }
  if (!object.contains(name)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the object needs \"{}\" or \"{}\"", name, encoded)};
  }
  TANDEM_ASSIGN(const std::string text, text_member(object, name.c_str()));
  return to_bytes(text);
}

int report_error(std::string_view command, const Error& error) {
  std::cerr << "tandem " << command << ": " << error.message << '\n';
  const bool usage =
      error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kNotFound;
  return usage ? kExitUsage : kExitFailed;
}

int print_text(std::string_view text) {
  std::cout << text;
  if (text.empty() || text.back() != '\n') std::cout << '\n';
  std::cout.flush();
  return std::cout ? kExitOk : kExitFailed;
}

int print_json(const Json& json) {
  return print_text(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

std::string replace_lone_surrogates(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (size_t i = 0; i < json.size();) {
    if (json[i] != '\\') {
      out += json[i++];
      continue;
    }
    const auto unit = escaped_unit(json, i);
    if (!unit) {
      // Another escape: both characters, so that an escaped backslash hides no "\u".
      out += json.substr(i, 2);
      i += 2;
      continue;
    }
    const auto next = escaped_unit(json, i + 6);
    if (is_high_surrogate(*unit) && next && is_low_surrogate(*next)) {
      out += json.substr(i, 12);
      i += 12;
      continue;
    }
    const bool lone = is_high_surrogate(*unit) || is_low_surrogate(*unit);
    out += lone ? std::string_view("\\uFFFD") : json.substr(i, 6);
    i += 6;
  }
  return out;
}

Result<Bytes> decode_base64(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  int digits = 0;
  int padding = 0;
  const Error malformed{ErrorCode::kInvalidArgument, "malformed base64"};
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    uint32_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<uint32_t>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<uint32_t>(c - 'a' + 26);
    } else if (c >= '0' && c <= '9') {
      value = static_cast<uint32_t>(c - '0' + 52);
    } else if (c == '+') {
      value = 62;
    } else if (c == '/') {
      value = 63;
    } else if (c == '=' && digits >= 2) {
      ++padding;
    } else {
      return malformed;
    }
    if (padding > 0 && c != '=') return malformed;
    bits = bits << 6 | value;
    if (++digits < 4) continue;
    for (int i = 0; i < 3 - padding; ++i) {
      bytes.push_back(static_cast<std::byte>(bits >> (16 - 8 * i)));
    }
    bits = 0;
    digits = 0;
  }
  if (digits != 0 || padding > 2) return malformed;
  return bytes;
}

}  // namespace tandem
