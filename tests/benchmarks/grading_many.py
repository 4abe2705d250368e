"""How long a whole course takes: 300 submissions, of which ten never end and three eat memory.

    python tests/benchmarks/grading_many.py [--jobs 2] [--alone] [--copies 30]

Writes them, runs the real command on the shipped cases, and prints when the honest ones were told
their grades, how many seconds they waited for the others, and what the whole batch took. Of the 287
honest ones 200 are vectorised, 30 are copies of one another, and the rest have one of the bugs of
tests/faulty in a function. To know how long they waited, the honest ones are graded alone as well,
in the same order; ``--alone`` does only that. The shuffling has a fixed seed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
VECTORISED = (ROOT / "tests" / "solutions" / "vectorised.py").read_text(encoding="utf-8")
COUNT, ENDLESS, BOMBS, ALIKE = 300, 10, 3, 200
FUNCTIONS = (
    "zero_padding",
    "convolution2D",
    "convolution2D_backward_filter",
    "convolution2D_backward_input",
    "pool_forward",
    "pool_back",
)
NEVER_ENDS = """

def {name}(*arguments):
    while True:
        pass
"""
EATS_MEMORY = """

def {name}(*arguments):
    kept = []
    while True:
        kept.append(np.ones(1 << 22))
"""


def submissions(copies: int) -> dict[str, str]:
    """Return the texts by file name, in the order in which they are graded."""
    chance = random.Random(300)
    texts = [f"# {number}\n{VECTORISED}" for number in range(ALIKE)]
    texts += [f"# copied\n{VECTORISED}"] * copies
    faulty = sorted((ROOT / "tests" / "faulty").glob("*.py"))
    while len(texts) < COUNT - ENDLESS - BOMBS:
        bug = chance.choice(faulty).read_text(encoding="utf-8")
        texts.append(f"# {len(texts)}\n{VECTORISED}\n\n{bug}")
    bad = [NEVER_ENDS.format(name=FUNCTIONS[number % 6]) for number in range(ENDLESS)]
    bad += [EATS_MEMORY.format(name=FUNCTIONS[number + 1]) for number in range(BOMBS)]
    named = [("honest", text) for text in texts]
    named += [("bad", f"# {n}\n{VECTORISED}{text}") for n, text in enumerate(bad)]
    chance.shuffle(named)
    return {f"{number:03}_{kind}.py": text for number, (kind, text) in enumerate(named)}


def graded(folder: Path, texts: dict[str, str], jobs: int) -> tuple[dict[str, float], float]:
    """Grade them; return after how many seconds each was told, and the processor's seconds."""
    work = folder / "work"
    work.mkdir()
    for name, text in texts.items():
        (work / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-P", "-m", "cnncheck", "grade", str(work)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen(
        [*command, "--cases", str(ROOT / "cases"), "-j", str(jobs)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    told = {}
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.match(r"\[\d+/\d+\] (\S+)  ", line):
            told[found[1]] = time.monotonic() - started
    assert process.wait() == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def say(what: str, told: dict[str, float], processor: float) -> None:
    """Print a line about a batch."""
    seconds = max(told.values())
    print(
        f"{what}: {len(told)} in {seconds:.0f} s, {seconds / len(told):.2f} s each, "
        f"{processor / len(told):.2f} s of processor time each, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--copies", type=int, default=30)
    parser.add_argument("--alone", action="store_true")
    asked = parser.parse_args()
    texts = submissions(asked.copies)
    honest = {name: text for name, text in texts.items() if "honest" in name}
    with tempfile.TemporaryDirectory() as folder:
        alone, processor = graded(Path(folder), honest, asked.jobs)
    say("the honest ones alone", alone, processor)
    if asked.alone:
        return
    with tempfile.TemporaryDirectory() as folder:
        told, processor = graded(Path(folder), texts, asked.jobs)
    say("all", told, processor)
    waited = [told[name] - alone[name] for name in honest]
    print(
        f"the honest ones: done after {max(told[name] for name in honest):.0f} s, of which they "
        f"waited for others at most {max(waited):.0f} s"
    )


if __name__ == "__main__":
    main()
