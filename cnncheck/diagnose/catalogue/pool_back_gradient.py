"""Faults of ``pool_back``: what a winner gets, and where windows overlap."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.common import never_written
from cnncheck.diagnose.catalogue.pool_back import MEET, TIES, WINNER, sharing, shelf
from cnncheck.diagnose.catalogue.winners import is_top

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Kernel
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array, Problem


# --- overlapping windows -----------------------------------------------------------------------


def _winners_overwrite(order: str) -> Kernel:
    """Only winners are written, the last writer of a pixel stays."""

    def back(plan: Plan) -> Array:
        marked = kernels.won(replace(plan, G=np.ones_like(plan.G)), kernels.first_winner(plan))
        numbered = np.arange(plan.h.count * plan.w.count) + 1.0
        if order == "w":
            numbered = numbered.reshape(plan.w.count, plan.h.count).T
        stamp = marked * numbered.reshape(plan.h.count, plan.w.count)[..., None, None]
        pixel, inside = kernels.targets(plan)
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


shelf.kernel(
    MEET,
    (
        "windows-overwrite",
        "a pixel that wins in several overlapping windows keeps only the last gradient",
        _winners_overwrite("h"),
        _winners_overwrite("w"),
    ),
    (
        "whole-window-overwrites",
        "each window is written as a whole, so its zeros erase what overlapping windows wrote",
        lambda plan: kernels.write_over(plan, kernels.won(plan, kernels.first_winner(plan))),
    ),
)
shelf.kernel(
    MEET + " " + TIES,
    (
        "ties-all-overwrite",
        "every element equal to the maximum gets the gradient, and overlapping windows overwrite",
        lambda plan: kernels.write_over(
            plan,
            np.where(is_top(kernels.flat_windows(plan)), plan.G[..., None], 0.0).reshape(
                *plan.G.shape, plan.h.kernel, plan.w.kernel
            ),
        ),
    ),
)


def _divided(plan: Plan) -> Array:
    return kernels.pool_back(plan) / np.maximum(kernels.coverage(plan), 1)


shelf.kernel(
    MEET,
    (
        "divided-by-overlap",
        "each pixel is divided by the number of windows that cover it",
        _divided,
    ),
)

# --- what a winner gets ------------------------------------------------------------------------

VALUE = "The winner gets the gradient of its window: no more, no less."
shelf.gradient(
    VALUE, ("gradient-ignored", "every win counts 1, the gradient is not used", np.ones_like)
)
shelf.kernel(
    WINNER,
    (
        "average",
        "the gradient is spread evenly over the window, as for average pooling",
        sharing(lambda g, seen: np.broadcast_to(g / seen.shape[-1], seen.shape)),
    ),
    (
        "whole-window",
        "every element of the window gets the gradient",
        sharing(lambda g, seen: np.broadcast_to(g, seen.shape)),
    ),
)
shelf.then(
    VALUE,
    (
        "divided-by-window",
        "the gradient of the winner is divided by the size of the window",
        lambda out, p: out / _f(p) ** 2,
        lambda out, p: out / _f(p),
    ),
)
shelf.kernel(
    VALUE,
    (
        "times-value",
        "the winner gets the gradient times its own value",
        sharing(lambda g, seen: np.where(_winner_mask(seen), g * seen, 0.0)),
    ),
    (
        "value-instead",
        "the winner gets its own value instead of the gradient",
        sharing(lambda g, seen: np.where(_winner_mask(seen), seen, 0.0)),
    ),
)
shelf.then(
    "What is in dX before the first window?",
    (
        "added-to-input",
        "the sum starts from X instead of zeros",
        lambda out, p: out + p.arrays["X"],
    ),
)
shelf.result(VALUE, ("negated", "every element has the wrong sign", np.negative))
never_written(shelf)


def _f(problem: Problem) -> int:
    f = problem.arguments["f"]
    assert isinstance(f, int)
    return f


def _winner_mask(seen: Array) -> Array:
    return np.asarray(np.arange(seen.shape[-1]) == seen.argmax(axis=-1)[..., None])


__all__ = ["shelf"]
