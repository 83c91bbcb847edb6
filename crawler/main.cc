// The tandem binary: reads the command line, then runs one command.
#include <CLI/CLI.hpp>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "crawler/commands/commands.h"
#include "crawler/options.h"
#include "crawler/version.h"

namespace tandem {
namespace {

std::string join(int argc, char** argv) {
  std::string line;
  for (int i = 0; i < argc; ++i) {
    if (i > 0) line += ' ';
    line += argv[i];
  }
  return line;
}

// CLI11 lets a configuration file win over the environment; here the environment wins.
class EnvironmentFirstConfig final : public CLI::ConfigTOML {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::vector<CLI::ConfigItem> items = CLI::ConfigTOML::from_config(input);
    items.erase(std::remove_if(items.begin(), items.end(),
                               [](const CLI::ConfigItem& item) {
                                 const char* value =
                                     std::getenv(environment_name(item.name).c_str());
                                 return value != nullptr && *value != '\0';
                               }),
                items.end());
    return items;
  }
};

int run(int argc, char** argv) {
  CLI::App app("Tandem: a concurrent web crawler that turns URL lists into clean text");
  app.set_version_flag("--version", TANDEM_VERSION);
  app.set_config("--config", "", "Settings from a TOML file, in a table per command: [crawl]");
  app.config_formatter(std::make_shared<EnvironmentFirstConfig>());
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.require_subcommand(0, 1);  // none is said below, in words that help
  app.fallthrough();
  app.get_formatter()->column_width(36);

  std::vector<std::pair<std::string, CommandRun>> commands;
  commands.emplace_back("crawl", define_crawl_command(app, join(argc, argv)));
  commands.emplace_back("extract", define_extract_command(app));
  commands.emplace_back("language", define_language_command(app));
  commands.emplace_back("decode", define_decode_command(app));
  commands.emplace_back("url", define_url_command(app));
  commands.emplace_back("robots", define_robots_command(app));

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    std::cerr << "tandem: " << error.what() << " (see tandem --help)\n";
    return kExitUsage;
  }
  for (const auto& [name, command] : commands) {
    if (app.got_subcommand(name)) return command();
  }
  std::cerr << "tandem: no command given (see tandem --help)\n";
  return kExitUsage;
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) { return tandem::run(argc, argv); }
