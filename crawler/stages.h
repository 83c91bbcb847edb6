// The stages of a page's life as one Handler, so that any executor can run any run of them.
//
//   fetch       FetchRequest -> FetchResult      waits on the network
//   parse       body         -> ParsedPage       charset, HTML, links
//   preprocess  Page         -> Document         main text, language, counts
//
// A JobId is the set of stages to run (StageBit). The input is what the first of them needs:
//
//   kFetchStage first       encode(FetchRequest)
//   kParseStage first       encode_parse_input()
//   kPreprocessStage first  the Page block
//
// and the output is an encoded StageOutput with what the caller has no other way to know. A page
// between two stages of one job never leaves the handler.
//
// Thread safety: as for every Handler, one thread each; the functions are pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crawler/fetch/fetch.h"
#include "crawler/mode.h"
#include "pool/handler.h"
#include "text/document.h"

namespace tandem {

// A link found on a page: resolved, an http or https URL, without its fragment.
struct OutLink {
  std::string url;
  std::string key;   // canonical_key
  std::string host;  // host name
  bool nofollow = false;

  bool operator==(const OutLink&) const = default;
};

// What the parse stage found, apart from the page block itself.
struct ParseFacts {
  std::string charset;
  std::vector<OutLink> links;  // each key once, in document order
  bool links_cut = false;      // the page has more links than are kept
};

// A stage that did not succeed. The page ends there.
struct StageFailure {
  JobId stage = 0;
  Error error;
};

struct StageOutput {
  std::optional<FetchResult> fetch;  // without its body
  uint64_t body_bytes = 0;           // what that body had
  std::optional<ParseFacts> parsed;
  Bytes page;  // the Page block, when parse ran and preprocess did not
  std::optional<Document> document;
  std::optional<StageFailure> failure;
};

Bytes encode(const StageOutput& output);
// kCorrupt when a bound does not hold: the bytes may come from a worker that went wrong.
Result<StageOutput> decode_stage_output(ByteView bytes);

Bytes encode_parse_input(std::string_view url, std::string_view content_type, ByteView body);

// What of a task's input is worth keeping when the task killed its worker: the body or the Page;
// nothing where the input was a mere request.
ByteView evidence_of(JobId job, ByteView input);

// "fetch", "parse", "preprocess".
std::string_view stage_name(JobId stage);

// True when the answer holds a page to parse: status 200, a body, no error.
bool is_page(const FetchResult& result);

// A Page block above this size ends as a StageFailure with kLimit, in every mode alike; the slots
// of the process pool are as large.
inline constexpr size_t kMaxPageBytes = size_t{64} * 1024 * 1024;

// Makes the handler of all stages. A handler that fetches makes its connection on first use.
HandlerFactory stage_handlers(const FetchSettings& settings);

}  // namespace tandem
