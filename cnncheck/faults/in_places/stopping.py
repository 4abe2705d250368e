"""Faults of slices that stop at a wrong number: that of a window, with a pixel for each tap, or that of a tap, with a pixel for each window.

NumPy cuts a slice where the image ends, and spreads one of a single pixel over what it is multiplied by,
or what is added to it. Elsewhere the shapes do not fit, and the call raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.plans import NOWHERE, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

    Joined = Literal["multiplied", "added", "filled", "alike"]
    """What is done with a slice: it is multiplied and summed, added to the result, added to itself, or
    joined by what spreads nothing."""
    Extent = Callable[[Axis, Axis, Plan], int]
    """How many pixels a slice has before the image cuts it, of its axis and the other one."""
    Stop = Callable[[Axis, Axis], tuple[int, int]]
    """How far a slice reaches, and by which step it goes."""

HINT = "Print the shapes of both factors: a slice that is too long or too short raises, or is spread over all."

SPREADS = ("multiplied", "filled")
"""What is done with slices over which a single element is spread."""

LINES = {"rows": ("h", "w"), "columns": ("w", "h")}
"""By what is said: the axis, and the other one."""

EXTENTS: dict[str, tuple[str, Extent]] = {
    "other": (
        "as many {lines} as the kernel has {others}",
        lambda _, other, __: other.kernel,
    ),
    "stride": (
        "as many {lines} as the stride is long, not as the kernel has",
        lambda axis, *_: axis.stride,
    ),
    "one-less": ("one of the {lines} too few", lambda axis, *_: axis.kernel - 1),
    "one-more": ("one of the {lines} too many", lambda axis, *_: axis.kernel + 1),
    "channels": (
        "as many {lines} as W.shape[1], not as the kernel has",
        lambda _, __, its: its.W.shape[1],
    ),
    "filters": (
        "as many {lines} as W.shape[0], not as the kernel has",
        lambda _, __, its: its.W.shape[0],
    ),
}
"""What is taken for the side of a window."""

STOPS: dict[str, tuple[str, Stop]] = {
    "stop-by-count-of-other": (
        "stop after the number of {windows} along the other axis, times the stride",
        lambda axis, other: (axis.stride * other.count, axis.stride),
    ),
    "stop-of-other": (
        "stop where those along the other axis do: after the number of {windows} there, times the stride there",
        lambda axis, other: (other.stride * other.count, axis.stride),
    ),
    "stop-by-stride-of-other": (
        "stop after the number of {windows}, times the stride of the other axis",
        lambda axis, other: (other.stride * axis.count, axis.stride),
    ),
    "stop-one-step-early": (
        "stop after the stride times one less than the number of {windows}",
        lambda axis, _: (axis.stride * (axis.count - 1), axis.stride),
    ),
    "stop-with-the-image": (
        "stop where the image ends, not with the last of the {windows}",
        lambda axis, _: (axis.padded, axis.stride),
    ),
    "step-of-other": (
        "go on by the stride of the other axis",
        lambda axis, other: (axis.stride * axis.count, other.stride),
    ),
    "step-of-one": (
        "go on by 1, not by the stride",
        lambda axis, _: (axis.stride * axis.count, 1),
    ),
}
"""Where the slice of a tap stops, counted from its first pixel, and by which step it goes."""

OF_TAPS: Mapping[Joined, Joined] = {
    "multiplied": "added",
    "added": "multiplied",
    "filled": "filled",
}
"""What is done with the slices of taps, by what is done with those of windows."""


def stop_faults(joined: Joined, window: str = "window") -> Iterator[Row]:
    """Yield the faults of slices that stop elsewhere than they should.

    Parameters
    ----------
    joined : {"multiplied", "added", "filled"}
        Of the slices of windows. Those of taps are multiplied by what those of windows are added to.
    window : str, optional
        What has a window of its own.
    """
    first, _, rest = window.partition(" ")
    windows = f"{first}s {rest}".rstrip()
    for (lines, (name, other)), others in zip(LINES.items(), reversed(LINES), strict=True):
        for end, (told, extent) in EXTENTS.items():
            what = told.format(lines=lines, others=others)
            ways = (_window(name, other, extent, each) for each in (joined, "alike"))
            row = plan(
                f"window-slice-{lines}-{end}", f"the slice of each {window} has {what}", *ways
            )
            yield from about(HINT, row)
        for end, (told, stop) in STOPS.items():
            what = told.format(windows=windows)
            sentence = f"along the {lines} the slices, one for each tap, {what}"
            ways = (_tap(name, other, stop, each) for each in (OF_TAPS[joined], "alike"))
            yield from about(HINT, plan(f"tap-slice-{lines}-{end}", sentence, *ways))


def _window(name: str, other: str, extent: Extent, joined: Joined) -> Change:
    """Read with each window a slice of so many pixels."""

    def change(it: Plan) -> Plan:
        if it.flat or it.d is not None:
            return it
        axis: Axis = getattr(it, name)
        wanted = extent(axis, getattr(it, other), it)
        firsts = axis.stride * np.arange(axis.count) + axis.shift
        sizes = _sizes(firsts, wanted * axis.dilation, axis.dilation, axis.padded)
        if (sizes == axis.kernel).all():
            return it
        lone = axis.kernel == 1
        spread = _spread(sizes, axis.kernel, joined, lone=lone)
        taps = max(int(sizes.max(initial=1)), 1) if lone and joined in SPREADS else axis.kernel
        each = np.arange(taps)
        pixel = firsts[:, None] + axis.dilation * np.where(spread[:, None], 0, each)
        there = spread[:, None] | (each < sizes[:, None])
        changed: dict[str, Any] = {name: _listed(axis, pixel, there)}
        if taps != axis.kernel:
            changed["W"] = np.repeat(it.W, taps, axis=-2 if name == "h" else -1)
        return replace(it, **changed)

    return change


def _tap(name: str, other: str, stop: Stop, joined: Joined) -> Change:
    """Read with each tap a slice that stops there."""

    def change(it: Plan) -> Plan:
        if it.flat or it.d is not None:
            return it
        axis: Axis = getattr(it, name)
        reach, step = stop(axis, getattr(it, other))
        firsts = axis.dilation * np.arange(axis.kernel) + axis.shift
        sizes = _sizes(firsts, reach, step, axis.padded)
        lone = axis.count == 1
        if (sizes == axis.count).all() and (lone or step == axis.stride):
            return it
        spread = _spread(sizes, axis.count, joined, lone=lone)
        count = max(int(sizes.max(initial=1)), 1) if lone and joined in SPREADS else axis.count
        each = np.arange(count)[:, None]
        pixel = firsts + step * np.where(spread, 0, each)
        there = spread | (each < sizes)
        changed: dict[str, Any] = {name: _listed(axis, pixel, there)}
        if count != axis.count:
            changed["G"] = np.repeat(it.G, count, axis=-2 if name == "h" else -1)
        return replace(it, **changed)

    return change


def _sizes(firsts: Array, reach: int, step: int, length: int) -> Array:
    """Return how many elements slices have, of their firsts, which an image of this length cuts."""
    room = np.minimum(firsts + reach, length) - firsts
    return np.asarray(np.maximum(-(-room // step), 0))


def _spread(sizes: Array, due: int, joined: Joined, *, lone: bool) -> Array:
    """Return which slices NumPy spreads, where all fit.

    Parameters
    ----------
    sizes : int array
    due : int
        The length of what they are joined with.
    joined : {"multiplied", "added", "filled", "alike"}
    lone : bool
        Whether that is 1, so that it is spread over the slice, unless the slice is added to it.
    """
    spread = (sizes == 1) & (due != 1) & (joined in ("multiplied", "added"))
    fits = (sizes == due) | spread | (lone and joined in SPREADS)
    if not fits.all():
        raise ValueError("operands could not be broadcast together")
    return np.asarray(spread)


def _listed(axis: Axis, pixel: Array, there: Array) -> Axis:
    """Return windows with just these pixels of the padded image."""
    rows = np.where(there, pixel - axis.before, NOWHERE).tolist()
    count, kernel = pixel.shape
    return replace(axis, count=count, kernel=kernel, pixels=tuple(map(tuple, rows)))
