"""The smallest problem as grids of numbers, to be computed by hand: what goes in, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import differing
from cnncheck.diagnose.small_problems.argument_words import argument_text, arguments, number
from cnncheck.dialects.turning import turned
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.diagnose.small_problems.shrinking import Smallest
    from cnncheck.dialects import Dialect
    from cnncheck.operators.problem import Array

MOST_ROWS, MOST_COLUMNS = 6, 8
"""Of an array that is shown as a grid."""


@dataclass(frozen=True, slots=True)
class NumberGrid:
    """An array of two axes, with what is wrong in it.

    Attributes
    ----------
    title : str
        ``input 1x1x3x3``.
    rows : tuple of tuple of str
        What is wrong stands between arrows, ``>3<``.
    wrong : tuple of tuple of bool
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    wrong: tuple[tuple[bool, ...], ...]

    @property
    def lines(self) -> list[str]:
        """The title, and below it the rows, all of one width."""
        columns = [max(map(len, column)) for column in zip(*self.rows, strict=True)]
        rows = [
            " ".join(text.rjust(width) for text, width in zip(row, columns, strict=True))
            for row in self.rows
        ]
        width = max(len(self.title), *map(len, rows))
        return [line.ljust(width) for line in (self.title, *rows)]


def grids(smallest: Smallest, dialect: Dialect) -> tuple[str, list[NumberGrid]] | None:
    """Return what the smallest problem is told beside its arrays, and all arrays as grids.

    Parameters
    ----------
    smallest : Smallest
    dialect : Dialect
        In whose words and layout.

    Returns
    -------
    tuple or None
        ``None`` where one of them has more than two axes that count, or is large; where no value of
        the right shape and dtype came back; and where all of it is one line anyway.
    """
    got, problem = smallest.reply.value, smallest.problem
    if got is None or got.shape != smallest.expected.shape or got.dtype != problem.result_dtype:
        return None
    if smallest.right_but_for_memory:
        return None
    order = dialect.order(problem)
    got, expected = turned(got, order), turned(smallest.expected, order)
    told, arrays = [], []
    for name, value in arguments(problem, dialect):
        if isinstance(value, np.ndarray):
            arrays.append((name, value, np.zeros(value.shape, bool)))
        else:
            told.append(argument_text(name, value))
    arrays.append(("expected", expected, np.zeros(expected.shape, bool)))
    arrays.append(("got", got, differing(got, expected, 0.0)))
    found = [_grid(*each) for each in arrays]
    drawn = [each for each in found if each is not None]
    if len(drawn) < len(found) or all(len(each.rows) == 1 for each in drawn):
        return None
    told += [*_unusual(smallest)]
    return ", ".join(told), drawn


def _unusual(smallest: Smallest) -> Iterator[str]:
    if smallest.case.dtype != "float64":
        yield smallest.case.dtype
    if smallest.case.layout != "C":
        yield f"layout {smallest.case.layout}"
    if not smallest.reply.outcome.passed:
        yield smallest.reply.message


def _grid(name: str, array: Array, wrong: Array) -> NumberGrid | None:
    shape = [length for length in array.shape if length > 1]
    if len(shape) > 2 or not array.size or array.dtype.kind == "c":
        return None
    rows, columns = ([1] * (2 - len(shape)) + shape)[-2:]
    if array.shape[-1] == 1 and len(shape) == 1 and array.shape[-2:-1] == (rows * columns,):
        rows, columns = columns, rows  # a column of pixels
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        return None
    numbers, marks = array.reshape(rows, columns), wrong.reshape(rows, columns)
    return NumberGrid(
        f"{name} {as_shape(array.shape)}" if name not in {"expected", "got"} else name,
        tuple(
            tuple(number(each.item(), marked=bool(mark)) for each, mark in zip(*row, strict=True))
            for row in zip(numbers, marks, strict=True)
        ),
        tuple(tuple(map(bool, row)) for row in marks),
    )
