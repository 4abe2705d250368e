"""Values that can be compared, and nothing else: for what picks the largest.

What a call compared is noted. Without an order values cannot even be compared: then only maxima can
be taken of them, and what is the largest of which values comes out, whatever the values are.
Imported by the worker process.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from cnncheck.implementations.exact.field import (
    Element,
    Refused,
    Scalar,
    refuses,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NO_ORDER = -1
"""Stands for every value where there is no order."""

PLACES = 1 << 32
"""A number stands for the order times this, and the place; or below 0 for a place alone."""

LEAST = float(np.finfo(np.float64).min)
"""No finite value is smaller, or larger than its opposite."""


class Ordered(Scalar):
    """The largest of some values of an array; at first, one of them.

    Parameters
    ----------
    order : int
        Where it stands among the others, doubled; odd where all are larger than any number that
        the code compares them with, and else all are smaller.
    places : frozenset of int
        What tells the values apart.
    """

    __slots__ = ("order", "places")
    called: ClassVar[str] = "value that can only be compared"
    compared: ClassVar[set[tuple[str, int, int]]] = set()
    """What was found in comparisons: ``>=``, ``>`` or ``!=``, and of which two."""

    def __init__(self, order: int, places: frozenset[int]) -> None:
        self.order = order
        self.places = places

    @classmethod
    def of(cls, number: int) -> Ordered:
        """Return the value that a number stands for."""
        if number < 0:
            return cls(NO_ORDER, frozenset({-1 - number}))
        order, place = divmod(number, PLACES)
        return cls(order, frozenset({place}))

    @property
    def place(self) -> int:
        """The place of what is one value."""
        return next(iter(self.places))

    __bool__ = refuses("tests a value")
    __float__ = __complex__ = refuses("casts a value to a float, or hands it to compiled code")
    __int__ = __index__ = __trunc__ = refuses("casts a value to an integer")
    __add__ = __radd__ = __sub__ = __rsub__ = __neg__ = refuses("computes with a value")
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = refuses("computes with a value")
    __pow__ = __abs__ = __round__ = __mod__ = __floordiv__ = refuses("computes with a value")
    __pos__ = Scalar.__pos__


def _compares(does: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    def compare(self: Ordered, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        if not isinstance(other, Ordered):
            return does(*_beside(self, other))
        if self.order == NO_ORDER:
            raise Refused("compares values")
        answer = does(self.order, other.order)
        _note(does.__name__, self.place, other.place, answer=answer)
        return answer

    return compare


for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Ordered, f"__{_name}__", _compares(getattr(operator, _name)))


def _beside(value: Ordered, number: Any) -> tuple[float, float]:
    """Return two numbers that are ordered as a value and a number are."""
    if isinstance(number, (Element, str)) or number is None:
        raise Refused(f"compares a value with a {type(number).__name__}")
    number = float(number)
    if math.isnan(number):
        return 0.0, math.nan
    if abs(number) >= -LEAST:
        return (0.0, -1.0) if number < 0 else (0.0, 1.0)
    if value.order == NO_ORDER:
        raise Refused(f"compares a value with {number:g}")
    return (0.0, -1.0) if value.order % 2 else (0.0, 1.0)


_SHOWS = {"gt": (">", "<="), "ge": (">=", "<"), "lt": ("<", ">="), "le": ("<=", ">")}


def _note(name: str, one: int, other: int, *, answer: bool) -> None:
    """Note what the answer to a comparison shows, and no more."""
    if name in ("eq", "ne"):
        if answer == (name == "eq"):
            Ordered.compared.update({(">=", one, other), (">=", other, one)})
        else:
            Ordered.compared.add(("!=", one, other))
        return
    shown = _SHOWS[name][0 if answer else 1]
    smaller = shown[0] == "<"
    pair = (other, one) if smaller else (one, other)
    Ordered.compared.add((shown.replace("<", ">"), *pair))


def largest(one: Any, other: Any) -> Any:
    """Return the larger of two, or what is the largest of them both, whichever it is."""
    if isinstance(one, Ordered) and isinstance(other, Ordered) and one.order == NO_ORDER:
        return Ordered(NO_ORDER, one.places | other.places)
    return one if one >= other else other


MAXIMUM = np.frompyfunc(largest, 2, 1, identity=None)


def shown() -> dict[str, list[int]]:
    """Return what comparisons showed: for each kind of finding, pair after pair."""
    kinds: dict[str, list[int]] = {">": [], ">=": [], "!=": []}
    for kind, one, other in sorted(Ordered.compared):
        kinds[kind] += one, other
    return kinds


def told(value: NDArray[Any]) -> tuple[NDArray[np.int64], list[list[int]]]:
    """Return what a result holds: for every cell a number in the list of what is largest of what.

    Of what is a number of the code's own that list is empty.
    """
    cells = [each.places if isinstance(each, Ordered) else frozenset() for each in value.flat]
    numbers = {places: number for number, places in enumerate(dict.fromkeys(cells))}
    table = np.array([numbers[places] for places in cells], np.int64).reshape(value.shape)
    return table, [sorted(places) for places in numbers]
