"""What a case costs beyond the two computations, over 1,000 small ones.

    python tests/benchmarks/many_cases.py [ROUNDS]

The whole command is timed on 1,000 cases and on one, in turn; the difference is what 999 cost.
That has the computations in it: each case is asked twice, so the implementation and PyTorch are
called twice, and those calls are timed here and taken off. The rest is ours: drawing problems,
sending them to PyTorch's process and back, comparing, the report.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

COMMAND = str(Path(sys.executable).with_name("cnncheck"))
COUNT, FILES = 1000, 10
PADDING = {"operator": "zero_padding", "input": [1, 2, 4, 5], "padding": [1, 2]}
CONVOLUTION = {"operator": "conv2d", "input": [1, 2, 6, 5], "filter": [3, 2, 3, 2]}
POOLING = {"operator": "max_pool2d", "input": [1, 2, 6, 5], "window": 2, "stride": 2}
SMALL = {
    "zero_padding": PADDING,
    "conv2d forward": CONVOLUTION | {"passes": ["forward"]},
    "conv2d backward_filter": CONVOLUTION | {"passes": ["backward_filter"]},
    "max_pool2d forward": POOLING | {"passes": ["forward"]},
    "max_pool2d backward": POOLING | {"passes": ["backward"]},
}


def write(folder: Path, defaults: dict, count: int, files: int) -> Path:
    """Write so many cases; every second one has real values."""
    folder.mkdir()
    for number in range(files):
        cases = [
            {"name": f"case-{n}", "seed": n, "fill": ("integers", "normal")[n % 2]}
            for n in range(number, count, files)
        ]
        document = {"defaults": defaults, "cases": cases}
        (folder / f"{number}.yaml").write_text(json.dumps(document))  # JSON is YAML
    return folder


def seconds(path: Path) -> float:
    """Wall time of the whole command; all cases must pass."""
    started = time.perf_counter()
    subprocess.run([COMMAND, "run", "-q", str(path)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def computations(path: Path) -> float:
    """Seconds for what both sides compute for one case, in the median over a file."""
    from cnncheck.asking import questions
    from cnncheck.cases import load_cases
    from cnncheck.dialects import NOTEBOOK
    from cnncheck.implementations.builtin import FUNCTIONS
    from cnncheck.operators import OPERATORS
    from cnncheck.references.torch_reference import TorchReference

    reference = TorchReference()
    taken = []
    for question in questions(load_cases([path], OPERATORS)):
        total = 0.0
        for problem in question.problems():
            started = time.perf_counter()
            FUNCTIONS[problem.function](*NOTEBOOK.call(problem).arguments.values())
            reference.answer(problem)
            total += time.perf_counter() - started
        taken.append(total)
    return median(taken)


def main(rounds: int) -> None:
    """Measure each operator."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, defaults) in enumerate(SMALL.items()):
            many = write(Path(folder) / f"{number}-many", defaults, COUNT, FILES)
            one = write(Path(folder) / f"{number}-one", defaults, 1, 1)
            each = median(seconds(many) - seconds(one) for _ in range(rounds)) / (COUNT - 1)
            both = computations(many / "0.yaml")
            print(
                f"{name:24} {each * 1e3:.2f} ms a case, the computations {both * 1e3:.2f},"
                f" ours {(each - both) * 1e3:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
