"""What isolation costs: the start of a jailed worker, and one tiny question.

    python tests/benchmarks/worker.py [ROUNDS]

The start is measured in turn with ``python -c "import numpy"``, which it contains.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from cnncheck.dialects import Call
from cnncheck.implementations.opening import open_implementation

COPY = "def zero_padding(X, padding):\n    return X.copy()\n"


def tiny() -> Call:
    """One pixel, padded by nothing."""
    X = np.ones((1, 1, 1, 1))
    return Call("zero_padding", {"X": X, "padding": (0, 0)})


def main(rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "solution.py")
        path.write_text(COPY, encoding="utf-8")
        plain, jailed, asked = [], [], []
        for _ in range(rounds):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", "import numpy"], check=True)
            plain.append(time.perf_counter() - started)
            implementation = open_implementation(str(path))
            started = time.perf_counter()
            isolation = implementation.isolation  # starts the worker
            jailed.append(time.perf_counter() - started)
            implementation.call(tiny())
            for _ in range(200):
                started = time.perf_counter()
                implementation.call(tiny())
                asked.append(time.perf_counter() - started)
            implementation.close()
    print(isolation)
    print(f"start {1e3 * median(jailed):.0f} ms, import numpy {1e3 * median(plain):.0f} ms")
    print(f"ratio {median(a / b for a, b in zip(jailed, plain, strict=True)):.2f}")
    print(f"a tiny question {1e3 * median(asked):.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
