"""What it takes to hand a problem over and its result back, without anything being computed."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from cnncheck.implementations.opening import open_implementation
from cnncheck.sandbox.folders import temporary_folder

if TYPE_CHECKING:
    from cnncheck.operators.problem import Problem
    from cnncheck.options import Options

_TIMES = 9

_IDLE = """
import numpy

def {function}(*arguments):
    return numpy.zeros({shape}, "{dtype}")
"""


def transport_seconds(problem: Problem, options: Options) -> float:
    """Return the seconds that a function takes which only returns zeros of the right shape.

    It runs in a worker of its own, where the code under test cannot make it slower: what is taken
    off is not for that code to say.

    Parameters
    ----------
    problem : Problem
    options : Options
        How the code under test is contained.
    """
    with temporary_folder() as folder:
        path = Path(folder, "idle.py")
        text = _IDLE.format(
            function=problem.function, shape=problem.out_shape, dtype=problem.dtype.name
        )
        path.write_text(text, "utf-8")
        idle = open_implementation(str(path), options)
        try:
            idle.ask(problem)  # the first call loads, and takes memory for the first time
            return median(idle.ask(problem).seconds for _ in range(_TIMES))
        finally:
            idle.close()
