#!/usr/bin/env bash
# Sees to what Descent needs from the system: a Swift toolchain, which it only looks for, and on
# Linux OpenBLAS and zlib with their headers, which it installs by apt where they are missing.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "Descent needs Swift 6.2 or newer and found no 'swift': see https://www.swift.org/install" >&2
  exit 1
fi

# macOS brings both: Accelerate, and zlib in its SDK.
[ "$(uname -s)" = Linux ] || exit 0
if pkg-config --exists openblas zlib 2>/dev/null; then exit 0; fi

packages="libopenblas-dev zlib1g-dev pkg-config"
if ! command -v apt-get >/dev/null; then
  echo "Descent needs OpenBLAS and zlib with their headers, and pkg-config: install them first" >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  as_root=(env)
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n env)
else
  echo "Descent needs system packages; run: sudo apt-get install $packages" >&2
  exit 1
fi

echo "Installing $packages"
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
# A source that cannot be reached matters only if a package is then missing.
"${apt[@]}" update || true
# shellcheck disable=SC2086
"${apt[@]}" install -y --no-install-recommends $packages >/dev/null
pkg-config --exists openblas zlib
