"""How long the whole command takes, next to what it cannot do without.

    python tests/benchmarks/whole_process.py [ROUNDS]

Asked in turn, one process each, after one unmeasured round: ``cnncheck run cases/`` beside
``python -c "import torch"``, and ``cnncheck --help`` beside ``python -c "import typer, rich"``.
Prints medians, quartiles and the median of the pairwise ratios. The command must be installed
(not in editable mode, where Python may have to compile it anew each time).
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

CASES = Path(__file__).parent.parent.parent / "cases"
COMMAND = str(Path(sys.executable).with_name("cnncheck"))
PAIRS = {
    "run cases/ : import torch": (
        [COMMAND, "run", str(CASES)],
        [sys.executable, "-c", "import torch"],
    ),
    "--help : import typer, rich": (
        [COMMAND, "--help"],
        [sys.executable, "-c", "import typer, rich"],
    ),
}


def seconds(command: list[str]) -> float:
    """Wall time of one process; it must succeed."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(rounds: int) -> None:
    """Measure all pairs."""
    for name, (ours, peer) in PAIRS.items():
        pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds + 1)][1:]
        for side, times in zip(("ours", "peer"), zip(*pairs, strict=True), strict=True):
            low, _, high = quantiles(times, n=4)
            print(f"{name}  {side}: median {median(times):.3f} s, quartiles {low:.3f} {high:.3f}")
        print(f"{name}  ratio: {median(a / b for a, b in pairs):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
