"""Faults of ``pool_forward``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    Shelf,
    both,
    cleared,
    columns,
    everywhere,
    exact_fit_lost,
    flipped,
    into_zeros,
    lost_ways,
    of_input,
    repeated,
    reshaped_ways,
    rows,
    setting,
    square_swapped,
    square_swapped_only,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.fault import Compute
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array

shelf = Shelf("pool-forward", "pool_forward", kernels.pool_forward)
change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

MAXIMUM = "Each output is the largest value of its window."
START = "What does the running maximum start from, and what if every value is below it?"
SIZE = "OH = 1 + floor((IH - f) / s): try sizes that s does not divide, and f different from s."
WINDOW = "Window (i, j) covers rows s*i to s*i + f - 1 and columns s*j to s*j + f - 1."
LAYOUT = "out[n, c, i, j] follows from image n and channel c alone."


def _of_window(reduce: Callable[[Array], Array]) -> Compute:
    """Return the manner that reduces (N, C, OH, OW, f * f) otherwise."""
    return run(kernel=lambda plan: reduce(kernels.flat_windows(plan)))


def _of_part(rows: slice, columns: slice) -> tuple[Compute, ...]:
    """Return the manners that look at a part of each window only: always, or if f is above 1."""

    def part(plan: Plan) -> Array:
        seen = kernels.pool_windows(plan)[..., rows, columns]
        return np.asarray(seen.reshape(*seen.shape[:4], -1).max(axis=-1, initial=-np.inf))

    def guarded(plan: Plan) -> Array:
        return part(plan) if plan.h.kernel > 1 else kernels.pool_forward(plan)

    return run(kernel=part), run(kernel=guarded)


def _at_least(low: float) -> Callable[[Array], Array]:
    return lambda seen: np.maximum(seen.max(axis=-1), low)


add(
    "minimum",
    "the smallest value of each window is taken",
    MAXIMUM,
    _of_window(lambda seen: seen.min(axis=-1)),
)
add(
    "average",
    "the mean of each window is taken",
    MAXIMUM,
    _of_window(lambda seen: seen.mean(axis=-1)),
)
add("sum", "each window is added up", MAXIMUM, _of_window(lambda seen: seen.sum(axis=-1)))
add(
    "median",
    "the median of each window is taken",
    MAXIMUM,
    _of_window(lambda seen: np.median(seen, axis=-1)),
)
add(
    "absolute-value",
    "the largest absolute value is returned, without its sign",
    MAXIMUM + " -5 is smaller than 1.",
    _of_window(lambda seen: np.abs(seen).max(axis=-1)),
)


def _largest_magnitude(seen: Array) -> Array:
    return np.take_along_axis(seen, np.abs(seen).argmax(axis=-1)[..., None], -1)[..., 0]


add(
    "largest-magnitude",
    "the value furthest from zero is taken, whatever its sign",
    MAXIMUM + " -5 is smaller than 1.",
    _of_window(_largest_magnitude),
)
add(
    "first-element",
    "the first element of each window is taken",
    MAXIMUM,
    _of_window(lambda seen: seen[..., 0]),
)
add(
    "last-element",
    "the last element of each window is taken",
    MAXIMUM,
    _of_window(lambda seen: seen[..., -1]),
)
add(
    "starts-at-zero",
    "the running maximum starts at 0, so windows of negative values give 0",
    START,
    _of_window(lambda seen: np.maximum(seen.max(axis=-1), 0)),
)
add(
    "starts-at-small-number",
    "the running maximum starts at a number that values can be below",
    START,
    *(
        _of_window(_at_least(low))
        for low in (-1.0, -10.0, -50.0, -99.0, -100.0, -128.0, -255.0, -256.0)
    ),
)
add(
    "starts-at-lowest-number",
    "the running maximum starts at the lowest finite number, so windows of -inf give that",
    START,
    run(kernel=kernels.pool_forward, then=lambda out, p: np.maximum(out, np.finfo(p.dtype).min)),
)
add(
    "nan-ignored",
    "a NaN in a window is passed over",
    "What is not a number must show in every output whose window holds it.",
    _of_window(lambda seen: np.fmax.reduce(seen, axis=-1)),
    _of_window(
        lambda seen: np.nan_to_num(
            np.fmax.reduce(seen, axis=-1), nan=-np.inf, posinf=np.inf, neginf=-np.inf
        )
    ),
    run(of_input(lambda X: np.where(np.isnan(X), 0.0, X))),
)
then(
    "infinity-clipped",
    "infinities are replaced by the largest finite numbers",
    MAXIMUM,
    lambda out, p: np.clip(out, np.finfo(p.dtype).min, np.finfo(p.dtype).max),
    lambda out, p: np.nan_to_num(
        out, nan=0.0, posinf=np.finfo(p.dtype).max, neginf=np.finfo(p.dtype).min
    ),
)

# --- windows -----------------------------------------------------------------------------------

add(
    "window-last-row-lost",
    "the last row of each window is not looked at",
    WINDOW,
    *_of_part(slice(-1), slice(None)),
)
add(
    "window-last-column-lost",
    "the last column of each window is not looked at",
    WINDOW,
    *_of_part(slice(None), slice(-1)),
)
add(
    "window-one-short",
    "the windows are one row and one column too small",
    WINDOW,
    *_of_part(slice(-1), slice(-1)),
)
add(
    "window-first-row-only",
    "only the first row of each window is looked at",
    WINDOW,
    *_of_part(slice(1), slice(None)),
)
add(
    "window-first-column-only",
    "only the first column of each window is looked at",
    WINDOW,
    *_of_part(slice(None), slice(1)),
)
add(
    "window-first-lost",
    "the first element of each window is not looked at",
    WINDOW,
    _of_window(lambda seen: seen[..., 1:].max(axis=-1, initial=-np.inf)),
)
add(
    "window-last-lost",
    "the last element of each window is not looked at",
    WINDOW,
    _of_window(lambda seen: seen[..., :-1].max(axis=-1, initial=-np.inf)),
)
change(
    "window-one-long",
    "the windows are one row or one column too large",
    WINDOW,
    both(lambda axis: replace(axis, kernel=axis.kernel + 1)),
    rows(lambda axis: replace(axis, kernel=axis.kernel + 1)),
    columns(lambda axis: replace(axis, kernel=axis.kernel + 1)),
    both(lambda axis: replace(axis, kernel=axis.kernel + 1).fitted()),
    edges=("zero", "raise", "clip"),
)
change(
    "window-is-stride",
    "the windows are as wide as the stride",
    WINDOW,
    both(lambda axis: replace(axis, kernel=axis.stride)),
    both(lambda axis: replace(axis, kernel=axis.stride).fitted()),
    both(
        lambda axis: replace(axis, kernel=axis.stride) if axis.length % axis.stride == 0 else axis
    ),
    edges=("zero", "raise"),
)
change(
    "stride-is-window",
    "the windows are placed side by side, f apart, whatever the stride",
    WINDOW,
    both(lambda axis: replace(axis, stride=axis.kernel)),
    both(lambda axis: replace(axis, stride=axis.kernel).fitted()),
    edges=("raise", "zero", "clip"),
)
change(
    "stride-ignored",
    "the windows are one pixel apart whatever the stride",
    WINDOW,
    both(setting(stride=1)),
    both(setting(fit=True, stride=1)),
)
for _name, _where, _axes, _shift in (
    ("right", "one pixel too far right", columns, 1),
    ("down", "one pixel too far down", rows, 1),
    ("diagonally", "one pixel too far down and right", both, 1),
):
    change(
        f"windows-shifted-{_name}",
        f"the windows start {_where}",
        "Window (0, 0) starts at pixel (0, 0).",
        _axes(setting(shift=_shift)),
        edges=("zero", "raise", "clip"),
    )
change(
    "windows-from-the-end",
    "the windows are aligned with the bottom right corner: what is left over is skipped at the start",
    "Window (0, 0) starts at pixel (0, 0).",
    both(
        lambda axis: replace(axis, shift=axis.length - axis.kernel - axis.stride * (axis.count - 1))
    ),
)

# --- output size -------------------------------------------------------------------------------


def _counted(count: Callable[[Axis], int]) -> Callable[[Plan], Plan]:
    return both(lambda axis: replace(axis, count=count(axis)))


change(
    "size-rounded-up",
    "the output size is rounded up: partial windows at the edge are included",
    SIZE,
    both(lambda axis: axis.fitted(up=True)),
    edges=("zero", "clip", "raise"),
)
change(
    "size-by-stride",
    "the output size is the image's divided by the stride, whatever the window",
    SIZE,
    _counted(lambda axis: axis.length // axis.stride),
    _counted(lambda axis: -(-axis.length // axis.stride)),
    edges=("zero", "raise", "clip"),
)
change(
    "size-by-window",
    "the output size is the image's divided by the window, whatever the stride",
    SIZE,
    _counted(lambda axis: axis.length // axis.kernel),
    _counted(lambda axis: -(-axis.length // axis.kernel)),
    edges=("zero", "raise", "clip"),
)
change(
    "size-one-short",
    "the output is one row and one column too small",
    SIZE,
    _counted(lambda axis: axis.count - 1),
)
change(
    "size-square",
    "the number of output rows is used for the columns too",
    "Compute OW from the width; try an image that is not square.",
    lambda plan: replace(plan, w=replace(plan.w, count=plan.h.count)),
    edges=("raise", "zero"),
)
add(
    "square-only",
    "the loop over the columns ends where that over the rows does, the rest stays zero",
    "Compute OW from the width; try an image that is not square.",
    run(
        lambda plan: replace(plan, w=replace(plan.w, count=min(plan.h.count, plan.w.count))),
        then=into_zeros,
    ),
    run(lambda plan: both(setting(count=min(plan.h.count, plan.w.count)))(plan), then=into_zeros),
)
then(
    "last-row-zero",
    "the last row of the output stays zero",
    "Where does the loop over the output's rows end?",
    *lost_ways(everywhere, 2),
    exact_fit_lost(2),
)
then(
    "last-column-zero",
    "the last column of the output stays zero",
    "Where does the loop over the output's columns end?",
    *lost_ways(everywhere, 3),
    exact_fit_lost(3),
)

# --- batch, channels, layout -------------------------------------------------------------------

then(
    "all-zero",
    "the result is never written and stays zero",
    "What is returned, and where is it filled?",
    everywhere(np.zeros_like),
)
then(
    "output-transposed",
    "rows and columns of the output are exchanged",
    LAYOUT,
    everywhere(lambda out: out.swapaxes(2, 3)),
    everywhere(square_swapped),
    everywhere(square_swapped_only),
)
then(
    "output-flipped",
    "the output comes out turned around",
    LAYOUT,
    everywhere(flipped(2, 3)),
    everywhere(flipped(2)),
    everywhere(flipped(3)),
)
then(
    "over-channels",
    "the maximum is taken over the channels too",
    LAYOUT,
    everywhere(lambda out: np.broadcast_to(out.max(axis=1, keepdims=True), out.shape)),
    everywhere(lambda out: out.max(axis=1, keepdims=True)),
)
then(
    "over-batch",
    "the maximum is taken over the batch too",
    LAYOUT,
    everywhere(lambda out: np.broadcast_to(out.max(axis=0, keepdims=True), out.shape)),
    everywhere(lambda out: out.max(axis=0, keepdims=True)),
)
then(
    "channels-first-for-all",
    "all channels get the result of the first",
    LAYOUT,
    everywhere(repeated(0, 1)),
)
then(
    "channels-last-lost",
    "the last channel stays zero",
    "Where does the loop over the channels end?",
    *lost_ways(everywhere, 1),
)
then("channels-reversed", "the channels come out in reverse order", LAYOUT, everywhere(flipped(1)))
then(
    "channels-averaged",
    "the mean over the channels is returned",
    LAYOUT,
    everywhere(lambda out: np.broadcast_to(out.mean(axis=1, keepdims=True), out.shape)),
    everywhere(lambda out: out.mean(axis=1, keepdims=True)),
)
then(
    "batch-first-for-all",
    "all images get the result of the first",
    LAYOUT,
    everywhere(repeated(0, 0)),
)
then(
    "batch-last-for-all",
    "all images get the result of the last",
    LAYOUT,
    everywhere(repeated(-1, 0)),
)
then(
    "batch-first-only",
    "only the first image is computed, the others stay zero",
    LAYOUT,
    cleared(slice(1, None)),
)
then("batch-last-lost", "the last image stays zero", LAYOUT, *lost_ways(everywhere, 0))
then(
    "output-reshaped",
    "the result is brought into shape by reshape where its axes should be transposed",
    LAYOUT,
    *reshaped_ways(everywhere),
)
then(
    "output-channels-last",
    "the result is (N, OH, OW, C) instead of (N, C, OH, OW)",
    LAYOUT,
    everywhere(lambda out: out.transpose(0, 2, 3, 1)),
)
change(
    "input-reshaped",
    "X is read in another order of its axes than (N, C, H, W)",
    LAYOUT,
    *reshaped_ways(of_input),
)


def _cut_up(plan: Plan) -> Array:
    """Maxima of (H/f, W/f, f, f), which mixes rows, where the windows tile the image."""
    N, C, H, W = plan.X.shape
    f = plan.h.kernel
    if f != plan.h.stride or H % f or W % f:
        return kernels.pool_forward(plan)
    return np.asarray(plan.X.reshape(N, C, H // f, W // f, f, f).max(axis=(4, 5)))


add(
    "tiling-reshape",
    "tiling windows are cut by a reshape to (H/f, W/f, f, f), which mixes rows",
    "Print the reshape of np.arange(16).reshape(4, 4): which values end up together?",
    run(kernel=_cut_up),
)
