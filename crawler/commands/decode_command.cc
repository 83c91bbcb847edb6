// tandem decode: bytes to text, by the charset rules of the web.
#include <CLI/CLI.hpp>

#include <memory>

#include "crawler/commands/stage_command.h"
#include "parser/charset.h"

namespace tandem {
namespace {

struct Options {
  std::string file;
  std::string content_type;
  bool jsonl = false;
};

Result<Json> decode(ByteView bytes, const std::string& content_type) {
  TANDEM_ASSIGN(Decoded decoded, decode_html(bytes, content_type));
  return Json{{"charset", decoded.charset}, {"text", std::move(decoded.text)}};
}

Result<Json> answer(const Json& question, const std::string& jsonl_path) {
  TANDEM_ASSIGN(const std::string content_type, text_member_or(question, "content_type", ""));
  Bytes bytes;
  if (question.contains("file")) {
    TANDEM_ASSIGN(const std::string name, text_member(question, "file"));
    TANDEM_ASSIGN(bytes, read_named_file(name, jsonl_path));
  } else {
    TANDEM_ASSIGN(bytes, bytes_member(question, "html"));
  }
  TANDEM_ASSIGN(Json decoded, decode(bytes, content_type));
  Json result = Json::object();
  if (question.contains("id")) result["id"] = question["id"];
  result.update(decoded);
  return result;
}

int run(const Options& options) {
  if (options.jsonl) {
    return answer_json_lines(
        options.file, [&options](const Json& question) { return answer(question, options.file); });
  }
  const auto bytes = read_input(options.file);
  if (!bytes) return report_error("decode", bytes.error());
  const auto decoded = decode(*bytes, options.content_type);
  if (!decoded) return report_error("decode", decoded.error());
  std::cerr << "charset: " << (*decoded)["charset"].get<std::string>() << '\n';
  return print_text((*decoded)["text"].get<std::string>());
}

}  // namespace

CommandRun define_decode_command(CLI::App& root) {
  auto options = std::make_shared<Options>();  // shared by CLI11's callbacks and the returned run
  CLI::App* app = root.add_subcommand("decode", "Decode a page to UTF-8, as the crawl does");
  app->add_option("file", options->file, "Page, may be gzip; with --jsonl objects (default: -)");
  app->add_option("--content-type", options->content_type, "The HTTP Content-Type it came with");
  app->add_flag("--jsonl", options->jsonl,
                R"(Lines of {"file" or "html_b64","content_type"} in, {"charset","text"} out)");
  return [options] { return run(*options); };
}

}  // namespace tandem
