"""Faults of ``pool_back``: what a winner gets, and where windows overlap."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    everywhere,
    of_gradient,
)
from cnncheck.diagnose.catalogue.pool_back import MEET, TIES, WINNER, is_top, sharing, shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.fault import Compute
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array, Problem

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

# --- overlapping windows -----------------------------------------------------------------------


def _winners_overwrite(order: str) -> Compute:
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

    return run(kernel=back)


add(
    "windows-overwrite",
    "a pixel that wins in several overlapping windows keeps only the last gradient",
    MEET,
    _winners_overwrite("h"),
    _winners_overwrite("w"),
)
add(
    "whole-window-overwrites",
    "each window is written as a whole, so its zeros erase what overlapping windows wrote",
    MEET,
    run(
        kernel=lambda plan: kernels.write_over(plan, kernels.won(plan, kernels.first_winner(plan)))
    ),
)
add(
    "ties-all-overwrite",
    "every element equal to the maximum gets the gradient, and overlapping windows overwrite",
    MEET + " " + TIES,
    run(
        kernel=lambda plan: kernels.write_over(
            plan,
            np.where(is_top(kernels.flat_windows(plan)), plan.G[..., None], 0.0).reshape(
                *plan.G.shape, plan.h.kernel, plan.w.kernel
            ),
        )
    ),
)


def _divided(plan: Plan) -> Array:
    return kernels.pool_back(plan) / np.maximum(kernels.coverage(plan), 1)


add(
    "divided-by-overlap",
    "each pixel is divided by the number of windows that cover it",
    MEET,
    run(kernel=_divided),
)

# --- what a winner gets ------------------------------------------------------------------------

VALUE = "The winner gets the gradient of its window: no more, no less."
change(
    "gradient-ignored",
    "every win counts 1, the gradient is not used",
    VALUE,
    of_gradient(np.ones_like),
)
add(
    "average",
    "the gradient is spread evenly over the window, as for average pooling",
    WINNER,
    sharing(lambda g, seen: np.broadcast_to(g / seen.shape[-1], seen.shape)),
)
add(
    "whole-window",
    "every element of the window gets the gradient",
    WINNER,
    sharing(lambda g, seen: np.broadcast_to(g, seen.shape)),
)
then(
    "divided-by-window",
    "the gradient of the winner is divided by the size of the window",
    VALUE,
    lambda out, p: out / _f(p) ** 2,
    lambda out, p: out / _f(p),
)
add(
    "times-value",
    "the winner gets the gradient times its own value",
    VALUE,
    sharing(lambda g, seen: np.where(_winner_mask(seen), g * seen, 0.0)),
)
add(
    "value-instead",
    "the winner gets its own value instead of the gradient",
    VALUE,
    sharing(lambda g, seen: np.where(_winner_mask(seen), seen, 0.0)),
)
then(
    "added-to-input",
    "the sum starts from X instead of zeros",
    "What is in dX before the first window?",
    lambda out, p: out + p.arrays["X"],
)
then("negated", "every element has the wrong sign", VALUE, everywhere(np.negative))
then(
    "all-zero",
    "the result is never written and stays zero",
    "What is returned, and where is it filled?",
    everywhere(np.zeros_like),
)


def _f(problem: Problem) -> int:
    f = problem.arguments["f"]
    assert isinstance(f, int)
    return f


def _winner_mask(seen: Array) -> Array:
    return np.asarray(np.arange(seen.shape[-1]) == seen.argmax(axis=-1)[..., None])


__all__ = ["shelf"]
