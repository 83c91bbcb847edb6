// Mode: which stage of a page's life runs where. The five modes are five rows of one table.
//
// Thread safety: constants and pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pool/handler.h"

namespace tandem {

enum class Placement : uint8_t {
  kInline,     // in the coordinator, one page at a time
  kThreads,    // on threads of the main process
  kProcesses,  // in forked worker processes
};
std::string_view placement_name(Placement placement);

struct Mode {
  std::string_view name;
  Placement fetch;
  Placement parse;
  Placement preprocess;
  std::string_view purpose;  // one line for --help
};

inline constexpr std::array<Mode, 5> kModes = {{
    {"single", Placement::kInline, Placement::kInline, Placement::kInline,
     "everything in turn, the baseline"},
    {"threads", Placement::kThreads, Placement::kThreads, Placement::kThreads,
     "one process, shared memory"},
    {"processes", Placement::kProcesses, Placement::kProcesses, Placement::kProcesses,
     "each worker process takes a URL through all stages"},
    {"hybrid", Placement::kThreads, Placement::kThreads, Placement::kProcesses,
     "fetch and parse on threads, preprocess in processes"},
    {"isolated", Placement::kThreads, Placement::kProcesses, Placement::kProcesses,
     "hybrid, with HTML parsed in processes too"},
}};
inline constexpr std::string_view kDefaultMode = "hybrid";

// kInvalidArgument lists the names that exist.
Result<Mode> parse_mode(std::string_view name);

// The stages as bits, so that a set of stages is a JobId.
enum StageBit : JobId { kFetchStage = 1, kParseStage = 2, kPreprocessStage = 4 };

// One hand-off of a page: the stages in `job` run one after the other at `placement`.
struct Step {
  JobId job;
  Placement placement;
};

// The hand-offs of a mode: neighbouring stages at one place are one step, since handing a page to
// where it already is would only cost. Fetching on threads stays a step of its own: fetch loops
// wait on sockets, and a parse must never run on one. Fetching inline goes through the same
// fetcher interface and stays apart likewise.
std::vector<Step> steps_of(const Mode& mode);

}  // namespace tandem
