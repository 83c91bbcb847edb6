// tandem robots: what a robots.txt says about a URL, and which line says it.
#include <CLI/CLI.hpp>

#include <memory>

#include "crawler/commands/stage_command.h"
#include "urls/robots.h"
#include "urls/robots_match.h"

namespace tandem {
namespace {

struct Options {
  std::string file;
  std::string url;
  std::string agent = "tandem";
  bool jsonl = false;
};

Json verdict(ByteView robots, const std::string& agent, const std::string& url) {
  const auto rules = RobotsRules::parse(as_text(robots));
  // "Foo Bar" is no user agent, so there is no version to take off.
  const bool has_version = agent.find('/') != std::string::npos;
  const std::string_view token = has_version ? product_token(agent) : std::string_view(agent);
  const auto verdict = rules.check(token, robots_path(url));
  return Json{{"allowed", verdict.allowed},
              {"rule", verdict.rule ? Json(*verdict.rule) : Json(nullptr)}};
}

Result<Json> answer(const Json& question) {
  TANDEM_ASSIGN(const Bytes robots, bytes_member(question, "robots"));
  TANDEM_ASSIGN(const std::string agent, text_member_or(question, "agent", "tandem"));
  TANDEM_ASSIGN(const std::string url, text_member(question, "url"));
  const Json found = verdict(robots, agent, url);
  Json result = Json::object();
  if (question.contains("id")) result["id"] = question["id"];
  result.update(found);
  return result;
}

int run(const Options& options) {
  if (options.jsonl) return answer_json_lines(options.file, answer);
  if (options.file.empty() || options.url.empty()) {
    return report_error("robots", {ErrorCode::kInvalidArgument,
                                   "give a robots.txt file (or -) and a URL, or --jsonl"});
  }
  const auto robots = read_input(options.file);
  if (!robots) return report_error("robots", robots.error());
  return print_json(verdict(*robots, options.agent, options.url));
}

}  // namespace

CommandRun define_robots_command(CLI::App& root) {
  auto options = std::make_shared<Options>();  // shared by CLI11's callbacks and the returned run
  CLI::App* app = root.add_subcommand("robots", "Say whether a robots.txt allows a URL, and why");
  app->add_option("file", options->file, "robots.txt; with --jsonl a file of objects (default: -)");
  app->add_option("url", options->url, "The URL or path to test");
  app->add_option("--agent", options->agent, "User agent, of which the product token counts")
      ->capture_default_str();
  app->add_flag("--jsonl", options->jsonl,
                R"(Lines of {"robots" or "robots_b64","agent","url"} in, {"allowed","rule"} out)");
  return [options] { return run(*options); };
}

}  // namespace tandem
