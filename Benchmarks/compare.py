"""The table of Benchmarks/compare.sh from the JSON lines of its runs: medians over the rounds."""
import json
import math
import statistics
import sys

seconds, floors = {}, {}
for line in filter(str.strip, sys.stdin):
    run = json.loads(line)
    seconds.setdefault(run["case"], {}).setdefault(run["peer"], []).append(run["seconds"])
    if "floor" in run:
        floors.setdefault(run["case"], []).append(run["floor"])

peers = sorted({peer for case in seconds.values() for peer in case} - {"descent"}, reverse=True)
header = ["case", "ours us", "floor us", "ours/floor", *(f"{peer} us" for peer in peers), "ratio"]
rows, ratios = [], []
for case, runs in seconds.items():
    medians = {peer: statistics.median(times) for peer, times in runs.items()}
    ours = medians.get("descent")
    theirs = [medians[peer] for peer in peers if peer in medians]
    if ours is None or not theirs:
        continue
    floor = statistics.median(floors[case]) if case in floors else None
    ratios.append(min(theirs) / ours)
    rows.append([
        case, f"{ours * 1e6:.1f}", *([f"{floor * 1e6:.1f}", f"{ours / floor:.2f}"] if floor else "--"),
        *(f"{medians[peer] * 1e6:.1f}" if peer in medians else "-" for peer in peers),
        f"{ratios[-1]:.2f}",
    ])
if not rows:
    sys.exit("compare.py: no case was timed both here and by a peer")

widths = [max(map(len, column)) for column in zip(header, *rows)]
for row in [header, ["-" * width for width in widths], *rows]:
    cells = [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:]))]
    print("| " + " | ".join(cells) + " |")
mean = math.exp(statistics.fmean(map(math.log, ratios)))
print(f"\nratio: seconds of the fastest peer over ours; geometric mean {mean:.2f}")
