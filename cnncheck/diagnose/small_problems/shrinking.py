"""From a failing problem to the smallest one that still fails in the same way.

Small problems are tried in the order of their size, so that what is found first is smallest. Where
the bug has a name its simulation is asked, which is quick, and the implementation only has the
last word. What does not fail in the small is taken apart step by step instead.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from itertools import chain, islice, product, takewhile
from typing import TYPE_CHECKING, get_args

import numpy as np

from cnncheck.diagnose.observing.observation import differing
from cnncheck.diagnose.small_problems.alike import (
    FAILURES,
    Alike,
    Work,
    domain_of,
    failure_of,
    layout_of,
    outcome_of,
)
from cnncheck.diagnose.small_problems.palettes import PLAIN, SPECIAL, drawn
from cnncheck.diagnose.small_problems.reducing import plainer, reductions
from cnncheck.diagnose.small_problems.small import Candidate, candidate_of, size_of
from cnncheck.diagnose.small_problems.small_needs import alike_along_axes, options_of
from cnncheck.diagnose.small_problems.small_sizes import small_cases
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import INTEGER_DTYPE, NARROW_DTYPE, Dtype

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.diagnose.small_problems.alike import Ask
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.case import Accumulator, Case, Layout
    from cnncheck.operators.problem import Array, Problem

SMALL_SHARE = 0.6
"""Share of the work that goes to trying small problems before a large one is taken apart."""

A_SECOND = 1_000_000
"""Work that a slow processor of today does in a second; what is found must not depend on another."""

LAST_RESORT = 3
"""So many times as long the clock lets a search go on that does so much less."""

FIRST_SIZES = 150
"""So many of the smallest sizes are tried with every kind of values before larger ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Smallest:
    """The smallest problem that was found to fail in the same way.

    Attributes
    ----------
    case : Case
        With all its values written out.
    problem : Problem
        The draw of the case that failed.
    reply : Reply
    expected : float64 array
    shrunk : bool
        Whether anything smaller than what failed at first could be found in the time there was.
    """

    case: Case
    problem: Problem
    reply: Reply
    expected: Array
    shrunk: bool = True

    @property
    def right_but_for_memory(self) -> bool:
        """Whether the numbers are right, and what is wrong is where they lie, or what else changed."""
        got = self.reply.value
        if got is None or self.reply.outcome.passed:
            return False
        alike = (got.shape, got.dtype) == (self.expected.shape, self.problem.result_dtype)
        return alike and not differing(got, self.expected, 0.0).any()


def shrink(
    failing: Sequence[Observation],
    ask: Ask,
    *,
    named: Named | None = None,
    seconds: float = 5.0,
    name: str = "smallest",
    tried: list[Observation] | None = None,
) -> Smallest | None:
    """Find a smallest problem that still fails in the same way.

    Parameters
    ----------
    failing : sequence of Observation
        Failing observations of one function; at least one.
    ask : callable
        Puts a problem to the implementation.
    named : Named, optional
        The fault that explains the failure; the small problem still matches it.
    seconds : float, optional
        How much work to do before giving up, in `A_SECOND`, and not how long to look: what is found
        must not depend on what else the machine does. Only `LAST_RESORT` times later it ends whatever
        was done.
    name : str, optional
        What to call the case.
    tried : list of Observation, optional
        Appended to: what came of every problem that was tried.

    Returns
    -------
    Smallest or None
        ``None`` when not even the problems that failed before fail again.
    """
    errors = {failure_of(seen)[1] for seen in failing}
    dtypes = {seen.problem.dtype.name for seen in failing}
    widest: Dtype = next(each for each in get_args(Dtype) if each in dtypes)
    by_size = sorted(failing, key=lambda seen: size_of(candidate_of(seen.problem).case))
    alike = Alike(
        ask,
        frozenset(outcome_of(seen) for seen in failing),
        named,
        widest,
        layout_of(by_size),
        name,
        errors.pop() if len(errors) == 1 else "",
        domain_of(failing),
        _accumulator(failing, widest),
        all(seen.problem.case.unbatched for seen in failing),
        [] if tried is None else tried,
    )
    problem = by_size[0].problem
    search = _Search(alike, seconds)
    alike_numbers = alike_along_axes(failing, ask)
    small = _small(
        problem.operator, problem.pass_name, options_of(failing), alike.work, alike_numbers
    )
    found = search.among_small(small, SMALL_SHARE)
    shrunk = found is not None
    found = found or search.from_large(seen.problem for seen in by_size)
    if found is None:
        return None
    shrunk = shrunk or not search.late or size_of(found.case) < size_of(candidate_of(problem).case)
    smallest = search.simplified(found)
    return smallest and replace(smallest, shrunk=shrunk)


def exposing(ask: Ask, named: Named, *, most: int) -> Smallest | None:
    """Find a smallest problem at all in which a fault shows.

    The search ends after so many problems, not after a time: what is found must not depend on how
    fast the machine is. Problems that show little but the fault go first.

    Parameters
    ----------
    ask : callable
        Puts a problem to an implementation with the fault.
    named : Named
    most : int
        How many problems of each layout and dtype to try.
    """
    function = named.fault.function
    operator, pass_name = next(
        (operator.name, pass_name)
        for operator in OPERATORS.values()
        for pass_name, its in operator.functions.items()
        if its == function
    )
    name = named.fault.id.replace("/", "-")
    dtypes = _SHOWN_IN.get(named.fault.option, ("float64", "float32"))
    layouts: tuple[Layout, ...] = ("C", "F")
    near = min(most, FIRST_SIZES * len(PLAIN + SPECIAL))
    for layout, dtype in product(layouts, dtypes):
        alike = Alike(ask, FAILURES, named, dtype, layout, name)
        search = _Search(alike)
        options = frozenset(filter(None, [named.fault.option]))
        small = _small(operator, pass_name, options, alike.work)
        ordinary_first = sorted(islice(small, near), key=_strangeness)
        found = search.among_small(chain(ordinary_first, islice(small, most - near)))
        if found is not None:
            return search.simplified(found)
    return None


_SHOWN_IN: dict[str, tuple[Dtype, ...]] = {
    NARROW_DTYPE: ("float16",),
    INTEGER_DTYPE: ("int8", "int32"),
}
"""In which dtypes a fault shows that is about those."""


def _accumulator(failing: Iterable[Observation], dtype: str) -> Accumulator | None:
    """Return what sums may be kept in where all failing problems of a dtype say so."""
    cases = [each.problem.case for each in failing if each.problem.dtype.name == dtype]
    return "same" if all(case.accumulate == "same" for case in cases) else None


class _Search:
    """One search, and when enough was done."""

    def __init__(self, alike: Alike, seconds: float = math.inf) -> None:
        self._alike = alike
        self._most = seconds * A_SECOND
        self._deadline = time.monotonic() + seconds * LAST_RESORT

    @property
    def late(self) -> bool:
        """Whether the search ended before it was done."""
        return self._late()

    def _late(self, share: float = 1.0) -> bool:
        return self._alike.work.done > share * self._most or time.monotonic() > self._deadline

    def _fails(self, candidate: Candidate) -> bool:
        return self._alike.failure(candidate) is not None

    def among_small(self, small: Iterable[Candidate], share: float = 1.0) -> Candidate | None:
        """Try small problems for a share of the work, the smallest first."""
        for candidate in small:
            if self._late(share):
                return None
            if self._fails(candidate):
                return candidate
        return None

    def from_large(self, problems: Iterable[Problem]) -> Candidate | None:
        """Take the first problem that fails apart, as long as it goes on failing."""
        whole = map(candidate_of, problems)
        current = next((each for each in whole if self._alike.failure(each, trusted=False)), None)
        smaller = current
        while current is not None and smaller is not None:
            current = smaller
            on_time = takewhile(lambda _: not self._late(), reductions(current))
            smaller = next((part for part in on_time if self._fails(part)), None)
        return current

    def simplified(self, found: Candidate) -> Smallest | None:
        """Make the values of a failing problem as plain as can be, and ask once more."""
        values = plainer(
            found.values,
            lambda values: not self._late() and self._fails(replace(found, values=values)),
        )
        for candidate in (replace(found, values=values), found):
            seen = self._alike.failure(candidate, trusted=False)
            if seen is not None:
                case = self._alike.case(candidate)
                return Smallest(case, seen.problem, seen.reply, seen.truth)
        return None


def _strangeness(candidate: Candidate) -> tuple[bool, bool, bool]:
    """Rank windows of a single pixel, infinities, and NaN at last, behind ordinary problems."""
    arrays = candidate.values.values()
    nan = any(bool(np.isnan(array).any()) for array in arrays)
    infinite = any(bool(np.isinf(array).any()) for array in arrays)
    operator = OPERATORS[candidate.case.operator]
    taps = math.prod(operator.windows(candidate.case).kernel)
    return nan, infinite, taps == 1 and not operator.multiplies


def _small(
    operator: str,
    pass_name: str,
    options: frozenset[str],
    work: Work,
    alike: frozenset[str] = frozenset(),
) -> Iterator[Candidate]:
    """Yield small problems: the very smallest with every kind of values, then the others."""
    every = small_cases(operator, pass_name, options, work, alike)
    first: list[Case] = []
    for case in islice(every, FIRST_SIZES):
        first.append(case)
        yield drawn(case, PLAIN[0])
    for palettes in (PLAIN[1:], SPECIAL):
        yield from (drawn(case, palette) for case in first for palette in palettes)
    rest: list[Case] = []
    for case in every:  # made as they are needed
        rest.append(case)
        yield from (drawn(case, palette) for palette in PLAIN)
    yield from (drawn(case, palette) for case in rest for palette in SPECIAL)
