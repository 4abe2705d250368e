"""Further questions to code whose answers no single fault explains.

The shipped cases show everything at once. These questions come in two kinds: those in which all is 1
but one or two things, so that a fault stands alone, and those in which all lengths are different, so
that no two faults look alike. Their values are small integers of both signs, all different.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.diagnose.observing.observation import observe
from cnncheck.diagnose.small_problems.small import (
    Candidate,
    askable,
    blank,
    problems_of,
    shapes_of,
    written,
)
from cnncheck.operators import OPERATORS
from cnncheck.operators.axis import Axis
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Parameter, Value
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

LOW, HIGH = -40, 40
"""Of the values; where there are more elements than that, some are alike."""

ONE = Axis(1, 1)
"""An axis of a single pixel."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a problem: all is 1 but what is said.

    Attributes
    ----------
    N, C, F : int
    h, w, d : Axis
        Of the rows, of the columns, and of the planes where there are any.
    side : int
        Of a window that is the same along all axes.
    """

    N: int = 1
    C: int = 1
    F: int = 1
    h: Axis = ONE
    w: Axis = ONE
    d: Axis = ONE
    side: int = 1

    def axes(self, rank: int) -> tuple[Axis, ...]:
        """Return those of images of a rank; a sequence has columns alone."""
        return (self.d, self.h, self.w)[-rank:]

    def told(self, parameter: Parameter) -> Value:
        """Return what a parameter is, of an operator of its rank."""
        axes = self.axes(parameter.rank)
        if parameter.kind == "shape":
            front = [getattr(self, each[0]) for each in parameter.entries[: -len(axes)]]
            return (*front, *(axis.kernel for axis in axes))
        if parameter.alike and parameter.kind == "taps":
            return (self.side,) * len(axes)
        numbers = tuple(getattr(axis, parameter.fields[0]) for axis in axes)
        return (max(numbers),) * len(axes) if parameter.alike else numbers


ALONE = (
    Sizes(N=3),
    Sizes(F=3, C=2),
    Sizes(F=2, C=3, w=Axis(3, 3)),
    Sizes(C=3),
    Sizes(F=3),
    Sizes(N=3, w=Axis(2, 1)),
    Sizes(C=3, w=Axis(2, 1)),
    Sizes(F=3, w=Axis(2, 1)),
    Sizes(h=Axis(4, 1)),
    Sizes(w=Axis(4, 1)),
    Sizes(h=Axis(5, 2), w=Axis(2, 1), side=2),
    Sizes(h=Axis(2, 1), w=Axis(5, 2), side=2),
    Sizes(h=Axis(7, 3, 2)),
    Sizes(w=Axis(7, 3, 2)),
    Sizes(h=Axis(8, 2, 3), w=Axis(3, 1), side=2),
    Sizes(h=Axis(3, 1), w=Axis(8, 2, 3), side=2),
    Sizes(h=Axis(6, 2, 3), w=Axis(6, 2, 3), side=2),
    Sizes(h=Axis(2, 1, before=1, after=1)),
    Sizes(w=Axis(2, 1, before=1, after=1)),
    Sizes(h=Axis(4, 2), w=Axis(6, 3), side=2),
    Sizes(h=Axis(6, 3), w=Axis(4, 2), side=3),
)
"""Problems in which all is 1 but what is named."""

TOGETHER = (
    Sizes(2, 3, 4, h=Axis(5, 2, 1, 1, 1, 1), w=Axis(7, 3, 2, 1, 2, 2), side=2),
    Sizes(3, 2, 3, h=Axis(9, 4, 2, 1, 2, 2), w=Axis(6, 2, 3), side=3),
    Sizes(3, 1, 2, h=Axis(6, 3, 3), w=Axis(5, 2), side=2),
    Sizes(2, 2, 2, h=Axis(7, 3, 2), w=Axis(7, 3, 2), side=4),
    Sizes(4, 5, 3, h=Axis(4, 1), w=Axis(9, 4, 1, 1, 1, 1), side=3),
)
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
    asked = [*standing(problem.operator, problem.pass_name, padded=is_padded(problem))]
    replies = [ask(each) for each in asked]
    return [_observed(each, reply) for each, reply in zip(asked, replies, strict=True)]


def standing(operator: str, pass_name: str, *, padded: bool) -> Iterator[Problem]:
    """Yield the further questions to a pass, which are always the same.

    Parameters
    ----------
    operator, pass_name : str
    padded : bool
        Whether a backward pass is asked about images with something around them.
    """
    for number, sizes in enumerate((*ALONE, *TOGETHER)):
        planes = Axis(1 + number % 3, 1 + number // 4 % 2)
        case = case_of(operator, pass_name, padded, replace(sizes, d=planes))
        if askable(case):
            values = scattered_values(shapes_of(case), np.random.RandomState(number))
            yield next(problems_of(written(Candidate(case, values))))


def fullest(seen: Sequence[Observation]) -> Problem:
    """Return the problem of which further ones are to be like: one with padding, if there is any."""
    problems = [each.problem for each in seen]
    return next(filter(is_padded, problems), problems[0])


def is_padded(problem: Problem) -> bool:
    """Whether there is something around the image."""
    return any(axis.before for axis in problem.windows.axes)


def asked_of(problem: Problem, ask: Ask) -> Observation:
    """Put one problem to the implementation, and return what came of it."""
    return _observed(problem, ask(problem))


def _observed(problem: Problem, reply: Reply) -> Observation:
    return observe(problem, reply, *_due(problem))


@lru_cache(maxsize=256)
def _due(problem: Problem) -> tuple[Array, Array]:
    """Return the right answer, and what is allowed; most problems are asked about several times."""
    truth = DefinitionReference().answer(problem)
    return truth.value, allowed_difference(problem.case, problem, truth).at


def case_of(
    name: str, pass_name: str, padded: bool, sizes: Sizes, like: Case | None = None
) -> Case:
    """Return the case of such sizes, with the rare options of another, if it has any.

    Parameters
    ----------
    name, pass_name : str
    padded : bool
        As for `standing`.
    sizes : Sizes
    like : Case, optional
    """
    operator, groups = OPERATORS[name], like.groups if like else 1
    rare = {each.name: like.parameters[each.name] for each in like.unusual} if like else {}
    sizes = replace(sizes, F=groups * sizes.F)
    backward = bool(operator.passes[pass_name].gradient)
    told: dict[str, Value] = {}
    for each in operator.parameters:
        if each.rare:
            told[each.name] = rare.get(each.name, each.value(None))
        elif each.fields and not (backward and each.pads and not padded):
            told[each.name] = sizes.told(each)
        else:  # the padding of a backward pass is X's own
            told[each.name] = each.value(each.low if each.default is None else each.default)
    image = (sizes.N, groups * sizes.C, *(axis.length for axis in sizes.axes(operator.rank)))
    return blank(name, pass_name, image, told)


def scattered_values(
    shapes: Mapping[str, tuple[int, ...]], stream: np.random.RandomState
) -> dict[str, Array]:
    """Draw small integers for arrays of such shapes: all different, as long as there are as many."""
    numbers = np.array([n for n in range(LOW, HIGH + 1) if n])
    return {
        name: np.resize(stream.permutation(numbers), math.prod(shape)).reshape(shape) * 1.0
        for name, shape in shapes.items()
    }
