#include "text/document.h"

#include "base/wire.h"

namespace tandem {

Bytes encode(const Document& document) {
  WireWriter out;
  out.put_text(document.title);
  out.put_text(document.text);
  out.put_text(document.language);
  out.put(document.language_score);
  out.put(document.chars);
  out.put(document.words);
  out.put(document.sentences);
  out.put(document.lines);
  out.put_text(document.dropped_by);
  return out.take();
}

Result<Document> decode_document(ByteView bytes) {
  WireReader in(bytes);
  Document document;
  document.title = in.get_text();
  document.text = in.get_text();
  document.language = in.get_text();
  document.language_score = in.get<double>();
  document.chars = in.get<uint64_t>();
  document.words = in.get<uint64_t>();
  document.sentences = in.get<uint64_t>();
  document.lines = in.get<uint64_t>();
  document.dropped_by = in.get_text();
  TANDEM_TRY(in.finish());
  return document;
}

}  // namespace tandem
