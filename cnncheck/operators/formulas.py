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
