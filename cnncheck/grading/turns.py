"""Whose turn it is: a slow function must not use up the time that the others need."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cnncheck.asking import Question


def fair_turns(
    questions: Iterable[Question], together: Callable[[Question], str]
) -> Iterator[Question]:
    """Yield questions, each of the function that has taken least time so far.

    Parameters
    ----------
    questions : iterable of Question
        Of each function they stay in order, and hidden cases stay behind all visible ones.
    together : callable
        Names the function, or what several stay in order for.
    """
    waiting: dict[tuple[bool, str], deque[Question]] = {}
    for question in questions:
        waiting.setdefault((question.case.hidden, together(question)), deque()).append(question)
    taken: Counter[str] = Counter()
    while waiting:
        hidden, function = min(waiting, key=lambda key: (key[0], taken[key[1]]))
        started = time.monotonic_ns()
        yield waiting[hidden, function].popleft()
        taken[function] += time.monotonic_ns() - started
        if not waiting[hidden, function]:
            del waiting[hidden, function]
