"""Conditions of two parts, under which code takes a way of its own: a kernel of one tap and no padding."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from cnncheck.diagnose.questions.conditions import Condition
from cnncheck.diagnose.questions.counterparts import counterparts
from cnncheck.diagnose.questions.deciding import holding
from cnncheck.diagnose.questions.further import asked_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

MOST_PAIRS = 3
"""Conditions of two parts that are put to the test."""


def near(failing: Sequence[Observation], ask: Ask) -> list[Observation]:
    """Return what comes of problems that are like those that failed but for one thing.

    Parameters
    ----------
    failing : sequence of Observation
    ask : callable
        Puts a problem to the implementation.
    """
    asked = [asked_of(each, ask) for each in counterparts(each.problem for each in failing)]
    return [each for each in asked if each.reply.outcome.tells_of_the_sums]


def twofold(seen: Sequence[Observation], shows: Callable[[Problem], bool]) -> Iterator[Condition]:
    """Yield conditions of two parts that hold wherever something failed, and not where it would have shown.

    Each part is needed: somewhere it alone does not hold, and all is right.

    Parameters
    ----------
    seen : sequence of Observation
        Failing and passing, with those of `near`.
    shows : callable
        Says of which problems it tells something that they are answered rightly.
    """
    held = holding(seen)
    right = [
        each.problem for each in seen if each.passed and each.is_finite and shows(each.problem)
    ]
    lacking = [{at for at, its in enumerate(held) if not its.holds(each)} for each in right]
    pairs = (
        pair
        for pair in combinations(range(len(held)), 2)
        if all(lacks.intersection(pair) for lacks in lacking)
        and all(any({at} == lacks.intersection(pair) for lacks in lacking) for at in pair)
    )
    for _, (first, second) in zip(range(MOST_PAIRS), pairs, strict=False):
        yield _both(held[first], held[second])


def _both(first: Condition, second: Condition) -> Condition:
    text = f"{first.text} and {second.text.removeprefix('where ')}"
    return Condition(text, lambda problem: first.holds(problem) and second.holds(problem))
