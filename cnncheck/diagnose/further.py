"""Further questions to code whose answers no single fault explains.

The shipped cases show everything at once. These questions come in two kinds: those in which all is 1
but one or two things, so that a fault stands alone, and those in which all lengths are different, so
that no two faults look alike. Their values are small integers of both signs, all different.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.diagnose.observation import observe
from cnncheck.diagnose.small import Candidate, askable, blank, problems_of, shapes_of, written
from cnncheck.operators import OPERATORS
from cnncheck.operators.parameter import spatial_axes
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observation import Observation
    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Value
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]
    Sizes = Mapping[str, Value]

LOW, HIGH = -40, 40
"""Of the values; where there are more elements than that, some are alike."""

ALONE: tuple[Sizes, ...] = (
    {"N": 3},
    {"C": 3},
    {"F": 3},
    {"N": 3, "W": 2},
    {"C": 3, "W": 2},
    {"F": 3, "W": 2},
    {"H": 4},
    {"W": 4},
    {"H": 5, "KH": 2, "window": 2, "W": 2},
    {"W": 5, "KW": 2, "window": 2, "H": 2},
    {"H": 7, "KH": 3, "stride": (2, 1), "window": 1},
    {"W": 7, "KW": 3, "stride": (1, 2), "window": 1},
    {"H": 8, "KH": 2, "stride": (3, 1), "W": 3, "window": 2},
    {"W": 8, "KW": 2, "stride": (1, 3), "H": 3, "window": 2},
    {"H": 6, "W": 6, "KH": 2, "KW": 2, "stride": (3, 3), "window": 2},
    {"H": 2, "padding": (1, 0)},
    {"W": 2, "padding": (0, 1)},
    {"H": 4, "W": 6, "KH": 2, "KW": 3, "window": 2},
    {"H": 6, "W": 4, "KH": 3, "KW": 2, "window": 3},
)
"""Problems in which all is 1 but what is named."""

TOGETHER: tuple[Sizes, ...] = (
    {"N": 2, "C": 3, "F": 4, "H": 5, "W": 7, "KH": 2, "KW": 3, "stride": (1, 2), "padding": (1, 2), "window": 2},
    {"N": 3, "C": 2, "F": 3, "H": 9, "W": 6, "KH": 4, "KW": 2, "stride": (2, 3), "padding": (2, 0), "window": 3},
    {"N": 3, "C": 1, "F": 2, "H": 6, "W": 5, "KH": 3, "KW": 2, "stride": (3, 1), "window": 2},
    {"N": 2, "C": 2, "F": 2, "H": 7, "W": 7, "KH": 3, "KW": 3, "stride": (2, 2), "window": 4},
    {"N": 4, "C": 5, "F": 3, "H": 4, "W": 9, "KH": 1, "KW": 4, "stride": (1, 1), "padding": (0, 1), "window": 3},
)  # fmt: skip
"""Problems in which the lengths are different."""


def further(problem: Problem, ask: Ask) -> list[Observation]:
    """Ask further questions about a pass, and return what came of them.

    Parameters
    ----------
    problem : Problem
        Of the pass.
    ask : callable
        Puts a problem to the implementation.
    """
    asked = [next(problems_of(case)) for case in _cases(problem)]
    replies = [ask(each) for each in asked]
    return [_observed(each, reply) for each, reply in zip(asked, replies, strict=True)]


def scattered(problem: Problem, count: int) -> Iterator[Problem]:
    """Yield small problems of a pass with sizes and options of all kinds.

    Parameters
    ----------
    problem : Problem
        Of the pass.
    count : int
        How many sizes are tried; those that cannot be asked about are left out.
    """
    stream, rank = np.random.RandomState(count), OPERATORS[problem.operator].rank
    for _ in range(count):
        kernel, axes = spatial_axes(rank, "K"), spatial_axes(rank)
        several = {name: int(stream.randint(1, 5)) for name in ("N", "C", "F", *kernel, "window")}
        image = {name: int(stream.randint(1, 10)) for name in axes}
        stride = tuple(int(stream.randint(1, 5)) for _ in axes)
        padding = tuple(int(stream.randint(3)) for _ in axes)
        case = _case(problem, {**several, **image, "stride": stride, "padding": padding})
        if askable(case):
            yield next(problems_of(written(Candidate(case, _values(shapes_of(case), stream)))))


def asked_of(problem: Problem, ask: Ask) -> Observation:
    """Put one problem to the implementation, and return what came of it."""
    return _observed(problem, ask(problem))


def _observed(problem: Problem, reply: Reply) -> Observation:
    truth = DefinitionReference().answer(problem)
    return observe(problem, reply, truth.value, allowed_difference(problem.case, problem, truth).at)


def _cases(problem: Problem) -> Iterator[Case]:
    rank = OPERATORS[problem.operator].rank
    for number, sizes in enumerate((*ALONE, *TOGETHER)):
        case = _case(problem, _of_rank(sizes, rank))
        if askable(case):
            shapes = shapes_of(case)
            yield written(Candidate(case, _values(shapes, np.random.RandomState(number))))


def _of_rank(sizes: Sizes, rank: int) -> Sizes:
    """Return sizes for images of another rank: of their columns alone, or of some planes of them."""
    if rank == 2:
        return sizes
    told: dict[str, Value] = {}
    for name, value in sizes.items():
        if isinstance(value, tuple):
            told[name] = (1, *value)[-rank:]
        elif rank == 3 or name not in ("H", "KH"):
            told[{"W": "L", "KW": "K"}.get(name, name) if rank == 1 else name] = value
    return told if rank == 1 else {"D": 1 + len(told) % 3, "KD": 1 + len(told) // 4 % 2, **told}


def _case(problem: Problem, sizes: Sizes) -> Case:
    operator = OPERATORS[problem.operator]
    backward = bool(operator.passes[problem.pass_name].gradient)
    told: dict[str, Value] = {}
    for each in operator.parameters:
        if each.kind == "shape":
            told[each.name] = tuple(_number(sizes, entry) for entry in each.entries)
        elif each.rare:
            told[each.name] = each.value(None)
        elif each.name in sizes and not (backward and not each.low):
            number = sizes[each.name]
            assert not isinstance(number, bool | str)
            told[each.name] = each.value(number)
        else:  # the padding of a backward pass is X's own
            told[each.name] = each.value(each.low if each.default is None else each.default)
        if each.alike and isinstance(value := told[each.name], tuple):
            told[each.name] = (max(value),) * len(value)
    image = tuple(_number(sizes, letter) for letter in ("N", "C", *spatial_axes(operator.rank)))
    return blank(problem.operator, problem.pass_name, image, told)


def _number(sizes: Sizes, letter: str) -> int:
    number = sizes.get(letter, 1)
    assert isinstance(number, int)
    return number


def _values(
    shapes: Mapping[str, tuple[int, ...]], stream: np.random.RandomState
) -> dict[str, Array]:
    numbers = np.array([n for n in range(LOW, HIGH + 1) if n])
    return {
        name: np.resize(stream.permutation(numbers), math.prod(shape)).reshape(shape) * 1.0
        for name, shape in shapes.items()
    }
