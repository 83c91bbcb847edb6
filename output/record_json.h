// How each record of records.h is written as one line of JSON, and what its fields are.
//
// put_fields writes every member under its own name, in the order of the tables below; the order
// and the names are part of the format that users load, and change only with kFormatVersion of
// output_folder.h.
//
// Thread safety: the functions may be called from any thread.
#pragma once

#include <span>
#include <string_view>

#include "output/json_line.h"
#include "output/records.h"

namespace tandem {

void put_fields(const DocumentRecord& record, JsonLine& line);
void put_fields(const RejectedRecord& record, JsonLine& line);
void put_fields(const QuarantineRecord& record, JsonLine& line);
void put_fields(const FetchLogRecord& record, JsonLine& line);
void put_fields(const SkippedRecord& record, JsonLine& line);

// The line of a record, without a line break; valid until `line` is used again.
template <typename Record>
std::string_view to_json(const Record& record, JsonLine& line) {
  line.begin();
  put_fields(record, line);
  return line.end();
}

// One field as the dataset card describes it.
struct FieldInfo {
  std::string_view name;
  std::string_view type;  // "string", "int64" or "float64"
  std::string_view meaning;
};

// The fields of a DocumentRecord in the order in which they are written. A RejectedRecord has
// them all, then "rule".
std::span<const FieldInfo> document_fields();

}  // namespace tandem
