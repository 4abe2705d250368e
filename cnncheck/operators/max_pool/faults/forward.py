"""Faults of max pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import finfo
from cnncheck.faults.declaring.common import (
    NEVER_WRITTEN,
    exact_fit_ends_early,
    output_ends_early,
    windows_shifted,
)
from cnncheck.faults.declaring.table import (
    about,
    computed,
    image,
    kernel,
    listed,
    plan,
    result,
    then,
)
from cnncheck.faults.in_answers.behaviour import behaviours, sharing_memory
from cnncheck.faults.in_answers.precision import precision
from cnncheck.faults.in_options.wrong_options import OF_MAXIMA
from cnncheck.faults.parts import pool_kernels
from cnncheck.faults.parts.arrays import (
    RESHAPED,
    RESULT_TRANSPOSED,
    TURNED,
    cleared,
    flipped,
    lost_ways,
    repeated,
)
from cnncheck.faults.parts.changes import (
    both,
    copied,
    each_axis,
    everywhere,
    into_zeros,
    more,
    of_input,
    setting,
    shorter,
    taking,
)
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

MAXIMUM = "Each output is the largest value of its window."
START = "What does the running maximum start from, and what if every value is below it?"
SIZE = "OH = 1 + floor((IH - f) / s): try sizes that s does not divide, and f different from s."
WINDOW = "Window (i, j) covers rows s*i to s*i + f - 1 and columns s*j to s*j + f - 1."
LAYOUT = "out[n, c, i, j] follows from image n and channel c alone."
AXES_RESHAPED = (
    *(Way(pool_kernels.largest, then=everywhere(reshaped)) for reshaped in RESHAPED),
    *(Way(pool_kernels.largest, change=of_input(reshaped)) for reshaped in RESHAPED),
)


def window(name: str, sentence: str, *reduces: ArrayChange) -> Row:
    """Return a fault that reduces each window, (N, C, OH, OW, f * f), otherwise."""
    return kernel(name, sentence, *map(_of_window, reduces))


def _of_window(reduce: ArrayChange) -> Kernel:
    return lambda plan: pool_kernels.reduced(plan, pool_kernels.flat_windows(plan), reduce)


def _of_part(rows: slice, columns: slice) -> tuple[Kernel, Kernel, Kernel]:
    """Return the kernels that look at a part of each window only: always, if f is above 1, or else with an error."""

    def part(plan: Plan) -> Array:
        seen = plan.windows.read(plan.X, -np.inf)[..., rows, columns]
        return np.asarray(seen.max(axis=(-2, -1), initial=-np.inf))

    def guarded(plan: Plan) -> Array:
        return part(plan) if plan.h.kernel > 1 else pool_kernels.largest(plan)

    def strict(plan: Plan) -> Array:
        if (
            not plan.windows.read(plan.X)[..., rows, columns].size
            and plan.windows.read(plan.X).size
        ):
            raise ValueError("zero-size array to reduction operation maximum which has no identity")
        return part(plan)

    return part, guarded, strict


def _first_and(rows: slice, columns: slice) -> Kernel:
    """Begin with a window's first element, and look at a part of the others."""

    def kernel(plan: Plan) -> Array:
        seen = plan.windows.read(plan.X, -np.inf)
        rest = seen[..., rows, columns].max(axis=(-2, -1), initial=-np.inf)
        return np.asarray(np.maximum(seen[..., 0, 0], rest))

    return kernel


def _at_least(low: float) -> ArrayChange:
    return lambda seen: np.maximum(seen.max(axis=-1), low)


def _largest_magnitude(seen: Array) -> Array:
    return np.take_along_axis(seen, np.abs(seen).argmax(axis=-1)[..., None], -1)[..., 0]


def _counted(count: Callable[[Axis], int]) -> Callable[[Plan], Plan]:
    return both(lambda axis: replace(axis, count=count(axis)))


def _over(reduce: Callable[..., Array], axis: int) -> tuple[ArrayChange, ArrayChange]:
    """Reduce an axis of the result to one entry: for all to share, or in the place of all."""

    def one(out: Array) -> Array:
        return reduce(out, axis=axis, keepdims=True)

    return lambda out: np.broadcast_to(one(out), out.shape), one


def _cut_up(*, cropped: bool) -> Kernel:
    """Return maxima of (H/f, W/f, f, f), which mixes rows, where the windows tile the image, or what is cut off it."""

    def cut_up(plan: Plan) -> Array:
        N, C, H, W = plan.X.shape
        f = plan.h.kernel
        if f != plan.h.stride or ((H % f or W % f) and not cropped):
            return pool_kernels.largest(plan)
        X = plan.X[:, :, : H // f * f, : W // f * f]
        return np.asarray(X.reshape(N, C, H // f, W // f, f, f).max(axis=(4, 5)))

    return cut_up


# fmt: off
VALUES = listed(
    about(MAXIMUM,
        window("minimum", "the smallest value of each window is taken", lambda seen: seen.min(axis=-1)),
        window("average", "the mean of each window is taken", lambda seen: seen.mean(axis=-1)),
        window("sum", "each window is added up", lambda seen: seen.sum(axis=-1)),
        window("median", "the median of each window is taken", lambda seen: np.median(seen, axis=-1))),
    about(MAXIMUM + " -5 is smaller than 1.",
        image("absolute-value", "the largest absolute value is returned, without its sign", np.abs),
        window("largest-magnitude", "the value furthest from zero is taken, whatever its sign", _largest_magnitude)),
    about(MAXIMUM,
        window("first-element", "the first element of each window is taken", lambda seen: seen[..., 0])),
    about(START,
        window("starts-at-zero", "the running maximum starts at 0, so windows of negative values give 0",
            lambda seen: np.maximum(seen.max(axis=-1), 0)),
        window("starts-at-small-number", "the running maximum starts at a number that values can be below",
            *(_at_least(low) for low in (-1.0, -10.0, -50.0, -99.0, -100.0, -128.0, -255.0, -256.0))),
        then("starts-at-lowest-number", "the running maximum starts at the lowest finite number, so windows of -inf give that",
            lambda out, p: np.maximum(out, finfo(p.dtype).min))),
    about("What is not a number must show in every output whose window holds it.",
        kernel("nan-ignored", "a NaN in a window is passed over",
            _of_window(lambda seen: np.fmax.reduce(seen, axis=-1)),
            _of_window(lambda seen: np.nan_to_num(np.fmax.reduce(seen, axis=-1), nan=-np.inf, posinf=np.inf, neginf=-np.inf)),
            lambda plan: pool_kernels.largest(replace(plan, X=np.where(np.isnan(plan.X), 0.0, plan.X))))),
    about(MAXIMUM,
        then("infinity-clipped", "infinities are replaced by the largest finite numbers",
            lambda out, p: np.clip(out, finfo(p.dtype).min, finfo(p.dtype).max),
            lambda out, p: np.nan_to_num(out, nan=0.0, posinf=finfo(p.dtype).max, neginf=finfo(p.dtype).min))),
)
"""Faults of what is made of a window, whichever it is."""

ROWS = listed(
    VALUES,
    about(MAXIMUM,
        window("last-element", "the last element of each window is taken", lambda seen: seen[..., -1])),
    about(WINDOW,
        kernel("window-last-row-lost", "the last row of each window is not looked at", *_of_part(slice(-1), slice(None))),
        kernel("window-last-column-lost", "the last column of each window is not looked at", *_of_part(slice(None), slice(-1))),
        kernel("window-one-short", "the windows are one row and one column too small", *_of_part(slice(-1), slice(-1))),
        kernel("window-first-row-only", "only the first row of each window is looked at", *_of_part(slice(1), slice(None))),
        kernel("window-first-column-only", "only the first column of each window is looked at", *_of_part(slice(None), slice(1))),
        kernel("window-border-lost-but-first", "of the first row and column of each window only the first element is looked at",
            _first_and(slice(1, None), slice(1, None))),
        kernel("window-first-row-lost-but-first", "of the first row of each window only the first element is looked at",
            _first_and(slice(1, None), slice(None))),
        kernel("window-first-column-lost-but-first", "of the first column of each window only the first element is looked at",
            _first_and(slice(None), slice(1, None))),
        window("window-first-lost", "the first element of each window is not looked at",
            lambda seen: seen[..., 1:].max(axis=-1, initial=-np.inf)),
        window("window-last-lost", "the last element of each window is not looked at",
            lambda seen: seen[..., :-1].max(axis=-1, initial=-np.inf)),
        plan("window-one-long", "the windows are one row or one column too large",
            *each_axis(more(kernel=1)),
            both(lambda axis: replace(axis, kernel=axis.kernel + 1).fitted()),
            edges=("zero", "raise", "clip")),
        plan("window-is-stride", "the windows are as wide as the stride",
            both(taking(kernel="stride")),
            both(taking(fit=True, kernel="stride")),
            both(lambda axis: (replace(axis, kernel=axis.stride) if axis.length % axis.stride == 0 else axis)),
            edges=("zero", "raise")),
        plan("stride-is-window", "the windows are placed side by side, f apart, whatever the stride",
            both(taking(stride="kernel")), both(taking(fit=True, stride="kernel")), edges=("raise", "zero", "clip")),
        plan("stride-ignored", "the windows are one pixel apart whatever the stride",
            both(setting(stride=1)), both(setting(fit=True, stride=1)))),
    windows_shifted("Window (0, 0) starts at pixel (0, 0).", "the windows start {where}", "right", "down", "diagonally", edges=("zero", "raise", "clip")),
    about("Window (0, 0) starts at pixel (0, 0).",
        plan("windows-from-the-end", "the windows are aligned with the bottom right corner: what is left over is skipped at the start",
            both(taking(shift="left")))),
    about(SIZE,
        plan("size-rounded-up", "the output size is rounded up: partial windows at the edge are included",
            both(lambda axis: axis if axis.ceil else axis.fitted(up=True)), edges=("zero", "clip", "raise", *OF_MAXIMA)),
        plan("size-by-stride", "the output size is the image's divided by the stride, whatever the window",
            _counted(lambda axis: axis.length // axis.stride),
            _counted(lambda axis: -(-axis.length // axis.stride)),
            edges=("zero", "raise", "clip", *OF_MAXIMA)),
        plan("size-by-window", "the output size is the image's divided by the window, whatever the stride",
            _counted(lambda axis: axis.length // axis.kernel),
            _counted(lambda axis: -(-axis.length // axis.kernel)),
            edges=("zero", "raise", "clip", *OF_MAXIMA)),
        plan("size-one-short", "the output is one row and one column too small", both(more(count=-1)))),
    about("Compute OW from the width; try an image that is not square.",
        plan("size-square", "the number of output rows is used for the columns too",
            copied("h", "count")(False), edges=("raise", "zero", *OF_MAXIMA)),
        plan("square-only", "the loop over the columns ends where that over the rows does, the rest stays zero",
            *shorter("count"), then=into_zeros)),
    output_ends_early("the last {line} of the output stays zero"),
    exact_fit_ends_early("the last {line} of the output stays zero"),
    NEVER_WRITTEN,
    about(LAYOUT,
        result("output-transposed", "rows and columns of the output are exchanged", *RESULT_TRANSPOSED),
        result("output-flipped", "the output comes out turned around", *TURNED),
        result("over-channels", "the maximum is taken over the channels too", *_over(np.max, 1)),
        result("over-batch", "the maximum is taken over the batch too", *_over(np.max, 0)),
        result("channels-first-for-all", "all channels get the result of the first", repeated(0, 1))),
    about("Where does the loop over the channels end?", result("channels-last-lost", "the last channel stays zero", *lost_ways(1))),
    about(LAYOUT,
        result("channels-reversed", "the channels come out in reverse order", flipped(1)),
        result("channels-averaged", "the mean over the channels is returned", *_over(np.mean, 1)),
        result("batch-first-for-all", "all images get the result of the first", repeated(0, 0)),
        result("batch-last-for-all", "all images get the result of the last", repeated(-1, 0)),
        result("batch-first-only", "only the first image is computed, the others stay zero", cleared(np.s_[1:])),
        result("batch-last-lost", "the last image stays zero", *lost_ways(0))),
    about(LAYOUT + " Where is a reshape that should be a transpose?",
        computed("axes-reshaped", "the axes of X or of the result are taken in another order than they lie in memory",
            *AXES_RESHAPED)),
    about(LAYOUT,
        result("output-channels-last", "the result is (N, OH, OW, C) instead of (N, C, OH, OW)", lambda out: out.transpose(0, 2, 3, 1))),
    about("Print the reshape of np.arange(16).reshape(4, 4): which values end up together?",
        kernel("tiling-reshape", "tiling windows are cut by a reshape to (H/f, W/f, f, f), which mixes rows",
            _cut_up(cropped=False), _cut_up(cropped=True))),
    precision("X"),
    behaviours("X"),
    sharing_memory(),
)
# fmt: on
