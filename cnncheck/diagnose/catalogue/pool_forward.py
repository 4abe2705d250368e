"""Faults of ``pool_forward`` in which values it looks at, and what it takes from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import both, each_axis, more, setting, taking
from cnncheck.diagnose.catalogue.common import windows_shifted
from cnncheck.diagnose.catalogue.shelf import Shelf, made

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.changes import Kernel
    from cnncheck.diagnose.catalogue.shelf import Row
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array

shelf = Shelf("pool-forward", "pool_forward", kernels.pool_forward)

MAXIMUM = "Each output is the largest value of its window."
START = "What does the running maximum start from, and what if every value is below it?"
SIZE = "OH = 1 + floor((IH - f) / s): try sizes that s does not divide, and f different from s."
WINDOW = "Window (i, j) covers rows s*i to s*i + f - 1 and columns s*j to s*j + f - 1."
LAYOUT = "out[n, c, i, j] follows from image n and channel c alone."


def _reducing(hint: str, *rows: Row[ArrayChange]) -> None:
    """Put faults on the shelf that reduce each window, (N, C, OH, OW, f * f), otherwise."""
    shelf.kernel(hint, *made(rows, _of_window))


def _of_window(reduce: ArrayChange) -> Kernel:
    return lambda plan: reduce(kernels.flat_windows(plan))


def _of_part(rows: slice, columns: slice) -> tuple[Kernel, Kernel]:
    """Return the kernels that look at a part of each window only: always, or if f is above 1."""

    def part(plan: Plan) -> Array:
        seen = kernels.pool_windows(plan)[..., rows, columns]
        return np.asarray(seen.reshape(*seen.shape[:4], -1).max(axis=-1, initial=-np.inf))

    def guarded(plan: Plan) -> Array:
        return part(plan) if plan.h.kernel > 1 else kernels.pool_forward(plan)

    return part, guarded


def _at_least(low: float) -> ArrayChange:
    return lambda seen: np.maximum(seen.max(axis=-1), low)


_reducing(
    MAXIMUM,
    ("minimum", "the smallest value of each window is taken", lambda seen: seen.min(axis=-1)),
    ("average", "the mean of each window is taken", lambda seen: seen.mean(axis=-1)),
    ("sum", "each window is added up", lambda seen: seen.sum(axis=-1)),
    ("median", "the median of each window is taken", lambda seen: np.median(seen, axis=-1)),
)
_reducing(
    MAXIMUM + " -5 is smaller than 1.",
    (
        "absolute-value",
        "the largest absolute value is returned, without its sign",
        lambda seen: np.abs(seen).max(axis=-1),
    ),
)


def _largest_magnitude(seen: Array) -> Array:
    return np.take_along_axis(seen, np.abs(seen).argmax(axis=-1)[..., None], -1)[..., 0]


_reducing(
    MAXIMUM + " -5 is smaller than 1.",
    (
        "largest-magnitude",
        "the value furthest from zero is taken, whatever its sign",
        _largest_magnitude,
    ),
)
_reducing(
    MAXIMUM,
    ("first-element", "the first element of each window is taken", lambda seen: seen[..., 0]),
    ("last-element", "the last element of each window is taken", lambda seen: seen[..., -1]),
)
_reducing(
    START,
    (
        "starts-at-zero",
        "the running maximum starts at 0, so windows of negative values give 0",
        lambda seen: np.maximum(seen.max(axis=-1), 0),
    ),
    (
        "starts-at-small-number",
        "the running maximum starts at a number that values can be below",
        *(_at_least(low) for low in (-1.0, -10.0, -50.0, -99.0, -100.0, -128.0, -255.0, -256.0)),
    ),
)
shelf.then(
    START,
    (
        "starts-at-lowest-number",
        "the running maximum starts at the lowest finite number, so windows of -inf give that",
        lambda out, p: np.maximum(out, np.finfo(p.dtype).min),
    ),
)
shelf.kernel(
    "What is not a number must show in every output whose window holds it.",
    (
        "nan-ignored",
        "a NaN in a window is passed over",
        _of_window(lambda seen: np.fmax.reduce(seen, axis=-1)),
        _of_window(
            lambda seen: np.nan_to_num(
                np.fmax.reduce(seen, axis=-1), nan=-np.inf, posinf=np.inf, neginf=-np.inf
            )
        ),
        lambda plan: kernels.pool_forward(replace(plan, X=np.where(np.isnan(plan.X), 0.0, plan.X))),
    ),
)
shelf.then(
    MAXIMUM,
    (
        "infinity-clipped",
        "infinities are replaced by the largest finite numbers",
        lambda out, p: np.clip(out, np.finfo(p.dtype).min, np.finfo(p.dtype).max),
        lambda out, p: np.nan_to_num(
            out, nan=0.0, posinf=np.finfo(p.dtype).max, neginf=np.finfo(p.dtype).min
        ),
    ),
)

# --- windows -----------------------------------------------------------------------------------

shelf.kernel(
    WINDOW,
    (
        "window-last-row-lost",
        "the last row of each window is not looked at",
        *_of_part(slice(-1), slice(None)),
    ),
    (
        "window-last-column-lost",
        "the last column of each window is not looked at",
        *_of_part(slice(None), slice(-1)),
    ),
    (
        "window-one-short",
        "the windows are one row and one column too small",
        *_of_part(slice(-1), slice(-1)),
    ),
    (
        "window-first-row-only",
        "only the first row of each window is looked at",
        *_of_part(slice(1), slice(None)),
    ),
    (
        "window-first-column-only",
        "only the first column of each window is looked at",
        *_of_part(slice(None), slice(1)),
    ),
)
_reducing(
    WINDOW,
    (
        "window-first-lost",
        "the first element of each window is not looked at",
        lambda seen: seen[..., 1:].max(axis=-1, initial=-np.inf),
    ),
    (
        "window-last-lost",
        "the last element of each window is not looked at",
        lambda seen: seen[..., :-1].max(axis=-1, initial=-np.inf),
    ),
)
shelf.plan(
    WINDOW,
    (
        "window-one-long",
        "the windows are one row or one column too large",
        *each_axis(more(kernel=1)),
        both(lambda axis: replace(axis, kernel=axis.kernel + 1).fitted()),
    ),
    edges=("zero", "raise", "clip"),
)
shelf.plan(
    WINDOW,
    (
        "window-is-stride",
        "the windows are as wide as the stride",
        both(taking(kernel="stride")),
        both(taking(fit=True, kernel="stride")),
        both(
            lambda axis: (
                replace(axis, kernel=axis.stride) if axis.length % axis.stride == 0 else axis
            )
        ),
    ),
    edges=("zero", "raise"),
)
shelf.plan(
    WINDOW,
    (
        "stride-is-window",
        "the windows are placed side by side, f apart, whatever the stride",
        both(taking(stride="kernel")),
        both(taking(fit=True, stride="kernel")),
    ),
    edges=("raise", "zero", "clip"),
)
shelf.plan(
    WINDOW,
    (
        "stride-ignored",
        "the windows are one pixel apart whatever the stride",
        both(setting(stride=1)),
        both(setting(fit=True, stride=1)),
    ),
)
windows_shifted(
    shelf,
    "Window (0, 0) starts at pixel (0, 0).",
    "the windows start {where}",
    "right",
    "down",
    "diagonally",
    edges=("zero", "raise", "clip"),
)
shelf.plan(
    "Window (0, 0) starts at pixel (0, 0).",
    (
        "windows-from-the-end",
        "the windows are aligned with the bottom right corner: what is left over is skipped at the start",
        both(
            lambda axis: replace(
                axis, shift=axis.length - axis.kernel - axis.stride * (axis.count - 1)
            )
        ),
    ),
)
