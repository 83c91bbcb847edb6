#include "crawler/seed_feed.h"

#include <fmt/format.h>
#include <poll.h>

#include <utility>

#include "base/log.h"
#include "crawler/admission.h"

namespace tandem {
namespace {

// Enough to see what is wrong with a list; the report has the number of all.
constexpr uint64_t kLoggedProblems = 100;

}  // namespace

Result<SeedFeed> SeedFeed::create(const CrawlOptions& options) {
  SeedSources sources;
  sources.urls = options.urls;
  if (!options.input.empty()) sources.files.push_back(options.input);
  TANDEM_ASSIGN(SeedReader reader, SeedReader::create(std::move(sources)));
  SeedFeed feed(std::move(reader));
  while (!feed.first_ && !feed.done_) {
    TANDEM_ASSIGN(feed.first_, feed.next());
    pollfd input{feed.reader_.waits_for(), POLLIN, 0};
    if (!feed.first_ && input.fd >= 0) ::poll(&input, 1, -1);
  }
  if (!feed.first_) {
    const std::string where = options.input.empty()  ? "the command line"
                              : options.input == "-" ? "standard input"
                                                     : options.input;
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("{} holds no URL to start from; expected one http or https URL a line", where)};
  }
  if (options.contact.empty() && !is_local_host(feed.first_->url.hostname)) {
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("a crawl of {} leaves this machine: say who runs it with --contact URL "
                    "or e-mail, which goes into the user agent",
                    feed.first_->url.hostname)};
  }
  return feed;
}

Result<std::optional<Seed>> SeedFeed::next() {
  if (first_) return std::exchange(first_, std::nullopt);
  while (true) {
    TANDEM_ASSIGN(auto item, reader_.next());
    done_ = !item.has_value();
    if (done_ || std::holds_alternative<SeedPending>(*item)) return std::optional<Seed>();
    if (auto* seed = std::get_if<Seed>(&*item)) return std::optional<Seed>(std::move(*seed));
    report(std::get<SeedProblem>(*item));
  }
}

void SeedFeed::report(const SeedProblem& problem) {
  if (++problems_ <= kLoggedProblems) {
    log_warning("{}, line {}: {} is skipped: {}", problem.source, problem.line, problem.text,
                problem.message);
  }
}

}  // namespace tandem
