// The one-stage commands, as scripts use them: JSON lines in, JSON lines out.
#include <zlib.h>

#include "tests/e2e/crawl_run.h"
#include "tests/support/catch.h"
#include "tests/support/data.h"
#include "tests/support/zstd_read.h"

namespace tandem::testing {
namespace {

std::vector<Json> ask(const std::string& command, const std::vector<Json>& questions) {
  std::string input;
  for (const Json& question : questions) input += question.dump() + "\n";
  const ProgramRun run = run_program({tandem_program(), command, "--jsonl"}, input);
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  std::vector<Json> answers;
  for (const std::string& line : lines_of(run.out)) answers.push_back(Json::parse(line));
  REQUIRE(answers.size() == questions.size());
  return answers;
}

}  // namespace

TEST_CASE("tandem url --jsonl resolves, or says failure") {
  const auto answers = ask("url", {{{"input", "../b?q#f"}, {"base", "http://A.example:80/x/y"}},
                                   {{"input", "http://a b/"}, {"base", nullptr}},
                                   {{"id", 7}, {"input", 5}}});
  CHECK(answers[0]["href"] == "http://a.example/b?q#f");
  CHECK(answers[0]["protocol"] == "http:");
  CHECK(answers[0]["host"] == "a.example");
  CHECK(answers[0]["port"] == "");
  CHECK(answers[0]["pathname"] == "/b");
  CHECK(answers[0]["search"] == "?q");
  CHECK(answers[0]["hash"] == "#f");
  CHECK(answers[1] == Json{{"failure", true}});
  CHECK(answers[2]["id"] == 7);
  CHECK(answers[2].contains("error"));
}

TEST_CASE("tandem robots --jsonl takes text and base64") {
  const auto answers =
      ask("robots",
          {{{"robots", "User-agent: *\nDisallow: /a\n"}, {"agent", "x"}, {"url", "http://h/a/b"}},
           {{"robots_b64", "VXNlci1hZ2VudDogKgpEaXNhbGxvdzogL2EK"},
            {"agent", "x"},
            {"url", "http://h/b"}},
           {{"agent", "x"}, {"url", "http://h/b"}}});
  CHECK(answers[0] == Json{{"allowed", false}, {"rule", "Disallow: /a"}});
  CHECK(answers[1] == Json{{"allowed", true}, {"rule", nullptr}});
  CHECK(answers[2].contains("error"));
}

TEST_CASE("tandem decode --jsonl reads files and base64") {
  const TempFolder folder;
  const std::string file = (folder.path() / "page.html").string();
  write_file(file, "caf\xE9");
  const auto answers =
      ask("decode", {{{"file", file}, {"content_type", "text/html; charset=latin1"}},
                     {{"html_b64", "Y2Fmw6k="}},
                     {{"file", file + ".missing"}}});
  CHECK(answers[0]["charset"] == "windows-1252");
  CHECK(answers[0]["text"] == "caf\u00e9");
  CHECK(answers[1]["charset"] == "UTF-8");
  CHECK(answers[2].contains("error"));
}

TEST_CASE("tandem extract --jsonl reads gzip") {
  const TempFolder folder;
  const std::string file = (folder.path() / "page.html.gz").string();
  const std::string html =
      "<title>T</title><nav><a href=/>Home</a></nav><p>A paragraph of text that is the "
      "content.</p>";
  gzFile gzip = ::gzopen(file.c_str(), "wb");
  REQUIRE(gzip != nullptr);
  ::gzwrite(gzip, html.data(), static_cast<unsigned>(html.size()));
  ::gzclose(gzip);
  const auto answers = ask("extract", {{{"id", "a"}, {"html_file", file}, {"url", "http://h/"}},
                                       {{"id", "b"}, {"html", html}},
                                       {{"id", "c"}, {"html_file", "no/such/file"}}});
  CHECK(answers[0]["id"] == "a");
  CHECK(answers[0]["title"] == "T");
  CHECK(answers[0]["text"].get<std::string>().find("A paragraph of text") != std::string::npos);
  CHECK(answers[1]["text"] == answers[0]["text"]);
  CHECK(answers[2]["id"] == "c");
  CHECK(answers[2].contains("error"));
}

TEST_CASE("tandem language --jsonl") {
  const auto answers = ask(
      "language", {{{"id", 1}, {"text", "Dies ist ein deutscher Satz über das Wetter von morgen."}},
                   {{"id", 2}, {"text", ""}}});
  CHECK(answers[0]["language"] == "de");
  CHECK(answers[0]["score"] > 0.5);
  CHECK(answers[1]["language"] == "und");
}

TEST_CASE("a bad line gives an error object, and the lines after it their answers") {
  const ProgramRun run = run_program(
      {tandem_program(), "url", "--jsonl"},
      "not json\n[1]\n{\"input\":\"http://\\ud800.example/\"}\n\n{\"input\":\"http://h/\"}");
  REQUIRE(run.exit_code == 0);
  const auto lines = lines_of(run.out);
  REQUIRE(lines.size() == 4);
  CHECK(Json::parse(lines[0]).contains("error"));
  CHECK(Json::parse(lines[1]).contains("error"));
  CHECK(Json::parse(lines[2]) == Json{{"failure", true}});
  CHECK(Json::parse(lines[3])["href"] == "http://h/");
}

TEST_CASE("a line nested 200,000 deep gives an error object") {
  const std::string deep =
      "{\"input\":" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  for (const std::string command : {"url", "extract", "language", "decode", "robots"}) {
    INFO(command);
    const ProgramRun run = run_program({tandem_program(), command, "--jsonl"}, deep + "\n");
    CHECK(run.exit_code == 0);
    CHECK(Json::parse(run.out).contains("error"));
  }
}

TEST_CASE("the commands work on a single input too") {
  const ProgramRun url = run_program({tandem_program(), "url", "../b", "--base", "http://h/a/c"});
  CHECK(url.exit_code == 0);
  CHECK(Json::parse(url.out)["href"] == "http://h/b");
  CHECK(run_program({tandem_program(), "url", "http://"}).exit_code == 1);
  const ProgramRun text = run_program({tandem_program(), "extract"}, "<p>Some text of a page.</p>");
  CHECK(text.out == "Some text of a page.\n");
  const ProgramRun robots =
      run_program({tandem_program(), "robots", "-", "/x"}, "User-agent: *\nDisallow: /x\n");
  CHECK(Json::parse(robots.out)["allowed"] == false);
  CHECK(run_program({tandem_program(), "decode", "/no/such/file"}).exit_code == 2);
}

}  // namespace tandem::testing
