# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What app/run and tests/run share: Debian packages and Meson builds. They source it and set nothing before.
# All words go to standard error: standard output belongs to the program.

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

# fonts-*: what the plots are set in. libc6-dev: gcc only recommends it.
build_packages=(gcc libc6-dev pkgconf meson ninja-build libglib2.0-dev libopenblas-dev libjansson-dev
  libcairo2-dev libpango1.0-dev fonts-cantarell fonts-dejavu-core)
build_commands=(gcc pkg-config meson ninja)
build_modules=(glib-2.0 gio-2.0 openblas jansson cairo pangocairo)

say () {
  printf '%s\n' "$*" >&2
}

# missing PACKAGE...: prints those that are not installed. One question for all: this runs at every start.
missing () {
  local installed package
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package; do
    if [[ $'\n'$installed$'\n' != *$'\n'"installed $package"$'\n'* ]]; then
      printf '%s\n' "$package"
    fi
  done
}

# as_root COMMAND...: sudo forgets the environment, so what apt-get needs of it goes along by name.
as_root () {
  local keep=(DEBIAN_FRONTEND=noninteractive) name
  for name in http_proxy https_proxy no_proxy; do
    if [[ -n ${!name-} ]]; then
      keep+=("$name=${!name}")
    fi
  done
  if (($(id -u) == 0)); then
    env "${keep[@]}" "$@"
  else
    sudo env "${keep[@]}" "$@"
  fi
}

# quietly COMMAND...: what it says is shown when it fails, and only then.
quietly () {
  local log status=0
  log=$(mktemp)
  "$@" </dev/null >"$log" 2>&1 || status=$?
  if ((status != 0)); then
    cat "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}

# need PACKAGE... [-- PACKAGE...]: installs what is missing; those after -- only where the system knows them.
need () {
  local required=() wanted=() gone=() package list=required
  for package; do
    if [[ $package == -- ]]; then
      list=wanted
    else
      declare -n into=$list
      into+=("$package")
    fi
  done
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    need_elsewhere "${required[@]}" "${wanted[@]}"
    return
  fi

  mapfile -t gone < <(missing "${required[@]}" "${wanted[@]}")
  if ((${#gone[@]} == 0)); then
    return
  fi
  if (($(id -u) != 0)) && ! command -v sudo >/dev/null; then
    say "Losslab: missing packages and no sudo here: as root, run apt-get install ${gone[*]}"
    exit 1
  fi
  # Of the wanted ones, those that no package list has ever named cannot be had here, and are not asked for again.
  if [[ -z $(missing "${required[@]}") && -z $(known "${gone[@]}") && -n $(known "${required[@]}") ]]; then
    return
  fi
  say "Losslab: installing with apt-get: ${gone[*]}"
  # An update that fails may still leave lists that are good enough: the installation decides.
  quietly as_root apt-get -q update || say "Losslab: apt-get update failed; trying with the lists that are here"
  mapfile -t gone < <(missing "${required[@]}"; known "$(missing "${wanted[@]}")")
  if ! quietly as_root apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "${gone[@]}"; then
    say "Losslab: apt-get could not install the packages: see above; install them and start again"
    exit 1
  fi
}
