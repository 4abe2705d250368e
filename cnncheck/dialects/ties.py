"""Dialects in which it is open which of equal maxima a gradient goes to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dialects.base import Dialect
from cnncheck.operators import OPERATORS
from cnncheck.operators.fill import laid_out
from cnncheck.operators.max_pool.operator import has_ties, without_ties

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem
    from cnncheck.operators.relation import Windows

_UNDECIDED = "which of equal maxima is meant"


class OpenTies(Dialect):
    """Signatures whose authors need not agree on it: no two values are equal where that is asked."""

    ties_are_settled: bool = False

    def undecided(self, case: Case, pass_name: str) -> str:
        """Say so of a case that is about equal maxima."""
        about = _picks(case, pass_name) and _may_tie(case)
        return _UNDECIDED if about and not self.ties_are_settled else ""

    def unsettled(self, problem: Problem) -> str:
        """Say so where several values of a window are its largest."""
        if self.ties_are_settled or not _picks(problem.case, problem.pass_name):
            return ""
        tied = has_ties(problem.arrays["X"], problem.windows)
        return _UNDECIDED if tied else ""

    def asked(self, problem: Problem) -> Problem:
        """Return the problem with no two values of a window alike where its largest matters."""
        if self.ties_are_settled or not _picks(problem.case, problem.pass_name):
            return problem
        X = problem.arrays["X"]
        moved = without_ties(X, _anywhere(problem.windows))
        if moved is X:
            return problem
        told = laid_out(moved, problem.case.layout)
        return replace(problem, arguments={**problem.arguments, "X": told})


def _anywhere(windows: Windows) -> Windows:
    """Return the windows that begin at any pixel: those of code that places them wrongly have no ties either."""
    return replace(windows, axes=tuple(replace(axis, stride=1) for axis in windows.axes))


def _may_tie(case: Case) -> bool:
    """Whether a case may have equal maxima that are not drawn anew: those of a person's own values."""
    X = (case.values or {}).get("X")
    if X is not None and case.fill == "integers" and isinstance(X, tuple):
        return has_ties(np.array(X), OPERATORS[case.operator].windows(case))
    return case.fill in ("ties", "nonfinite") or X is not None


def _picks(case: Case, pass_name: str) -> bool:
    return OPERATORS[case.operator].passes[pass_name].picks
