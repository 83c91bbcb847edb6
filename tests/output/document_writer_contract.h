// The contract that every format of documents keeps, and how the test reads each back.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "output/document_writer.h"
#include "output/file_summary.h"
#include "output/records.h"

namespace tandem::testing {

// The documents in the first `bytes` of a file of the given format. Fails the test for a format
// that it cannot read: add a reader to the table in the .cc file.
std::vector<DocumentRecord> read_documents(std::string_view format,
                                           const std::filesystem::path& path, uint64_t bytes);

// Runs every check of the contract on one format.
void check_document_writer_contract(const DocumentFormat& format);

}  // namespace tandem::testing
