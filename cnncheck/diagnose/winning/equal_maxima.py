"""Which of equal maxima get a gradient, and from where the search for a maximum begins."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.winning.choosing import Looked
    from cnncheck.operators.problem import Array

    Ties = Callable[[Looked, Array], Array]


def _first(_: Looked, wins: Array) -> Array:
    return np.asarray(wins & (wins.cumsum(-1) == 1))


def _last(looked: Looked, wins: Array) -> Array:
    return _first(looked, wins[..., ::-1])[..., ::-1]


def _by_columns(ties: Ties, looked: Looked, wins: Array) -> Array:
    turned = np.moveaxis(looked.on_sides(wins), -1, -len(looked.sides))
    chosen = ties(looked, turned.reshape(wins.shape)).reshape(turned.shape)
    return np.asarray(np.moveaxis(chosen, -len(looked.sides), -1).reshape(wins.shape))


def _alone(_: Looked, wins: Array) -> Array:
    return np.asarray(wins & (wins.sum(-1, keepdims=True) == 1))


def _shared(_: Looked, wins: Array) -> Array:
    return np.asarray(wins / np.maximum(wins.sum(-1, keepdims=True), 1))


TIES: tuple[tuple[str, str, Ties], ...] = (
    ("first", "the first of equal maxima gets the gradient", _first),
    ("last", "the last of equal maxima gets the gradient", _last),
    ("all", "all of equal maxima get the gradient", lambda _, wins: wins),
    ("shared", "equal maxima share the gradient", _shared),
    ("none", "of equal maxima none gets the gradient", _alone),
    ("first-by-columns", "of equal maxima the first in the order of columns gets the gradient", partial(_by_columns, _first)),
    ("last-by-columns", "of equal maxima the last in the order of columns gets the gradient", partial(_by_columns, _last)),
)  # fmt: skip
"""Which of equal ones get a window's gradient."""

ALL = 2
"""The one by which all of them do."""


def _above(low: float, first: bool, looked: Looked, wins: Array) -> Array:
    """Leave windows without a value above a number without a winner, or with their first pixel."""
    nobody = ~(looked.values > low).any(-1, keepdims=True)
    its = np.arange(looked.inside.shape[-1]) == looked.inside.argmax(-1)[:, None]
    return np.where(nobody, its & first, wins)


def _from(low: float, looked: Looked, wins: Array) -> Array:
    """Leave windows whose values are all below a number without a winner."""
    return np.asarray(wins * (looked.values >= low))


LOW = (0, -1, -100)
"""Where people let a search for a maximum start."""

STARTS: tuple[tuple[str, Callable[[Looked, Array], Array]], ...] = (
    ("", lambda _, wins: wins),
    *((f"windows without a value above {low} give no gradient", partial(_above, low, False)) for low in LOW),
    *((f"windows whose values are all below {low} give no gradient", partial(_from, low)) for low in LOW),
    *((f"in windows without a value above {low} the first pixel gets the gradient", partial(_above, low, True)) for low in LOW),
)  # fmt: skip
"""From where the search for the maximum begins."""
