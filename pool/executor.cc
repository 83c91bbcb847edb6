#include "pool/executor.h"

namespace tandem {}  // namespace tandem
