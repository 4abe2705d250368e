"""Faults of places: another border's number, an index of the flat image, a roll around its edge, a gradient's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from cnncheck.faults.declaring.table import Row, about, plan
from cnncheck.faults.in_places.bordering import inside
from cnncheck.faults.parts.changes import both, columns, rows
from cnncheck.faults.parts.kernels import padded
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Axis, Plan

BORDER = "ph rows stand above and below the image, pw columns left and right of it."
FLAT = "Pixel (y, x) of an image that is W pixels wide is number y * W + x of the flat one."
ROLLED = "np.roll brings what leaves the array on one side back in on the other."
GRADIENT = "Window (i, j) has the gradient out_grad[n, f, i, j], wherever in the image it begins."
WINDOW = "Window i covers as many pixels as every other: those from where it begins."

CHANNEL = "The stride is a step in the image: channels follow one another."
OUT_OF_BOUNDS = r"is out of bounds for axis"


# --- around the image --------------------------------------------------------------------------

BORDERS: dict[str, tuple[str, bool, Callable[[Axis, Axis], Axis]]] = {
    "top": ("top border is pw rows high, not ph", True,
        lambda axis, other: replace(axis, before=other.before)),
    "bottom": ("bottom border is pw rows high, not ph", True,
        lambda axis, other: replace(axis, after=other.after)),
    "left": ("left border is ph columns wide, not pw", False,
        lambda axis, other: replace(axis, before=other.before)),
    "right": ("right border is ph columns wide, not pw", False,
        lambda axis, other: replace(axis, after=other.after)),
}  # fmt: skip
"""What is said of each, whether it is of the rows, and what stands for its axis, of that and the other."""


def one_border_faults(*, counts: bool) -> Iterator[Row]:
    """Yield the faults in which one of the four borders takes the number of the other direction.

    Parameters
    ----------
    counts : bool
        Whether windows are counted, so that there may be more of them, or fewer.
    """
    for name, (told, of_rows, wrong) in BORDERS.items():
        change = _one_border(wrong, of_rows=of_rows, counts=counts)
        yield from about(
            BORDER, plan(f"{name}-border-of-other", f"the {told}", change, edges=("raise", "zero"))
        )


def _one_border(wrong: Callable[[Axis, Axis], Axis], *, of_rows: bool, counts: bool) -> Change:
    def changed(plan: Plan) -> Plan:
        other = plan.w if of_rows else plan.h
        on = rows if of_rows else columns
        return on(lambda axis: wrong(axis, other).fitted() if counts else wrong(axis, other))(plan)

    return changed


# --- in the flat image, and over its edge ------------------------------------------------------

PITCHES: dict[str, tuple[str, Callable[[Axis, Axis], int]]] = {
    "height": ("its height for its width", lambda h, _: h.padded),
    "width-without-padding": ("its width without the padding", lambda _, w: w.length),
}


def flat_faults() -> Iterator[Row]:
    """Yield the faults of places in the flat image that are counted with another width."""
    for name, (told, pitch) in PITCHES.items():
        sentence = f"places in the flat image are counted with {told}"
        changes = (_recounted(pitch, mode) for mode in ("raise", "clip", "wrap"))
        yield from about(FLAT, plan(f"flat-index-by-{name}", sentence, *changes))
    sentence = "the padded image is read with the strides in memory of the one without padding"
    yield from about(FLAT, plan("strides-without-padding", sentence, _restrided))


def _restrided(plan: Plan) -> Plan:
    """Go through the memory of padded images as if they were not padded."""
    X = padded(plan)
    images, channels, *sides = (range(size) for size in X.shape)
    lengths = [axis.length for axis in plan.axes]
    steps = [math.prod(plan.X.shape[1:]), math.prod(lengths)]
    steps += [math.prod(lengths[place:]) for place in range(1, len(lengths) + 1)]
    grid = np.ix_(images, channels, *sides)
    at = sum(line * step for line, step in zip(grid, steps, strict=True))
    return inside(plan, X.reshape(-1)[at]) if X.size else plan


def channel_faults() -> Iterator[Row]:
    """Yield the fault of channels that are counted in steps of the stride."""
    sentence = "the number of the channel is multiplied by the stride"
    changes = (
        _channels_apart(along, mode) for along in ("h", "w") for mode in ("raise", "wrap", "clip")
    )
    yield from about(CHANNEL, plan("channels-a-stride-apart", sentence, *changes))


def _channels_apart(along: str, mode: Literal["raise", "wrap", "clip"]) -> Change:
    def changed(plan: Plan) -> Plan:
        at = np.arange(plan.X.shape[1]) * getattr(plan, along).stride
        return replace(plan, X=np.take(plan.X, at, 1, mode=mode))

    return changed


def _recounted(pitch: Callable[[Axis, Axis], int], mode: str) -> Change:
    def changed(plan: Plan) -> Plan:
        X = padded(plan)
        height, width = X.shape[-2:]
        at = np.arange(height)[:, None] * pitch(plan.h, plan.w) + np.arange(width)
        within = inside(plan, X)
        read = [np.isin(np.arange(axis.length), axis.table) for axis in (within.h, within.w)]
        last = int(at[np.logical_and.outer(*read)].max(initial=0))
        if mode == "raise" and last >= height * width:
            raise IndexError(f"index {last} is out of bounds for axis 0 with size {height * width}")
        flat = X.reshape(*X.shape[:-2], -1)
        return inside(plan, np.take(flat, at, -1, mode="wrap" if mode == "wrap" else "clip"))

    return changed


ROLLS = {
    "up-and-left": (-1, -1),
    "up": (-1, 0),
    "left": (0, -1),
    "down-and-right": (1, 1),
    "down": (1, 0),
    "right": (0, 1),
}


def roll_faults() -> Iterator[Row]:
    """Yield the faults of an image that is rolled one pixel too far, in all that windows read."""
    for name, steps in ROLLS.items():
        told = name.replace("-", " ")
        sentence = (
            f"the image is rolled one pixel too far {told}, so its other side comes in at the edge"
        )
        yield from about(ROLLED, plan(f"rolled-{name}", sentence, _rolled(steps)))


def _rolled(steps: tuple[int, int]) -> Change:
    return lambda plan: inside(plan, np.roll(padded(plan), steps, (-2, -1)))


# --- in the gradient, and in windows -----------------------------------------------------------


def gradient_place_faults() -> Iterator[Row]:
    """Yield the fault of a gradient that is read where its window begins in the image."""
    sentence = "out_grad is read at the pixel where a window begins, not at the window's number"
    changes = [_read_at_pixels(mode) for mode in ("raise", "clip", "wrap")]
    row = Row(
        "gradient-at-pixels",
        sentence,
        lambda right: (Way(right, change=change) for change in changes),
        raises=OUT_OF_BOUNDS,
    )
    yield from about(GRADIENT, row)


def _read_at_pixels(mode: str) -> Change:
    def changed(plan: Plan) -> Plan:
        G = plan.G
        for place, axis in enumerate(plan.axes, start=2):
            if plan.flat and axis is plan.h:
                continue
            size = G.shape[place]
            at = np.arange(size) * axis.stride
            if mode == "raise" and size and at[-1] >= size:
                raise IndexError(
                    f"index {at[-1]} is out of bounds for axis {place} with size {size}"
                )
            G = np.take(G, at % max(size, 1) if mode == "wrap" else np.minimum(at, size - 1), place)
        return replace(plan, G=G)

    return changed


def window_end_faults() -> Iterator[Row]:
    """Yield the fault of windows that end at a multiple of their size, wherever they begin."""
    sentence = "window i ends at (i + 1) * f, not at i * s + f"
    changes = (both(_ending(empty)) for empty in (False, True))
    yield from about(WINDOW, plan("windows-end-at-multiples", sentence, *changes))


def _ending(empty: bool) -> Callable[[Axis], Axis]:
    """Return windows from i * s to (i + 1) * f; one without a pixel fails, or gives nothing."""

    def change(axis: Axis) -> Axis:
        starts = [i * axis.stride for i in range(axis.count)]
        ends = (min((i + 1) * axis.kernel, axis.length) for i in range(axis.count))
        sizes = [max(end - start, 0) for start, end in zip(starts, ends, strict=True)]
        if not (all(sizes) or empty) or axis.before or axis.dilation > 1:
            raise ValueError("zero-size array to reduction operation maximum which has no identity")
        spans = tuple(zip(starts, sizes, strict=True))
        return replace(axis, spans=spans, kernel=max([*sizes, 1]))

    return change
