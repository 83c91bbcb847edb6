// tandem language: the language of a text.
#include <CLI/CLI.hpp>

#include <memory>

#include "crawler/commands/stage_command.h"
#include "parser/charset.h"
#include "text/language.h"

namespace tandem {
namespace {

struct Options {
  std::string file;
  bool jsonl = false;
};

Json language_json(std::string_view text) {
  const LanguageGuess guess = detect_language(text);
  return {{"language", guess.language}, {"score", guess.score}};
}

Result<Json> answer(const Json& question) {
  TANDEM_ASSIGN(const std::string text, text_member(question, "text"));
  Json result = Json::object();
  if (question.contains("id")) result["id"] = question["id"];
  result.update(language_json(text));
  return result;
}

int run(const Options& options) {
  if (options.jsonl) return answer_json_lines(options.file, answer);
  const auto bytes = read_input(options.file);
  if (!bytes) return report_error("language", bytes.error());
  return print_json(language_json(to_valid_utf8(as_text(*bytes))));
}

}  // namespace

CommandRun define_language_command(CLI::App& root) {
  auto options = std::make_shared<Options>();  // shared by CLI11's callbacks and the returned run
  CLI::App* app = root.add_subcommand("language", "Identify the language of a UTF-8 text");
  app->add_option("file", options->file, "Text; with --jsonl a file of objects (default: -)");
  app->add_flag("--jsonl", options->jsonl,
                R"(Lines of {"id","text"} in, {"id","language","score"} out)");
  return [options] { return run(*options); };
}

}  // namespace tandem
