// tandem extract: the main text of a page.
#include <CLI/CLI.hpp>

#include <memory>

#include "crawler/commands/stage_command.h"
#include "parser/parsed_page.h"
#include "text/preprocess.h"

namespace tandem {
namespace {

struct Options {
  std::string file;
  std::string url;
  std::string content_type;
  bool jsonl = false;
};

// The stages parse and preprocess, one page after another.
class Extractor {
 public:
  static Result<Extractor> create() {
    TANDEM_ASSIGN(Preprocessor preprocessor, Preprocessor::create());
    return Extractor(std::move(preprocessor));
  }

  Result<Document> run(ByteView body, const std::string& content_type, const std::string& url) {
    TANDEM_ASSIGN(const ParsedPage parsed, parse_page(html_, body, content_type, url));
    TANDEM_ASSIGN(const PageView page, PageView::open(parsed.page));
    return preprocessor_.run(page);
  }

 private:
  explicit Extractor(Preprocessor preprocessor) : preprocessor_(std::move(preprocessor)) {}
  HtmlParser html_;
  Preprocessor preprocessor_;
};

Result<Json> answer(Extractor& extractor, const Json& question, const std::string& jsonl_path) {
  TANDEM_ASSIGN(const std::string url, text_member_or(question, "url", ""));
  TANDEM_ASSIGN(const std::string content_type, text_member_or(question, "content_type", ""));
  Bytes body;
  if (question.contains("html_file")) {
    TANDEM_ASSIGN(const std::string name, text_member(question, "html_file"));
    TANDEM_ASSIGN(body, read_named_file(name, jsonl_path));
  } else {
    TANDEM_ASSIGN(body, bytes_member(question, "html"));
  }
  TANDEM_ASSIGN(Document document, extractor.run(body, content_type, url));
  Json result = Json::object();
  if (question.contains("id")) result["id"] = question["id"];
  result["title"] = std::move(document.title);
  result["text"] = std::move(document.text);
  return result;
}

int run(const Options& options) {
  auto extractor = Extractor::create();
  if (!extractor) return report_error("extract", extractor.error());
  if (options.jsonl) {
    return answer_json_lines(options.file, [&](const Json& question) {
      return answer(*extractor, question, options.file);
    });
  }
  const auto body = read_input(options.file);
  if (!body) return report_error("extract", body.error());
  const auto document = extractor->run(*body, options.content_type, options.url);
  if (!document) return report_error("extract", document.error());
  return print_text(document->text);
}

}  // namespace

CommandRun define_extract_command(CLI::App& root) {
  auto options = std::make_shared<Options>();  // shared by CLI11's callbacks and the returned run
  CLI::App* app = root.add_subcommand("extract", "Print the main text of an HTML page");
  app->add_option("file", options->file, "Page, may be gzip; with --jsonl objects (default: -)");
  app->add_option("--url", options->url, "Where the page is from");
  app->add_option("--content-type", options->content_type, "The HTTP Content-Type it came with");
  app->add_flag("--jsonl", options->jsonl,
                R"(Lines of {"id","html_file" or "html_b64","url"} in, {"id","title","text"} out)");
  return [options] { return run(*options); };
}

}  // namespace tandem
