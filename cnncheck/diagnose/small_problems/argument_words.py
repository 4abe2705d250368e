"""What a problem is given, in words: each argument by what people call it, and arrays written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.dialects import Dialect
    from cnncheck.operators.problem import Array, Problem

READABLE = 40
"""Elements up to which an array is written out in one line."""


def arguments(problem: Problem, dialect: Dialect) -> Iterator[tuple[str, object]]:
    """Yield what a problem is given, in the words and in the order of a dialect."""
    if dialect not in (NOTEBOOK, LAYERS):
        yield from dialect.arguments(problem)
        return
    told = LAYERS.signature(problem.operator, problem.pass_name).arguments
    ours = {theirs.rstrip("=?"): name for theirs, name in told.items()}
    values = LAYERS.call(problem).told.items()
    yield from ((called(problem, ours[name]), value) for name, value in values)


def called(problem: Problem, name: str) -> str:
    """Return what an argument is called: an array that has no word of its own as people call it."""
    names = {"X": "input"} | {each.array: each.name for each in problem.parameters if each.array}
    is_array = name in problem.arrays
    return names.get(name, LAYERS.word(problem, name) if is_array else name)


def argument_text(shown: str, value: object) -> str:
    """Write an argument by what it is called: ``stride 2``."""
    if isinstance(value, np.ndarray):
        shape = f"{shown} {'x'.join(map(str, value.shape))}"
        return f"{shape} {array_text(value)}" if is_readable(value) else shape
    if isinstance(value, tuple):
        alike = len(set(value)) == 1
        return f"{shown} {value[0] if alike else 'x'.join(map(str, value))}"
    return f"{shown} {value}"


def is_readable(array: Array) -> bool:
    """Whether an array can be read in one line."""
    return 0 < array.size <= READABLE


def array_text(array: Array, digits: int = 9, marked: Array | None = None) -> str:
    """Write an array without axes of length 1, or its shape when it is long.

    What is marked stands between arrows, ``>3<``.
    """
    if not is_readable(array):
        return "array of " + as_shape(array.shape)
    shape = [length for length in array.shape if length > 1] or [1]
    marks = np.zeros(shape, np.bool_) if marked is None else marked.reshape(shape)
    return _nested(array.reshape(shape), digits, marks)


def number(value: float, digits: int = 9, *, marked: bool = False) -> str:
    """Write a number, between arrows where it is marked."""
    text = f"{value:.{digits}g}"
    return f">{text}<" if marked else text


def _nested(array: Array, digits: int, marked: Array) -> str:
    if array.ndim == 0:
        return number(array.item(), digits, marked=bool(marked))
    rows = zip(array, marked, strict=True)
    return "[" + ", ".join(_nested(row, digits, marks) for row, marks in rows) + "]"
