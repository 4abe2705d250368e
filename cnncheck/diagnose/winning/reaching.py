"""Where windows may begin and end along one axis, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.operators.axis import Axis
    from cnncheck.operators.problem import Array

    Change = Callable[["Reach", Axis, Axis], "Reach"]

NOWHERE = -1
"""Stands in a table for what is no pixel."""


@dataclass(frozen=True, eq=False)
class Reach:
    """The pixels of so many windows along one axis.

    Attributes
    ----------
    starts, sizes : int arrays
        The first pixel of each window, and how many it has.
    step : int
        From one of its pixels to the next.
    length : int
        Pixels that there are.
    """

    starts: Array
    sizes: Array
    step: int
    length: int

    @cached_property
    def table(self) -> Array:
        """(windows, taps): the pixel of each, or `NOWHERE`."""
        taps = np.arange(max(int(self.sizes.max(initial=0)), 1))
        pixel = self.starts[:, None] + self.step * taps
        inside = (taps < self.sizes[:, None]) & (pixel >= 0) & (pixel < self.length)
        return np.where(inside, pixel, NOWHERE)


def reach_of(axis: Axis, count: int) -> Reach:
    """Return what the first windows of an axis have."""
    number = np.arange(count)
    if axis.spans:
        # What is beyond the last one has no pixel.
        more = [(axis.length, 0)] * max(count - len(axis.spans), 0)
        starts, sizes = np.array([*axis.spans[:count], *more]).reshape(-1, 2).T
        return Reach(starts, sizes, axis.dilation, axis.length)
    starts = axis.stride * number - axis.before
    return Reach(starts, np.full(count, axis.kernel), axis.dilation, axis.length)


@dataclass(frozen=True)
class Form:
    """A way in which windows may lie along an axis.

    Attributes
    ----------
    changes : tuple of (str, callable)
        What is otherwise, with ``{line}`` for a row or a column, and what comes of it; none for
        what is right.
    """

    changes: tuple[tuple[str, Change], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What is said of it."""
        return tuple(text for text, _ in self.changes)

    def at_edge(self) -> Form:
        """Return the form in which what leaves the image reads its last line, of those that move windows."""
        edge = CHANGES["edge"][0]
        moves = any(each in (*CHANGES["apart"], *CHANGES["place"]) for each in self.changes)
        return Form((*self.changes, edge)) if moves and edge not in self.changes else self

    def reach(self, axis: Axis, other: Axis, count: int) -> Reach:
        """Return the windows along an axis.

        Parameters
        ----------
        axis, other : Axis
            This one, and the one beside it.
        count : int
        """
        reach = reach_of(axis, count)
        for _, change in self.changes:
            reach = change(reach, axis, other)
        return reach


def _apart(step: Callable[[Axis, Axis], int]) -> Change:
    def change(reach: Reach, axis: Axis, other: Axis) -> Reach:
        number = np.arange(len(reach.starts))
        return replace(reach, starts=reach.starts + number * (step(axis, other) - axis.stride))

    return change


def _sized(size: Callable[[Axis, Axis], int]) -> Change:
    def change(reach: Reach, axis: Axis, other: Axis) -> Reach:
        return replace(reach, sizes=np.maximum(reach.sizes + size(axis, other) - axis.kernel, 0))

    return change


def _moved(by: Callable[[Axis, Axis], int]) -> Change:
    return lambda reach, axis, other: replace(reach, starts=reach.starts + by(axis, other))


def _whole(reach: Reach, axis: Axis, _: Axis) -> Reach:
    count = len(reach.starts)
    return Reach(np.zeros(count, int), np.full(count, axis.length), 1, axis.length)


def _last_alone(reach: Reach, *_: Axis) -> Reach:
    starts = reach.starts + reach.step * (reach.sizes - 1)
    return replace(reach, starts=starts, sizes=np.ones_like(reach.sizes))


def _clipped(reach: Reach, axis: Axis, _: Axis) -> Reach:
    return replace(reach, starts=np.minimum(reach.starts, axis.length - 1))


def _first_lost(reach: Reach, *_: Axis) -> Reach:
    return replace(reach, starts=reach.starts + reach.step, sizes=reach.sizes - 1)


def _to_next(reach: Reach, axis: Axis, _: Axis) -> Reach:
    number = np.arange(len(reach.starts))
    return replace(reach, sizes=np.maximum((number + 1) * axis.kernel - axis.stride * number, 0))


def _at_end(reach: Reach, axis: Axis, _: Axis) -> Reach:
    last = int(reach.starts[-1]) if len(reach.starts) else 0
    by = axis.length + axis.after - axis.span - last
    return replace(reach, starts=reach.starts + by)


def _tapped(step: Callable[[Axis, Axis], int]) -> Change:
    return lambda reach, axis, other: replace(reach, step=step(axis, other))


def _cropped(of: Callable[[Axis], int]) -> Change:
    return lambda reach, axis, _: replace(reach, length=reach.length // of(axis) * of(axis))


def _backwards(reach: Reach, *_: Axis) -> Reach:
    return replace(reach, starts=reach.starts[::-1], sizes=reach.sizes[::-1])


# fmt: off
CHANGES: dict[str, tuple[tuple[str, Change], ...]] = {
    "apart": (
        ("the windows begin at {line} {i}, whatever the stride", _apart(lambda a, _: 1)),
        ("the windows are a window's size apart along the {line}s, whatever the stride", _apart(lambda a, _: a.kernel)),
        ("the windows are as far apart along the {line}s as the other stride says", _apart(lambda _, b: b.stride)),
        ("the windows are one {line} more than the stride apart", _apart(lambda a, _: a.stride + 1)),
        ("the windows are one {line} less than the stride apart", _apart(lambda a, _: a.stride - 1)),
        ("the windows are twice the stride apart along the {line}s", _apart(lambda a, _: 2 * a.stride)),
        ("the windows are the square of the stride apart along the {line}s", _apart(lambda a, _: a.stride**2)),
        ("all windows begin at the same {line}", _apart(lambda a, _: 0)),
        ("the windows are taken from the last {line} of them to the first", _backwards),
    ),
    "size": (
        ("the windows lack their last {line}", _sized(lambda a, _: a.kernel - 1)),
        ("the windows lack their first {line}", _first_lost),
        ("the windows have one {line} too many, behind their last", _sized(lambda a, _: a.kernel + 1)),
        ("only the first {line} of each window is read", _sized(lambda a, _: 1)),
        ("the windows have as many {line}s as the stride says", _sized(lambda a, _: a.stride)),
        ("the windows have as many {line}s as the other side of the window", _sized(lambda _, b: b.kernel)),
        ("a window ends one window's size after the end of the one before along the {line}s, and not after its own beginning", _to_next),
        ("the windows lack their last two {line}s", _sized(lambda a, _: a.kernel - 2)),
        ("the windows have one {line} more than half of their {line}s", _sized(lambda a, _: a.kernel // 2 + 1)),
        ("the windows have half of their {line}s", _sized(lambda a, _: a.kernel // 2)),
        ("the windows reach over all {line}s", _whole),
        ("only the last {line} of each window is read", _last_alone),
    ),
    "place": (
        ("the windows begin one {line} too late", _moved(lambda a, _: 1)),
        ("the windows begin one {line} too early", _moved(lambda a, _: -1)),
        ("the windows begin a window's size less one too late along the {line}s", _moved(lambda a, _: a.kernel - 1)),
        ("the windows begin half a window too early along the {line}s", _moved(lambda a, _: -(a.kernel // 2))),
        ("the windows end with the last {line}", _at_end),
    ),
    "taps": (
        ("the {line}s of a window are a stride apart", _tapped(lambda a, _: a.stride)),
        ("the {line}s of a window are next to one another, whatever the dilation", _tapped(lambda a, _: 1)),
        ("the {line}s of a window are as far apart as the other dilation says", _tapped(lambda _, b: b.dilation)),
    ),
    "crop": (
        ("the {line}s behind the last whole multiple of the window's size are not read", _cropped(lambda a: a.kernel)),
        ("the {line}s behind the last whole multiple of the stride are not read", _cropped(lambda a: a.stride)),
    ),
    "edge": (
        ("where that leaves the image, its last {line} is read", _clipped),
    ),
}
"""What may be otherwise along an axis, by kinds of which each stands once in a form."""
# fmt: on

RIGHT = Form()


def forms() -> Iterator[Form]:
    """Yield the right form, those with one thing otherwise, and those with two."""
    yield RIGHT
    for some in CHANGES.values():
        yield from (Form((each,)) for each in some)
    for one, two in combinations(CHANGES.values(), 2):
        yield from (Form((first, second)) for first in one for second in two)


FORMS = tuple(forms())


def neighbours(axes: Sequence[Axis]) -> list[Axis]:
    """Return the axis beside each: the next one, or the first beside the last."""
    return [axes[(number + 1) % len(axes)] for number in range(len(axes))]
