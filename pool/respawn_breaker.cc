#include "pool/respawn_breaker.h"

#include <algorithm>

namespace tandem {

Duration RespawnBreaker::pause() const {
  if (deaths() == 0) return Duration::zero();
  Duration pause = limits_.first_pause;
  for (size_t i = 1; i < deaths() && pause < limits_.longest_pause; ++i) pause *= 2;
  return std::min(pause, limits_.longest_pause);
}

}  // namespace tandem
