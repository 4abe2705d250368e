"""How much there is to do in one call, counted from the definition."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncheck.operators.problem import Problem


@dataclass(frozen=True, slots=True)
class Work:
    """The work of one call.

    Attributes
    ----------
    flops : int
        Multiplications and additions of a direct convolution, 2 N F OH OW C KH KW in each of its
        three passes; an algorithm that needs fewer shows more GFLOP/s than it executes. 0 where
        nothing is multiplied.
    traffic : int
        Bytes of the arrays that must be read and written at least once.
    result : int
        Bytes of the result.
    """

    flops: int
    traffic: int
    result: int

    @property
    def intensity(self) -> float:
        """Operations for each byte that must be moved: where the case stands on a roofline."""
        return self.flops / self.traffic


def work_of(problem: Problem) -> Work:
    """Count the work of a problem."""
    result = math.prod(problem.out_shape) * problem.dtype.itemsize
    needed = [name for name in problem.arrays if _is_read(problem, name)]
    traffic = result + sum(problem.arrays[name].nbytes for name in needed)
    return Work(2 * problem.terms if problem.multiplies else 0, traffic, result)


def _is_read(problem: Problem, name: str) -> bool:
    """Whether values count: the gradients are handed X and W, but need the shape of one alone."""
    return problem.picks or not problem.linear or name in (*problem.linear, *problem.added)
