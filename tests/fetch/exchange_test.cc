// What both implementations make of what a server answers.
#include <unistd.h>

#include <string>

#include "tests/fetch/fetching.h"
#include "tests/support/http_server.h"

namespace tandem {
namespace {

using testing::HttpServer;
using testing::Reply;
using testing::ServerRequest;
using testing::ServerStats;

std::unique_ptr<HttpServer> start_server() {
  auto server = HttpServer::start();
  REQUIRE(server.ok());
  return std::move(*server);
}

std::string text_of(const FetchResult& result) { return std::string(as_text(result.body)); }

}  // namespace

TEST_CASE("an exchange reports its answer") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", testing::page("<p>Hello</p>",
                                   "ETag: \"v1\"\r\n"
                                   "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
                                   "Content-Language: en\r\nRetry-After: 7\r\n"
                                   "X-Robots-Tag: noindex\r\nx-robots-tag: bot: nofollow\r\n"));
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.id == 7);
  CHECK(result.error == FetchError::kNone);
  CHECK(result.message.empty());
  CHECK(result.status == 200);
  CHECK(text_of(result) == "<p>Hello</p>");
  CHECK_FALSE(result.truncated);
  CHECK(result.content_type == "text/html; charset=utf-8");
  CHECK(result.etag == "\"v1\"");
  CHECK(result.last_modified == "Mon, 01 Jan 2024 00:00:00 GMT");
  CHECK(result.content_language == "en");
  CHECK(result.retry_after == "7");
  CHECK(result.x_robots_tag == "noindex\nbot: nofollow");
  CHECK(result.ip == "127.0.0.1");
  CHECK(result.protocol == "http/1.1");
  CHECK_FALSE(result.reused);
  CHECK(result.bytes_wire > result.body.size());
  CHECK(result.pid == getpid());
  CHECK((result.tid == gettid()) == (by == By::kEasy));
  CHECK(result.fetched_at > WallTime{});
}

TEST_CASE("an exchange measures where the time went") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  Reply slow = testing::page("late");
  slow.delay = std::chrono::milliseconds(120);
  server->route("/", slow);
  OneByOne fetcher(by);
  const FetchTimings timings = fetcher.fetch(server->url("/")).timings;
  CHECK(timings.first_byte >= std::chrono::milliseconds(100));
  CHECK(timings.total >= timings.first_byte);
  CHECK(timings.total < std::chrono::seconds(20));
  CHECK(timings.connect > Duration{});
  CHECK(timings.dns + timings.connect < timings.first_byte);
  CHECK(timings.tls == Duration{});
}

TEST_CASE("a request says who asks, for what, and nothing else") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->fallback(
      [](const ServerRequest& request) { return testing::answer(200, "text/html", request.head); });
  OneByOne fetcher(by);
  const FetchResult page = fetcher.fetch(server->url("/a/../b?q=1"));
  // The path goes out as given: URLs are normalised before they come here.
  CHECK(text_of(page).starts_with("GET /a/../b?q=1 HTTP/1.1\r\n"));
  CHECK(text_of(page).find("User-Agent: Tandem-test/1\r\n") != std::string::npos);
  CHECK(text_of(page).find("Accept: text/html,") != std::string::npos);
  CHECK(text_of(page).find("gzip") != std::string::npos);
  CHECK(text_of(page).find("Cookie") == std::string::npos);
  CHECK(text_of(page).find("Referer") == std::string::npos);
  const FetchResult any = fetcher.fetch(server->url("/robots.txt"), Accept::kAny);
  CHECK(text_of(any).find("Accept: */*\r\n") != std::string::npos);
}

TEST_CASE("every status is an answer, not an error") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  OneByOne fetcher(by);
  for (const int status : {200, 203, 204, 300, 304, 400, 401, 403, 404, 410, 429, 500, 503}) {
    CAPTURE(status);
    server->route("/",
                  testing::answer(status, "text/html", status == 204 || status == 304 ? "" : "x"));
    const FetchResult result = fetcher.fetch(server->url("/"));
    CHECK(result.error == FetchError::kNone);
    CHECK(result.status == status);
  }
}

TEST_CASE("a redirect comes back and is not followed") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  OneByOne fetcher(by);
  for (const int status : {301, 302, 303, 307, 308}) {
    CAPTURE(status);
    server->route("/from", testing::redirect("/to", status));
    const FetchResult result = fetcher.fetch(server->url("/from"));
    CHECK(result.error == FetchError::kNone);
    CHECK(result.status == status);
    CHECK(result.location == "/to");
  }
  CHECK(server->requests_of("/to") == 0);
}

// RFC 9110 section 15.2: a client must be able to parse one or more 1xx before the final answer.
TEST_CASE("interim answers are passed over") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  Reply reply = testing::page("final");
  reply.bytes.insert(0, "HTTP/1.1 103 Early Hints\r\nETag: \"early\"\r\n\r\n");
  server->route("/", reply);
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.status == 200);
  CHECK(result.etag.empty());
  CHECK(text_of(result) == "final");
}

TEST_CASE("encoded bodies are decoded, and the wire bytes are counted before") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const std::string html(20000, 'a');
  const auto server = start_server();
  server->route("/gzip", testing::encoded_page("gzip", testing::gzip(html)));
  server->route("/deflate", testing::encoded_page("deflate", testing::deflate(html)));
  OneByOne fetcher(by);
  for (const char* path : {"/gzip", "/deflate"}) {
    CAPTURE(path);
    const FetchResult result = fetcher.fetch(server->url(path));
    CHECK(result.error == FetchError::kNone);
    CHECK(text_of(result) == html);
    CHECK(result.bytes_wire < 1000);
  }
}

TEST_CASE("a broken encoding is a protocol error") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", testing::encoded_page("gzip", "this is not gzip at all"));
  OneByOne fetcher(by);
  CHECK(fetcher.fetch(server->url("/")).error == FetchError::kProtocol);
}

TEST_CASE("an announced body above the limit is refused before it comes") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", testing::page(std::string(5000, 'x')));
  OneByOne fetcher(by);
  FetchRequest request = request_for(server->url("/"));
  request.max_body = 4999;
  const FetchResult refused = fetcher.fetch(request);
  CHECK(refused.error == FetchError::kTooLarge);
  CHECK(refused.status == 200);
  CHECK(refused.body.empty());
  request.max_body = 5000;
  CHECK(fetcher.fetch(request).error == FetchError::kNone);
}

TEST_CASE("an endless body is cut at the limit") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", testing::endless_page());
  OneByOne fetcher(by);
  FetchRequest request = request_for(server->url("/"));
  request.max_body = 100000;
  const FetchResult result = fetcher.fetch(request);
  CHECK(result.error == FetchError::kTooLarge);
  CHECK(result.message.find("100000") != std::string::npos);
  CHECK(result.truncated);
  CHECK(result.body.size() == 100000);
  CHECK(result.body.capacity() < 400000);
  CHECK(server->wait_for([](const ServerStats& stats) { return stats.cut == 1; }));
}

// RFC 9309 section 2.5: of a robots.txt above the limit the beginning is parsed.
TEST_CASE("with Accept::kAny the beginning of a long body is kept") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/robots.txt", testing::answer(200, "text/plain", std::string(5000, 'r')));
  OneByOne fetcher(by);
  FetchRequest request = request_for(server->url("/robots.txt"), Accept::kAny);
  request.max_body = 1000;
  const FetchResult result = fetcher.fetch(request);
  CHECK(result.error == FetchError::kTooLarge);
  CHECK(result.truncated);
  CHECK(text_of(result) == std::string(1000, 'r'));
}

TEST_CASE("a gzip bomb is cut at the limit of decoded bytes") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  const std::string bomb = testing::gzip_bomb(size_t{64} * 1024 * 1024);
  REQUIRE(bomb.size() < 200000);
  server->route("/", testing::encoded_page("gzip", bomb));
  OneByOne fetcher(by);
  FetchRequest request = request_for(server->url("/"));
  request.max_body = 1000000;
  const FetchResult result = fetcher.fetch(request);
  CHECK(result.error == FetchError::kTooLarge);
  CHECK(result.body.size() == 1000000);
  CHECK(result.bytes_wire < 200000);
}

TEST_CASE("what is no page is cut at its headers") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  Reply endless = testing::endless_page();
  endless.bytes =
      "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n";
  server->route("/", endless);
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.error == FetchError::kContentType);
  CHECK(result.status == 200);
  CHECK(result.content_type == "image/png");
  CHECK(result.message.find("image/png") != std::string::npos);
  CHECK(result.body.empty());
  // The server sees the connection closed while it sends.
  CHECK(server->wait_for([](const ServerStats& stats) { return stats.cut == 1; }));
}

TEST_CASE("with Accept::kAny no type is cut") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", testing::answer(200, "application/octet-stream", "User-agent: *"));
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"), Accept::kAny);
  CHECK(result.error == FetchError::kNone);
  CHECK(text_of(result) == "User-agent: *");
}

TEST_CASE("of an answer other than 2xx the status is the whole story") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  OneByOne fetcher(by);
  SECTION("its type does not matter") {
    server->route("/", testing::answer(404, "application/json", "{}"));
    const FetchResult result = fetcher.fetch(server->url("/"));
    CHECK(result.error == FetchError::kNone);
    CHECK(result.status == 404);
    CHECK(text_of(result) == "{}");
  }
  SECTION("an endless body is cut") {
    Reply endless = testing::endless_page();
    endless.bytes.replace(0, 15, "HTTP/1.1 404 No");
    server->route("/", endless);
    const FetchResult result = fetcher.fetch(server->url("/"));
    CHECK(result.error == FetchError::kNone);
    CHECK(result.status == 404);
    CHECK(result.truncated);
    CHECK(result.body.size() <= 65536);
  }
  SECTION("a redirect whose body breaks off leads on") {
    server->route("/",
                  {.bytes = "HTTP/1.1 302 Found\r\nLocation: /to\r\nContent-Length: 9\r\n\r\nx",
                   .after = Reply::After::kReset});
    const FetchResult result = fetcher.fetch(server->url("/"));
    CHECK(result.error == FetchError::kNone);
    CHECK(result.location == "/to");
    CHECK(result.truncated);
  }
}

TEST_CASE("a body shorter than announced is a reset, and what came is kept") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", {.bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                               "Content-Length: 100\r\n\r\nonly this",
                      .after = Reply::After::kClose});
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.error == FetchError::kReset);
  CHECK(result.status == 200);
  CHECK(result.truncated);
  CHECK(text_of(result) == "only this");
}

// RFC 9112 section 6.3: without length the end of the connection ends the body.
TEST_CASE("a body without length ends with its connection") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", {.bytes = "HTTP/1.0 200 OK\r\n\r\nold style", .after = Reply::After::kClose});
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.error == FetchError::kNone);
  CHECK(text_of(result) == "old style");
  CHECK(result.content_type.empty());
  CHECK_FALSE(result.truncated);
}

TEST_CASE("a connection that ends without an answer is a reset") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  const auto after = GENERATE(Reply::After::kClose, Reply::After::kReset);
  server->route("/", {.bytes = {}, .after = after});
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.error == FetchError::kReset);
  CHECK(result.status == 0);
  CHECK(result.protocol.empty());
  CHECK_FALSE(result.message.empty());
}

TEST_CASE("what is not HTTP is a protocol error") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  OneByOne fetcher(by);
  for (const char* bytes : {
           "SSH-2.0-OpenSSH_9.2\r\n",
           "<html>an HTTP/0.9 server</html>",
           "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
           "HTTP/9.9 200 OK\r\n\r\n",
       }) {
    CAPTURE(bytes);
    server->route("/", {.bytes = bytes, .after = Reply::After::kClose});
    const FetchResult result = fetcher.fetch(server->url("/"));
    CHECK(fetch_error_name(result.error) == "protocol");
    CHECK_FALSE(result.message.empty());
  }
}

// RFC 9112 section 7.1. libcurl reports broken framing as it does a broken connection.
TEST_CASE("broken chunks are a reset") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", {.bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\nZZ\r\n",
                      .after = Reply::After::kClose});
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.error == FetchError::kReset);
  CHECK(result.truncated);
  CHECK(text_of(result) == "ok");
}

TEST_CASE("headers without end are cut") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  Reply many{.bytes = "HTTP/1.1 200 OK\r\n"};
  SECTION("as many lines") { many.repeat = "X-Filler: " + std::string(500, 'x') + "\r\n"; }
  SECTION("as one line") {
    many.bytes += "X-Filler: ";
    many.repeat = std::string(1000, 'x');
  }
  SECTION("as interim answers") { many = {.repeat = "HTTP/1.1 103 Early Hints\r\n\r\n"}; }
  server->route("/", many);
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(fetch_error_name(result.error) == "too_large");
  CHECK(result.message.find("header") != std::string::npos);
}

TEST_CASE("a server that never answers is a timeout") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", testing::silence());
  FetchSettings settings = loopback_settings();
  settings.timeout = std::chrono::milliseconds(300);
  OneByOne fetcher(by, settings);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.error == FetchError::kTimeout);
  CHECK(result.message.find("127.0.0.1") != std::string::npos);
  CHECK(result.timings.total >= std::chrono::milliseconds(250));
}

TEST_CASE("a body that drips too slowly is a timeout") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  Reply drip = testing::page(std::string(5000, 'x'));
  drip.piece = 1;
  drip.pause = std::chrono::milliseconds(50);
  server->route("/", drip);
  FetchSettings settings = loopback_settings();
  settings.low_speed_bytes = 1000;
  settings.low_speed_time = std::chrono::seconds(1);
  OneByOne fetcher(by, settings);
  const FetchResult result = fetcher.fetch(server->url("/"));
  CHECK(result.error == FetchError::kTimeout);
  CHECK(result.message.find("too slow") != std::string::npos);
  CHECK(result.timings.total < std::chrono::seconds(20));
}

TEST_CASE("a port where nobody listens is a connect error") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  std::string url;
  {
    const auto server = start_server();
    url = server->url("/");
  }
  OneByOne fetcher(by);
  const FetchResult result = fetcher.fetch(url);
  CHECK(result.error == FetchError::kConnect);
  CHECK(result.message.find("127.0.0.1") != std::string::npos);
}

TEST_CASE("a server without TLS is a TLS error for https") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  OneByOne fetcher(by);
  std::string url = server->url("/");
  url.replace(0, 4, "https");
  const FetchResult result = fetcher.fetch(url);
  CHECK(result.error == FetchError::kTls);
  CHECK_FALSE(result.message.empty());
}

TEST_CASE("what is no http URL is refused without a request") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  OneByOne fetcher(by);
  for (const std::string& url :
       {std::string("file:///etc/passwd"), std::string("ftp://127.0.0.1/"), std::string(""),
        std::string("http://"), "http://user:secret@127.0.0.1:" + std::to_string(server->port())}) {
    CAPTURE(url);
    const FetchResult result = fetcher.fetch(url);
    CHECK(result.error != FetchError::kNone);
    CHECK(result.status == 0);
    CHECK(result.body.empty());
  }
  CHECK(server->stats().requests == 0);
}

TEST_CASE("requests to one host use one connection") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/", testing::page("x"));
  server->route("/404", testing::answer(404, "text/plain", "no"));
  server->route("/302", testing::redirect("/"));
  OneByOne fetcher(by);
  for (int i = 0; i < 30; ++i) {
    const FetchResult result =
        fetcher.fetch(server->url(i % 3 == 0 ? "/" : (i % 3 == 1 ? "/404" : "/302")));
    CHECK(result.error == FetchError::kNone);
    CHECK(result.reused == (i > 0));
    if (i > 0) CHECK(result.timings.connect == Duration{});
  }
  CHECK(server->stats().connections == 1);
}

TEST_CASE("nothing of one exchange shows in the next") {
  const By by = GENERATE(By::kEasy, By::kMulti);
  const auto server = start_server();
  server->route("/full", testing::page("body", "ETag: \"v1\"\r\nX-Robots-Tag: none\r\n"));
  server->route("/bare", {.bytes = "HTTP/1.1 204 No Content\r\n\r\n"});
  server->route("/gone", {.bytes = {}, .after = Reply::After::kClose});
  OneByOne fetcher(by);
  CHECK(fetcher.fetch(server->url("/full")).etag == "\"v1\"");
  const FetchResult bare = fetcher.fetch(server->url("/bare"));
  CHECK(bare.etag.empty());
  CHECK(bare.x_robots_tag.empty());
  CHECK(bare.content_type.empty());
  CHECK(bare.body.empty());
  const FetchResult gone = fetcher.fetch(server->url("/gone"));
  CHECK(gone.error == FetchError::kReset);
  CHECK(gone.status == 0);
  const FetchResult again = fetcher.fetch(server->url("/full"));
  CHECK(again.error == FetchError::kNone);
  CHECK(again.message.empty());
}

}  // namespace tandem
