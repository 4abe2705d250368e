"""Faults of ``pool_back``: who wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.arrays import repeated
from cnncheck.diagnose.catalogue.shelf import Shelf, made
from cnncheck.diagnose.catalogue.winners import (
    above,
    column_first,
    is_close,
    is_only_top,
    is_top,
    last,
    last_column_first,
    offset_swapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.changes import Kernel
    from cnncheck.diagnose.catalogue.shelf import Row
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array

shelf = Shelf("pool-backward", "pool_back", kernels.pool_back)

TIES = "A window has one winner: the first of its largest values in row-major order."
WINNER = "The gradient of a window goes to its largest element, and to no other."
MEET = "One pixel can win in several overlapping windows: what happens to its gradient?"
START = "What does the running maximum start from, and what if every value is below it?"


def sharing(share: Callable[[Array, Array], Array]) -> Kernel:
    """Return the kernel that splits the gradient (..., 1) of a window (..., f * f) otherwise."""

    def back(plan: Plan) -> Array:
        given = share(plan.G[..., None], kernels.flat_windows(plan))
        return kernels.add_up(plan, given.reshape(*plan.G.shape, plan.h.kernel, plan.w.kernel))

    return back


def _to_all(wins: ArrayChange) -> Kernel:
    return sharing(lambda g, seen: np.where(wins(seen), g, 0.0))


def _evenly(wins: ArrayChange) -> Kernel:
    return sharing(lambda g, seen: np.where(wins(seen), g / wins(seen).sum(-1, keepdims=True), 0.0))


def _choosing(choose: ArrayChange) -> Kernel:
    """Return the kernel that has another winner in a window (..., f * f); -1 for none."""

    def back(plan: Plan) -> Array:
        return kernels.add_up(plan, kernels.won(plan, choose(kernels.flat_windows(plan))))

    return back


def _winning(hint: str, *rows: Row[ArrayChange]) -> None:
    """Put faults on the shelf that have another winner in a window (..., f * f)."""
    shelf.kernel(hint, *made(rows, _choosing))


# --- who wins ----------------------------------------------------------------------------------

shelf.kernel(
    TIES,
    ("ties-all", "every element equal to the maximum gets the whole gradient", _to_all(is_top)),
    ("ties-shared", "equal maxima share the gradient evenly", _evenly(is_top)),
)
_winning(
    TIES,
    ("ties-last", "among equal maxima the last one gets the gradient", last),
    (
        "ties-column-first",
        "among equal maxima the first in column-major order gets the gradient",
        column_first,
    ),
    (
        "ties-last-column-first",
        "among equal maxima the last in column-major order gets the gradient",
        last_column_first,
    ),
)
shelf.kernel(
    TIES,
    ("ties-none", "a window with equal maxima gives no gradient", _to_all(is_only_top)),
    (
        "ties-close",
        "values close to the maximum count as equal to it",
        _to_all(is_close),
        _evenly(is_close),
        _choosing(lambda seen: is_close(seen).argmax(axis=-1)),
    ),
)
_winning(
    WINNER,
    (
        "minimum-wins",
        "the smallest element of each window gets the gradient",
        lambda seen: seen.argmin(axis=-1),
    ),
    (
        "magnitude-wins",
        "the element furthest from zero gets the gradient",
        lambda seen: np.abs(seen).argmax(axis=-1),
    ),
    (
        "first-element",
        "the first element of each window gets the gradient",
        lambda seen: np.zeros(seen.shape[:-1], int),
    ),
    (
        "last-element",
        "the last element of each window gets the gradient",
        lambda seen: np.full(seen.shape[:-1], seen.shape[-1] - 1),
    ),
)
_winning(
    "Try a window whose largest value is at the top right.",
    (
        "winner-transposed",
        "row and column of the winner are exchanged within the window",
        offset_swapped,
    ),
)
_winning(
    WINNER,
    (
        "winner-of-flipped-window",
        "the winner is looked for in a window that is turned around",
        lambda seen: seen[..., ::-1].argmax(axis=-1),
    ),
)
shelf.kernel(
    START,
    (
        "starts-at-zero",
        "the search for the maximum starts at 0: windows without a positive value give no gradient, or to their first element",
        _choosing(above(0, -1)),
        _choosing(lambda seen: np.where(seen.max(-1) >= 0, seen.argmax(-1), -1)),
        _choosing(above(0, 0)),
        _to_all(lambda seen: seen == np.maximum(seen.max(-1, keepdims=True), 0)),
    ),
)
_winning(
    START,
    (
        "starts-at-small-number",
        "the search for the maximum starts at a number that values can be below",
        *(
            above(low, other)
            for low in (-1.0, -10.0, -50.0, -99.0, -100.0, -128.0, -255.0, -256.0)
            for other in (-1, 0)
        ),
    ),
    (
        "infinity-loses",
        "windows that are all -inf give no gradient: the search starts at the lowest finite number",
        above(-np.inf, -1),
    ),
)


def _shared_winner(axis: int) -> Kernel:
    """Use the winners of an axis's first entry for all of it."""

    def back(plan: Plan) -> Array:
        winner = kernels.first_winner(plan)
        return kernels.add_up(plan, kernels.won(plan, repeated(0, axis)(winner)))

    return back


shelf.kernel(
    "Every image and every channel has its own winners.",
    (
        "channels-share-winner",
        "the winner of the first channel is used for all channels",
        _shared_winner(1),
    ),
    (
        "batch-shares-winner",
        "the winner of the first image is used for all images",
        _shared_winner(0),
    ),
)


def _anywhere(plan: Plan) -> Array:
    """Give each window's gradient to the first pixel of the whole image with its top value."""
    top = kernels.pool_forward(plan)
    images, channels = plan.X.shape[:2]
    flat = plan.X.reshape(images, channels, -1)
    place = (flat[:, :, None, :] == top.reshape(images, channels, -1)[..., None]).argmax(axis=-1)
    out = np.zeros(flat.shape)
    at = (np.arange(images)[:, None, None], np.arange(channels)[:, None], place)
    np.add.at(out, at, plan.G.reshape(images, channels, -1))
    return out.reshape(plan.X.shape)


def _everywhere_equal(plan: Plan) -> Array:
    """Give each window's gradient to all pixels of the image with its top value."""
    top = kernels.pool_forward(plan).reshape(*plan.X.shape[:2], -1)
    flat = plan.X.reshape(*plan.X.shape[:2], -1)
    gradient = plan.G.reshape(*plan.G.shape[:2], -1)
    out = np.where(flat[:, :, None, :] == top[..., None], gradient[..., None], 0.0).sum(axis=2)
    return np.asarray(out.reshape(plan.X.shape))


shelf.kernel(
    WINNER,
    (
        "winner-by-value",
        "the maximum is looked up by its value in the whole image, so equal values elsewhere win",
        _anywhere,
        _everywhere_equal,
    ),
)
