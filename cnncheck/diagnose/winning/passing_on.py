"""What becomes of the gradient of a window: how much of it, where, and what where windows meet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.winning.choosing import Looked
    from cnncheck.operators.problem import Array, Problem

    Factor = Callable[["Given"], Array]
    Meet = Callable[[Array, Array, Array, Array, Looked], Array]


@dataclass(frozen=True, eq=False)
class Given:
    """What a factor may be made of.

    Attributes
    ----------
    looked : Looked
    problem : Problem
    top : array
        What the winners of windows equal.
    at : (windows, taps) int array
        Where gradients go.
    """

    looked: Looked
    problem: Problem
    top: Array
    at: Array


def _there(given: Given) -> Array:
    """Return the value of the pixel that gets the gradient."""
    X = given.looked.X
    return X.reshape(*X.shape[:2], -1)[:, :, np.maximum(given.at, 0)]


def _winner(given: Given) -> Array:
    return np.where(given.looked.inside, given.looked.values, 0.0)


def _largest(given: Given) -> Array:
    most = given.looked.values.max(-1, keepdims=True)
    return np.where(np.isfinite(most), most, 0.0)


def _top(given: Given) -> Array:
    return np.where(np.isfinite(given.top), given.top, 0.0)


def _by(number: Callable[[Given], float]) -> Factor:
    return lambda given: np.asarray(1 / max(number(given), 1))


def _taps(given: Given) -> int:
    return math.prod(given.problem.windows.kernel)


FACTORS: tuple[tuple[str, Factor], ...] = (
    ("", lambda _: np.ones(())),
    ("the gradient is multiplied by the maximum itself", _largest),
    ("the gradient is multiplied by the value of the pixel that gets it", _there),
    ("the gradient is multiplied by the value that was found largest", _top),
    ("the gradient is multiplied by the value of the winner", _winner),
    ("the gradient is multiplied by the square of the pixel that gets it", lambda g: _there(g) ** 2),
    ("the gradient is multiplied by the value, without its sign, of the pixel that gets it", lambda g: np.abs(_there(g))),
    ("the gradient is multiplied by the sign of the pixel that gets it", lambda g: np.sign(_there(g))),
    ("only pixels above 0 get their gradient", lambda g: (_there(g) > 0) * 1.0),
    ("the gradient is divided by the number of a window's pixels", _by(_taps)),
    ("the gradient is divided by the number of a window's rows", _by(lambda g: g.problem.windows.kernel[0])),
    ("the gradient is divided by the number of a window's columns", _by(lambda g: g.problem.windows.kernel[-1])),
    ("the gradient is multiplied by the number of a window's pixels", lambda g: np.asarray(_taps(g) * 1.0)),
    ("the gradient is divided by the number of images", _by(lambda g: g.looked.X.shape[0])),
    ("the gradient is divided by the number of channels", _by(lambda g: g.looked.X.shape[1])),
    ("the gradient is divided by the number of windows", _by(lambda g: math.prod(g.looked.counts))),
    ("the gradient has the wrong sign", lambda _: -np.ones(())),
    ("the gradient counts twice", lambda _: 2 * np.ones(())),
    ("half of the gradient is given", lambda _: np.ones(()) / 2),
)  # fmt: skip
"""By what the gradient of a window is multiplied."""


GRADIENTS: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("", lambda G: G),
    ("the gradient is not used: every window gives 1", np.ones_like),
    ("the gradient of the first channel is used for all", lambda G: np.broadcast_to(G[:, :1], G.shape)),
    ("the gradient of the first image is used for all", lambda G: np.broadcast_to(G[:1], G.shape)),
    ("the gradient of the last channel is used for all", lambda G: np.broadcast_to(G[:, -1:], G.shape)),
    ("the channels of the gradient are in the opposite order", lambda G: G[:, ::-1]),
)  # fmt: skip
"""Whose gradient it is."""


def _added(out: Array, at: Array, share: Array, wins: Array, looked: Looked) -> Array:
    flat = out.reshape(-1, out.shape[-1])
    rows = np.arange(len(flat))[:, None]
    np.add.at(flat, (rows, at.reshape(1, -1)), (share * wins).reshape(len(flat), -1))
    return out


def _written(
    order: Callable[[Looked], Array],
    whole: bool,
    out: Array,
    at: Array,
    share: Array,
    wins: Array,
    looked: Looked,
) -> Array:
    """Write one window after the other, its winners or all of it; the last stays."""
    windows = order(looked)
    which = np.broadcast_to(looked.inside if whole else wins != 0, wins.shape)[:, :, windows]
    planes = np.arange(out.shape[0] * out.shape[1]).reshape(*out.shape[:2], 1, 1) * out.shape[2]
    # Of several values for one place NumPy keeps the last.
    out.reshape(-1)[(planes + at[windows])[which]] = (share * wins)[:, :, windows][which]
    return out


def _in_order(looked: Looked) -> Array:
    return np.arange(math.prod(looked.counts))


def _in_columns(looked: Looked) -> Array:
    numbers = _in_order(looked).reshape(looked.counts)
    return np.moveaxis(numbers, -1, 0).reshape(-1)


def _largest_stays(out: Array, at: Array, share: Array, wins: Array, looked: Looked) -> Array:
    flat = out.reshape(-1, out.shape[-1])
    rows = np.arange(len(flat))[:, None]
    np.maximum.at(flat, (rows, at.reshape(1, -1)), (share * wins).reshape(len(flat), -1))
    return out


MEETS: tuple[tuple[str, Meet], ...] = (
    ("", _added),
    ("a pixel that wins in several windows keeps the gradient of the last alone", partial(_written, _in_order, False)),
    ("each window is written as a whole, over what windows before it gave its pixels", partial(_written, _in_order, True)),
    ("a pixel that wins in several windows keeps the gradient of the first alone", partial(_written, lambda looked: _in_order(looked)[::-1], False)),
    ("a pixel that wins in several windows keeps the gradient of the last of them, column by column", partial(_written, _in_columns, False)),
    ("each window is written as a whole, column by column, over what windows before it gave its pixels", partial(_written, _in_columns, True)),
    ("a pixel that wins in several windows keeps the largest of their gradients", _largest_stays),
)  # fmt: skip
"""What becomes of a pixel's gradients from several windows."""
