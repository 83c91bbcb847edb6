// SeedFeed: the seeds of a crawl, with the lines that are none already reported.
//
// Thread safety: none; it belongs to the coordinator.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "crawler/options.h"
#include "urls/url_list.h"

namespace tandem {

class SeedFeed {
 public:
  // Opens the lists and reads on to the first seed, waiting for it if need be, so that a list
  // without any is known before anything is written. kNotFound or kInvalidArgument say what is
  // wrong with which list.
  static Result<SeedFeed> create(const CrawlOptions& options);

  // The next seed; none if nothing more has come yet (see waits_for()) or ever will (see done()).
  // Never waits. Lines that are no URL are logged and counted on the way.
  Result<std::optional<Seed>> next();

  // Whether the lists are at their end.
  [[nodiscard]] bool done() const { return done_; }

  // The descriptor to poll for reading before next() is worth calling again (a pipe whose writer is
  // slow); -1 if it is now.
  [[nodiscard]] int waits_for() const { return first_ ? -1 : reader_.waits_for(); }

  // Lines so far that held no URL.
  [[nodiscard]] uint64_t problems() const { return problems_; }

 private:
  explicit SeedFeed(SeedReader reader) : reader_(std::move(reader)) {}
  void report(const SeedProblem& problem);

  SeedReader reader_;
  std::optional<Seed> first_;
  bool done_ = false;
  uint64_t problems_ = 0;
};

}  // namespace tandem
