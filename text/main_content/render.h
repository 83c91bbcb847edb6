// Last pass of main content extraction: the kept blocks as plain text.
//
// Blocks are separated by a blank line; items of a list begin with "- ", or "1. " in an ordered
// one, and stand on adjacent lines; a row of a data table is one line, its cells separated by a
// tab; <br> is a line break; text of <pre> keeps its line breaks and indentation. Other white space
// runs become one space. The text neither begins nor ends with an empty line.
//
// Thread safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "parser/page.h"
#include "text/main_content/annotate.h"
#include "text/main_content/blocks.h"

namespace tandem {

std::string render(const PageView& page, const PageMarks& marks,
                   const std::vector<ContentBlock>& blocks);

}  // namespace tandem
