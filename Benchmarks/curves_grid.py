"""Which learning rate, and largest momentum, is best on CURVES.

    python3 Benchmarks/curves_grid.py FOLDER [SECONDS]

Trains by Nesterov's momentum, with the schedule of Sutskever, Martens, Dahl & Hinton 2013, and by Adam
from a grid of settings: each for the same time on one thread, as many at once as there are processors.
Runs that FOLDER has already are not made again. DESCENT and DESCENT_BENCH name the commands. Prints the
least squared error of each run, smoothed.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "Examples" / "Curves" / "train.sh"


def grid():
    """Names, methods and flags."""
    for rate in ["0.0003", "0.001", "0.003", "0.01"]:
        for momentum in ["0.99", "0.995", "0.999"]:
            yield f"nesterov-{rate}-{momentum}", "nesterov", [
                "--learning-rate", rate, "--set", f"momentum={momentum}",
                "--schedule", "constant", f"--schedule=momentum=momentum-ramp:limit={momentum}"]
    for rate in ["0.0003", "0.001", "0.003"]:
        yield f"adam-{rate}", "adam", ["--learning-rate", rate]


def train(folder, seconds, name, method, flags):
    trace = folder / f"{name}.jsonl"
    if trace.exists():
        return
    place = folder / f"{name}.run"
    command = [SCRIPT, method, place, "--seconds", str(seconds), "--threads", "1", *flags]
    result = subprocess.run(command, capture_output=True, text=True)
    (place / f"{method}.jsonl").rename(trace)
    if result.returncode != 0:
        print(f"{name}: {result.stderr.strip()}", file=sys.stderr)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for run in grid():
            pool.submit(train, folder, seconds, *run)
    runs = [f"{trace.stem}={trace}" for trace in sorted(folder.glob("*.jsonl"))]
    subprocess.run([os.environ.get("DESCENT_BENCH", "descent-bench"), "traces", "--table", *runs])


main()
