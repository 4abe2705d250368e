"""Which pixel wins in a window of ``pool_back``, and what becomes of its gradient.

What chooses winners maps windows (..., f * f) to where it is true, or to (...) numbers of taps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.parts import kernels, pool_kernels
from cnncheck.faults.parts.arrays import repeated
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array


def is_top(seen: Array) -> Array:
    """Return which elements of a window equal its maximum."""
    return np.asarray(seen == seen.max(axis=-1, keepdims=True))


def is_only_top(seen: Array) -> Array:
    """Return which element of a window equals its maximum, where it is the only one."""
    return np.asarray(is_top(seen) & (is_top(seen).sum(-1, keepdims=True) == 1))


def is_close(seen: Array) -> Array:
    """Return which elements of a window are close to its maximum."""
    return np.asarray(np.isclose(seen, seen.max(axis=-1, keepdims=True)))


def is_winner(seen: Array) -> Array:
    """Return which element of a window gets its gradient."""
    return np.asarray(np.arange(seen.shape[-1]) == seen.argmax(axis=-1)[..., None])


def last(seen: Array) -> Array:
    """Return the last of the maxima in row-major order."""
    return np.asarray(seen.shape[-1] - 1 - seen[..., ::-1].argmax(axis=-1))


def column_first(seen: Array, sides: tuple[int, int]) -> Array:
    """Return the first of the maxima in column-major order."""
    turned = seen.reshape(*seen.shape[:-1], *sides).swapaxes(-1, -2).reshape(seen.shape)
    column, row = np.divmod(turned.argmax(axis=-1), sides[0])
    return np.asarray(row * sides[1] + column)


def last_column_first(seen: Array, sides: tuple[int, int]) -> Array:
    """Return the last of the maxima in column-major order."""
    return np.asarray(seen.shape[-1] - 1 - column_first(seen[..., ::-1], sides))


def offset_swapped(seen: Array, sides: tuple[int, int]) -> Array:
    """Return the winner with its row and column exchanged."""
    row, column = np.divmod(seen.argmax(axis=-1), sides[1])
    return np.asarray(np.minimum(column, sides[0] - 1) * sides[1] + np.minimum(row, sides[1] - 1))


def found_apart(*, by_sums: bool, of_first: str) -> Callable[[Array, tuple[int, int]], Array]:
    """Look for the winner's row and column apart, by the largest of each line, sums, or the first line alone.

    Parameters
    ----------
    by_sums : bool
        Whether lines are told by their sums.
    of_first : {"", "row", "column", "both"}
        What is looked for in the first line of the window alone.
    """

    def winner(seen: Array, sides: tuple[int, int]) -> Array:
        window = seen.reshape(*seen.shape[:-1], *sides)
        lines = np.sum if by_sums else np.max
        rows = window[..., 0] if of_first in ("row", "both") else lines(window, axis=-1)
        columns = window[..., 0, :] if of_first in ("column", "both") else lines(window, axis=-2)
        return np.asarray(rows.argmax(axis=-1) * sides[1] + columns.argmax(axis=-1))

    return winner


def above(low: float, other: int) -> ArrayChange:
    """Return the winner of a search that starts at `low`; `other` where nothing is above it."""
    return lambda seen: np.where(seen.max(-1) > low, seen.argmax(-1), other)


def from_low(low: float, other: int, *, last: bool) -> ArrayChange:
    """Return the winner of a search from `low` on, the first or the last of equal ones.

    One that goes on where values are equal finds `low` itself, too.
    """

    def winner(seen: Array) -> Array:
        top = seen.max(axis=-1)
        if last:
            found = seen.shape[-1] - 1 - seen[..., ::-1].argmax(axis=-1)
            return np.where(top >= low, found, other)
        return np.where((top > low) | np.isnan(top), seen.argmax(axis=-1), other)

    return winner


# --- what becomes of the gradient ---------------------------------------------------------------


def sharing(share: Callable[[Array, Array], Array]) -> Kernel:
    """Return the kernel that splits the gradient (..., 1) of a window (..., f * f) otherwise."""

    def back(plan: Plan) -> Array:
        given = share(plan.G[..., None], pool_kernels.flat_windows(plan))
        return kernels.add_up(plan, given.reshape(*plan.G.shape, plan.h.kernel, plan.w.kernel))

    return back


def to_all(wins: ArrayChange) -> Kernel:
    """Give the whole gradient to each winner."""
    return sharing(lambda g, seen: np.where(wins(seen), g, 0.0))


def evenly(wins: ArrayChange) -> Kernel:
    """Share the gradient among all winners."""
    return sharing(lambda g, seen: np.where(wins(seen), g / wins(seen).sum(-1, keepdims=True), 0.0))


def choosing(choose: ArrayChange) -> Kernel:
    """Return the kernel that has another winner in a window (..., f * f); -1 for none."""

    def back(plan: Plan) -> Array:
        return kernels.add_up(plan, pool_kernels.won(plan, choose(pool_kernels.flat_windows(plan))))

    return back


def placing(choose: Callable[[Array, tuple[int, int]], Array]) -> Kernel:
    """Return `choosing` of what is told the window's sides, too."""
    return lambda plan: choosing(lambda seen: choose(seen, (plan.h.kernel, plan.w.kernel)))(plan)


def of_first_entry(axis: int) -> Callable[[Plan], Array]:
    """Return where the winners of an axis's first entry are, for all of it."""

    def wins(plan: Plan) -> Array:
        winner = repeated(0, axis)(pool_kernels.first_winner(plan))
        return np.asarray(np.arange(plan.taps) == winner[..., None])

    return wins


def anywhere(plan: Plan) -> Array:
    """Give each window's gradient to the first pixel of the whole image with its top value."""
    top = pool_kernels.largest(plan)
    images, channels = plan.X.shape[:2]
    flat = plan.X.reshape(images, channels, -1)
    place = (flat[:, :, None, :] == top.reshape(images, channels, -1)[..., None]).argmax(axis=-1)
    out = np.zeros(flat.shape)
    at = (np.arange(images)[:, None, None], np.arange(channels)[:, None], place)
    np.add.at(out, at, plan.G.reshape(images, channels, -1))
    return out.reshape(plan.X.shape)


def everywhere_equal(plan: Plan) -> Array:
    """Give each window's gradient to all pixels of the image with its top value."""
    top = pool_kernels.largest(plan).reshape(*plan.X.shape[:2], -1)
    flat = plan.X.reshape(*plan.X.shape[:2], -1)
    gradient = plan.G.reshape(*plan.G.shape[:2], -1)
    out = np.where(flat[:, :, None, :] == top[..., None], gradient[..., None], 0.0).sum(axis=2)
    return np.asarray(out.reshape(plan.X.shape))


def first_written_over(plan: Plan) -> Array:
    """Write each window's gradient over what the first pixel of the image with its top value has."""
    top = pool_kernels.largest(plan).reshape(*plan.X.shape[:2], -1)
    flat, gradient = plan.X.reshape(*plan.X.shape[:2], -1), plan.G.reshape(*plan.G.shape[:2], -1)
    out, at = np.zeros(flat.shape), np.ix_(*map(range, flat.shape[:2]))
    for window in range(top.shape[-1]):
        out[*at, (flat == top[..., window, None]).argmax(axis=-1)] = gradient[..., window]
    return out.reshape(plan.X.shape)


def marked_in_image(mark: Callable[[Plan, Array], Array]) -> Kernel:
    """Mark the winners of all windows in one image, and give each window's gradient to all that is marked."""

    def back(plan: Plan) -> Array:
        wins = pool_kernels.of_taps(plan, pool_kernels.is_largest(plan) * 1.0)
        G = plan.G.reshape(*plan.G.shape, *(1 for _ in plan.windows.kernel))
        return mark(plan, wins) * kernels.add_up(plan, np.broadcast_to(G, wins.shape))

    return back


def winners_overwrite(order: str) -> Kernel:
    """Only winners are written, the last writer of a pixel stays."""

    def back(plan: Plan) -> Array:
        marked = pool_kernels.won(
            replace(plan, G=np.ones_like(plan.G)), pool_kernels.first_winner(plan)
        )
        numbered = np.arange(plan.h.count * plan.w.count) + 1.0
        if order == "w":
            numbered = numbered.reshape(plan.w.count, plan.h.count).T
        stamp = marked * numbered.reshape(plan.h.count, plan.w.count)[..., None, None]
        pixel, inside = plan.windows.places
        latest = np.zeros((*plan.X.shape[:2], plan.h.length * plan.w.length))
        images, channels = np.ogrid[: plan.X.shape[0], : plan.X.shape[1]]
        np.maximum.at(
            latest, (images[..., None], channels[..., None], pixel[inside]), stamp[:, :, inside]
        )
        turned = plan.G.swapaxes(2, 3) if order == "w" else plan.G
        gradient = np.concatenate(
            [np.zeros((*plan.G.shape[:2], 1)), turned.reshape(*plan.G.shape[:2], -1)], -1
        )
        return np.take_along_axis(gradient, latest.astype(int), -1).reshape(plan.X.shape)

    return back
