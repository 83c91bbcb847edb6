// Bytes of one known encoding -> UTF-8.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "parser/charset_labels.h"

namespace tandem {

// Decodes by the Encoding standard; ill-formed input and NUL become U+FFFD. A byte order mark is
// not looked for. kInternal if ICU lacks the converter.
Result<std::string> decode_bytes(ByteView bytes, const Encoding& encoding);

}  // namespace tandem
