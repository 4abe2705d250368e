"""Arrays that a case gives, and what its author knows of an answer: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from cnncheck.operators.array_in_file import ArrayInFile

Values = float | tuple["Values", ...]
"""A number, or numbers nested as deep as the array has axes."""
Given: TypeAlias = "Values | ArrayInFile"
"""An array that a case gives: written out, or in a file."""


@dataclass(frozen=True, slots=True)
class ExpectedSlice:
    """A corner of the result that the case's author knows.

    Attributes
    ----------
    at : tuple of int or slice
        One entry an axis, as NumPy indexes.
    text : str
        The index as written, for messages: ``1, 2, 2:5, 2:5``.
    values : nested tuple of float, or an array in a file
    """

    at: tuple[int | slice, ...]
    text: str
    values: Given


@dataclass(frozen=True, slots=True)
class Expectation:
    """Facts of the first draw that must hold on both sides. A case with one has one pass.

    Attributes
    ----------
    answer : nested tuple of float, or an array in a file, optional
        The whole result, as somebody else computed it: a third opinion.
    """

    shape: tuple[int, ...] | None = None
    sum: float | None = None
    mean: float | None = None
    slices: tuple[ExpectedSlice, ...] = ()
    answer: Given | None = None
