"""Large problems made thin: a random sum of slices of an answer is the answer to a small problem.

The outputs of F filters, added up with random factors, are the output of the filters added up with
the same factors (Freivalds 1977). So is it along every axis that an answer has from one of its
arrays alone: images, filters, and in the gradient of the input its channels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.operators.base import CHANNELS
from cnncheck.operators.case import Tolerance
from cnncheck.operators.problem import Problem
from cnncheck.operators.registry import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array

IMAGES, FILTERS = "N", "F"

LARGEST_SUM = 2**53
"""Below it every sum of whole numbers is exact in float64."""

LARGEST_FACTOR = 2**20

LEAST = 4
"""Slices that become one at least: three small answers take the place of a large one."""


@dataclass(frozen=True, slots=True)
class Slices:
    """An axis along which an answer is added up.

    Attributes
    ----------
    letter : str
        ``N``, ``F`` or ``C``.
    axis : int
        Of the answer.
    count, groups : int
        How many slices there are, and how many sums of them are left.
    """

    letter: str
    axis: int
    count: int
    groups: int

    @property
    def each(self) -> int:
        """How many slices are added up to one."""
        return self.count // self.groups

    def summed(self, array: Array, axis: int, factors: Array) -> Array:
        """Add an array up along the axis of the slices."""
        parts = np.split(np.asarray(array, np.float64), self.groups, axis)
        each = [np.tensordot(some, part, (0, axis)) for some, part in zip(factors, parts)]  # noqa: B905
        return np.stack(each, axis)

    def of_each_group(self, W: Array, factors: Array) -> Array:
        """Add up the channels of a filter, which are those of its group alone."""
        parts = np.split(np.asarray(W, np.float64), self.groups)
        each = [np.tensordot(part, some, (1, 0)) for some, part in zip(factors, parts)]  # noqa: B905
        return np.concatenate(each)[:, None]


@dataclass(frozen=True, eq=False)
class Thinned:
    """Problems of random sums, by which an answer to a larger problem can be checked.

    Attributes
    ----------
    whole : Problem
        The larger one.
    problem : Problem
        Of the sums, in float64.
    magnitude : Problem
        The same of absolute values: the magnitude of its answer bounds rounding.
    slices : Slices
    factors : (groups, slices of each) float64 array
        Whole numbers where sums with them are exact.
    """

    whole: Problem
    problem: Problem
    magnitude: Problem
    slices: Slices
    factors: Array

    def sums(self, answer: Array) -> Array:
        """Return the random sums of an answer to the larger problem."""
        return self.slices.summed(answer, self.slices.axis, self.factors)

    def along(self, of_slices: Array) -> Array:
        """Return one number for each group so that it stands along the axis of the sums."""
        axes = range(len(self.problem.out_shape))
        return of_slices.reshape([-1 if axis == self.slices.axis else 1 for axis in axes])


def can_be_thinned(problem: Problem) -> bool:
    """Whether random sums of the problem's answer are the answer to a smaller one."""
    return any(each.each >= LEAST for each in _axes(problem))


def has_sums(problem: Problem) -> bool:
    """Whether random sums of the problem's answer are the answer to another one, as large perhaps."""
    return any(each.count for each in _axes(problem))


def thinned(problem: Problem, chance: np.random.Generator) -> Thinned:
    """Return the smallest problem of random sums.

    Parameters
    ----------
    problem : Problem
        One that `has_sums`.
    chance : numpy.random.Generator
        Draws the factors.
    """
    slices = max(_axes(problem), key=lambda each: each.each)
    factors = _factors(problem, slices, chance)
    sums = _of_sums(problem, slices, factors)
    sizes = {name: np.abs(array) for name, array in problem.arrays.items()}
    of_sizes = replace(problem, arguments={**problem.arguments, **sizes})
    magnitude = replace(_of_sums(of_sizes, slices, np.abs(factors)), exact=False)
    return Thinned(problem, sums, magnitude, slices, factors)


def _axes(problem: Problem) -> Iterator[Slices]:
    """Yield the axes that the answer has from one array alone."""
    if problem.picks or problem.constant:
        return
    letters, groups = _letters(problem), _groups(problem)
    for axis, letter in enumerate(letters[problem.result.removeprefix("d")]):
        holders = [name for name in problem.linear if letter in letters[name]]
        count = problem.out_shape[axis]
        lengths = [problem.arrays[name].shape[letters[name].find(letter)] for name in holders]
        # What different groups read does not add up in the gradient of a filter, which all share.
        if len(holders) == 1 and lengths[0] <= count:
            yield Slices(letter, axis, count, 1 if letter == IMAGES else groups)


def _groups(problem: Problem) -> int:
    return int(problem.arguments.get("groups") or 1)  # type: ignore[arg-type]


def _letters(problem: Problem) -> dict[str, str]:
    """Return the leading axes of each array: N C of images, N F of outputs, F C of a filter."""
    told = {
        each.array: "".join(entry[0] for entry in each.entries if entry[0] in FILTERS + CHANNELS)
        for each in problem.parameters
        if each.array
    }
    made = IMAGES + (FILTERS if FILTERS in "".join(told.values()) else CHANNELS)
    return {**told, "X": IMAGES + CHANNELS, "out": made, "out_grad": made}


def _factors(problem: Problem, slices: Slices, chance: np.random.Generator) -> Array:
    """Draw factors: whole numbers, none of them 0, where sums with them are exact."""
    shape = (slices.groups, slices.each)
    factors: Array = chance.uniform(-1, 1, shape)
    told = {name: problem.arrays[name] for name in (*problem.linear, *problem.added)}
    if problem.exact and all(bool((each == np.rint(each)).all()) for each in told.values()):
        sizes = {name: math.ceil(np.abs(each).max(initial=1)) for name, each in told.items()}
        largest = max(problem.depth, 1) * math.prod(sizes[name] for name in problem.linear)
        largest += sum(sizes[name] for name in problem.added)
        most = min(LARGEST_SUM // (largest * slices.each), LARGEST_FACTOR)
        if most > 1:
            factors = chance.integers(1, most, shape, endpoint=True) * np.sign(factors)
    return factors


def _of_sums(problem: Problem, slices: Slices, factors: Array) -> Problem:
    """Return the problem whose answer is the sum of the problem's answers."""
    letters, case = _letters(problem), _thin_case(problem, slices)
    shapes = OPERATORS[case.operator].shapes(case)
    arrays: dict[str, Array] = {}
    for name, array in problem.arrays.items():
        at = letters[name].find(slices.letter)
        if name in problem.linear or name in problem.added:
            if at < 0:
                # An image more has the bias once more; other factors are the same for all slices.
                times = factors.sum() if name in problem.added else 1.0
                arrays[name] = times * array.astype(np.float64)
            elif array.shape[at] == slices.count:
                arrays[name] = slices.summed(array, at, factors)
            else:
                arrays[name] = slices.of_each_group(array, factors)
        else:
            arrays[name] = np.zeros(shapes[name])
    return Problem(case, problem.pass_name, {**problem.arguments, **arrays}, exact=True)


def _thin_case(problem: Problem, slices: Slices) -> Case:
    """Return the case that has the shapes of sums."""
    case, letters = problem.case, _letters(problem)

    def thin(shape: Any, letters: str) -> Any:
        at = letters.find(slices.letter)
        if shape is None or at < 0:
            return shape
        left = slices.groups if shape[at] == slices.count else 1  # of a filter that is a group's
        return (*shape[:at], left, *shape[at + 1 :])

    filters = {
        each.name: thin(case.parameters[each.name], letters[each.array])
        for each in problem.parameters
        if each.array and isinstance(case.parameters[each.name], tuple)
    }
    return case.but(
        input=thin(case.input, letters["X"]),
        parameters={**case.parameters, **filters},
        out_grad=replace(case.out_grad, shape=thin(case.out_grad.shape, letters["out_grad"])),
        dtype="float64",
        tolerance=Tolerance(),
        expect=None,
        values=None,
    )
