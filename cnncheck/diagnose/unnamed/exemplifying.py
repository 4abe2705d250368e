"""What goes wrong in one problem, where nothing is known to hold for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.matching import is_finite
from cnncheck.diagnose.small_problems.argument_words import arguments
from cnncheck.diagnose.unnamed.probing import probe
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.diagnose.small_problems.shrinking import Smallest
    from cnncheck.dialects import Dialect
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]


def example_of(
    computed: Sequence[Observation], smallest: Smallest | None, ask: Ask, dialect: Dialect
) -> str:
    """Probe the smallest problem there is; where that shows nothing, one that failed before.

    What is said of it need not hold for any other, so it begins with "for instance". Where no value
    comes back there is nothing to probe: the problem itself says all.

    Parameters
    ----------
    computed : sequence of Observation
        Failures in which a value came back.
    smallest : Smallest, optional
    ask : callable
        Puts a further problem to the implementation.
    dialect : Dialect
        In whose words shapes are told.
    """
    told = [smallest.problem] if smallest and smallest.reply.value is not None else []
    known = sorted((seen.problem for seen in computed), key=lambda problem: problem.nbytes)
    for problem in (*told, *known[:2]):
        if found := _probed(problem, ask):
            shapes = ", ".join(
                f"{name} {'x'.join(map(str, value.shape))}"
                for name, value in arguments(problem, dialect)
                if isinstance(value, np.ndarray)
            )
            return f"for instance, {found} ({shapes})"
    return ""


def _probed(problem: Problem, ask: Ask) -> str | None:
    if not is_finite(problem):
        return None
    replies: list[Reply] = []

    def noting(asked: Problem) -> Reply:
        replies.append(ask(asked))
        return replies[-1]

    told = probe(problem, noting)
    # What a dialect has no words for shows nothing of the code.
    return None if any(each.outcome is Outcome.NOT_ASKED for each in replies) else told
