#include "tests/e2e/site.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "tests/support/catch.h"

namespace tandem::testing {

std::string site_seeds() {
  const char* site = std::getenv("TANDEM_SITE");
  const std::filesystem::path seeds =
      std::filesystem::path(site != nullptr ? site : TANDEM_DEFAULT_SITE) / "run" / "seeds.txt";
  if (std::filesystem::exists(seeds)) return seeds.string();
  const std::string message =
      "no site is served: " + seeds.string() + " is missing; run scripts/site start";
  const char* ci = std::getenv("CI");
  if (ci != nullptr && std::string(ci) == "true") FAIL(message);
  std::cerr << "\n*** SKIPPED: " << message << " ***\n";
  return {};
}

}  // namespace tandem::testing
