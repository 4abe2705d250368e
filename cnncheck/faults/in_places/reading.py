"""Faults of any pass with windows: where their taps are, what is cut off of a padded result, tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import Row, about, kernel, plan, then
from cnncheck.faults.parts.changes import both, each_axis, fitting_lost
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import right_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.parts.changes import Kernel, OnAxis
    from cnncheck.faults.parts.plans import Axis, Edge, Plan
    from cnncheck.operators.problem import Array, Problem

TAPS = "Tap (k, l) stands k rows below and l columns to the right of where its window begins."
CROPPED = "A padded array is cut to [p : p + H]: before the image as well as behind it."
TILES = "Print the reshape of np.arange(16).reshape(4, 4): which values end up together?"
SIZE = "The gradient has the shape of the array whose it is, whatever the stride leaves over."
EMPTY = "[p:-p] is empty where p is 0; [p : p + H] is not."


def tap_faults(*, counts: bool) -> Iterator[Row]:
    """Yield the faults in which taps stand elsewhere than down and right of the window's start.

    Parameters
    ----------
    counts : bool
        Whether the pass goes through windows that it counts, which nobody does backwards.
    """
    for place, backwards, centred, returning, from_inside in zip(
        ("", "-of-rows", "-of-columns"),
        *map(each_axis, (_backwards, _centred, _returning, _from_inside)),
        strict=True,
    ):
        only = {"": "", "-of-rows": " in rows", "-of-columns": " in columns"}[place]
        told = f"the taps go back from where a window begins, not on from there{only}"
        edges: tuple[Edge, ...] = ("zero", "raise", "skip")
        yield from about(TAPS, plan(f"taps-backwards{place}", told, backwards, edges=edges))
        told = f"the windows are centred on the pixel where they should begin{only}"
        yield from about(TAPS, plan(f"windows-centred{place}", told, centred, edges=edges))
        if not counts:
            told = f"the windows go back from where the first one is, not on from there{only}"
            back = plan(f"windows-backwards{place}", told, returning, from_inside, edges=edges)
            yield from about(TAPS, back)


FIT = "A window that ends where the image ends still fits: is it <, or <=?"


def fit_faults() -> Iterator[Row]:
    """Yield the faults of a gradient that leaves out a last window which ends with the image."""
    on_rows, on_columns = map(fitting_lost, (-2, -1))
    changes = {
        "": lambda plan: on_rows(on_columns(plan)),
        " of rows": on_rows,
        " of columns": on_columns,
    }
    for only, change in changes.items():
        sentence = f"the last window{only} is left out where it ends exactly with the image"
        yield from about(FIT, plan(f"exact-fit-lost{only.replace(' ', '-')}", sentence, change))


def _backwards(axis: Axis) -> Axis:
    return replace(axis, dilation=-axis.dilation)


def _returning(axis: Axis) -> Axis:
    return replace(axis, stride=-axis.stride)


def _from_inside(axis: Axis) -> Axis:
    """Return windows that go back from where they are in the image, and not in its padding."""
    return replace(axis, stride=-axis.stride, shift=2 * axis.before)


def _centred(axis: Axis) -> Axis:
    return replace(axis, shift=axis.shift - axis.span // 2)


def _spread(steps: str) -> OnAxis:
    """Return as many pixels as a convolution with the gradient has that is spread out so."""

    def change(axis: Axis) -> Axis:
        axis = replace(axis, stride=1) if steps == "ignored" else axis
        whole = axis.stride * axis.count
        length = whole + axis.span - 1 - axis.before - axis.after
        return replace(axis, length=length, after=axis.after + axis.padded)

    return change


def _taps_left(steps: str) -> OnAxis:
    """Return as many taps as a convolution has whose kernel is the gradient, spread out so."""

    def change(axis: Axis) -> Axis:
        axis = replace(axis, stride=1) if steps == "ignored" else axis
        kernel = axis.padded - axis.stride * axis.count + 1
        if kernel < 1:
            raise ValueError("the gradient is larger than the image")
        return replace(axis, kernel=kernel)

    return change


def _taps_of_unpadded(axis: Axis) -> Axis:
    return replace(axis, kernel=axis.kernel - axis.before - axis.after, before=0, after=0)


SPREAD = {
    "with-zeros-behind": (
        "the gradient is spread out by the stride with zeros behind its last element, too",
        "whole",
    ),
    "not": ("the gradient is not spread out by the stride", "ignored"),
}
"""How a gradient is convolved, by what is said of it."""


def spread_faults(*, sends: bool) -> Iterator[Row]:
    """Yield the faults of a gradient that is computed as a convolution with out_grad.

    Parameters
    ----------
    sends : bool
        Whether it is that of the image, and not that of the filter.
    """
    for name, (told, steps) in SPREAD.items():
        change = (_spread if sends else _taps_left)(steps)
        sentence = f"{told}, so that the size of the result follows from that"
        yield from about(SIZE, plan(f"spread-{name}", sentence, both(change), edges=("zero",)))
    if not sends:
        sentence = "the image is not padded, and the result is as much smaller"
        yield from about(SIZE, plan("smaller-by-padding", sentence, both(_taps_of_unpadded)))


CROPS: dict[str, tuple[str, OnAxis]] = {
    "not-cropped": (
        "the padding is not cut off of the result",
        lambda axis: replace(axis, length=axis.padded, before=0, after=0),
    ),
    "cropped-before-only": (
        "the padding is cut off of the result before the image and not behind it",
        lambda axis: replace(axis, length=axis.length + axis.after, after=0),
    ),
    "cropped-behind-only": (
        "the padding is cut off of the result behind the image and not before it",
        lambda axis: replace(axis, length=axis.length + axis.before, before=0),
    ),
    "cropped-at-the-end": (
        "all of the padding is cut off of the result at its end",
        lambda axis: replace(axis, before=0, after=axis.before + axis.after),
    ),
    "cropped-at-the-start": (
        "all of the padding is cut off of the result at its start",
        lambda axis: replace(axis, before=axis.before + axis.after, after=0),
    ),
}
"""What of a padded result is returned instead of the image."""


def crop_faults(*, padded: bool) -> Iterator[Row]:
    """Yield the faults of a pass that computes a padded image and returns what is within.

    Parameters
    ----------
    padded : bool
        Whether those that show where there is padding, or where there is none.
    """
    if not padded:
        sentence = "[p:-p] cuts the whole result off where there is no padding"
        yield from about(EMPTY, then("cropped-to-nothing", sentence, _nothing, _nothing_along))
        for by, told in ((1, "more"), (-1, "less")):
            sentence = f"one pixel {told} than there should be is left around the result"
            yield from about(
                CROPPED, plan(f"one-pixel-{told}", sentence, *each_axis(_cut(by)), edges=("zero",))
            )
        return
    for name, (told, change) in CROPS.items():
        where = zip(("", " in rows", " in columns"), each_axis(change), strict=True)
        for only, on in where:
            row = plan(f"{name}{only.replace(' ', '-')}", f"{told}{only}", on, edges=("zero",))
            yield from about(CROPPED, row)


def _cut(by: int) -> OnAxis:
    """Return more or fewer pixels on both sides of the image."""
    return lambda axis: replace(
        axis, length=axis.length + 2 * by, before=axis.before - by, after=axis.after - by
    )


def _nothing(out: Array, problem: Problem) -> Array:
    """Return a result that is empty along all axes of the image, where none is padded."""
    axes = right_plan(problem).axes
    return out if any(axis.after for axis in axes) else _emptied(out, [True] * len(axes))


def _nothing_along(out: Array, problem: Problem) -> Array:
    """Return a result that is empty along each axis that is not padded."""
    return _emptied(out, [not axis.after for axis in right_plan(problem).axes])


def _emptied(out: Array, along: list[bool]) -> Array:
    kept = tuple(slice(0) if empty else slice(None) for empty in along)
    return np.asarray(out[(..., *kept)])


def tile_faults(pooled: Kernel) -> Iterator[Row]:
    """Yield the faults of a pooling that cuts the image into tiles where its windows lie so.

    Parameters
    ----------
    pooled : callable
        What gives the right answer of a plan.
    """
    yield from about(
        TILES,
        kernel("tiling-reshape",
            "tiling windows are cut by a reshape to (H/f, W/f, f, f), which mixes rows",
            _cut_up(pooled, apart=False)),
        kernel("tiling-apart",
            "tiling windows are cut by a reshape to (f, H/f, f, W/f): pixels of a window are far apart",
            _cut_up(pooled, apart=True)),
    )  # fmt: skip


def _cut_up(pooled: Kernel, *, apart: bool) -> Kernel:
    """Pool tiles that hold other pixels than windows do; where windows do not tile, the right ones."""

    def kernel(plan: Plan) -> Array:
        out, taps = plan.windows.out, plan.windows.kernel
        if any(axis.count * axis.kernel != axis.padded or axis.stride != axis.kernel
               or axis.before or axis.after for axis in plan.axes):  # fmt: skip
            return pooled(plan)
        rank = len(out)
        if apart:
            cut = plan.X.reshape(*plan.X.shape[:2], *np.ravel([*zip(taps, out, strict=True)]))
            at = [*range(3, 2 + 2 * rank, 2), *range(2, 2 + 2 * rank, 2)]
            cut = cut.transpose(0, 1, *at)
        else:
            cut = plan.X.reshape(*plan.X.shape[:2], *out, *taps)
        mixed = np.moveaxis(cut, range(2 + rank, 2 + 2 * rank), range(3, 3 + 2 * rank, 2))
        return pooled(replace(plan, X=mixed.reshape(plan.X.shape)))

    return kernel
