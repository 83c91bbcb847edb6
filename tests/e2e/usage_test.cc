// Bad input: one clear line and the right exit code.
#include <algorithm>
#include <memory>

#include "tests/e2e/crawl_run.h"
#include "tests/support/catch.h"
#include "tests/support/http_server.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace tandem::testing {
namespace {

// A server on loopback that knows no page yet.
std::unique_ptr<HttpServer> start_server() {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  return std::move(*server);
}

void check_refused(const std::vector<std::string>& arguments, const std::string& says) {
  std::vector<std::string> argv = {tandem_program()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const ProgramRun run = run_program(argv);
  INFO(run.err);
  CHECK(run.exit_code == 2);
  CHECK(run.err.find(says) != std::string::npos);
  CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
  CHECK(run.out.empty());
}

}  // namespace

TEST_CASE("bad input to crawl is refused with one line and exit code 2") {
  const TempFolder folder;
  const std::string out = (folder.path() / "out").string();
  const std::string seed = "http://127.0.0.1:9/";
  write_file(folder.path() / "empty.txt", "");
  write_file(folder.path() / "comments.txt", "# nothing\n\n   \n");
  write_file(folder.path() / "file", "");
  const std::string file = (folder.path() / "file").string();

  check_refused({"crawl", "-o", out}, "no seeds");
  check_refused({"crawl", seed}, "-o DIR");
  check_refused({"crawl", "-i", (folder.path() / "missing.txt").string(), "-o", out},
                "missing.txt");
  check_refused({"crawl", "-i", (folder.path() / "empty.txt").string(), "-o", out}, "no URL");
  check_refused({"crawl", "-i", (folder.path() / "comments.txt").string(), "-o", out}, "no URL");
  check_refused({"crawl", seed, "-o", file}, file);
  check_refused({"crawl", seed, "-o", file + "/below"}, file);
  check_refused({"crawl", seed, "-o", out, "--mode", "fast"}, "unknown mode 'fast'");
  check_refused({"crawl", seed, "-o", out, "--delay", "soon"}, "'soon' is not a duration");
  check_refused({"crawl", seed, "-o", out, "--timeout", "10"}, "'10' is not a duration");
  check_refused({"crawl", seed, "-o", out, "--max-body", "big"}, "'big' is not a size");
  check_refused({"crawl", seed, "-o", out, "--scope", "world"}, "world");
  check_refused({"crawl", seed, "-o", out, "--robots", "maybe"}, "--robots");
  check_refused({"crawl", seed, "-o", out, "--workers", "0"}, "--workers");
  check_refused({"crawl", seed, "-o", out, "--format", "xml"}, "xml");
  check_refused({"crawl", seed, "-o", out, "--no-such-option"}, "--no-such-option");
  check_refused({"crawl", "http://example.com/", "-o", out}, "--contact");
  check_refused({"carwl"}, "carwl");
  check_refused({}, "no command given");
  CHECK_FALSE(std::filesystem::exists(out));
}

TEST_CASE("an output folder in use is never overwritten without --force") {
  const auto server = start_server();
  server->route("/", page("<p>Some text of a page.</p>"));
  const CrawlRun first({server->url("/"), "-q", "--delay", "0s"});
  REQUIRE(first.run().exit_code == 0);
  const std::string out = first.output().string();
  const std::string before = read_file(first.output() / "manifest.json");
  check_refused({"crawl", server->url("/"), "--allow-private", "-o", out}, "--force");
  CHECK(read_file(first.output() / "manifest.json") == before);
  const ProgramRun forced = run_program({tandem_program(), "crawl", server->url("/"), "-o", out,
                                         "--allow-private", "--force", "-q", "--delay", "0s"});
  INFO(forced.err);
  CHECK(forced.exit_code == 0);
  CHECK(read_file(first.output() / "manifest.json") != before);

  // A folder that is not Tandem's is not touched, even with --force.
  const TempFolder foreign;
  write_file(foreign.path() / "thesis.txt", "years of work");
  check_refused({"crawl", server->url("/"), "--force", "-o", foreign.path().string()},
                foreign.path().string());
  CHECK(read_file(foreign.path() / "thesis.txt") == "years of work");
}

TEST_CASE("exit codes say how a crawl ended") {
  const auto server = start_server();
  server->route("/", page("<a href=/a>a</a> <a href=/b>b</a><p>Some text.</p>"));
  server->route("/a", page("<p>Text of a.</p>"));
  server->route("/b", page("<p>Text of b.</p>"));
  server->route("/gone", answer(410, "text/html", "gone"));
  SECTION("0: complete") {
    const CrawlRun crawl({server->url("/"), "-q", "--delay", "0s"});
    check_consistent(crawl, 0);
    CHECK(crawl.report()["outcomes"]["written"] == 3);
  }
  SECTION("4: nothing could be fetched") {
    const CrawlRun crawl({server->url("/gone"), "-q", "--delay", "0s"});
    check_consistent(crawl, 4);
    CHECK(crawl.report()["reasons"]["fetch_failed"]["http_410"] == 1);
  }
  SECTION("5: a limit stopped it") {
    const CrawlRun crawl({server->url("/"), "-q", "--delay", "0s", "--max-pages", "2"});
    check_consistent(crawl, 5);
    CHECK(crawl.report()["outcomes"]["written"] == 2);
    CHECK(crawl.report()["outcomes"]["cancelled"] == 1);
  }
  SECTION("0: the list alone with --depth 0") {
    const CrawlRun crawl({server->url("/"), "-q", "--delay", "0s", "--depth", "0"});
    check_consistent(crawl, 0);
    CHECK(crawl.report()["outcomes"]["written"] == 1);
  }
}

TEST_CASE("settings come from a TOML file, the environment and the command line, in that order") {
  const auto server = start_server();
  server->route("/", page("<p>Some text of a page.</p>"));
  const TempFolder folder;
  const std::string config = (folder.path() / "tandem.toml").string();
  write_file(config, "[crawl]\nmode = \"threads\"\ndelay = \"0s\"\n");
  CHECK(CrawlRun({server->url("/"), "-q", "--config", config}).report()["mode"] == "threads");
  ::setenv("TANDEM_MODE", "isolated", 1);
  CHECK(CrawlRun({server->url("/"), "-q", "--delay", "0s"}).report()["mode"] == "isolated");
  CHECK(CrawlRun({server->url("/"), "-q", "--config", config}).report()["mode"] == "isolated");
  CHECK(CrawlRun({server->url("/"), "-q", "--config", config, "-m", "single"}).report()["mode"] ==
        "single");
  ::unsetenv("TANDEM_MODE");
  write_file(config, "[crawl]\ndelya = \"0s\"\n");
  check_refused({"crawl", server->url("/"), "-o", "x", "--config", config}, "delya");
  check_refused({"crawl", server->url("/"), "-o", "x", "--config", config + ".missing"},
                ".missing");
}

TEST_CASE("a bad line of a seed list is named and skipped") {
  const auto server = start_server();
  server->route("/", page("<p>Some text of a page.</p>"));
  const CrawlRun crawl({"-i", "-", "--delay", "0s"},
                       "# seeds\n\nhttp://\n" + server->url("/") + "\nmailto:me@example.com\n");
  check_consistent(crawl, 0);
  CHECK(crawl.report()["seeds"] == 1);
  CHECK(crawl.report()["bad_seeds"] == 2);
  CHECK(crawl.run().err.find("line 3") != std::string::npos);
  CHECK(crawl.run().err.find("line 5") != std::string::npos);
}

}  // namespace tandem::testing
