"""A diagnosis in words: the lines that stand below a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import RAISES, as_real, differing
from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.dialects.turning import alone, turned
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.diagnose.small_problems.shrinking import Smallest
    from cnncheck.dialects import Dialect
    from cnncheck.operators.problem import Array, Problem

MOST_TIES = 3
"""Other names that are mentioned beside the first."""

READABLE = 40
"""Elements up to which an array is written out in one line."""


def summary(diagnosis: Diagnosis) -> list[str]:
    """Write a diagnosis as the lines that stand below a failure.

    Parameters
    ----------
    diagnosis : Diagnosis
    """
    naming = diagnosis.naming
    lines = []
    if naming.known:
        lines.append(f"{diagnosis.sentence} ({naming.count})")
        ties = [named.sentence for named in naming.ties]
        if ties:
            others = f", or {len(ties) - MOST_TIES} more" if len(ties) > MOST_TIES else ""
            lines.append("or: " + "; ".join(ties[:MOST_TIES]) + others)
        more = diagnosis.amount or diagnosis.probed
        lines += [f"besides: {more}"] if more else []
    elif diagnosis.amount:
        lines.append(diagnosis.amount)
    elif not diagnosis.probed.startswith(RAISES):
        lines.append(f"cause unknown: {diagnosis.sentence}")
    elif "; only" in diagnosis.probed:
        # Where it does, too: what it raises stands above.
        lines.append(diagnosis.probed)
    if diagnosis.smallest is not None:
        what = "smallest" if diagnosis.smallest.shrunk else "found no smaller one in time than"
        lines.append(f"{what}: {_smallest(diagnosis.smallest, diagnosis.dialect)}")
    if diagnosis.hint:
        lines.append(f"hint: {diagnosis.hint}")
    return lines


def _smallest(smallest: Smallest, dialect: Dialect) -> str:
    problem = smallest.problem
    parts = [argument_text(name, value) for name, value in arguments(problem, dialect)]
    if smallest.case.dtype != "float64":
        parts.append(smallest.case.dtype)
    if smallest.case.layout != "C":
        parts.append(f"layout {smallest.case.layout}")
    reply = smallest.reply
    if reply.value is None:
        return f"{', '.join(parts)}: {reply.message}"
    if smallest.right_but_for_memory:
        return f"{', '.join(parts)}: {reply.message}; its values are right"
    order = dialect.order(problem)
    value, truth = (
        turned(alone(problem, problem.result, each), order)
        for each in (reply.value, smallest.expected)
    )
    got, expected = _told_apart(value, truth, problem.result_dtype.name)
    if reply.outcome.passed:
        return f"{', '.join(parts)}: got {got}, expected {expected}"
    return f"{', '.join(parts)}: {reply.message}; got {got}, expected {expected}"


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
        return f"{shape} {_written(value)}" if _is_readable(value) else shape
    if isinstance(value, tuple):
        alike = len(set(value)) == 1
        return f"{shown} {value[0] if alike else 'x'.join(map(str, value))}"
    return f"{shown} {value}"


def _told_apart(value: Array, truth: Array, dtype: str) -> tuple[str, str]:
    """Write both answers, with what tells them apart where the written values do not."""
    got, expected = _written(value), _written(truth)
    if value.shape != truth.shape:
        return _shaped(value), _shaped(truth)
    if not _is_readable(truth):
        return _worst(value, truth)
    if value.dtype.name != dtype:
        return f"{value.dtype.name} {got}", f"{dtype} {expected}"
    digits = 9 if got != expected else 17
    wrong = differing(value, truth, 0.0)
    return _written(value, digits, None if wrong.all() else wrong), _written(truth, digits)


def _worst(value: Array, truth: Array) -> tuple[str, str]:
    """Write the element of both that is furthest off, and the shape where there is none."""
    wrong = differing(value, truth, 0.0)
    if not wrong.any():
        return _written(value), _written(truth)
    with np.errstate(invalid="ignore"):
        off = np.where(wrong, np.nan_to_num(np.abs(as_real(value) - truth), nan=np.inf), -1.0)
    at = tuple(int(place) for place in np.unravel_index(off.argmax(), off.shape))
    return f"{as_real(value)[at]:.9g} at {[*at]}", f"{truth[at]:.9g}"


def _shaped(array: Array) -> str:
    """Write the shape of an array, and the array where it can be read in one line."""
    shape = f"shape {'x'.join(map(str, array.shape)) or '()'}"
    return f"{shape} {_written(array)}" if _is_readable(array) else shape


def _is_readable(array: Array) -> bool:
    return 0 < array.size <= READABLE


def _written(array: Array, digits: int = 9, marked: Array | None = None) -> str:
    """Write an array without axes of length 1, or its shape when it is long.

    What is marked stands between arrows, ``>3<``.
    """
    if not _is_readable(array):
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
