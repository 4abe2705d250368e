"""Drawn cases that are judged together while nothing fails: neither side waits for the other then.

hypothesis wants to know of each case at once whether it fails. It is told that it passes, until enough
are drawn to be judged together. When one of them fails, all are drawn again from the beginning, alike as
the seed is, and now it is told what became of each: what is found is what would have been found one at
a time.
"""

from __future__ import annotations

import contextlib
from collections import deque
from typing import TYPE_CHECKING

from cnncheck.fuzzing.searching import Stop, search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hypothesis import strategies as st

    from cnncheck.operators.case import Case

    Judge = Callable[[Sequence[Case]], Iterator[list[str]]]

MOST = 64
"""Cases that are judged together, once so many have passed: each time twice as many as before."""


def search_together(
    cases: st.SearchStrategy[Case], judge: Judge, *, examples: int, seed: int
) -> None:
    """Search as `search` does, with the same findings.

    Parameters
    ----------
    cases : strategy
    judge : callable
        Judges cases in order, and yields of each the kinds of failures that it shows. May raise `Stop`.
    examples, seed : int
        As for `search`.
    """
    ahead = _Ahead(judge)
    search(cases, ahead.later, examples=examples, seed=seed)
    with contextlib.suppress(Stop):
        ahead.judge_drawn()
    if ahead.failed:
        search(cases, ahead.again, examples=examples, seed=seed)


class _Ahead:
    """The cases that are drawn, and what became of those that are judged."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._drawn: list[Case] = []
        self._judged: deque[tuple[Case, list[str]]] = deque()
        self._enough = 1
        self.failed = False

    def later(self, case: Case) -> list[str]:
        """Say that a case passes, and judge it with others."""
        self._drawn.append(case)
        if len(self._drawn) == self._enough:
            self._enough = min(2 * self._enough, MOST)
            self.judge_drawn()
        return []

    def judge_drawn(self) -> None:
        """Judge what is drawn, up to what fails.

        Raises
        ------
        Stop
            When something fails.
        """
        drawn, self._drawn = self._drawn, []
        for case, kinds in zip(drawn, self._judge(drawn), strict=False):
            self._judged.append((case, kinds))
            if kinds:
                self.failed = True
                raise Stop

    def again(self, case: Case) -> list[str]:
        """Judge a case alone, unless it is known what became of it."""
        if self._judged:
            known, kinds = self._judged.popleft()
            if case == known:
                return kinds
            self._judged.clear()
        return next(self._judge([case]))
