"""How much memory a run takes beyond a tiny one's, held against what its largest case is said to.

    python tests/benchmarks/run_memory.py [NAME...]

The peak is that of all processes of the command together, each page shared among those that have it
(PSS), looked at every few milliseconds; Linux only. What a case is said to take is what
`--max-memory` counts: an upper bound for the arrays of all sides in float64.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cnncheck.cases import load_cases
from cnncheck.operators import OPERATORS

CONVOLUTION = {"operator": "conv2d", "stride": 1, "padding": 0}
CASES = {
    "3x3 64 @112": CONVOLUTION
    | {"input": [4, 64, 112, 112], "filter": [64, 64, 3, 3], "padding": 1},
    "11x11/4 3-96 @227": CONVOLUTION
    | {"input": [16, 3, 227, 227], "filter": [96, 3, 11, 11], "stride": 4},
    "1x1 256-64 @56": CONVOLUTION | {"input": [16, 256, 56, 56], "filter": [64, 256, 1, 1]},
    "3x3 16 @56": CONVOLUTION | {"input": [4, 16, 56, 56], "filter": [16, 16, 3, 3], "padding": 1},
    "1x1 64-32 @56": CONVOLUTION | {"input": [8, 64, 56, 56], "filter": [32, 64, 1, 1]},
    "pool 3x3/2 small": {
        "operator": "max_pool2d", "input": [4, 16, 112, 112], "window": 3, "stride": 2,
    },
    "pool 3x3/2": {
        "operator": "max_pool2d", "input": [16, 64, 112, 112], "window": 3, "stride": 2,
    },
    "zero_padding": {"operator": "zero_padding", "input": [16, 64, 112, 112], "padding": 1},
}  # fmt: skip
TINY = CONVOLUTION | {"input": [1, 1, 4, 4], "filter": [1, 1, 1, 1]}
PAUSE = 0.002  # seconds


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "case.yaml")
        idle = peak(written(path, TINY))
        print(f"a run of one tiny case: {idle >> 20} MiB")
        for name in names or CASES:
            for dtype in ("float32", "float64"):
                for fill in ("integers", "normal"):
                    written(path, CASES[name] | {"dtype": dtype, "fill": fill})
                    (case,) = load_cases([str(path)], OPERATORS, max_memory=1 << 40)
                    said, more = OPERATORS[case.operator].memory(case), peak(path) - idle
                    print(
                        f"{name:18} {dtype} {fill:8} {more >> 20:5} MiB more, "
                        f"said {said >> 20:5} MiB: {more / said:.2f}",
                        flush=True,
                    )


def written(path: Path, case: dict) -> Path:
    """Write a case file, as JSON, which is YAML."""
    path.write_text(json.dumps({"cases": [{"name": "case", **case}]}))
    return path


def peak(path: Path) -> int:
    """Return the most bytes that all processes of a run had at once."""
    command = [sys.executable, "-m", "cnncheck", "run", str(path), "-q", "--max-memory", "64GiB"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(proportional, family(process.pid))))
        time.sleep(PAUSE)
    if process.returncode:
        sys.exit(process.stdout.read().decode())
    return most


def family(pid: int) -> list[int]:
    """Return a process and all that come from it."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has ended
        return []
    return [pid, *(each for child in children for each in family(int(child)))]


def proportional(pid: int) -> int:
    """Return its bytes, those of shared pages in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main(sys.argv[1:])
