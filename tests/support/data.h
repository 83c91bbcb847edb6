// Where the shared test material is: $TANDEM_DATA, else ../shared/data beside the checkout.
#pragma once

#include <filesystem>

namespace tandem::testing {

// The path of one set, e.g. "robots". Where it is missing the test fails in CI (CI=true) and
// elsewhere says loudly that it is skipped; then nothing is returned.
std::filesystem::path data_set(const char* name);

}  // namespace tandem::testing
