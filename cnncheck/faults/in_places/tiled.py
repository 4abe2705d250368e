"""Faults of how an image becomes columns: by index arrays (im2col), or by a view with steps in memory.

What windows read is laid out as tiles, one beside the other, of which each is a window: so a wrong
place is a change of the image, whatever is computed of it then.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.table import about, kernel
from cnncheck.faults.declaring.table import plan as plan_row
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.kernels import padded
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

    Grid = tuple[Array, Array, Array, Array, Array]
    """Channel, row and column of windows, row and column of the kernel: c, i, j, k, l."""
    Pixels = Callable[[Plan], tuple[Array, Array, Array]]
    """Channels, and rows and columns of the padded image, along the axes c, i, k, j, l."""
    Steps = tuple[int, int, int, int, int, int]
    """In memory from image to image, n, and along the axes of `Grid`."""

COLUMNS = (
    "Entry r of a window is of channel r // (KH * KW), and in it tap (r // KW % KH, r % KW): "
    "print the index arrays for C = 2 and a kernel of 2x3."
)
VIEW = "A view has six steps: of images, channels, rows and columns of windows, and of those two in a window."

MOST = 400_000
"""Elements of what windows read, at most."""


# --- by index arrays ---------------------------------------------------------------------------


def _row(plan: Plan, at: Grid) -> Array:
    c, _, _, k, l = at
    return (c * plan.h.kernel + k) * plan.w.kernel + l


def _column(plan: Plan, at: Grid) -> Array:
    return at[1] * plan.w.count + at[2]


PLACES: dict[str, tuple[str, int, Callable[[Plan, Array], Array]]] = {
    "channel-tiled": ("is of channel r % C, not r // (KH * KW)", 0, lambda plan, r: r % plan.X.shape[1]),
    "tap-row-tiled": ("is of row r % KH of the kernel, not r // KW % KH", 3, lambda plan, r: r % plan.h.kernel),
    "tap-row-repeated": ("is of row r // (C * KW) of the kernel, not r // KW % KH", 3,
        lambda plan, r: r // (plan.X.shape[1] * plan.w.kernel)),
    "tap-column-repeated": ("is of column r // KH % KW of the kernel, not r % KW", 4,
        lambda plan, r: r // plan.h.kernel % plan.w.kernel),
    "tap-column-repeated-throughout": ("is of column r // (C * KH) of the kernel, not r % KW", 4,
        lambda plan, r: r // (plan.X.shape[1] * plan.h.kernel)),
    "window-row-tiled": ("is in row p % OH of windows, not p // OW", 1, lambda plan, p: p % plan.h.count),
    "window-column-repeated": ("is in column p // OH of windows, not p % OW", 2, lambda plan, p: p // plan.h.count),
}  # fmt: skip
"""Where entry r of what a window reads is, or window p; of which axis of `Grid` that is, and how it is counted."""


def _misread(axis: int, count: Callable[[Plan, Array], Array]) -> Callable[[Plan, Grid], Grid]:
    def places(plan: Plan, at: Grid) -> Grid:
        number = (_column if axis in (1, 2) else _row)(plan, at)
        c, i, j, k, l = (
            count(plan, number) if place == axis else each for place, each in enumerate(at)
        )
        return c, i, j, k, l

    return places


def column_faults(*, sends: bool) -> Iterator[Row]:
    """Yield the faults of index arrays that count with ``np.tile`` for ``np.repeat``, or the other way round.

    Parameters
    ----------
    sends : bool
        Whether columns become an image again, and are not made of one.
    """
    for name, (wrong, axis, count) in PLACES.items():
        entry = "window p" if axis in (1, 2) else "entry r of a window"
        sentence = f"{entry} {wrong}, as by np.tile for np.repeat in the index arrays of im2col"
        places = _misread(axis, count)
        if sends:
            made = kernel(f"columns-{name}", sentence, _sent(_at(places)))
        else:
            made = plan_row(f"columns-{name}", sentence, _gathered(_at(places)))
        yield from about(COLUMNS, made)


def _grid(plan: Plan) -> Grid:
    """Return the indices of all that windows read, along axes c, i, k, j, l."""
    sizes = plan.X.shape[1], plan.h.count, plan.h.kernel, plan.w.count, plan.w.kernel
    if plan.d is not None or any(axis.spans or axis.border for axis in plan.axes) or min(sizes) < 1:
        raise ValueError("there are no such columns")
    if prod(sizes) * len(plan.X) > MOST:
        raise ValueError("too many columns")
    c, i, k, j, l = np.ix_(*map(np.arange, sizes))
    return c, i, j, k, l


def _pixels(plan: Plan, at: Grid) -> tuple[Array, Array]:
    """Return row and column in the padded image."""
    _, i, j, k, l = at
    h, w = plan.h, plan.w
    return h.stride * i + h.dilation * k + h.shift, w.stride * j + w.dilation * l + w.shift


def _at(places: Callable[[Plan, Grid], Grid]) -> Pixels:
    def pixels(plan: Plan) -> tuple[Array, Array, Array]:
        at = places(plan, _grid(plan))
        return (at[0], *_pixels(plan, at))

    return pixels


def _gathered(pixels: Pixels) -> Change:
    def change(plan: Plan) -> Plan:
        c, y, x = pixels(plan)
        return _tiles(plan, padded(plan)[:, c, y, x])

    return change


def _sent(pixels: Pixels) -> Callable[[Plan], Array]:
    """Return the kernel that adds what each window sends to such channels, rows and columns."""

    def back(plan: Plan) -> Array:
        c, y, x = np.broadcast_arrays(*pixels(plan))
        sent = kernels.sent_back(plan).transpose(0, 1, 2, 4, 3, 5)
        whole = np.zeros((*plan.X.shape[:2], plan.h.padded, plan.w.padded))
        for image, its in zip(whole, sent, strict=True):
            np.add.at(image, (c, y, x), its)
        inside = (slice(axis.before, axis.before + axis.length) for axis in plan.axes)
        return whole[(slice(None), slice(None), *inside)]

    return back


def _tiles(plan: Plan, read: Array) -> Plan:
    """Return the plan that reads (N, C, OH, KH, OW, KW), a window beside the other."""
    N, C, OH, KH, OW, KW = read.shape
    h, w = (replace(axis, length=axis.count * axis.kernel, stride=axis.kernel, dilation=1, shift=0,
                    before=0, after=0, reach=0) for axis in plan.axes)  # fmt: skip
    return replace(plan, X=read.reshape(N, C, OH * KH, OW * KW), h=h, w=w)


# --- by a view ---------------------------------------------------------------------------------

VIEWS: dict[str, tuple[str, Callable[[Steps], Steps]]] = {
    "images-and-channels": (
        "the steps of images and of channels are exchanged",
        lambda its: (its[1], its[0], *its[2:]),
    ),
    "windows": (
        "the steps of rows and of columns of windows are exchanged",
        lambda its: (*its[:2], its[3], its[2], *its[4:]),
    ),
    "taps": (
        "the steps of rows and of columns in a window are exchanged",
        lambda its: (*its[:4], its[5], its[4]),
    ),
    "windows-and-taps": (
        "the steps of windows and of pixels in a window are exchanged",
        lambda its: (*its[:2], *its[4:], *its[2:4]),
    ),
    "taps-by-stride": (
        "the steps in a window are those from window to window",
        lambda its: (*its[:4], *its[2:4]),
    ),
    "tap-rows-by-column": (
        "the step of rows in a window is that of columns",
        lambda its: (*its[:4], its[5], its[5]),
    ),
    "tap-columns-by-row": (
        "the step of columns in a window is that of rows",
        lambda its: (*its[:4], its[4], its[4]),
    ),
    "window-rows-by-column": (
        "the step of rows of windows is that of columns",
        lambda its: (*its[:2], its[3], its[3], *its[4:]),
    ),
    "window-columns-by-row": (
        "the step of columns of windows is that of rows",
        lambda its: (*its[:2], its[2], its[2], *its[4:]),
    ),
    "channels-by-image": (
        "the step of channels is that of images",
        lambda its: (its[0], its[0], *its[2:]),
    ),
    "images-by-channel": (
        "the step of images is that of channels",
        lambda its: (its[1], its[1], *its[2:]),
    ),
}
"""What is done to the steps of a view."""


def view_faults() -> Iterator[Row]:
    """Yield the faults of views by steps in memory, as `as_strided` makes them."""
    for name, (told, of) in VIEWS.items():
        sentence = f"in the view of the windows (as_strided) {told}"
        row = plan_row(f"view-{name}", sentence, _viewed(of), then=_unknown_masked)
        yield from about(VIEW, row)


def _viewed(of: Callable[[Steps], Steps]) -> Change:
    def change(plan: Plan) -> Plan:
        at, X = _grid(plan), padded(plan)
        planes, line = prod(X.shape[2:]), X.shape[3]
        right = (
            X.shape[1] * planes,
            planes,
            line * plan.h.stride,
            plan.w.stride,
            line * plan.h.dilation,
            plan.w.dilation,
        )
        n, c, i, j, k, l = of(right)
        images = np.arange(len(X)).reshape(-1, 1, 1, 1, 1, 1)
        place = images * n + sum(
            index * step for index, step in zip(at, (c, i, j, k, l), strict=True)
        )
        known = (
            place < X.size
        ) & plan.X.flags.c_contiguous  # else its padded copy may be in another order
        read = np.where(known, X.ravel()[np.where(known, place, 0)], np.nan)
        return _tiles(plan, read)

    return change


def _unknown_masked(out: Array, problem: Problem) -> Array:
    """Mask what comes of memory behind the image, but where NaN is due."""
    unknown = np.isnan(out)
    if unknown.any() and not all(np.isfinite(each).all() for each in problem.arrays.values()):
        unknown = unknown & ~np.isnan(right.answer(problem))
    return np.ma.masked_array(out, unknown) if unknown.any() else out
