"""What is held against both sides: the facts that a case's author wrote down, and a second reference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.figures import measure
from cnncheck.compare.verdict import SliceFact
from cnncheck.dtypes import is_real, unit_roundoff
from cnncheck.operators.array_in_file import ArrayInFile
from cnncheck.outcomes import Outcome
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from cnncheck.asking.answers import Answers
    from cnncheck.compare.bounds import Allowed
    from cnncheck.operators.case import Case
    from cnncheck.operators.expected import ExpectedSlice, Given
    from cnncheck.operators.problem import Array

PRINTED_DIGITS = 1e-8
"""Slices are copied from NumPy's printed output, which has eight digits after the point."""


def broken_fact(case: Case, first: Answers) -> dict[str, object] | None:
    """Return the outcome and message of the first fact that does not hold, or ``None``.

    Parameters
    ----------
    case : Case
    first : Answers
        Of the case's first draw, compared and found equal already.
    """
    if case.expect is None:
        return None
    truth = first.truth.value
    against_reference = _broken(case, truth, first.problem.result_dtype)
    if against_reference:
        return {
            "outcome": Outcome.DISPUTED,
            "message": f"the case expects {against_reference} from the reference",
            "hint": "correct the case's expect, or its seed, shapes and fill",
        }
    value = first.reply.value
    against_implementation = value is not None and _broken(case, value, first.problem.result_dtype)
    if against_implementation:
        return {
            "outcome": Outcome.WRONG_VALUES,
            "message": f"the case expects {against_implementation}",
            "hint": "every element is within its bound, together they are not",
        }
    return None


def disputed_answer(case: Case, first: Answers, allowed: Allowed) -> dict[str, object]:
    """Return the outcome and message where the case's own answer is not the reference's.

    Parameters
    ----------
    case : Case
    first : Answers
        Of the case's first draw, whatever the implementation said.
    allowed : Allowed
        How far a right answer may be from the reference.
    """
    asked = first.problem.case
    if case.expect is None or case.expect.answer is None or asked.input != case.input:
        return {}  # without any, or a dialect asks for the same in other shapes
    truth = first.truth.value
    answer = np.array(case.expect.answer, first.problem.result_dtype)
    if answer.shape != truth.shape:
        what = f"has shape {as_shape(answer.shape)}, the reference's {as_shape(truth.shape)}"
    else:
        figures = measure(answer, truth, allowed.at)
        if figures.worst is None or not figures.mismatched:
            return {}
        worst = figures.worst
        what = (
            f"differs from the reference in {figures.mismatched} of {figures.size} elements: at "
            f"{list(worst.index)} it says {worst.got!r}, the reference {worst.expected!r}"
        )
    return {
        "outcome": Outcome.DISPUTED,
        "message": f"the case's own answer {what}; so nobody is blamed",
        "hint": "correct the case's expect.answer, or what the operator is told",
    }


def disputed_reference(second: Array, truth: Array) -> dict[str, object]:
    """Return the outcome and message where the two references give different answers."""
    return {
        "outcome": Outcome.DISPUTED,
        "message": "the two references disagree in "
        f"{int(np.count_nonzero(second != truth))} of {truth.size} elements, so nobody is blamed",
        "hint": "report this case: PyTorch and the formula give different answers here",
    }


def slice_facts(case: Case, first: Answers) -> tuple[SliceFact, ...]:
    """Return each expected slice as both sides computed it."""
    if case.expect is None:
        return ()
    value, truth = first.reply.value, first.truth.value
    # Of another shape a slice may be anything, even the whole of a huge result.
    alike = value is not None and value.shape == truth.shape and is_real(value.dtype)
    shown = value.astype(np.float64) if value is not None and alike else None
    return tuple(
        SliceFact(
            text=each.text,
            implementation=None if shown is None else _slice(shown, each),
            reference=_slice(truth, each),
            expected=_shown(each.values),
        )
        for each in case.expect.slices
    )


def _broken(case: Case, values: Array, dtype: np.dtype[np.generic]) -> str:
    expect = case.expect
    assert expect is not None
    if expect.shape is not None and expect.shape != values.shape:
        return f"shape {list(expect.shape)}, not {list(values.shape)}"
    total = float(np.sum(values, dtype=np.float64))
    scale = float(np.sum(np.abs(values), dtype=np.float64))
    slack = 16 * unit_roundoff(dtype) * math.sqrt(values.size) * scale
    if expect.sum is not None and not abs(total - expect.sum) <= slack:
        return f"sum {expect.sum!r}, not {total!r}"
    mean = total / max(values.size, 1)
    if expect.mean is not None and not abs(mean - expect.mean) <= slack / max(values.size, 1):
        return f"mean {expect.mean!r}, not {mean!r}"
    for each in expect.slices:
        if not _agrees(values, each):
            return f"[{each.text}] to be {_shown(each.values)}, not {_slice(values, each)}"
    return ""


def _agrees(values: Array, expected: ExpectedSlice) -> bool:
    try:
        got, wanted = values[expected.at], np.array(expected.values)
    except IndexError:
        return False
    return got.shape == wanted.shape and np.allclose(
        got, wanted, rtol=PRINTED_DIGITS, atol=PRINTED_DIGITS, equal_nan=True
    )


def _shown(given: Given) -> object:
    return given.values.tolist() if isinstance(given, ArrayInFile) else given


def _slice(values: Array, expected: ExpectedSlice) -> object:
    try:
        return values[expected.at].tolist()
    except IndexError:
        return None
