"""Values for small problems: numbers that a person can follow, and that show where they went."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.small_problems.small import Candidate, shapes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.small_problems.small import Shape
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array


def _counting(shape: Shape, name: str) -> Array:
    return np.arange(1.0, prod(shape) + 1).reshape(shape)


def _downwards(shape: Shape, name: str) -> Array:
    return np.flip(_counting(shape, name)) * (-1.0 if name == "X" else 1.0)


def _mixed(shape: Shape, name: str) -> Array:
    values = np.resize([2.0, -1.0, 3.0, 1.0, -2.0, 5.0, -4.0], prod(shape)).reshape(shape)
    return values if name == "X" else -values[..., ::-1]


def _level(shape: Shape, name: str) -> Array:
    return np.full(shape, 1.0) if name == "X" else _counting(shape, name)


def _constant_but_one(value: float) -> Callable[[Shape, str], Array]:
    def palette(shape: Shape, name: str) -> Array:
        values = _counting(shape, name)
        if name in ("X", "out_grad"):
            values.flat[0] = value
        return values

    return palette


def _shifted(by: float) -> Callable[[Shape, str], Array]:
    return lambda shape, name: _counting(shape, name) + (by if name != "W" else 0.0)


def _fractions(shape: Shape, name: str) -> Array:
    return _counting(shape, name) / (2.0 if name != "W" else 1.0)


PLAIN = (_counting, _mixed, _downwards)
"""Values that show most faults."""

SPECIAL = (
    _level,
    _shifted(-1000.0),
    _fractions,
    _shifted(256.0),
    _shifted(2.0**11),
    _shifted(2.0**24),
    _shifted(2.0**33),
    _constant_but_one(np.nan),
    _constant_but_one(np.inf),
    _constant_but_one(-np.inf),
    lambda shape, name: np.full(shape, -np.inf if name == "X" else 1.0),
    lambda shape, name: _counting(shape, name) / 3.0,
    lambda shape, name: _counting(shape, name) / 1024.0,
    lambda shape, name: 1e6 + _counting(shape, name),
    lambda shape, name: _counting(shape, name) - 129.0,
)
"""Values that show the others: ties, low maxima, lost digits, what is not a number, int8's least."""


def drawn(case: Case, palette: Callable[[Shape, str], Array]) -> Candidate:
    """Return the case with its arrays in one palette."""
    return Candidate(case, {name: palette(shape, name) for name, shape in shapes_of(case).items()})
