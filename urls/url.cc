#include "urls/url.h"
namespace tandem {}
