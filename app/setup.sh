# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What app/run and tests/run share: Debian packages and Meson builds. Both source it.
# All words go to standard error: standard output belongs to the program.

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

# libc6-dev: gcc only recommends it. fonts-*: what the plots are set in.
# shellcheck disable=SC2034 # for those who source this
build_packages=(gcc libc6-dev pkgconf meson ninja-build libglib2.0-dev libopenblas-dev libjansson-dev
  libsleef-dev libsqlite3-dev libcairo2-dev libpango1.0-dev libgtk-4-dev libadwaita-1-dev libgtksourceview-5-dev adwaita-icon-theme
  librsvg2-common fonts-cantarell fonts-dejavu-core)
package_lists=/var/lib/apt/lists
build_commands=(gcc pkg-config meson ninja)
build_modules=(glib-2.0 gio-2.0 openblas jansson sleef sqlite3 cairo pangocairo gtk4 libadwaita-1 gtksourceview-5)

say () {
  printf '%s\n' "$*" >&2
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

# missing PACKAGE...: those that are not installed, by one question for all: every start asks it.
missing () {
  local installed package
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package; do
    if [[ $'\n'$installed$'\n' != *$'\n'"installed $package"$'\n'* ]]; then
      printf '%s\n' "$package"
    fi
  done
}

# known PACKAGE...: those that this system's package lists name.
known () {
  local package
  for package; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      printf '%s\n' "$package"
    fi
  done
}

# need PACKAGE[?]...: installs what is missing; with ? only where the system has such a package.
need () {
  local required=() optional=() gone=() extra=() package
  for package; do
    case $package in
      *\?) optional+=("${package%\?}") ;;
      *) required+=("$package") ;;
    esac
  done
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    need_elsewhere "${required[@]}" "${optional[@]}"
    return
  fi

  mapfile -t gone < <(missing "${required[@]}")
  mapfile -t extra < <(missing "${optional[@]}")
  if ((${#gone[@]} == 0)) && compgen -G "$package_lists/*Packages*" >/dev/null; then
    mapfile -t extra < <(known "${extra[@]}")
  fi
  if ((${#gone[@]} + ${#extra[@]} == 0)); then
    return
  fi
  if (($(id -u) == 0)); then
    say "Losslab: installing by apt-get: ${gone[*]} ${extra[*]}"
  elif command -v sudo >/dev/null; then
    say "Losslab: installing by sudo apt-get: ${gone[*]} ${extra[*]}"
  else
    say "Losslab needs packages, and there is no sudo here: as root, run apt-get install ${gone[*]} ${extra[*]}"
    exit 1
  fi
  # The lists that are here may still do when an update fails: the installation decides.
  quietly as_root apt-get -q update || say "Losslab: apt-get update failed; going on with the lists that are here"
  mapfile -t extra < <(known "${extra[@]}")
  gone+=("${extra[@]}")
  if ((${#gone[@]} > 0)) \
      && ! quietly as_root apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "${gone[@]}"; then
    say "Losslab: apt-get could not install what is missing: put right what it says above, then start again"
    exit 1
  fi
}

# need_elsewhere PACKAGE...: without apt-get, what is there is found by what it brings; the names are Debian's.
need_elsewhere () {
  local command
  for command in "${build_commands[@]}"; do
    if ! command -v "$command" >/dev/null; then
      not_debian "$@"
    fi
  done
  if ! pkg-config --exists "${build_modules[@]}"; then
    not_debian "$@"
  fi
}

not_debian () {
  say "Losslab: this is neither Debian nor Ubuntu: install what they call $*; then start again"
  exit 1
}

# build FOLDER TARGET [MESON-OPTION...]: configures once, then builds what changed (TARGET all: everything).
# A folder that was configured only half, with other options, or before the checkout moved, starts anew; one that
# somebody configured by hand is taken as it is. The lock is for two starts at once; what the caller starts later
# does not inherit it.
build () {
  local folder=$1 target=$2
  shift 2
  mkdir -p "$folder"
  (
    if command -v flock >/dev/null; then
      flock 9
    fi
    if [[ ! -e $folder/build.ninja || ( -e $folder/set-up && $(<"$folder/set-up") != "$root $*" ) ]]; then
      say "Losslab: configuring and building in ${folder#"$root"/}"
      rm -rf "${folder:?}"/*
      quietly meson setup "$@" "$folder" "$root" || exit 1
      printf '%s\n' "$root $*" >"$folder/set-up"
    fi
    quietly ninja -C "$folder" "$target" --quiet
  ) 9>"$folder/.lock"
}
