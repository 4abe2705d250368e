"""Faults of ``pool_forward`` in which values it looks at, and what it takes from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    both,
    columns,
    of_input,
    rows,
    setting,
)
from cnncheck.diagnose.catalogue.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.fault import Compute
    from cnncheck.diagnose.kernels import Plan
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
