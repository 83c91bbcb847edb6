#include "crawler/mode.h"

#include <fmt/format.h>

namespace tandem {

std::string_view placement_name(Placement placement) {
  switch (placement) {
    case Placement::kInline:
      return "inline";
    case Placement::kThreads:
      return "threads";
    case Placement::kProcesses:
      return "processes";
  }
  return "inline";
}

Result<Mode> parse_mode(std::string_view name) {
  std::string known;
  for (const Mode& mode : kModes) {
    if (mode.name == name) return mode;
    known += known.empty() ? "" : ", ";
    known += mode.name;
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("unknown mode '{}'; the modes are {}", name, known)};
}

std::vector<Step> steps_of(const Mode& mode) {
  std::vector<Step> steps = {{kFetchStage, mode.fetch}};
  const bool fetch_fuses = mode.fetch == Placement::kProcesses;
  if (fetch_fuses && mode.parse == mode.fetch) {
    steps.back().job |= kParseStage;
  } else {
    steps.push_back({kParseStage, mode.parse});
  }
  if (mode.preprocess == steps.back().placement && (steps.back().job & kParseStage) != 0) {
    steps.back().job |= kPreprocessStage;
  } else {
    steps.push_back({kPreprocessStage, mode.preprocess});
  }
  return steps;
}

}  // namespace tandem
