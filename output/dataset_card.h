// The dataset card: README.md of an output folder, for people and for the Hugging Face Hub.
//
// Front matter (https://huggingface.co/docs/hub/datasets-cards) so that the folder can be uploaded
// as it is, then what was collected, when and how, what became of every URL, the fields, and how to
// load it. It says only what it is given.
//
// Thread safety: the functions may be called from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

struct CardFacts {
  std::string tandem_version;
  std::string command;   // that was run, as typed
  std::string started;   // ISO 8601 in UTC
  std::string finished;  // ISO 8601 in UTC
  uint64_t documents = 0;
  uint64_t words = 0;                                       // in the text of all documents
  uint64_t chars = 0;                                       // code points, likewise
  std::vector<std::pair<std::string, uint64_t>> languages;  // code, documents
  std::vector<std::pair<std::string, uint64_t>> outcomes;   // e.g. "filtered: too_short", URLs
};

// The text of README.md. Languages and outcomes are sorted by number, the largest first.
std::string dataset_card(const CardFacts& facts);

// The Hub's size_categories for a number of rows: "n<1K", "1K<n<10K", ..., "n>1T".
std::string size_category(uint64_t rows);

}  // namespace tandem
