#include "urls/url_list.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace tandem {
namespace {

// The path of a new list.
std::string write_list(const testing::TempFolder& folder, const std::string& name,
                       const std::string& content) {
  const std::filesystem::path file = folder.path() / name;
  testing::write_file(file, content);
  return file.string();
}

// "3 https://..." for a seed, "3! text: message" for a problem, "error: ..." for an error.
std::vector<std::string> read_all(const SeedSources& sources) {
  Result<SeedReader> reader = SeedReader::create(sources);
  REQUIRE(reader);
  std::vector<std::string> lines;
  while (true) {
    const Result<std::optional<SeedItem>> item = reader->next();
    if (!item) {
      lines.push_back("error: " + item.error().message);
      continue;
    }
    if (!*item) return lines;
    if (const auto* seed = std::get_if<Seed>(&**item)) {
      lines.push_back(std::to_string(seed->line) + " " + seed->url.href);
    } else {
      const auto& problem = std::get<SeedProblem>(**item);
      lines.push_back(std::to_string(problem.line) + "! " + problem.text);
    }
  }
}

std::vector<std::string> read_text(const std::string& text) {
  const testing::TempFolder folder;
  return read_all({{}, {write_list(folder, "list.txt", text)}});
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("SeedReader skips blanks and comments") {
  CHECK(read_text("# list\n\n  https://a.example/  \n \t \nhttps://b.example/#top # why\n#x") ==
        Lines{"3 https://a.example/", "5 https://b.example/#top"});
  CHECK(read_text("").empty());
  CHECK(read_text("\n").empty());
}

TEST_CASE("SeedReader takes all line ends and a byte order mark") {
  CHECK(read_text("\xEF\xBB\xBFhttps://a.example/\r\nhttps://b.example/\r\rhttps://c.example/\n"
                  "https://d.example/") == Lines{"1 https://a.example/", "2 https://b.example/",
                                                 "4 https://c.example/", "5 https://d.example/"});
  CHECK(read_text("\xEF\xBB\xBF").empty());
}

TEST_CASE("SeedReader reports bad lines and goes on") {
  const testing::TempFolder folder;
  const std::string list = write_list(
      folder, "list.txt", "https://a.example/\nmailto:x@a.example\nfoo\nhttps://b.example/\n");
  Result<SeedReader> reader = SeedReader::create({{}, {list}});
  REQUIRE(reader);
  REQUIRE(reader->next());
  const Result<std::optional<SeedItem>> item = reader->next();
  REQUIRE(item);
  REQUIRE(*item);
  const auto* problem = std::get_if<SeedProblem>(&**item);
  REQUIRE(problem != nullptr);
  CHECK(problem->source == list);
  CHECK(problem->line == 2);
  CHECK(problem->text == "mailto:x@a.example");
  CHECK(problem->message.find("unsupported scheme") != std::string::npos);
  CHECK(read_all({{}, {list}}) ==
        Lines{"1 https://a.example/", "2! mailto:x@a.example", "3! foo", "4 https://b.example/"});
}

TEST_CASE("parse_seed takes what looks like a host as https") {
  const auto href = [](std::string_view text) {
    const Result<Url> url = parse_seed(text);
    return url ? url->href : std::string("-");
  };
  CHECK(href("example.com") == "https://example.com/");
  CHECK(href("example.com/x?y#z") == "https://example.com/x?y#z");
  CHECK(href("example.com:8080/x") == "https://example.com:8080/x");
  CHECK(href("localhost:8000") == "https://localhost:8000/");
  CHECK(href("127.0.0.1") == "https://127.0.0.1/");
  CHECK(href("[::1]:80/x") == "https://[::1]:80/x");
  CHECK(href("//example.com/x") == "https://example.com/x");
  CHECK(href("b\xC3\xBC"
             "cher.example") == "https://xn--bcher-kva.example/");
  CHECK(href("example.com/?u=http://other.example/") ==
        "https://example.com/?u=http://other.example/");
  CHECK(href("http://example.com") == "http://example.com/");
  CHECK(href("HTTP:example.com") == "http://example.com/");
  for (const char* bad : {"foo", "/etc/passwd", "./x.html", "../x.html", "user@example.com",
                          "mailto:user@example.com", "ftp://example.com/", "javascript:alert(1)",
                          "tel:5551234", "1,example.com", "", ".", "..", "http://", "file:x.y"}) {
    CAPTURE(bad);
    CHECK(href(bad) == "-");
  }
}

TEST_CASE("SeedReader reads arguments first, then lists in order") {
  const testing::TempFolder folder;
  SeedSources sources;
  sources.urls = {"a.example", "nonsense", "https://b.example/# no comment here"};
  sources.files = {write_list(folder, "1.txt", "https://c.example/\n"),
                   write_list(folder, "2.txt", ""),
                   write_list(folder, "3.txt", "\nhttps://d.example/")};
  CHECK(read_all(sources) == Lines{"1 https://a.example/", "2! nonsense",
                                   "3 https://b.example/#%20no%20comment%20here",
                                   "1 https://c.example/", "2 https://d.example/"});
}

TEST_CASE("SeedReader names what it cannot open") {
  const Result<SeedReader> missing = SeedReader::create({{}, {"/nonexistent/list.txt"}});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::kNotFound);
  CHECK(missing.error().message.find("/nonexistent/list.txt") != std::string::npos);
  const testing::TempFolder folder;
  const Result<SeedReader> not_a_list = SeedReader::create({{}, {folder.path().string()}});
  REQUIRE_FALSE(not_a_list);
  CHECK(not_a_list.error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("SeedReader reports lines over 64 KiB without holding them") {
  const std::string longest = "https://a.example/" + std::string(SeedReader::kMaxLine - 18, 'x');
  REQUIRE(longest.size() == SeedReader::kMaxLine);
  CHECK(read_text(longest + "\n") == Lines{"1 " + longest});
  const Lines lines = read_text(longest + "x\nhttps://b.example/\n" + std::string(1 << 20, 'y'));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "1! " + longest.substr(0, 200));
  CHECK(lines[1] == "2 https://b.example/");
  CHECK(lines[2] == "3! " + std::string(200, 'y'));
}

TEST_CASE("SeedReader reads lines that straddle its buffer") {
  std::string text;
  Lines expected;
  for (int i = 1; i <= 20000; ++i) {
    const std::string url = "https://a.example/" + std::to_string(i);
    text += url + "\r\n";
    expected.push_back(std::to_string(i) + " " + url);
  }
  CHECK((read_text(text) == expected));
}

TEST_CASE("SeedReader refuses UTF-16 and reads the next list") {
  const testing::TempFolder folder;
  const std::string utf16 = write_list(folder, "16.txt", std::string("\xFF\xFEh\0t\0", 6));
  const Lines lines = read_all({{}, {utf16, write_list(folder, "8.txt", "https://a.example/")}});
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].find("UTF-16") != std::string::npos);
  CHECK(lines[0].find(utf16) != std::string::npos);
  CHECK(lines[1] == "1 https://a.example/");
}

TEST_CASE("SeedReader streams the standard input") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const UniqueFd saved(::dup(STDIN_FILENO));
  REQUIRE(::dup2(read_end.get(), STDIN_FILENO) == STDIN_FILENO);
  Result<SeedReader> reader = SeedReader::create({{}, {"-"}});
  REQUIRE(reader);
  const std::string first = "https://a.example/\nhttps://b.exa";
  REQUIRE(::write(write_end.get(), first.data(), first.size()) ==
          static_cast<ssize_t>(first.size()));
  // The first line is there before the writer is done.
  Result<std::optional<SeedItem>> item = reader->next();
  REQUIRE(item);
  REQUIRE(*item);
  CHECK(std::get<Seed>(**item).source == "stdin");
  CHECK(std::get<Seed>(**item).url.href == "https://a.example/");
  const std::string second = "mple/";
  REQUIRE(::write(write_end.get(), second.data(), second.size()) ==
          static_cast<ssize_t>(second.size()));
  write_end.reset();
  item = reader->next();
  REQUIRE(item);
  REQUIRE(*item);
  CHECK(std::get<Seed>(**item).url.href == "https://b.example/");
  item = reader->next();
  REQUIRE(item);
  CHECK_FALSE(*item);
  ::dup2(saved.get(), STDIN_FILENO);
}

TEST_CASE("SeedReader never waits for a slow pipe, not even in the middle of a line") {
  const testing::TempFolder folder;
  const std::string fifo = (folder.path() / "fifo").string();
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  UniqueFd writer(::open(fifo.c_str(), O_RDWR | O_CLOEXEC));
  REQUIRE(writer.valid());
  auto reader = SeedReader::create({{}, {fifo}});
  REQUIRE(reader.ok());
  const auto write = [&](std::string_view text) {
    REQUIRE(::write(writer.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  };
  const auto next = [&] {
    auto item = reader->next();
    REQUIRE(item.ok());
    return std::move(*item);
  };
  CHECK(std::holds_alternative<SeedPending>(*next()));
  CHECK(reader->waits_for() >= 0);
  write("h");
  CHECK(std::holds_alternative<SeedPending>(*next()));
  write("ttp://a.example/\n\nhttp://b.exa");
  CHECK(std::get<Seed>(*next()).url.href == "http://a.example/");
  CHECK(std::holds_alternative<SeedPending>(*next()));
  CHECK(reader->waits_for() >= 0);
  write("mple/x\nhttp://c.example/");
  const Seed second = std::get<Seed>(*next());
  CHECK(second.url.href == "http://b.example/x");
  CHECK(second.line == 3);
  CHECK(std::holds_alternative<SeedPending>(*next()));
  writer.reset();
  CHECK(std::get<Seed>(*next()).url.href == "http://c.example/");
  CHECK_FALSE(next().has_value());
  CHECK(reader->waits_for() == -1);
}

}  // namespace tandem
