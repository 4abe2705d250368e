"""All products that are due in a problem, each with its loop indices and the elements that it has.

What is said of products holds for pixels that are moved or averaged, too: those are products of a
single array, taken times a number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.recovering.describable import table_of
from cnncheck.diagnose.recovering.letters import Letters, has_filters, has_taps, letters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.diagnose.observing.atoms import Table
    from cnncheck.operators.axis import Axis
    from cnncheck.operators.problem import Array, Problem

OUTSIDE = -1
"""The element of an image that a tap in the padding has."""


def flattened(places: Sequence[Array], shape: Sequence[int]) -> Array:
    """Return where in the flattened array elements are, `OUTSIDE` where there are none."""
    flat, inside = np.zeros(1, np.int64), np.ones(1, np.bool_)
    for place, length in zip(places, shape, strict=True):
        flat = flat * length + place
        inside = inside & (place >= 0) & (place < length)
    return np.where(inside, flat, OUTSIDE)


@dataclass(frozen=True, eq=False)
class Part:
    """Which elements of one array the products have.

    Attributes
    ----------
    name : str
        ``W``, or ``dW`` where it is the result.
    shape : tuple of int
    letters : str
        One for each of its axes.
    places : tuple of int arrays
        By axis, the index of each product's element.
    """

    name: str
    shape: tuple[int, ...]
    letters: str
    places: tuple[Array, ...]

    @property
    def size(self) -> int:
        """How many elements it has."""
        return math.prod(self.shape)

    @cached_property
    def flat(self) -> Array:
        """Where in the flattened array the elements are, or `OUTSIDE`."""
        return flattened(self.places, self.shape)


@dataclass(frozen=True, eq=False)
class Products:
    """All products of a problem, those of taps in the padding included.

    Attributes
    ----------
    problem : Problem
    words : Letters
    indices : dict of str to int array
        By letter.
    parts : tuple of Part
        The arrays that the result is linear in; the result comes last.
    """

    problem: Problem
    words: Letters
    indices: dict[str, Array]
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return len(self.indices["n"])

    @property
    def result(self) -> Part:
        """The result's part."""
        return self.parts[-1]

    @cached_property
    def due(self) -> Array:
        """Which products there are: those that have an element of every array."""
        there = [part.flat != OUTSIDE for part in self.parts]
        return np.asarray(np.logical_and.reduce(there))

    @cached_property
    def factor(self) -> Array:
        """What products are taken times: 1, or one by how many pixels an average is of."""
        problem = self.problem
        if has_filters(problem) or not problem.depth:
            return np.ones(len(self))
        return np.asarray(1 / self.divisor)

    @cached_property
    def divisor(self) -> Array:
        """How many pixels the average of each product's window is of."""
        its, windows = self.problem.reduction, self.problem.windows
        if its.divisor:
            return np.full(len(self), its.divisor, np.intp)
        counts = windows.divisor(count_padding=its.count_padding)
        return np.asarray(counts[tuple(self.indices[each] for each in self.words.windows)])

    @property
    def lengths(self) -> dict[str, int]:
        """By letter, how many values an index has."""
        return {each: self.all_lengths[each] for each in self.indices}

    @cached_property
    def all_lengths(self) -> dict[str, int]:
        """The same, with those of letters that there are no products of."""
        words, axes = self.words, self.problem.windows.axes
        found = dict(zip(words.windows, (axis.count for axis in axes), strict=True))
        found |= zip(words.taps, (axis.kernel for axis in axes), strict=True)
        found |= zip(words.pixels, (axis.length for axis in axes), strict=True)
        for part in self.parts:
            leading = len(part.letters) - len(axes)  # the others may be of a smaller gradient
            found |= zip(part.letters[:leading], part.shape[:leading], strict=True)
        if self.problem.result == "db":
            found[self.result.letters] = self.problem.out_shape[0]  # it has no other axis
        return found

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Steps and paddings of the windows by their names, ``sh``."""
        found: dict[str, int] = {}
        for step, axis in zip(self.words.steps, self.problem.windows.axes, strict=True):
            found |= {f"s{step}": axis.stride, f"d{step}": axis.dilation}
            found |= {f"p{step}": axis.before, f"q{step}": axis.after}
        return found

    @cached_property
    def table(self) -> Table:
        """What there is to say of the products."""
        return table_of(self)

    def some(self, which: Array) -> Products:
        """Return some of the products alone."""

        def of(part: Part) -> Part:
            return replace(part, places=tuple(place[which] for place in part.places))

        indices = {letter: values[which] for letter, values in self.indices.items()}
        return replace(self, indices=indices, parts=tuple(map(of, self.parts)))


@lru_cache(maxsize=32)
def products_of(problem: Problem) -> Products:
    """Return all products of a problem whose result is linear in some arrays.

    Parameters
    ----------
    problem : Problem
    """
    words = letters_of(problem)
    shapes = {name: array.shape for name, array in problem.arrays.items()}
    shapes[problem.result] = problem.out_shape
    if problem.result == "db":
        indices, places = _of_bias(problem, words)
    else:
        indices, places = _of_windows(problem, words, shapes)
    names = (*problem.linear, problem.result)
    parts = tuple(Part(name, shapes[name], *places[name]) for name in names)
    return Products(problem, words, indices, parts)


Places = dict[str, tuple[str, tuple["Array", ...]]]


def _of_bias(problem: Problem, words: Letters) -> tuple[dict[str, Array], Places]:
    """Every element of the gradient is added up."""
    lines = words.pixels if problem.roles[0] == "out_grad" else words.windows
    grid = [each.ravel() for each in np.indices(problem.arrays["out_grad"].shape)]
    letters = "nf" + lines
    indices = dict(zip(letters, grid, strict=True))
    return indices, {"out_grad": (letters, tuple(grid)), "db": ("f", (grid[1],))}


def _of_windows(
    problem: Problem, words: Letters, shapes: dict[str, tuple[int, ...]]
) -> tuple[dict[str, Array], Places]:
    """Every window has a product for each of its taps, and for each filter's channel."""
    axes, filters = problem.windows.axes, has_filters(problem)
    rank, (read, windowed) = len(axes), problem.roles
    N = next(shape[0] for name, shape in shapes.items() if name not in ("W", "dW", "b"))
    outer = problem.case.input[1]
    inner, groups = outer, 1
    if filters:
        outer, inner = next(shapes[name][:2] for name in ("W", "dW") if name in shapes)
        channels = next(shapes[name][1] for name in _names(read) if name in shapes)
        groups = channels // inner
    carried = next((shapes[name][2:] for name in _names(windowed) if name in shapes), None)
    counts = [N, outer, *([inner] if filters else [])]
    counts += carried or [axis.count for axis in axes]
    grid = [each.ravel() for each in np.indices([*counts, *(axis.kernel for axis in axes)])]
    n, f, rest = grid[0], grid[1], grid[2:]
    c = rest.pop(0) if filters else f
    windows, taps = rest[:rank], rest[rank:]
    pixels = [_pixel(axis, o, k) for axis, o, k in zip(axes, windows, taps, strict=True)]
    channel = f // (outer // groups) * inner + c if groups > 1 else c
    indices = {"n": n, words.outer: f, words.inner: c}
    indices |= zip(words.windows, windows, strict=True)
    if filters or has_taps(problem):
        indices |= zip(words.taps, taps, strict=True)
    indices |= zip(words.pixels, pixels, strict=True)
    image = "n" + words.inner + words.pixels, (n, channel, *pixels)
    of_windows = "n" + words.outer + words.windows, (n, f, *windows)
    weights = words.outer + words.inner + words.taps, (f, c, *taps)
    places = dict.fromkeys(("W", "dW"), weights)
    places |= dict.fromkeys(_names(read), image) | dict.fromkeys(_names(windowed), of_windows)
    return indices, places


def _names(array: str) -> tuple[str, str]:
    """Return what an array is called, and what it is called where it is the result."""
    return (array, "dX" if array == "X" else "out")


def _pixel(axis: Axis, window: Array, tap: Array) -> Array:
    pixel = np.where(axis.has(window, tap), axis.bordered(axis.pixel(window, tap)), OUTSIDE)
    return np.where(axis.holds(pixel), pixel, OUTSIDE)
