// What the one-stage commands (extract, language, decode, url, robots) have in common.
//
// Each works on one input, or with --jsonl on a file or standard input of JSON objects: one in,
// one out, per line, in the same order. A line that cannot be answered gives {"error": "..."},
// with the id of its object if it had one; the others are not affected.
//
// Thread safety: one thread.
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crawler/commands/commands.h"

namespace tandem {

using Json = nlohmann::ordered_json;

// The largest line or file that these commands take, in bytes.
inline constexpr size_t kMaxStageInput = size_t{256} * 1024 * 1024;

// Answers one object. May throw nothing; an Error becomes the error object.
using AnswerJson = std::function<Result<Json>(const Json& question)>;

// Reads JSON lines from `path` ("" or "-": standard input) and writes the answers to standard
// output. kExitOk when every line was answered, errors included; kExitFailed when the input cannot
// be read or the output cannot be written; kExitUsage when the file does not exist.
int answer_json_lines(const std::string& path, const AnswerJson& answer);

// The whole of a file ("" or "-": standard input), unpacked if it is gzip. kLimit above
// kMaxStageInput.
Result<Bytes> read_input(const std::string& path);

// The same for a file that an object of `jsonl_path` names: a relative name is looked up from the
// current folder, then beside the JSON lines file.
Result<Bytes> read_named_file(const std::string& name, const std::string& jsonl_path);

// A string member; kInvalidArgument if it is absent or no string.
Result<std::string> text_member(const Json& object, const char* name);
// The same with a default for an absent or null member.
Result<std::string> text_member_or(const Json& object, const char* name, std::string fallback);

// Bytes given as `name`_b64 (base64) or as the text `name`; kInvalidArgument if neither is there.
Result<Bytes> bytes_member(const Json& object, const std::string& name);

// Prints "tandem COMMAND: message" to standard error and gives the exit code of the error's kind.
int report_error(std::string_view command, const Error& error);

// Prints text to standard output, with a line break at its end.
int print_text(std::string_view text);
int print_json(const Json& json);

// JSON escapes may hold lone surrogates, which no UTF-8 text can: \uD800 becomes \uFFFD, as for
// the USVString of Web IDL. Other text is untouched.
std::string replace_lone_surrogates(std::string_view json);

// Standard base64 with padding (RFC 4648, 4), white space ignored; kInvalidArgument otherwise.
Result<Bytes> decode_base64(std::string_view text);

}  // namespace tandem
