#!/usr/bin/env bash
# The deep autoencoder problem CURVES of Hinton & Salakhutdinov 2006, on which Martens 2010 tried
# Hessian-free optimization and Sutskever, Martens, Dahl & Hinton 2013 momentum: 784-400-200-100-50-
# 25-6-25-50-100-200-400-784 with sigmoids and a linear code, from random sparse first values.
#
#   Examples/Curves/train.sh METHOD FOLDER [flag...]
#
# METHOD is kfac, hessian-free, nesterov or adam. FOLDER gets METHOD.jsonl, every step of the run, and
# METHOD.safetensors, the model. Flags are those of `descent train`: --seconds 600, --threads 1.
set -euo pipefail

if [ $# -lt 2 ]; then
  sed -n '5,8s/^# *//p' "$0" >&2
  exit 2
fi
method=$1
folder=$2
shift 2

case "$method" in
  kfac)
    flags=(--optimizer kfac --l2 1e-5 --batch-size 1000 --set damping=100 least-damping=3e-4) ;;
  hessian-free)
    flags=(--optimizer hessian-free --l2 2e-5 --curvature-batch 1500 --set damping=45 iterations=80) ;;
  nesterov)
    # Rates and the largest momentum are the best of Benchmarks/curves_grid.py.
    flags=(--optimizer nesterov --batch-size 200)
    [[ "$*" == *--learning-rate* ]] || flags+=(--learning-rate 0.001 --set momentum=0.99
      --schedule constant --schedule momentum=momentum-ramp:limit=0.99) ;;
  adam)
    flags=(--optimizer adam --batch-size 200 --schedule constant)
    [[ "$*" == *--learning-rate* ]] || flags+=(--learning-rate 0.001) ;;
  *)
    echo "METHOD: expected kfac, hessian-free, nesterov or adam, found '$method'" >&2
    exit 2 ;;
esac

mkdir -p "$folder"
exec "${DESCENT:-descent}" train --data curves \
  --model autoencoder:400,200,100,50,25,6:sigmoid:sparse "${flags[@]}" \
  --trace "$folder/$method.jsonl" --output "$folder/$method.safetensors" "$@"
