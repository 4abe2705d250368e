"""Sets of elements of a result that may be wrong alone, and what they may be instead."""

from __future__ import annotations

from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import as_real, differing
from cnncheck.faults.declaring.passes import faults_in
from cnncheck.faults.parts.lifting import is_of_images
from cnncheck.faults.parts.loops import lengths_of
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Array, Problem

    Place = Callable[[Observation], Array]

Names = tuple[str, ...]


def places(names: Names, problem: Problem) -> Iterator[tuple[str, Place, Place]]:
    """Yield sets of elements, in words to follow "only", where they are, and what of them has to be wrong.

    What is wrong from the fifth column on lies beyond the second one, too, and is no news of that.

    Parameters
    ----------
    names : tuple of str
        What an entry of each axis of the result is called.
    problem : Problem
        Of the pass.
    """
    for axis, name in enumerate(names):
        second, last = (
            _of_axis(axis, lambda n: slice(1, 2)),
            _of_axis(axis, lambda n: slice(n - 2, n - 1)),
        )
        third, beyond = (
            _of_axis(axis, lambda n: slice(2, 3)),
            _of_axis(axis, lambda n: slice(1, None)),
        )
        yield f"what is beyond the first {name}", beyond, second
        yield f"what is before the last {name}", _of_axis(axis, lambda n: slice(n - 1)), last
        yield f"what is beyond the second {name}", _of_axis(axis, lambda n: slice(2, None)), third
    for text, place in _exactly(names, problem):
        yield text, place, place


def _exactly(names: Names, problem: Problem) -> Iterator[tuple[str, Place]]:
    for axis, name in enumerate(names):
        yield f"the first {name}", _of_axis(axis, lambda n: slice(1))
        yield f"the last {name}", _of_axis(axis, lambda n: slice(-1, None))
        yield f"every second {name}", _of_axis(axis, lambda n: slice(1, None, 2))
    if len(problem.out_shape) > 3:
        yield "the last row or column", lambda seen: _edge(seen, -1)
        yield "the first row or column", lambda seen: _edge(seen, 0)
    if len(problem.out_shape) > 2:
        yield "the border", lambda seen: _edge(seen, 0) | _edge(seen, -1)
    yield "what should be negative", lambda seen: seen.truth < 0
    yield "what should be positive", lambda seen: seen.truth > 0
    yield "what should be 0", lambda seen: seen.truth == 0
    over_input = problem.roles[0] == "X"
    if problem.result == "dX" and over_input:
        slides = OPERATORS[problem.operator].steps or problem.windows.axes[0].spans
        several = "what several windows read" if slides else "what is read several times"
        yield several, lambda seen: _covering(seen.problem) > 1
        yield "what no window reads", lambda seen: _covering(seen.problem) == 0
    if problem.pass_name == "forward" and problem.multiplies and over_input:
        yield "what windows over the padding give", lambda seen: _over_padding(seen.problem)


def _of_axis(axis: int, which: Callable[[int], slice]) -> Place:
    def place(seen: Observation) -> Array:
        mask = np.zeros(seen.truth.shape, np.bool_)
        mask[(slice(None),) * axis + (which(seen.truth.shape[axis]),)] = True
        return mask

    return place


def _edge(seen: Observation, at: int) -> Array:
    mask = np.zeros(seen.truth.shape, np.bool_)
    for axis in range(2, mask.ndim):
        mask[(slice(None),) * axis + (at,)] = True
    return mask


def _covering(problem: Problem) -> Array:
    """Return (image...): by how many windows each pixel is read, of those that carry gradient."""
    axes = problem.windows.axes
    counts = problem.arrays["out_grad"].shape[2:]
    tables = (axis.table[:count] for axis, count in zip(axes, counts, strict=True))
    lines = (
        np.bincount(table[table >= 0], minlength=axis.length)
        for table, axis in zip(tables, axes, strict=True)
    )
    return np.asarray(reduce(np.multiply.outer, lines))


def _over_padding(problem: Problem) -> Array:
    lines = (np.any(axis.table < 0, axis=1) for axis in problem.windows.axes)
    return np.asarray(reduce(np.logical_or.outer, lines))


def equals(names: Names, problem: Problem) -> Iterator[tuple[str, Place]]:
    """Yield what wrong elements may be, in words to follow "is", and the array of these values.

    Parameters
    ----------
    names : tuple of str
        What an entry of each axis of the result is called.
    problem : Problem
        Of the pass.
    """
    yield "0", lambda seen: np.zeros(())
    yield "1", lambda seen: np.ones(())
    yield "the right value with the wrong sign", lambda seen: -seen.truth
    yield "NaN", lambda seen: np.full((), np.nan)
    yield "the right value plus 1", lambda seen: seen.truth + 1
    yield "the right value minus 1", lambda seen: seen.truth - 1
    yield "the right value, cut to an integer", lambda seen: np.trunc(seen.truth)
    yield "the right value without its sign", lambda seen: np.abs(seen.truth)
    yield "the right value, rounded to an integer", lambda seen: np.rint(seen.truth)
    yield "the square of the right value", lambda seen: seen.truth**2
    for array in problem.arrays:
        yield f"what {array} has there", _there(array)
    yield "the right value plus one number, the same for all of a result", _constant
    if problem.pass_name == "forward" and problem.windows.kernel and not problem.multiplies:
        for text, at in (("second largest", -2), ("third largest", -3), ("second smallest", 1)):
            yield f"the {text} value of its window", _ranked(at)
    for factor in (2, 3, 4, 0.5, 0.25):
        yield f"{factor:g} times what it should be", _times(factor)
    for axis, name in enumerate(names):
        for text, change in ALONG:
            yield text.format(name), _along(change, axis)
    yield from _scaled(problem)


ALONG: tuple[tuple[str, Callable[[Array, int], Array]], ...] = (
    ("the right value of the first {}", lambda truth, axis: truth.take([0], axis)),
    ("the right value of the last {}", lambda truth, axis: truth.take([-1], axis)),
    ("the right value of the next {}", lambda truth, axis: _moved(truth, axis, -1)),
    ("the right value of the {} before", lambda truth, axis: _moved(truth, axis, 1)),
    ("the right value of the {} as far from the other end", np.flip),
    ("the sum of the right values up to this {}", lambda truth, axis: truth.cumsum(axis)),
    ("the sum of the right values of all {}s", lambda truth, axis: truth.sum(axis, keepdims=True)),
    (
        "the mean of the right values of all {}s",
        lambda truth, axis: truth.mean(axis, keepdims=True),
    ),
    ("the largest right value of all {}s", lambda truth, axis: truth.max(axis, keepdims=True)),
)


def _there(name: str) -> Place:
    """Return the elements of an array of the result's shape; NaN where it has another."""

    def there(seen: Observation) -> Array:
        array = seen.problem.arrays[name]
        alike = array.shape == seen.truth.shape
        return array.astype(np.float64) if alike else np.full((), np.nan)

    return there


def _constant(seen: Observation) -> Array:
    """Return the right values with one number added; NaN where a single element is wrong."""
    assert seen.reply.value is not None
    off = as_real(seen.reply.value) - seen.truth
    wrong = off[differing(seen.reply.value, seen.truth, seen.allowed)]
    return seen.truth + np.median(wrong) if wrong.size > 1 else np.full((), np.nan)


def _ranked(at: int) -> Place:
    """Return the values of a rank in their windows; NaN where a window has too few elements."""

    def ranked(seen: Observation) -> Array:
        read = seen.problem.windows.read(seen.problem.arrays["X"].astype(np.float64), np.nan)
        values = np.sort(read.reshape(*seen.truth.shape, -1), axis=-1)
        few = values.shape[-1] < max(-at, at + 1)
        return np.full(seen.truth.shape, np.nan) if few else values[..., at]

    return ranked


def _times(factor: float) -> Place:
    return lambda seen: np.asarray(seen.truth * factor)


def _along(change: Callable[[Array, int], Array], axis: int) -> Place:
    return lambda seen: change(seen.truth, axis)


def _scaled(problem: Problem) -> Iterator[tuple[str, Place]]:
    its = faults_in(problem.operator, problem.pass_name)
    if its is None or not is_of_images(OPERATORS[problem.operator]):
        return
    loops = its.loops
    for size in (1, 2, 3):
        for some in combinations(loops, size):
            letters = "".join(each.letter for each in some)
            told = " times ".join(f"the number of {each.several}" for each in some)
            yield f"the right value divided by {told}", _counted(letters, -1)
            yield f"the right value times {told}", _counted(letters, 1)


def _counted(letters: str, power: int) -> Place:
    def counted(seen: Observation) -> Array:
        return np.asarray(seen.truth * float(_count(seen, letters)) ** power)

    return counted


def _count(seen: Observation, letters: str) -> int:
    return int(np.prod(lengths_of(seen.problem, letters)))


def _moved(array: Array, axis: int, by: int) -> Array:
    """Return the neighbour of each element; NaN where there is none."""
    moved = np.roll(array, by, axis)
    gone = (slice(None),) * axis + (slice(by) if by > 0 else slice(by, None),)
    moved[gone] = np.nan
    return moved
