"""Problems that are like one that failed but for one thing, so that a condition on that thing is tried.

Questions at random have little in common with what failed: that they are answered rightly says nothing
of a second bug, which shows in some of the same cases.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.questions.further import scattered_values
from cnncheck.diagnose.small_problems.keeping import Kept
from cnncheck.diagnose.small_problems.small import (
    Candidate,
    askable,
    blank,
    candidate_of,
    fitted,
    problems_of,
    shapes_of,
    written,
)
from cnncheck.dtypes import is_narrow
from cnncheck.operators import OPERATORS
from cnncheck.references.definition import work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Parameter, Value
    from cnncheck.operators.problem import Array, Problem

    Shape = tuple[int, ...]

MOST_WORK = 10_000
"""Terms of a problem up to which there are counterparts of it."""

MOST_COUNTERPARTS, MOST_OF_EACH = 32, 16
"""How many counterparts are put to the implementation, and how many of one problem."""

SHORT = (1, 2, 3, 4, 6)
"""Lengths of windows and steps."""


def counterparts(
    problems: Iterable[Problem], wanted: Callable[[Problem], bool] = lambda _: True
) -> list[Problem]:
    """Return problems like some but for one thing.

    Parameters
    ----------
    problems : iterable of Problem
        Of one pass.
    wanted : callable, optional
        Which are of use.
    """
    found: list[Problem] = []
    for problem in sorted(problems, key=lambda problem: problem.nbytes):
        if work(problem) <= MOST_WORK:
            found += islice(filter(wanted, _otherwise(problem)), MOST_OF_EACH)
        if len(found) >= MOST_COUNTERPARTS:
            break
    return found[:MOST_COUNTERPARTS]


@lru_cache(maxsize=128)
def _otherwise(problem: Problem) -> Kept[Problem]:
    """Keep what is like a problem: it is asked about for one condition after the other."""
    case, gradient = problem.case, candidate_of(problem).case.out_grad.shape
    told = tuple(case.parameters.items())
    resized = _resized(case.operator, problem.pass_name, case.input, told, gradient)
    return Kept(chain(resized, _stored_or_filled_otherwise(problem)))


@lru_cache(maxsize=128)
def _resized(
    operator: str,
    pass_name: str,
    image: Shape,
    parameters: tuple[tuple[str, Value], ...],
    gradient: Shape | None,
) -> Kept[Problem]:
    """Keep what has one other size or option: the same for all values of one case."""
    return Kept(_with_changes(blank(operator, pass_name, image, dict(parameters), gradient)))


def _with_changes(its: Case) -> Iterator[Problem]:
    """Yield problems with one size or option changed, flags first."""
    flags = [each.name for each in OPERATORS[its.operator].parameters if each.kind == "flag"]
    stream = np.random.RandomState(0)
    cases = [*filter(askable, (fitted(case) for _, case in changed(its)))]
    cases = [cases[place] for place in stream.permutation(len(cases))]
    for case in sorted(
        cases, key=lambda case: all(case.parameters[f] == its.parameters[f] for f in flags)
    ):
        values = scattered_values(shapes_of(case), stream)
        yield next(problems_of(written(Candidate(case, values))))


def _stored_or_filled_otherwise(problem: Problem) -> Iterator[Problem]:
    """Yield the problem in other dtypes, and with other values in place of some."""
    its = candidate_of(problem)
    yield next(problems_of(written(its)))
    if not is_narrow(problem.dtype):
        layout = problem.case.layout
        yield next(problems_of(written(its, dtype="float32", layout=layout)))
        yield next(problems_of(written(its, dtype="float64", layout=layout)))
    for change in (_finite, _whole):
        arrays = {name: change(array) for name, array in its.values.items()}
        yield next(problems_of(written(Candidate(its.case, arrays))))


def _finite(array: Array) -> Array:
    return np.nan_to_num(array.astype(np.float64), nan=1.0, posinf=2.0, neginf=-2.0)


def _whole(array: Array) -> Array:
    return np.rint(_finite(array))


def changed(case: Case) -> Iterator[tuple[str, Case]]:
    """Yield the case with one option, one number along the axes, or one length of the image changed.

    What was changed comes first: the name of a parameter, or ``image``.
    """
    for each in OPERATORS[case.operator].parameters:
        value = case.parameters[each.name]
        for other in _others(each, value):
            if other != value:
                yield each.name, case.but(**{each.name: other})
    for axis, length in enumerate(case.input):
        for other in (1, 3) if axis == 0 else (length + 1, length + 2) if axis > 1 else ():
            yield "image", case.but(input=(*case.input[:axis], other, *case.input[axis + 1 :]))


def _others(parameter: Parameter, value: Value) -> Iterator[Value]:
    if parameter.kind == "flag":
        yield not value
    elif isinstance(value, tuple) and (parameter.fields or parameter.along_axes):
        kept = len(value) - parameter.rank if parameter.kind == "shape" else 0
        least = parameter.low if parameter.default is None else parameter.default
        lowest = SHORT if parameter.kind in ("shape", "taps") else (least, *SHORT)
        for number in lowest:
            yield (*value[:kept], *(int(number),) * (len(value) - kept))
        yield from (
            (*value[:at], value[at] + 1, *value[at + 1 :]) for at in range(kept, len(value))
        )
    elif not isinstance(value, tuple) and parameter.default is not None:
        yield parameter.value(parameter.default)
