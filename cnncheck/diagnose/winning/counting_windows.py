"""How many windows code may think there are along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.diagnose.winning.reaching import neighbours

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.operators.axis import Axis

    Count = Callable[[Axis, Axis], int]


def _regular(length: int, kernel: int, stride: int) -> int:
    return (length - kernel) // max(stride, 1) + 1


def _up(axis: Axis) -> int:
    return -(-(axis.padded - axis.span) // axis.stride) + 1


# fmt: off
COUNTS: tuple[tuple[str, Count], ...] = (
    ("", lambda a, _: a.count),
    ("is one too small", lambda a, _: a.count - 1),
    ("is one too large", lambda a, _: a.count + 1),
    ("is that of the other direction", lambda _, b: b.count),
    ("is rounded up", lambda a, _: _up(a)),
    ("is the image's divided by the stride", lambda a, _: a.padded // a.stride),
    ("is the image's divided by the stride, rounded up", lambda a, _: -(-a.padded // a.stride)),
    ("is the image's divided by the window's size", lambda a, _: a.padded // a.kernel),
    ("is (length - window + 1) / stride", lambda a, _: (a.padded - a.span + 1) // a.stride),
    ("is that of windows one pixel apart", lambda a, _: _regular(a.padded, a.span, 1)),
    ("is that of windows side by side", lambda a, _: _regular(a.padded, a.span, a.kernel)),
    ("is computed without the padding", lambda a, _: _regular(a.length, a.span, a.stride)),
    ("is computed with the other stride", lambda a, b: _regular(a.padded, a.span, b.stride)),
    ("is computed with the other side of the window", lambda a, b: _regular(a.padded, b.span, a.stride)),
    ("is computed from the other length of the image", lambda a, b: _regular(b.padded, a.span, a.stride)),
    ("is that of an image cut to a multiple of the window's size", lambda a, _: _regular(a.padded // a.kernel * a.kernel, a.span, a.stride)),
    ("is that of an image cut so, and of windows side by side", lambda a, _: _regular(a.padded // a.kernel * a.kernel, a.span, a.kernel)),
    ("is that of windows from a window's size less one on", lambda a, _: -(-(a.padded - 2 * a.kernel + 2) // a.stride)),
)
"""What may be said of a number of lines of the result, and what it is; what is right first."""
# fmt: on


def counted(seen: Sequence[tuple[Sequence[Axis], Sequence[int]]]) -> list[list[int]]:
    """Return for each axis by which of these its windows may have been counted.

    Parameters
    ----------
    seen : sequence of (sequence of Axis, sequence of int)
        Of several problems, and how many windows there were.
    """
    rank = len(seen[0][0])
    found = [
        [
            number
            for number, (_, count) in enumerate(COUNTS)
            if all(
                max(count(axes[axis], neighbours(axes)[axis]), 0) == given[axis]
                for axes, given in seen
            )
        ][:3]
        for axis in range(rank)
    ]
    # What is right for all is not counted otherwise.
    return [[0] if 0 in some else some for some in found]


def windows_of(axes: Sequence[Axis], counts: Sequence[int]) -> tuple[int, ...]:
    """Return how many windows there are where they are counted so."""
    each = zip(counts, axes, neighbours(axes), strict=True)
    return tuple(max(COUNTS[number][1](axis, other), 0) for number, axis, other in each)
