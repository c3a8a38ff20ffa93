#!/usr/bin/env bash
# Times a workload here and in PyTorch and JAX, in alternate runs, and prints the ratios.
# usage: Benchmarks/compare.sh [WORKLOAD] [ROUNDS]        (default: mlp 3)
#
# DESCENT_PEERS         folder with the peers' scripts, such as mlp.py (default: ../shared/peers,
#                       seen from the folder of the project)
# DESCENT_PEERS_PYTHON  a Python with torch, jax and optax (default ~/.cache/descent-peers/bin/python)
# THREADS               for all of them (default 2)
set -euo pipefail
top=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
workload=${1:-mlp}
rounds=${2:-3}
peers=${DESCENT_PEERS:-$top/../shared/peers}
python=${DESCENT_PEERS_PYTHON:-$HOME/.cache/descent-peers/bin/python}
bench=$top/.build/release/descent-bench
export THREADS=${THREADS:-2}

missing() { echo "compare.sh: $1" >&2; exit 1; }
[[ $rounds =~ ^[1-9][0-9]*$ ]] || missing "expected a number of rounds from 1, found '$rounds'"
[ -x "$bench" ] || missing "no $bench: run make build first"
[ -f "$peers/$workload.py" ] ||
  missing "no $workload.py in '$peers': set DESCENT_PEERS to the folder with the peers' scripts"
command -v "$python" >/dev/null ||
  missing "no Python at '$python': set DESCENT_PEERS_PYTHON to one with torch, jax and optax"
for module in torch jax optax; do
  "$python" -c "import importlib.util as u, sys; sys.exit(u.find_spec('$module') is None)" ||
    missing "'$python' has no module $module: install it with pip"
done

results=$(mktemp)
trap 'rm -f "$results"' EXIT
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  "$bench" "$workload" --threads "$THREADS" >>"$results"
  for peer in torch jax; do
    "$python" "$peers/$workload.py" "$peer" >>"$results"
  done
done
"$python" "$top/Benchmarks/compare.py" <"$results"
