"""What a fuzzing run is asked, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.case import Algorithm, Case, Dtype
    from cnncheck.references import AsksAhead
    from cnncheck.report.report import Report, Result

NO_FAILURE = frozenset({Outcome.PASSED, Outcome.UNTRUSTED})
"""A drawn problem may be unfit to tell right from wrong; that is nobody's failure."""


@dataclass(frozen=True, slots=True)
class FuzzSettings:
    """Settings of a fuzzing run.

    Attributes
    ----------
    operators : tuple of str
        Which are asked, one after the other.
    passes : tuple of str
        Only these passes; all where there are none.
    dtypes : tuple of str
        Only these dtypes; all where there are none.
    algorithm : str, optional
        How the code computes convolutions: by its tolerance the cases are judged.
    examples : int
        Cases to draw, shared among the operators.
    seed : int
        The same seed draws the same cases.
    seconds : float
        When to stop drawing and shrinking, for all operators together.
    reference : {"torch", "definition"} or AsksAhead
        The reference to believe.
    shrink_seconds : float
        How long to make the values of a failure plain, once its shapes are.
    on_result : callable, optional
        Called with a result of each drawn case, and with how many cases there will be.
    excused : frozenset of Outcome
        What besides a pass does not fail the run; see `Options.excused`.
    """

    operators: tuple[str, ...] = tuple(OPERATORS)
    passes: tuple[str, ...] = ()
    dtypes: tuple[Dtype, ...] = ()
    algorithm: Algorithm | None = None
    examples: int = 1000
    seed: int = 0
    seconds: float = 60.0
    reference: str | AsksAhead = "torch"
    shrink_seconds: float = 5.0
    on_result: Callable[[Result, int], None] | None = None
    excused: frozenset[Outcome] = frozenset({Outcome.NOT_ASKED})


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """Result of a fuzzing run.

    Attributes
    ----------
    report : Report
        Everything that passed; or, if anything failed, the smallest case of each kind of failure
        of each function.
    examples : int
        Cases that were drawn, without those of shrinking.
    questions : int
        Passes of cases that were asked, with those of shrinking.
    in_time : bool
        Whether time sufficed.
    """

    report: Report
    examples: int
    questions: int
    in_time: bool

    @property
    def failing(self) -> tuple[Case, ...]:
        """The smallest failing cases, each with one pass; none for functions that are missing."""
        return tuple(
            result.case
            for result in self.report.results
            if self.report.fails(result) and result.verdict.outcome not in NO_FAILURE
        )
