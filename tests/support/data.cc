#include "tests/support/data.h"

#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/support/catch.h"

namespace tandem::testing {

std::filesystem::path data_set(const char* name) {
  const char* root = std::getenv("TANDEM_DATA");
  std::filesystem::path path =
      std::filesystem::path(root != nullptr ? root : TANDEM_DEFAULT_DATA) / name;
  if (std::filesystem::exists(path)) return path;
  const std::string message = "test data '" + std::string(name) + "' is missing: no folder " +
                              path.string() + "; set TANDEM_DATA to the folder that holds it";
  const char* ci = std::getenv("CI");
  if (ci != nullptr && std::string(ci) == "true") FAIL(message);
  std::cerr << "\n*** SKIPPED: " << message << " ***\n";
  return {};
}

}  // namespace tandem::testing
