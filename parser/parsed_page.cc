#include "parser/parsed_page.h"

#include <utility>

#include "base/wire.h"
#include "parser/metadata.h"
#include "parser/page.h"

namespace tandem {
namespace {

// The least that a link takes on the wire: two lengths and its kind.
constexpr size_t kLeastLinkBytes = 2 * sizeof(uint64_t) + 1;

Error corrupt(const char* what) {
  return {ErrorCode::kCorrupt, std::string("parsed page: ") + what};
}

}  // namespace

Result<ParsedPage> parse_page(HtmlParser& parser, ByteView body, std::string_view content_type,
                              std::string_view url) {
  TANDEM_ASSIGN(const Decoded decoded, decode_html(body, content_type));
  ParsedPage parsed;
  parsed.charset = decoded.charset;
  parsed.charset_source = decoded.source;
  TANDEM_ASSIGN(parsed.page, parser.parse(decoded.text, url, decoded.charset));
  TANDEM_ASSIGN(const PageView view, PageView::open(parsed.page));
  Metadata metadata = extract_metadata(view);
  parsed.title = std::move(metadata.title);
  parsed.canonical = std::move(metadata.canonical);
  parsed.robots = std::move(metadata.robots);
  parsed.base_href = base_href(view);
  Links links = extract_links(view);
  parsed.links = std::move(links.links);
  parsed.links_cut = links.cut;
  return parsed;
}

Bytes encode(const ParsedPage& parsed) {
  WireWriter writer;
  writer.put_text(parsed.charset);
  writer.put(parsed.charset_source);
  writer.put_text(parsed.title);
  writer.put_text(parsed.canonical);
  writer.put_text(parsed.robots);
  writer.put_text(parsed.base_href);
  writer.put(static_cast<uint8_t>(parsed.links_cut ? 1 : 0));
  writer.put(static_cast<uint64_t>(parsed.links.size()));
  for (const Link& link : parsed.links) {
    writer.put_text(link.href);
    writer.put_text(link.rel);
    writer.put(link.kind);
  }
  writer.put_bytes(parsed.page);
  return writer.take();
}

Result<ParsedPage> decode_parsed_page(ByteView bytes) {
  WireReader reader(bytes);
  ParsedPage parsed;
  parsed.charset = reader.get_text();
  const auto source = reader.get<uint8_t>();
  if (source > static_cast<uint8_t>(CharsetSource::kFallback)) {
    return corrupt("unknown source of the charset");
  }
  parsed.charset_source = static_cast<CharsetSource>(source);
  parsed.title = reader.get_text();
  parsed.canonical = reader.get_text();
  parsed.robots = reader.get_text();
  parsed.base_href = reader.get_text();
  const auto cut = reader.get<uint8_t>();
  if (cut > 1) return corrupt("a flag that is neither 0 nor 1");
  parsed.links_cut = cut != 0;
  const auto count = reader.get<uint64_t>();
  if (count > kMaxLinks || count > bytes.size() / kLeastLinkBytes) return corrupt("too many links");
  parsed.links.reserve(count);
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    Link link;
    link.href = reader.get_text();
    link.rel = reader.get_text();
    const auto kind = reader.get<uint8_t>();
    if (kind > static_cast<uint8_t>(LinkKind::kRefresh)) return corrupt("unknown kind of link");
    link.kind = static_cast<LinkKind>(kind);
    parsed.links.push_back(std::move(link));
  }
  // A vector of its own, since the block stands anywhere in the message.
  const ByteView page = reader.get_bytes();
  TANDEM_TRY(reader.finish());
  parsed.page.assign(page.begin(), page.end());
  TANDEM_TRY(PageView::open(parsed.page));
  return parsed;
}

}  // namespace tandem
