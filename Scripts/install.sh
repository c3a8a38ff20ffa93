#!/usr/bin/env bash
# Installs the command: Scripts/install.sh BUILD PREFIX
set -euo pipefail
build=$1
prefix=$2
case "$prefix" in /*) ;; *) prefix="$PWD/$prefix" ;; esac
target="${DESTDIR:-}$prefix"

# The embedded data lie beside the executable, where Bundle.module looks for them; not in bin.
mkdir -p "$target/bin" "$target/lib/descent"
install -m 755 "$build/descent" "$target/lib/descent/descent"
for bundle in "$build"/Descent_*.resources "$build"/Descent_*.bundle; do
  case "$bundle" in *Tests.*) continue ;; esac
  [ -d "$bundle" ] || continue
  rm -rf "$target/lib/descent/$(basename "$bundle")"
  cp -R "$bundle" "$target/lib/descent/"
done

# Not a symbolic link: Bundle.main does not look through one on macOS.
printf '#!/bin/sh\nexec "%s/lib/descent/descent" "$@"\n' "$prefix" >"$target/bin/descent"
chmod 755 "$target/bin/descent"
echo "Installed $target/bin/descent"
