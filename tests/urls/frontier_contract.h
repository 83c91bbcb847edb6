// What every Frontier must do. An implementation's test calls this from a TEST_CASE with a factory
// for empty frontiers; see memory_frontier_test.cc.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "urls/frontier.h"

namespace tandem::testing {

struct FrontierSettings {
  size_t per_host = 1;
  Duration lease_time = std::chrono::minutes(10);
};

using FrontierFactory = std::function<std::unique_ptr<Frontier>(const FrontierSettings&)>;

// Each checks one part of the contract.
void check_frontier_basics(const FrontierFactory& make);
void check_frontier_politeness(const FrontierFactory& make);
void check_frontier_order(const FrontierFactory& make);
void check_frontier_leases(const FrontierFactory& make);
void check_frontier_removal(const FrontierFactory& make);
// Crawls a made-up site with several ways of interleaving; depth, referrer and order of lease
// must be the same in all.
void check_frontier_determinism(const FrontierFactory& make);

}  // namespace tandem::testing
