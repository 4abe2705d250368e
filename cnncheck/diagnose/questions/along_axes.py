"""Problems with the options of one that failed, which lie along other axes than there.

What fails along one axis alone is told by a condition on the other one as long as no question has such
options there: a window of several columns, and padding left and right, but nothing above and below.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.questions.further import scattered_values
from cnncheck.diagnose.small_problems.keeping import Kept
from cnncheck.diagnose.small_problems.small import (
    Candidate,
    askable,
    blank,
    fitted,
    problems_of,
    shapes_of,
    written,
)
from cnncheck.operators import OPERATORS
from cnncheck.references.definition import work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Parameter, Value
    from cnncheck.operators.problem import Problem

    Shape = tuple[int, ...]
    Numbers = dict[str, tuple[int, ...]]
    """By the names of parameters: the numbers along the axes, from the planes or the rows on."""

MOST_WORK = 10_000
"""Terms of a problem up to which there are others like it."""

MOST_TURNED, MOST_OF_EACH = 16, 4
"""How many are put to the implementation, and how many of one problem."""


def turned(problems: Iterable[Problem], wanted: Callable[[Problem], bool]) -> list[Problem]:
    """Return problems with the options of some along other axes, or along one of them alone.

    Parameters
    ----------
    problems : iterable of Problem
        Of one pass.
    wanted : callable
        Which are of use.
    """
    found: dict[tuple[object, ...], Problem] = {}
    known = set()
    for problem in sorted(problems, key=lambda problem: problem.nbytes):
        its = (problem.pass_name, problem.case.input, tuple(problem.case.parameters.items()))
        if its in known or work(problem) > MOST_WORK:
            continue
        known.add(its)
        for each in islice(filter(wanted, _otherwise(problem.operator, *its)), MOST_OF_EACH):
            found.setdefault((each.case.input, *each.case.parameters.items()), each)
        if len(found) >= MOST_TURNED:
            break
    return [*found.values()][:MOST_TURNED]


@lru_cache(maxsize=128)
def _otherwise(
    operator: str, pass_name: str, image: Shape, parameters: tuple[tuple[str, Value], ...]
) -> Kept[Problem]:
    return Kept(_made(blank(operator, pass_name, image, dict(parameters))))


def _made(case: Case) -> Iterator[Problem]:
    stream = np.random.RandomState(0)
    for each in filter(askable, map(fitted, _turned(case))):
        values = scattered_values(shapes_of(each), stream)
        yield next(problems_of(written(Candidate(each, values))))


def _turned(case: Case) -> Iterator[Case]:
    """Yield the case with its numbers along other axes, with all of them along one, and made uneven."""
    operator = OPERATORS[case.operator]
    rank = operator.rank
    moved = [each for each in operator.parameters if _is_along(each, case.parameters[each.name])]
    if rank < 2 or not moved:
        return
    numbers: Numbers = {each.name: _numbers(case, each.name, rank) for each in moved}
    axes = range(rank)
    for order in _orders(rank):
        plain = {each.name: _plain(each) for each in moved}
        told = {
            name: tuple(plain[name] if axis is None else its[axis] for axis in order)
            for name, its in numbers.items()
        }
        lengths = case.input[2:]
        image = [
            lengths[at if axis is None else axis] for at, axis in zip(axes, order, strict=True)
        ]
        yield _with(case, told).but(input=(*case.input[:2], *image))
    yield from (_with(case, told) for told in _uneven(numbers, moved))


def _orders(rank: int) -> Iterator[Sequence[int | None]]:
    """Yield from which axis each one's numbers are: from none where all is as plain as can be."""
    axes = range(rank)
    yield axes[::-1]
    for axis in axes:
        yield from ([axis if at == there else None for at in axes] for there in axes)
        yield [axis] * rank


def _uneven(numbers: Numbers, moved: Sequence[Parameter]) -> Iterator[Numbers]:
    """Yield one parameter's numbers made the same along all axes, and another's made to differ."""
    for name, its in numbers.items():
        if len({*its}) == 1:
            continue
        for each in moved:
            other = numbers[each.name]
            if each.name == name or each.pads or each.paired:
                continue
            for at in range(len(other)):
                differing = (*other[:at], other[at] + 1, *other[at + 1 :])
                yield {name: (min(its),) * len(its), each.name: differing}


def _is_along(parameter: Parameter, value: Value) -> bool:
    return isinstance(value, tuple) and bool(parameter.fields or parameter.along_axes)


def _numbers(case: Case, name: str, rank: int) -> tuple[int, ...]:
    value = case.parameters[name]
    return value[-rank:] if isinstance(value, tuple) else ()


def _plain(parameter: Parameter) -> int:
    if parameter.kind in ("shape", "taps"):
        return 1
    return int(parameter.low if parameter.default is None else parameter.default)


def _with(case: Case, numbers: Numbers) -> Case:
    told: dict[str, Value] = {}
    for name, its in numbers.items():
        value = case.parameters[name]
        front = value[: -len(its)] if isinstance(value, tuple) else ()
        told[name] = (*front, *its)
    return case.but(**told)
