// The real site that scripts/site serves on loopback.
#pragma once

#include <string>

namespace tandem::testing {

// The path of its seed list; empty where the site is not there. In CI that fails the test.
std::string site_seeds();

}  // namespace tandem::testing
