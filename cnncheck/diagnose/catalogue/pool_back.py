"""Faults of ``pool_back``: who wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    repeated,
)
from cnncheck.diagnose.catalogue.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.fault import Compute
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array

shelf = Shelf("pool-backward", "pool_back", kernels.pool_back)
change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

TIES = "A window has one winner: the first of its largest values in row-major order."
WINNER = "The gradient of a window goes to its largest element, and to no other."
MEET = "One pixel can win in several overlapping windows: what happens to its gradient?"
START = "What does the running maximum start from, and what if every value is below it?"


def sharing(share: Callable[[Array, Array], Array]) -> Compute:
    """Return the manner that splits the gradient (..., 1) of a window (..., f * f) otherwise."""

    def back(plan: Plan) -> Array:
        given = share(plan.G[..., None], kernels.flat_windows(plan))
        return kernels.add_up(plan, given.reshape(*plan.G.shape, plan.h.kernel, plan.w.kernel))

    return run(kernel=back)


def _choosing(choose: Callable[[Array], Array]) -> Compute:
    """Return the manner that has another winner in a window (..., f * f); -1 for none."""
    return run(
        kernel=lambda plan: kernels.add_up(
            plan, kernels.won(plan, choose(kernels.flat_windows(plan)))
        )
    )


def is_top(seen: Array) -> Array:
    """Return which elements of a window (..., f * f) equal its maximum."""
    return np.asarray(seen == seen.max(axis=-1, keepdims=True))


def _is_close(seen: Array) -> Array:
    return np.asarray(np.isclose(seen, seen.max(axis=-1, keepdims=True)))


def _last(seen: Array) -> Array:
    return np.asarray(seen.shape[-1] - 1 - seen[..., ::-1].argmax(axis=-1))


def column_first(seen: Array) -> Array:
    """Return the first of the maxima in column-major order."""
    side = round(seen.shape[-1] ** 0.5)
    turned = seen.reshape(*seen.shape[:-1], side, side).swapaxes(-1, -2).reshape(seen.shape)
    column, row = np.divmod(turned.argmax(axis=-1), side)
    return np.asarray(row * side + column)


def _last_column_first(seen: Array) -> Array:
    return np.asarray(seen.shape[-1] - 1 - column_first(seen[..., ::-1]))


def _offset_swapped(seen: Array) -> Array:
    side = round(seen.shape[-1] ** 0.5)
    row, column = np.divmod(seen.argmax(axis=-1), side)
    return np.asarray(column * side + row)


def _above(low: float, other: int) -> Callable[[Array], Array]:
    """Return the winner of a search that starts at `low`; `other` where nothing is above it."""
    return lambda seen: np.where(seen.max(-1) > low, seen.argmax(-1), other)


# --- who wins ----------------------------------------------------------------------------------

add(
    "ties-all",
    "every element equal to the maximum gets the whole gradient",
    TIES,
    sharing(lambda g, seen: np.where(is_top(seen), g, 0.0)),
)
add(
    "ties-shared",
    "equal maxima share the gradient evenly",
    TIES,
    sharing(lambda g, seen: np.where(is_top(seen), g / is_top(seen).sum(-1, keepdims=True), 0.0)),
)
add("ties-last", "among equal maxima the last one gets the gradient", TIES, _choosing(_last))
add(
    "ties-column-first",
    "among equal maxima the first in column-major order gets the gradient",
    TIES,
    _choosing(column_first),
)
add(
    "ties-last-column-first",
    "among equal maxima the last in column-major order gets the gradient",
    TIES,
    _choosing(_last_column_first),
)
add(
    "ties-none",
    "a window with equal maxima gives no gradient",
    TIES,
    sharing(
        lambda g, seen: np.where(is_top(seen) & (is_top(seen).sum(-1, keepdims=True) == 1), g, 0.0)
    ),
)
add(
    "ties-close",
    "values close to the maximum count as equal to it",
    TIES,
    sharing(lambda g, seen: np.where(_is_close(seen), g, 0.0)),
    sharing(lambda g, seen: np.where(_is_close(seen), g / _is_close(seen).sum(-1)[..., None], 0.0)),
    _choosing(lambda seen: _is_close(seen).argmax(axis=-1)),
)
add(
    "minimum-wins",
    "the smallest element of each window gets the gradient",
    WINNER,
    _choosing(lambda seen: seen.argmin(axis=-1)),
)
add(
    "magnitude-wins",
    "the element furthest from zero gets the gradient",
    WINNER,
    _choosing(lambda seen: np.abs(seen).argmax(axis=-1)),
)
add(
    "first-element",
    "the first element of each window gets the gradient",
    WINNER,
    _choosing(lambda seen: np.zeros(seen.shape[:-1], int)),
)
add(
    "last-element",
    "the last element of each window gets the gradient",
    WINNER,
    _choosing(lambda seen: np.full(seen.shape[:-1], seen.shape[-1] - 1)),
)
add(
    "winner-transposed",
    "row and column of the winner are exchanged within the window",
    "Try a window whose largest value is at the top right.",
    _choosing(_offset_swapped),
)
add(
    "winner-of-flipped-window",
    "the winner is looked for in a window that is turned around",
    WINNER,
    _choosing(lambda seen: seen[..., ::-1].argmax(axis=-1)),
)
add(
    "starts-at-zero",
    "the search for the maximum starts at 0: windows without a positive value give no gradient, or to their first element",
    START,
    _choosing(lambda seen: np.where(seen.max(-1) > 0, seen.argmax(-1), -1)),
    _choosing(lambda seen: np.where(seen.max(-1) >= 0, seen.argmax(-1), -1)),
    _choosing(lambda seen: np.where(seen.max(-1) > 0, seen.argmax(-1), 0)),
    sharing(lambda g, seen: np.where(seen == np.maximum(seen.max(-1, keepdims=True), 0), g, 0.0)),
)
add(
    "starts-at-small-number",
    "the search for the maximum starts at a number that values can be below",
    START,
    *(
        _choosing(_above(low, other))
        for low in (-1.0, -10.0, -50.0, -99.0, -100.0, -128.0, -255.0, -256.0)
        for other in (-1, 0)
    ),
)
add(
    "infinity-loses",
    "windows that are all -inf give no gradient: the search starts at the lowest finite number",
    START,
    _choosing(lambda seen: np.where(seen.max(-1) > -np.inf, seen.argmax(-1), -1)),
)


def _first_channel_decides(plan: Plan) -> Array:
    winner = kernels.first_winner(plan)
    return kernels.add_up(plan, kernels.won(plan, repeated(0, 1)(winner)))


def _first_image_decides(plan: Plan) -> Array:
    winner = kernels.first_winner(plan)
    return kernels.add_up(plan, kernels.won(plan, repeated(0, 0)(winner)))


add(
    "channels-share-winner",
    "the winner of the first channel is used for all channels",
    "Every image and every channel has its own winners.",
    run(kernel=_first_channel_decides),
)
add(
    "batch-shares-winner",
    "the winner of the first image is used for all images",
    "Every image and every channel has its own winners.",
    run(kernel=_first_image_decides),
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


add(
    "winner-by-value",
    "the maximum is looked up by its value in the whole image, so equal values elsewhere win",
    WINNER,
    run(kernel=_anywhere),
    run(kernel=_everywhere_equal),
)
