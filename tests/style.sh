#!/bin/bash
# SPDX-License-Identifier: MIT
# TAP: C as .clang-format has it, scripts without what shellcheck finds: style.sh ROOT
# clang-format's releases disagree, so it is version 14 or none.
set -euo pipefail
cd "$1"

number=0 status=0

# point NAME COMMAND [ARGUMENT...]: a point that fails with the FILE:LINE:COLUMN: lines of what the command says.
point () {
  local name=$1 said
  number=$((number + 1))
  shift
  if ! command -v "$1" >/dev/null; then
    printf 'ok %d /style/%s # SKIP no %s here\n' "$number" "$name" "$1"
  elif said=$("$@" 2>&1); then
    printf 'ok %d /style/%s\n' "$number" "$name"
  else
    printf 'not ok %d /style/%s\n' "$number" "$name"
    { grep -E '^[^ ]+:[0-9]+:[0-9]+: ' <<<"$said" || cat <<<"$said"; } | sed 's/^/# /'
    status=1
  fi
}

mapfile -d '' -t sources < <(find app engine ui tests -name '*.[ch]' -print0 | sort -z)
mapfile -d '' -t scripts < <(
  find app tests .ci -name '*.sh' -print0
  find app tests .ci -type f -perm -u+x ! -name '*.sh' -print0 | xargs -0 grep -lZE '^#!.*\b(bash|sh)$' --
)

echo '1..2'
point clang-format clang-format-14 --dry-run -Werror "${sources[@]}"
# -x: follows what a script sources
point shellcheck shellcheck -x -f gcc "${scripts[@]}"
exit "$status"
