// Domain names to ASCII: UTS #46, non-transitional, with the flags that the WHATWG URL Standard
// sets (https://url.spec.whatwg.org/#idna).
//
// Thread safety: a pure function.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tandem {

// `domain` is UTF-8. The ASCII form may be empty or hold any ASCII: the host parser judges that.
// kInvalidArgument says why there is none.
Result<std::string> domain_to_ascii(std::string_view domain);

}  // namespace tandem
