// tandem url: parse and resolve URLs.
#include <CLI/CLI.hpp>

#include <memory>

#include "crawler/commands/stage_command.h"
#include "urls/url.h"

namespace tandem {
namespace {

struct Options {
  std::string input;
  std::string base;
  bool jsonl = false;
};

Json url_json(const Url& url) {
  return {{"href", url.href},         {"protocol", url.protocol}, {"host", url.host()},
          {"hostname", url.hostname}, {"port", url.port},         {"pathname", url.pathname},
          {"search", url.search},     {"hash", url.hash}};
}

Result<Json> answer(const Json& question) {
  TANDEM_ASSIGN(const std::string input, text_member(question, "input"));
  TANDEM_ASSIGN(const std::string base, text_member_or(question, "base", ""));
  Json result = Json::object();
  if (question.contains("id")) result["id"] = question["id"];
  const auto url = parse_url(input, base);
  result.update(url ? url_json(*url) : Json{{"failure", true}});
  return result;
}

int run(const Options& options) {
  if (options.jsonl) return answer_json_lines(options.input, answer);
  if (options.input.empty()) {
    return report_error("url", {ErrorCode::kInvalidArgument, "give a URL, or --jsonl"});
  }
  const auto url = parse_url(options.input, options.base);
  if (!url) {
    std::cerr << "tandem url: " << url.error().message << '\n';
    return kExitFailed;
  }
  return print_json(url_json(*url));
}

}  // namespace

CommandRun define_url_command(CLI::App& root) {
  auto options = std::make_shared<Options>();  // shared by CLI11's callbacks and the returned run
  CLI::App* app = root.add_subcommand("url", "Parse and resolve a URL, as the crawl does");
  app->add_option("input", options->input, "The URL; with --jsonl a file of objects (default: -)");
  app->add_option("--base", options->base, "Resolve against this URL");
  app->add_flag("--jsonl", options->jsonl,
                R"(Lines of {"input","base"} in, {"href",...} or {"failure":true} out)");
  return [options] { return run(*options); };
}

}  // namespace tandem
