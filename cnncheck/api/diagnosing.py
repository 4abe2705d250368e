"""What a run remembers of its answers, so that failures can be diagnosed when all are in."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.api.culprits import right_helper
from cnncheck.api.saying import dialect_of
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.asking import Answers, Question
    from cnncheck.compare.verdict import Verdict
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case

SMALL = 256 << 10
"""Bytes up to which a problem is remembered; larger ones rarely tell anything new."""

ALL = 64 << 20
"""Bytes of problems that one run remembers."""


def keeping_small(answers: Iterable[Answers], kept: list[Answers]) -> Iterator[Answers]:
    """Pass answers on, and keep those that `Notes` may want; a second opinion is always small."""
    for each in answers:
        if each.problem.nbytes <= SMALL and each.thinned is None:
            kept.append(each)
        yield each
        del each  # the next draw may need the memory


class Notes:
    """The small problems of a run and what came of them, for one implementation."""

    def __init__(self, implementation: Implementation) -> None:
        self._implementation = implementation
        self._kept: dict[str, list[tuple[Case, Answers]]] = {}
        self._failed: set[str] = set()
        self._given_up: set[str] = set()
        self._helped: set[str] = set()
        self._bytes = 0

    def take(self, question: Question, answers: Sequence[Answers], verdict: Verdict) -> None:
        """Remember the small answers to one question; those of hidden cases are nobody's to see."""
        if question.case.hidden or verdict.outcome is Outcome.NOT_JUDGED:
            return
        if not verdict.outcome.passed and verdict.outcome is not Outcome.NOT_ASKED:
            self._failed.add(question.function)
        if verdict.outcome.ends_the_asking and verdict.outcome is not Outcome.FORBIDDEN:
            self._given_up.add(question.function)
        for each in answers:
            size = each.problem.nbytes
            if size <= SMALL and self._bytes + size <= ALL:
                self._bytes += size
                self._kept.setdefault(question.function, []).append((question.case, each))

    def ask_anew(self, function: str, cases: Iterable[Case]) -> None:
        """Forget what came of some cases of a function, which from now on has a right helper."""
        self._helped.add(function)
        asked = {id(each) for each in cases}
        kept = self._kept.get(function, [])
        self._kept[function] = [each for each in kept if id(each[0]) not in asked]
        self._failed.discard(function)

    @property
    def failing(self) -> tuple[str, ...]:
        """The functions that can be diagnosed."""
        return tuple(name for name in self._kept if name in self._failed - self._given_up)

    def diagnose(self, shrink_seconds: float, found: list[Diagnosis], troubles: list[str]) -> None:
        """Diagnose every function that failed.

        Parameters
        ----------
        shrink_seconds : float
            For each function; 0 for no search.
        found : list of Diagnosis
            Appended to, so that what is found is kept whatever ends this.
        troubles : list of str
            What went wrong while diagnosing. The verdicts are in by then and stay as they are.
        """
        for function in self.failing:
            try:
                diagnosis = self._diagnosis(function, shrink_seconds)
            except Exception as error:
                what = f"{type(error).__name__}: {error}"
                troubles.append(f"{function} could not be diagnosed, please report: {what}")
            else:
                found += [] if diagnosis is None else [diagnosis]

    def _diagnosis(self, function: str, shrink_seconds: float) -> Diagnosis | None:
        # A run that passes never needs the catalogue, so it does not wait for its import.
        from cnncheck.diagnose.diagnosis import diagnose
        from cnncheck.diagnose.observing.observation import observed

        kept = self._kept[function]
        helped = right_helper(self._implementation) if function in self._helped else nullcontext()
        with helped, np.errstate(all="ignore"):  # replies hold whatever they like
            seen = [each for case, answers in kept for each in observed(case, [answers])]
            return diagnose(
                function,
                seen,
                self._implementation.ask,
                implementation=self._implementation.name,
                shrink_seconds=shrink_seconds,
                dialect=dialect_of(self._implementation),
                renew=getattr(self._implementation, "renew", None),
            )
