"""What a pass in the exact lane proves of code that nobody can read.

Suppose that the result is bilinear, as it is for the right answer: every element of it is a sum of
``coefficient * x * w``, with one element of each array. Of a wrong one the difference from the right
answer, too, is such a sum, and some coefficient in it is not 0. All values but those of W being
drawn, the factor beside one w is 0 with a probability of at most a, the likeliest value's, and where
it is not, at most one value of that w lets the difference be 0. So a wrong coefficient passes with
``1 - (1 - a) (1 - b)`` at most (Schwartz 1980, Zippel 1979), whichever it is, and however small.
Of a bias, one number of which is added to each sum, the same holds with its own likeliest value.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cnncheck.compare.sums import log2_of_cancelling

if TYPE_CHECKING:
    from cnncheck.operators.problem import Problem
    from cnncheck.operators.thinning import Thinned


def log2_of_miss(problem: Problem, thinned: Thinned | None = None) -> float:
    """Return log2 of how likely one draw lets a wrong coefficient pass, if the result is multilinear.

    Parameters
    ----------
    problem : Problem
    thinned : Thinned, optional
        Whose sums are compared in place of elements: factors may cancel what is wrong.

    Returns
    -------
    float
        0 where nothing can be said: rounding is allowed for, arrays were given, windows pick, or there
        is no image.
    """
    if problem.needs_bound or problem.picks or not problem.linear or problem.case.empty:
        return 0.0
    chances = [problem.chances.get(name, 1.0) for name in problem.linear]
    added = [problem.chances.get(name, 1.0) for name in problem.added]
    if max(chances + added) == 1:
        return 0.0
    found = sum(math.log1p(-chance) for chance in chances)  # ln of (1 - a) (1 - b)
    missed = max([-math.expm1(found), *added])
    return math.log2(missed + (2 ** log2_of_cancelling(thinned) if thinned else 0))
