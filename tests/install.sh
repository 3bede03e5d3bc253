#!/bin/bash
# SPDX-License-Identifier: MIT
# TAP: what `meson install` puts where, and whether a desktop understands it: install.sh ROOT BUILD
# shellcheck disable=SC2317 # point calls them
set -euo pipefail
root=$1 build=$2 id=org.losslab.Losslab
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=0 status=0

# point NAME COMMAND [ARGUMENT...]: skipped where one of `tools` is missing; fails with what the command says.
tools=()
point () {
  local name=$1 tool said
  number=$((number + 1))
  shift
  for tool in "${tools[@]}"; do
    if ! command -v "$tool" >/dev/null; then
      printf 'ok %d /install/%s # SKIP no %s here\n' "$number" "$name" "$tool"
      return
    fi
  done
  if said=$("$@" 2>&1); then
    printf 'ok %d /install/%s\n' "$number" "$name"
  else
    printf 'not ok %d /install/%s\n' "$number" "$name"
    printf '%s\n' "$said" | sed 's/^/# /'
    status=1
  fi
}

expected () {
  printf '%s\n' bin/losslab "share/applications/$id.desktop" "share/metainfo/$id.metainfo.xml" \
    "share/mime/packages/$id.xml" "share/icons/hicolor/scalable/apps/$id.svg" \
    "share/icons/hicolor/symbolic/apps/$id-symbolic.svg"
  if command -v msgfmt >/dev/null; then
    for language in $(<"$root/resources/po/LINGUAS"); do
      printf '%s\n' "share/locale/$language/LC_MESSAGES/losslab.mo"
    done
  fi
}

files () {
  diff <(expected | sort) <(cd "$tree" && find . -type f -printf '%P\n' | sort)
}

# A hint is a failure too: desktop-file-validate goes on after it.
desktop_entry () {
  local said
  said=$(desktop-file-validate "$tree/share/applications/$id.desktop" 2>&1) || true
  echo "$said"
  [[ -z $said ]]
}

mime_type () {
  local said
  update-mime-database "$tree/share/mime"
  said=$(XDG_DATA_HOME=$folder XDG_DATA_DIRS=$tree/share:/usr/share \
    gio info -a standard::content-type "$root/resources/lessons/1-rare-class.losslab")
  echo "$said"
  [[ $said == *application/x-losslab+json* ]]
}

icons () {
  local icon size
  for icon in "$tree"/share/icons/hicolor/*/apps/*.svg; do
    for size in 16 128; do
      rsvg-convert -w "$size" -h "$size" -o "$folder/icon.png" "$icon" || return
    done
  done
}

if ! command -v meson >/dev/null; then
  echo '1..0 # SKIP no meson here'
  exit
fi
echo '1..7'
point install meson install -C "$build" --no-rebuild --quiet --destdir "$folder/tree"
tree=$(find "$folder/tree" -path '*/bin/losslab' 2>/dev/null || true)
tree=${tree%/bin/losslab}
if [[ -z $tree ]]; then
  echo 'Bail out! There is nothing to look at'
  exit 1
fi
point files files
tools=(desktop-file-validate)
point desktop-entry desktop_entry
tools=(appstreamcli)
point metainfo appstreamcli validate --no-net "$tree/share/metainfo/$id.metainfo.xml"
tools=(xmllint)
point xml xmllint --noout --nonet "$tree"/share/{metainfo,mime/packages}/*.xml \
  "$tree"/share/icons/hicolor/*/apps/*.svg "$root"/resources/*.xml "$root"/resources/ui/*.ui
tools=(update-mime-database gio)
point mime-type mime_type
tools=(rsvg-convert)
point icons icons
exit "$status"
