"""Further questions drawn at random, with sizes and options of all kinds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose.questions.further import (
    HIGH,
    LOW,
    ONE,
    Sizes,
    case_of,
    is_padded,
    scattered_values,
)
from cnncheck.diagnose.small_problems.keeping import Kept
from cnncheck.diagnose.small_problems.small import (
    Candidate,
    askable,
    problems_of,
    shapes_of,
    written,
)
from cnncheck.dtypes import is_narrow
from cnncheck.operators import OPERATORS
from cnncheck.operators.around import NoAmountError, spelt_out
from cnncheck.operators.axis import Axis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

SPELT = 3
"""Of each four that are drawn, the one whose padding may follow from its shapes."""


def scattered(problem: Problem, count: int, *, alike: bool = False) -> Iterator[Problem]:
    """Yield small problems of a pass with sizes and options of all kinds.

    Every second one has the rare options of the problem, if it has any, and its arrays are handed
    over as those of the problem are. Where the problem's padding follows from its shapes, as a word
    for it has it, so does that of every second one of these.

    Parameters
    ----------
    problem : Problem
        Of the pass.
    count : int
        How many sizes are tried; those that cannot be asked about are left out.
    alike : bool, optional
        Whether all have the options, and not every second one.
    """
    for each in _drawn(problem, count, alike):
        yield each.problem


def all_different(problem: Problem, count: int) -> Iterator[Problem]:
    """Yield those of the scattered problems in each array of which all numbers are different.

    Parameters
    ----------
    problem, count
        As for `scattered`.
    """
    for each in _drawn(problem, count, False):
        if each.may_differ and _has_no_ties(each.problem.arrays):
            yield each.problem


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A drawn problem, which is made when somebody wants it: of each two that are drawn one has ties."""

    candidate: Candidate
    stored: dict[str, Any]

    @property
    def may_differ(self) -> bool:
        """Whether there are as many numbers as an array has elements, before any padding."""
        return _has_no_ties(self.candidate.values)

    @cached_property
    def problem(self) -> Problem:
        """The problem, which is the same each time."""
        return next(problems_of(written(self.candidate, **self.stored)))


def _has_no_ties(arrays: Mapping[str, Array]) -> bool:
    return all(array.size <= HIGH - LOW for array in arrays.values())


@lru_cache(maxsize=16)
def _drawn(problem: Problem, count: int, alike: bool) -> Kept[_Drawn]:
    """Keep what is drawn: most are asked about several times."""
    return Kept(_scattered(problem, count, alike))


def _scattered(problem: Problem, count: int, alike: bool) -> Iterator[_Drawn]:
    stream, rank = np.random.RandomState(count), OPERATORS[problem.operator].rank
    word = _word_of(problem)
    for number in range(count):
        like = problem.case if alike or number % 2 else None
        N, C, F, side = (int(number) for number in stream.randint(1, 5, size=4))
        stored = _stored(problem) if like else {}
        N = 1 if stored.get("unbatched") else N
        axes = [_axis(stream) for _ in range(rank)]
        follows = bool(word and like and number % 4 == SPELT)
        if follows and "same" in word.values():
            axes = [replace(axis, stride=1) for axis in axes]
        d, h, w = (*(ONE,) * (3 - rank), *axes)
        sizes = Sizes(N, C, F, h, w, d, side)
        case = case_of(problem.operator, problem.pass_name, is_padded(problem), sizes, like)
        case = (_spelt(case, word) if follows else None) or case
        if askable(case):
            yield _Drawn(Candidate(case, scattered_values(shapes_of(case), stream)), stored)


def _stored(problem: Problem) -> dict[str, Any]:
    """Return how a problem's arrays are handed over; narrow dtypes have no room for all sums."""
    case = problem.case
    stored = {"unbatched": case.unbatched, "layout": case.layout}
    return stored if is_narrow(problem.dtype) else {**stored, "dtype": case.dtype}


def _word_of(problem: Problem) -> dict[str, str]:
    """Return the word from which a padding of two different sides follows, by its parameter's name."""
    case = problem.case
    if all(axis.before == axis.after for axis in problem.windows.axes):
        return {}
    for each in OPERATORS[case.operator].parameters:
        for word in each.words if each.pads else ():
            spelt = _spelt(case, {each.name: word})
            if spelt and spelt.parameters == case.parameters:
                return {each.name: word}
    return {}


def _spelt(case: Case, word: Mapping[str, str]) -> Case | None:
    """Return a case with the amounts that a word for its padding comes to, if there are such."""
    operator = OPERATORS[case.operator]
    behind = {each.name: None for each in operator.paired if each.follows in word}
    with suppress(NoAmountError):
        told = spelt_out({**case.parameters, **behind, **word}, operator, case.input)
        return case.but(parameters=told)
    return None


def is_alike(problem: Problem, other: Problem) -> bool:
    """Whether two problems have the same options, and their arrays are handed over alike."""
    return _stored(problem) == _stored(other) and problem.case.options == other.case.options


def _axis(stream: np.random.RandomState) -> Axis:
    kernel, stride = (int(number) for number in stream.randint(1, 5, size=2))
    around = int(stream.randint(3))
    return Axis(int(stream.randint(1, 10)), kernel, stride, before=around, after=around)
