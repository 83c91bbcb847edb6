// The whole parse stage against html5lib-tests and a corpus of hostile inputs.
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "parser/charset.h"
#include "parser/depth_guard.h"
#include "parser/page.h"
#include "parser/parsed_page.h"
#include "tests/parser/data_files.h"
#include "tests/support/catch.h"
#include "tests/support/data.h"

namespace tandem {
namespace {

void check_sound(const ParsedPage& parsed) {
  Result<PageView> view = PageView::open(parsed.page);
  REQUIRE(view.ok());
  CHECK(is_valid_utf8(view->text(view->node(0))));
  for (const PageNode& node : view->nodes()) {
    CHECK(node.depth <= kMaxPageDepth);
    for (const PageAttribute& attribute : view->attributes(node)) {
      CHECK(is_valid_utf8(view->string(attribute.name)));
      CHECK(is_valid_utf8(view->string(attribute.value)));
    }
  }
  for (const Link& link : parsed.links) CHECK(is_valid_utf8(link.href));
  CHECK(is_valid_utf8(parsed.title));
  CHECK(decode_parsed_page(encode(parsed)).ok());
}

TEST_CASE("html data: hostile inputs go through the whole parse") {
  const std::filesystem::path set = testing::data_set("hostile");
  if (set.empty()) return;
  HtmlParser parser;
  std::ifstream lines(set / "gumbo_fuzz_dev.jsonl");
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const std::string html =
        base64_decode(nlohmann::json::parse(line)["html_b64"].get<std::string>());
    Result<ParsedPage> parsed = parse_page(parser, as_bytes(html), "", "http://a.example/");
    REQUIRE(parsed.ok());
    check_sound(*parsed);
  }
  std::cout << "html, hostile inputs parsed: " << count << '\n';
  CHECK(count >= 300);
}

struct TreeTest {
  std::string data;
  std::string text;  // of all text nodes of the expected tree, in order
  bool whole_document = true;
};

// The format of html5lib-tests, tree-construction/README.md.
std::vector<TreeTest> read_tree_tests(const std::filesystem::path& file) {
  std::vector<TreeTest> tests;
  std::ifstream in(file, std::ios::binary);
  std::string section;
  bool in_text = false;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] == '#') {
      section = line;
      in_text = false;
      if (section == "#data") tests.emplace_back();
      if (section == "#document-fragment" || section == "#script-on") {
        tests.back().whole_document = false;
      }
      continue;
    }
    if (tests.empty()) continue;
    TreeTest& test = tests.back();
    if (section == "#data") {
      test.data += line + "\n";
    } else if (section == "#document") {
      const bool node = line.substr(0, 2) == "| ";
      if (node) in_text = false;
      const size_t begin = node ? line.find_first_not_of(' ', 2) : std::string::npos;
      if (begin != std::string::npos && line[begin] == '"') {
        in_text = true;
        test.text += line.substr(begin + 1) + "\n";
      } else if (in_text) {
        test.text += line + "\n";
      }
    }
  }
  return tests;
}

// Takes off what the format puts around text: quotes, line ends, and white space besides.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '"' && c != '\n' && c != ' ' && c != '\t' && c != '\r' && c != '\f') out.push_back(c);
  }
  return out;
}

TEST_CASE("html data: the text of html5lib-tests' trees") {
  const std::filesystem::path set = testing::data_set("html");
  if (set.empty()) return;
  HtmlParser parser;
  int right = 0;
  int all = 0;
  int changed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(set / "tree-construction")) {
    if (entry.path().extension() != ".dat") continue;
    for (const TreeTest& test : read_tree_tests(entry.path())) {
      Result<ParsedPage> parsed =
          parse_page(parser, as_bytes(test.data), "text/html; charset=utf-8", "");
      REQUIRE(parsed.ok());
      check_sound(*parsed);
      std::string rewritten;
      changed += guard_depth(test.data, rewritten).changed ? 1 : 0;
      if (!test.whole_document) continue;
      Result<PageView> view = PageView::open(parsed->page);
      ++all;
      right += plain(view->text(view->node(0))) == plain(test.text) ? 1 : 0;
    }
  }
  std::cout << "html, text of html5lib trees: " << right << " of " << all << ", rewritten by the "
            << "depth guard: " << changed << '\n';
  CHECK(all >= 1000);
  CHECK(right * 100 >= all * 96);
}

}  // namespace
}  // namespace tandem
