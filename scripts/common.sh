# shellcheck shell=bash
# Sourced by the other scripts: where the project is, and how they speak.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
readonly ROOT

# Everything meant for people goes to standard error, so that output stays usable in a pipe.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}
# Prints the comment at the head of the running script.
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; }
# Says a command, then runs it.
run() {
  printf '+ %s\n' "$*" >&2
  "$@"
}

jobs_count() { nproc 2>/dev/null || echo 2; }

# Configures and builds one preset: build_preset NAME [cmake --build arguments].
build_preset() {
  local preset=$1
  shift
  cd "$ROOT" || return
  run cmake --preset "$preset" >&2 || return
  run cmake --build --preset "$preset" --parallel "$(jobs_count)" "$@" >&2
}
