"""What the formulas of the operators are written in: loops over plain numbers.

Nothing else is shared with the rest: the formulas are an opinion of their own.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = tuple[int, ...]
Number = int | float
Pixels = dict[Place, Number]
"""An array: a number for each place."""

Terms = dict[Place, list[Number]]
"""For every element of the result that receives any, the terms to be added up."""


def everywhere(shape: tuple[int, ...]) -> Iterable[Any]:
    """Return all places of an array."""
    return product(*(range(length) for length in shape))


def shared_out(at: Place, image: tuple[int, ...], counts: tuple[int, ...]) -> list[Place]:
    """Return the pixels of a window that has its share of an image, in row-major order.

    Along each axis window i of O has pixels floor(i L / O) to ceil((i + 1) L / O), the end excluded.
    """
    n, c, *window = at
    told = zip(window, image[2:], counts, strict=True)
    along = [range(i * L // O, -((i + 1) * L // -O)) for i, L, O in told]
    return [(n, c, *place) for place in product(*along)]
