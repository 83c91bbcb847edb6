// SeedReader: the URLs to start from, read one by one from lists, the standard input and arguments.
//
// A list is UTF-8 text with one URL per line, of any length: it is streamed, never held. Lines end
// in LF, CR LF or CR; a byte order mark is skipped. Blank lines and comments are skipped: "#" at
// the start of a line, or after a blank, up to the end of the line. What has no scheme but looks
// like a host ("example.com/x", "localhost:8080", "[::1]/") is taken as https. A line that is no
// http or https URL is reported and passed over. Duplicates are the seen-set's business.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "urls/url.h"

namespace tandem {

struct Seed {
  Url url;
  std::string source;  // the path of the list, "stdin" or "argument"
  uint64_t line = 0;   // its line, or the rank of the argument; from 1
};

struct SeedProblem {
  std::string source;
  uint64_t line = 0;
  std::string text;  // the line, cut to 200 bytes
  std::string message;
};

// Nothing more has come yet, as from a pipe whose writer is slow: wait for waits_for(), then go on.
struct SeedPending {};

using SeedItem = std::variant<Seed, SeedProblem, SeedPending>;

struct SeedSources {
  std::vector<std::string> urls;   // arguments, taken first
  std::vector<std::string> files;  // paths; "-" is the standard input
};

// One seed as a person types it; see above for what is taken as https.
Result<Url> parse_seed(std::string_view text);

class SeedReader {
 public:
  static constexpr size_t kMaxLine = size_t{64} * 1024;  // a longer line is a problem

  // Opens all files, so that a missing one is known before the crawl starts: kNotFound, with its
  // path; kInvalidArgument for a folder. The standard input is borrowed and stays open.
  static Result<SeedReader> create(SeedSources sources);

  // The next seed or problem; none at the end. Never waits: SeedPending if there is nothing to read
  // yet. kIo when a list cannot be read on, and
  // kInvalidArgument when it is UTF-16; both name the list, and end it: the next call goes on with
  // the next one.
  Result<std::optional<SeedItem>> next();

  // The descriptor to poll for reading before next() is worth calling again; -1 if it is now.
  [[nodiscard]] int waits_for() const;

 private:
  struct Input {
    std::string name;
    UniqueFd owned;
    int fd = -1;
  };
  struct Line {
    std::string text;
    bool is_too_long = false;
  };

  SeedReader() = default;

  enum class Got { kData, kEnd, kPending };
  Result<size_t> read_some(size_t at, Got& got);
  Result<Got> fill();
  Result<Got> check_encoding();
  Result<Got> read_line();
  void finish_input();
  [[nodiscard]] std::optional<SeedItem> item_of(std::string_view text, bool is_too_long,
                                                std::string_view source, uint64_t number) const;

  std::vector<std::string> arguments_;
  size_t next_argument_ = 0;
  std::deque<Input> inputs_;  // the first is being read
  std::vector<char> buffer_;
  size_t position_ = 0;  // of the next byte in buffer_
  size_t filled_ = 0;
  bool is_started_ = false;  // of the first input, the encoding was checked
  bool skip_line_feed_ = false;
  Line line_;
  bool line_has_bytes_ = false;  // line_ holds the beginning of a line that is not whole yet
  uint64_t line_number_ = 0;
};

}  // namespace tandem
