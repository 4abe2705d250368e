"""Whose turn it is: a slow function must not use up the time that the others need."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cnncheck.asking import Question

TOGETHER = 8
"""Questions that have their turn together where the function is quick."""

_QUICK = 0.05
"""Seconds that each may take there."""


def fair_turns(
    questions: Iterable[Question],
    together: Callable[[Question], str],
    is_small: Callable[[Question], bool],
) -> Iterator[list[Question]]:
    """Yield questions, some at a time, each time of the function that has taken least time so far.

    Parameters
    ----------
    questions : iterable of Question
        Of each function they stay in order, and hidden cases stay behind all visible ones.
    together : callable
        Names the function, or what several stay in order for.
    is_small : callable
        Whether a question may have its turn with others.
    """
    waiting: dict[tuple[bool, str], deque[Question]] = {}
    for question in questions:
        waiting.setdefault((question.case.hidden, together(question)), deque()).append(question)
    taken: Counter[str] = Counter()
    quick: set[str] = set()
    while waiting:
        hidden, function = min(waiting, key=lambda key: (key[0], taken[key[1]]))
        turn = _turn(waiting[hidden, function], TOGETHER if function in quick else 1, is_small)
        started = time.monotonic_ns()
        yield turn
        seconds = time.monotonic_ns() - started
        taken[function] += seconds
        (quick.add if seconds < _QUICK * 1e9 * len(turn) else quick.discard)(function)
        if not waiting[hidden, function]:
            del waiting[hidden, function]


def _turn(
    waiting: deque[Question], most: int, is_small: Callable[[Question], bool]
) -> list[Question]:
    """Take the next questions: so many at most, and one that is large alone."""
    turn = [waiting.popleft()]
    while waiting and len(turn) < most and is_small(turn[-1]) and is_small(waiting[0]):
        turn.append(waiting.popleft())
    return turn
