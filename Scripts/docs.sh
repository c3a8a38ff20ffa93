#!/usr/bin/env bash
# Writes the reference of the library as a static site, from what the build of it left behind:
# Scripts/docs.sh BUILD FOLDER
set -euo pipefail
build=$1
folder=$2

if [ "$(uname -s)" = Darwin ]; then
  docc=(xcrun docc)
  platform=(-sdk "$(xcrun --show-sdk-path)")
else
  docc=(docc)
  # shellcheck disable=SC2207
  platform=($(pkg-config --cflags openblas zlib))
fi
target=$(swift -print-target-info | sed -n 's/.*"triple" *: *"\(.*\)".*/\1/p' | head -n 1)

graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
for module in DescentCore DescentOptimizers DescentTraining; do
  swift symbolgraph-extract -module-name "$module" -target "$target" -output-dir "$graphs" \
    -minimum-access-level public -skip-synthesized-members \
    -I "$build/Modules" -I Sources/COpenBLAS -I Sources/CZlib "${platform[@]}" \
    -Xcc -fmodule-map-file="$build/CDescentKernels.build/module.modulemap"
done
"${docc[@]}" convert --additional-symbol-graph-dir "$graphs" --output-dir "$folder" \
  --fallback-display-name Descent --fallback-bundle-identifier descent \
  --transform-for-static-hosting --diagnostic-level error
echo "Wrote $folder; to read it: python3 -m http.server -d $folder 8000, then open"
echo "http://localhost:8000/documentation/descentcore (descentoptimizers, descenttraining)"
