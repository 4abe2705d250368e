"""A diagnosis in words: the lines that stand below a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import RAISES, as_real, differing
from cnncheck.diagnose.small_problems.argument_words import (
    argument_text,
    arguments,
    array_text,
    is_readable,
)
from cnncheck.dialects.turning import alone, turned

if TYPE_CHECKING:
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.diagnose.small_problems.shrinking import Smallest
    from cnncheck.dialects import Dialect
    from cnncheck.operators.problem import Array

MOST_TIES = 3
"""Other names that are mentioned beside the first."""


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


def _told_apart(value: Array, truth: Array, dtype: str) -> tuple[str, str]:
    """Write both answers, with what tells them apart where the written values do not."""
    got, expected = array_text(value), array_text(truth)
    if value.shape != truth.shape:
        return _shaped(value), _shaped(truth)
    if not is_readable(truth):
        return _worst(value, truth)
    if value.dtype.name != dtype:
        return f"{value.dtype.name} {got}", f"{dtype} {expected}"
    digits = 9 if got != expected else 17
    wrong = differing(value, truth, 0.0)
    return array_text(value, digits, None if wrong.all() else wrong), array_text(truth, digits)


def _worst(value: Array, truth: Array) -> tuple[str, str]:
    """Write the element of both that is furthest off, and the shape where there is none."""
    wrong = differing(value, truth, 0.0)
    if not wrong.any():
        return array_text(value), array_text(truth)
    with np.errstate(invalid="ignore"):
        off = np.where(wrong, np.nan_to_num(np.abs(as_real(value) - truth), nan=np.inf), -1.0)
    at = tuple(int(place) for place in np.unravel_index(off.argmax(), off.shape))
    return f"{as_real(value)[at]:.9g} at {[*at]}", f"{truth[at]:.9g}"


def _shaped(array: Array) -> str:
    """Write the shape of an array, and the array where it can be read in one line."""
    shape = f"shape {'x'.join(map(str, array.shape)) or '()'}"
    return f"{shape} {array_text(array)}" if is_readable(array) else shape
