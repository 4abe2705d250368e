"""How long grading takes: copies of a vectorised solution on the shipped cases.

    python tests/benchmarks/grading.py [--submissions 200] [--jobs 2] [--profile]

Runs the real command once and prints its time on the clock for each submission, and the processor
time of this side (drawing, comparing, frames) and of the workers together. ``--profile`` instead
grades ten of them in this process and prints where this side's time goes. The copies differ in a
comment, so that nothing can be shared between them but what is meant to be.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SOLUTION = ROOT / "tests" / "solutions" / "vectorised.py"
CASES = ROOT / "cases"


def write_submissions(folder: Path, count: int) -> Path:
    """Write so many different copies."""
    work = folder / "work"
    work.mkdir()
    text = SOLUTION.read_text(encoding="utf-8")
    for number in range(count):
        (work / f"student{number:03}.py").write_text(f"# {number}\n{text}", encoding="utf-8")
    return work


def measure(folder: Path, count: int, jobs: int) -> None:
    """Run the command, print seconds for each submission."""
    work = write_submissions(folder, count)
    command = [sys.executable, "-P", "-m", "cnncheck", "grade", str(work), "--cases", str(CASES)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        [*command, "-j", str(jobs), "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{count} submissions, -j {jobs}, {os.cpu_count()} cores: {wall:.1f} s, "
        f"{wall / count:.3f} s each, {cpu / count:.3f} s of processor time each, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def profile(folder: Path) -> None:
    """Print where the time of this side goes."""
    from cnncheck.cases.loading import load_cases
    from cnncheck.grading.content import read_content
    from cnncheck.grading.exam import exam_of, pack
    from cnncheck.grading.grading import Task, grade_one
    from cnncheck.grading.submissions import find_submissions
    from cnncheck.implementations.program import workers_on_their_way
    from cnncheck.operators import OPERATORS
    from cnncheck.options import Options

    packed = pack(load_cases([CASES], OPERATORS))
    exam_of(packed).check()
    found = find_submissions([write_submissions(folder, 10)]).submissions
    tasks = [
        Task(each.name, each.place, read_content(each, Options()), packed, Options())
        for each in found
    ]
    profiler = cProfile.Profile()
    with workers_on_their_way():
        grade_one(tasks[0])  # what is the same for all is worked out
        started = time.process_time()
        for task in tasks[1:]:
            grade_one(task)
        seconds = (time.process_time() - started) / len(tasks[1:])
        for task in tasks[1:]:
            profiler.runcall(grade_one, task)
    print(f"{seconds:.3f} s of this process for each")
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def main() -> None:
    """Measure or profile."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.profile:
            profile(Path(folder))
        else:
            measure(Path(folder), asked.submissions, asked.jobs)


if __name__ == "__main__":
    main()
