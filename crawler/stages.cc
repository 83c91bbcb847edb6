#include "crawler/stages.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/wire.h"
#include "crawler/fetch/curl_global.h"
#include "crawler/fetch/easy_fetcher.h"
#include "parser/parsed_page.h"
#include "text/preprocess.h"
#include "urls/url.h"

namespace tandem {
namespace {

enum PartBit : uint8_t { kHasFetch = 1, kHasParsed = 2, kHasDocument = 4, kHasFailure = 8 };

// Against a reserve() on a worker's word alone.
constexpr uint64_t kMaxLinks = 1'000'000;

struct ParseInput {
  std::string_view url;
  std::string_view content_type;
  ByteView body;
};

Result<ParseInput> decode_parse_input(ByteView bytes) {
  WireReader in(bytes);
  ParseInput input;
  input.url = in.get_view();
  input.content_type = in.get_view();
  input.body = in.get_bytes();
  TANDEM_TRY(in.finish());
  return input;
}

void put_links(WireWriter& out, const std::vector<OutLink>& links) {
  out.put(static_cast<uint64_t>(links.size()));
  for (const OutLink& link : links) {
    out.put_text(link.url);
    out.put_text(link.key);
    out.put_text(link.host);
    out.put(static_cast<uint8_t>(link.nofollow));
  }
}

std::vector<OutLink> get_links(WireReader& in) {
  std::vector<OutLink> links;
  const auto count = in.get<uint64_t>();
  for (uint64_t i = 0; i < count && i < kMaxLinks && in.ok(); ++i) {
    OutLink link;
    link.url = in.get_text();
    link.key = in.get_text();
    link.host = in.get_text();
    link.nofollow = in.get<uint8_t>() != 0;
    if (in.ok()) links.push_back(std::move(link));
  }
  return links;
}

bool says_nofollow(std::string_view rel) { return rel.find("nofollow") != std::string_view::npos; }

// Resolves what the page links to; what is no http or https URL is no link to a crawler.
std::vector<OutLink> resolve_links(const ParsedPage& page, const std::string& page_url) {
  std::string base = page_url;
  if (!page.base_href.empty()) {
    if (auto resolved = parse_url(page.base_href, page_url)) base = std::move(resolved->href);
  }
  std::vector<OutLink> links;
  std::unordered_set<std::string> keys;
  for (const Link& link : page.links) {
    auto url = parse_url(link.href, base);
    if (!url) continue;
    std::string key = canonical_key(*url);
    if (!keys.insert(key).second) continue;
    url->href.resize(url->href.size() - url->hash.size());
    links.push_back(
        {std::move(url->href), std::move(key), std::move(url->hostname), says_nofollow(link.rel)});
  }
  return links;
}

class StageHandler final : public Handler {
 public:
  explicit StageHandler(const FetchSettings& settings) : settings_(settings) {}

  Result<Bytes> handle(JobId job, ByteView input) override {
    StageOutput output;
    FetchResult fetched;
    ParsedPage parsed;
    std::string url;
    if ((job & kFetchStage) != 0) {
      TANDEM_ASSIGN(FetchRequest request, decode_fetch_request(input));
      url = request.url;
      TANDEM_ASSIGN(fetched, fetch(std::move(request)));
    }
    if ((job & kParseStage) != 0 && ((job & kFetchStage) == 0 || is_page(fetched))) {
      ParseInput source;
      if ((job & kFetchStage) != 0) {
        source = {url, fetched.content_type, fetched.body};
      } else {
        TANDEM_ASSIGN(source, decode_parse_input(input));
      }
      auto result = parse(source);
      if (result) {
        parsed = std::move(*result);
        output.parsed = ParseFacts{parsed.charset, resolve_links(parsed, std::string(source.url)),
                                   parsed.links_cut};
      } else {
        output.failure = StageFailure{kParseStage, result.error()};
      }
    }
    if ((job & kFetchStage) != 0) {
      output.body_bytes = fetched.body.size();
      fetched.body = {};
      output.fetch = std::move(fetched);
    }
    const bool has_page = (job & kParseStage) == 0 || output.parsed.has_value();
    if ((job & kPreprocessStage) != 0 && has_page) {
      auto document = preprocess((job & kParseStage) != 0 ? ByteView(parsed.page) : input);
      if (document) {
        output.document = std::move(*document);
      } else {
        output.failure = StageFailure{kPreprocessStage, document.error()};
      }
    } else if (has_page) {
      output.page = std::move(parsed.page);
    }
    return encode(output);
  }

 private:
  Result<FetchResult> fetch(FetchRequest request) {
    if (fetcher_ == nullptr) {
      TANDEM_ASSIGN(CurlGlobal curl, CurlGlobal::create());
      curl_.emplace(std::move(curl));
      TANDEM_ASSIGN(fetcher_, EasyFetcher::create(settings_, clock_));
    }
    return fetcher_->fetch(std::move(request));
  }

  Result<ParsedPage> parse(const ParseInput& source) {
    TANDEM_ASSIGN(ParsedPage parsed,
                  parse_page(html_, source.body, source.content_type, source.url));
    if (parsed.page.size() > kMaxPageBytes) {
      return Error{ErrorCode::kLimit,
                   fmt::format("the parsed page takes {} bytes, above the limit of {}",
                               parsed.page.size(), kMaxPageBytes)};
    }
    return parsed;
  }

  Result<Document> preprocess(ByteView page) {
    if (!preprocessor_) {
      TANDEM_ASSIGN(preprocessor_, Preprocessor::create());
    }
    TANDEM_ASSIGN(const PageView view, PageView::open(page));
    return preprocessor_->run(view);
  }

  const FetchSettings settings_;
  const SystemClock clock_;
  std::optional<CurlGlobal> curl_;  // only a worker process fetches in a handler
  std::unique_ptr<EasyFetcher> fetcher_;
  HtmlParser html_;
  std::optional<Preprocessor> preprocessor_;
};

}  // namespace

Bytes encode(const StageOutput& output) {
  WireWriter out;
  uint8_t parts = 0;
  if (output.fetch) parts |= kHasFetch;
  if (output.parsed) parts |= kHasParsed;
  if (output.document) parts |= kHasDocument;
  if (output.failure) parts |= kHasFailure;
  out.put(parts);
  if (output.fetch) {
    out.put_bytes(encode(*output.fetch));
    out.put(output.body_bytes);
  }
  if (output.parsed) {
    out.put_text(output.parsed->charset);
    put_links(out, output.parsed->links);
    out.put(static_cast<uint8_t>(output.parsed->links_cut));
  }
  out.put_bytes(output.page);
  if (output.document) out.put_bytes(encode(*output.document));
  if (output.failure) {
    out.put(output.failure->stage);
    out.put(static_cast<uint32_t>(output.failure->error.code));
    out.put_text(output.failure->error.message);
  }
  return out.take();
}

Result<StageOutput> decode_stage_output(ByteView bytes) {
  WireReader in(bytes);
  StageOutput output;
  const auto parts = in.get<uint8_t>();
  if ((parts & kHasFetch) != 0) {
    TANDEM_ASSIGN(output.fetch, decode_fetch_result(in.get_bytes()));
    output.body_bytes = in.get<uint64_t>();
  }
  if ((parts & kHasParsed) != 0) {
    ParseFacts facts;
    facts.charset = in.get_text();
    facts.links = get_links(in);
    facts.links_cut = in.get<uint8_t>() != 0;
    output.parsed = std::move(facts);
  }
  const ByteView page = in.get_bytes();
  output.page.assign(page.begin(), page.end());
  if ((parts & kHasDocument) != 0) {
    TANDEM_ASSIGN(output.document, decode_document(in.get_bytes()));
  }
  if ((parts & kHasFailure) != 0) {
    StageFailure failure;
    failure.stage = in.get<JobId>();
    const auto code = in.get<uint32_t>();
    failure.error.code = code <= static_cast<uint32_t>(ErrorCode::kInternal)
                             ? static_cast<ErrorCode>(code)
                             : ErrorCode::kInternal;
    failure.error.message = in.get_text();
    output.failure = std::move(failure);
  }
  TANDEM_TRY(in.finish());
  return output;
}

Bytes encode_parse_input(std::string_view url, std::string_view content_type, ByteView body) {
  WireWriter out;
  out.put_text(url);
  out.put_text(content_type);
  out.put_bytes(body);
  return out.take();
}

ByteView evidence_of(JobId job, ByteView input) {
  if ((job & kFetchStage) != 0) return {};
  if ((job & kParseStage) == 0) return input;
  const auto parse_input = decode_parse_input(input);
  return parse_input ? parse_input->body : ByteView{};
}

std::string_view stage_name(JobId stage) {
  if ((stage & kFetchStage) != 0) return "fetch";
  return (stage & kParseStage) != 0 ? "parse" : "preprocess";
}

bool is_page(const FetchResult& result) {
  return result.error == FetchError::kNone && result.status == 200 && !result.body.empty();
}

HandlerFactory stage_handlers(const FetchSettings& settings) {
  return
      [settings]() -> std::unique_ptr<Handler> { return std::make_unique<StageHandler>(settings); };
}

}  // namespace tandem
