// What must survive: workers killed in the middle, hostile pages, Ctrl-C.
#include <chrono>
#include <csignal>
#include <memory>

#include "tests/e2e/crawl_run.h"
#include "tests/e2e/site.h"
#include "tests/support/catch.h"
#include "tests/support/http_server.h"

namespace tandem::testing {
namespace {

// A server on loopback that knows no page yet.
std::unique_ptr<HttpServer> start_server() {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  return std::move(*server);
}

std::string repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string document(const std::string& body) {
  return "<!DOCTYPE html><html lang=en><title>A page</title><body>" + body + "</body></html>";
}

constexpr const char* kProse =
    "<p>This paragraph is long enough to be the main text of a page, because it goes on for a "
    "while and says one thing after another, as paragraphs of prose do.</p>";

}  // namespace

TEST_CASE("nothing is lost when workers are killed in the middle of a crawl") {
  const std::string seeds = site_seeds();
  if (seeds.empty()) return;
  // The delay stretches the crawl over several seconds, however fast the machine is.
  const std::vector<std::string> arguments = {"-i", seeds, "--delay", "20ms", "-q", "--mode"};
  const auto with_mode = [&](const std::string& mode) {
    std::vector<std::string> all = arguments;
    all.push_back(mode);
    return all;
  };
  const CrawlRun calm(with_mode("hybrid"));
  check_consistent(calm, 0);
  for (const std::string mode : {"processes", "hybrid", "isolated"}) {
    INFO("mode " << mode);
    int kills = 0;
    int ticks = 0;
    // A few kills, far enough apart that no page meets two of them.
    const auto kill_a_worker = [&](pid_t tandem) {
      if (++ticks % 250 != 0 || kills >= 3) return;
      const std::vector<pid_t> processes = descendants_of(tandem);
      // The first descendant is the zygote, the others are its workers.
      if (processes.size() < 2) return;
      const pid_t victim = processes[1 + static_cast<size_t>(kills) % (processes.size() - 1)];
      if (::kill(victim, SIGKILL) == 0) ++kills;
    };
    const CrawlRun crawl(with_mode(mode), "", kill_a_worker);
    CHECK(kills > 0);
    check_consistent(crawl, 0);
    INFO(crawl.report()["reasons"].dump());
    CHECK(crawl.report()["outcomes"]["quarantined"] == 0);
    CHECK(difference(comparable(crawl.rows("documents")), comparable(calm.rows("documents"))) ==
          "");
  }
}

TEST_CASE("hostile nesting ends as a document or a clear rejection in every mode") {
  const auto server = start_server();
  server->route("/", page(document("<a href=/div>1</a> <a href=/i>2</a> <a href=/td>3</a>" +
                                   std::string(kProse))));
  server->route("/div", page(document(repeat("<div>", 80'000) + kProse)));
  server->route("/i", page(document(repeat("<i>", 320'000) + kProse)));
  server->route("/td", page(document(repeat("<table><td>", 10'000) + kProse)));
  std::vector<Json> reference;
  for (const std::string mode : kModeNames) {
    INFO("mode " << mode);
    const CrawlRun crawl({server->url("/"), "--delay", "0s", "-q", "--mode", mode});
    check_consistent(crawl, 0);
    const Json outcomes = crawl.report()["outcomes"];
    CHECK(outcomes["written"].get<int>() + outcomes["filtered"].get<int>() == 4);
    CHECK(outcomes["quarantined"] == 0);
    const std::vector<Json> documents = comparable(crawl.rows("documents"));
    if (reference.empty()) reference = documents;
    CHECK(difference(documents, reference) == "");
  }
}

TEST_CASE("a pool whose zygote died ends the crawl as failed and blames no page") {
  const auto server = start_server();
  server->route("/", page(document("<a href=/a>a</a>" + std::string(kProse))));
  Reply slow = page(document(kProse));
  slow.delay = std::chrono::seconds(2);
  server->route("/a", slow);
  bool killed = false;
  const auto kill_the_zygote = [&](pid_t tandem) {
    if (killed || server->requests_of("/a") == 0) return;
    const std::vector<pid_t> processes = descendants_of(tandem);
    if (!processes.empty()) killed = ::kill(processes[0], SIGKILL) == 0;
  };
  const CrawlRun crawl({server->url("/"), "--delay", "0s", "-q", "--mode", "processes"}, "",
                       kill_the_zygote);
  REQUIRE(killed);
  check_consistent(crawl, 1);
  CHECK(crawl.report()["end"] == "failed");
  CHECK(crawl.report()["outcomes"]["quarantined"] == 0);
  CHECK(crawl.report()["outcomes"]["cancelled"] == 1);
}

TEST_CASE("a full disk ends the crawl with exit code 3 and a true manifest") {
  const auto server = start_server();
  std::string links;
  for (int i = 0; i < 400; ++i) links += "<a href=/p" + std::to_string(i) + ">x</a> ";
  server->route("/", page(document(links + kProse)));
  server->fallback(
      [](const ServerRequest& request) { return page(document(kProse + request.target)); });
  const TempFolder folder;
  const std::string out = (folder.path() / "out").string();
  // A limit on the size of files stands for the full disk; its units are 512 bytes or 1 KiB. It
  // would hit the workers' shared memory too, so this is mode threads.
  const ProgramRun run = run_program({"/bin/sh", "-c",
                                      "ulimit -f 40; exec " + tandem_program() +
                                          " crawl -q --allow-private --delay 0s -m threads -o " +
                                          out + " " + server->url("/")});
  INFO(run.err);
  CHECK(run.exit_code == 3);
  const Json report = Json::parse(read_file(out + "/report.json"));
  CHECK(report["end"] == "no_space");
  CHECK(report["balanced"] == true);
  const Json manifest = Json::parse(read_file(out + "/manifest.json"));
  CHECK_FALSE(manifest["files"].empty());
}

TEST_CASE("Retry-After on a page that came is no reason to wait") {
  const auto server = start_server();
  server->route("/",
                page(document("<a href=/a>a</a>" + std::string(kProse)), "Retry-After: 100\r\n"));
  server->route("/a", page(document(kProse)));
  const auto begin = std::chrono::steady_clock::now();
  const CrawlRun crawl({server->url("/"), "--delay", "0s", "-q"});
  check_consistent(crawl, 0);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
}

TEST_CASE("what robots.txt forbids costs no Crawl-delay") {
  const auto server = start_server();
  std::string links;
  for (int i = 0; i < 20; ++i) links += "<a href=/no/" + std::to_string(i) + ">x</a> ";
  server->route("/robots.txt",
                answer(200, "text/plain", "User-agent: *\nCrawl-delay: 5\nDisallow: /no/\n"));
  server->route("/", page(document(links + kProse)));
  const auto begin = std::chrono::steady_clock::now();
  const CrawlRun crawl({server->url("/"), "--delay", "0s", "-q"});
  check_consistent(crawl, 0);
  CHECK(crawl.report()["reasons"]["skipped"]["robots"] == 20);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
}

TEST_CASE("the first Ctrl-C drains what is in flight and saves it") {
  const std::string seeds = site_seeds();
  if (seeds.empty()) return;
  bool sent = false;
  int ticks = 0;
  const auto interrupt = [&](pid_t tandem) {
    // Workers are there once the crawl has begun; before, nobody would catch the signal.
    if (sent || descendants_of(tandem).size() < 2 || ++ticks < 60) return;
    sent = ::kill(tandem, SIGINT) == 0;
  };
  // At one request per 20 ms and host the crawl takes several seconds if nothing stops it.
  const CrawlRun crawl({"-i", seeds, "--delay", "20ms", "-q"}, "", interrupt);
  REQUIRE(sent);
  check_consistent(crawl, 130);
  const Json report = crawl.report();
  CHECK(report["end"] == "interrupted");
  CHECK(report["outcomes"]["cancelled"] > 0);
  CHECK(report["outcomes"]["written"] > 0);
}

TEST_CASE("the second Ctrl-C ends the crawl at once, whatever a server does") {
  const auto server = start_server();
  server->route("/", silence());
  int ticks = 0;
  const auto interrupt = [&](pid_t tandem) {
    if (server->requests_of("/") == 0) return;
    ++ticks;
    if (ticks == 1 || ticks == 60) ::kill(tandem, SIGINT);
  };
  const std::string mode = GENERATE(as<std::string>(), "threads", "processes", "hybrid");
  INFO("mode " << mode);
  const CrawlRun crawl({server->url("/"), "--delay", "0s", "-q", "--mode", mode}, "", interrupt);
  check_consistent(crawl, 130);
  CHECK(crawl.report()["end"] == "forced");
  CHECK(crawl.report()["outcomes"]["cancelled"] == 1);
}

}  // namespace tandem::testing
