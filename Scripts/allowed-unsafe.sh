#!/usr/bin/env bash
# Fails when Swift sources use unsafe memory outside the places listed here.
set -euo pipefail
cd "$(dirname "$0")/.."

allowed=(
  'Sources/DescentCore/Execution/'                    # buffers, BLAS and the C kernels
  'Sources/DescentTraining/Data/Gzip.swift'           # zlib's stream works on pointers
  'Sources/DescentTraining/Checkpoint/AtomicFile.swift'  # POSIX: open, write, fsync, rename
  'Sources/DescentCommand/Console.swift'              # POSIX: signals
)
# FileManager's only way to ask whether a path is a folder; no memory of ours is touched.
harmless='unsafe FileManager\.default\.fileExists'
words='\bunsafe\b|\bUnsafe[A-Z]|\bwithUnsafe|@unchecked|nonisolated\(unsafe\)'

found=$(grep -rnE "$words" --include='*.swift' Sources Benchmarks Examples |
  grep -vE "^[^:]*:[0-9]+: *//|$harmless" |
  grep -vE "^($(IFS='|'; echo "${allowed[*]}"))" || true)
if [ -n "$found" ]; then
  printf 'Unsafe code outside the places that Scripts/allowed-unsafe.sh lists:\n%s\n' "$found" >&2
  exit 1
fi
