"""What a function says it does not support: told as a limitation, once all its answers are in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.report.report import Result

MOST_ERRORS = 3
"""Errors of one function that are told one by one; more are the same one with other numbers in it."""


def settled(results: Sequence[Result], supported: Collection[str] = ()) -> list[Result]:
    """Return results in which what is no refusal, seen beside the others, is an error.

    A function that answers nothing rightly refuses nothing, nor does one that raises the same error
    where it has computed already.

    Parameters
    ----------
    results : sequence of Result
        Of one implementation.
    supported : collection of str, optional
        Functions known to answer some problem rightly besides those that pass here.
    """
    right = {each.function for each in results if each.verdict.outcome.passed} | {*supported}
    late = {each.verdict.message for each in results if each.verdict.outcome is Outcome.RAISED}
    return [
        as_raised(each)
        if each.verdict.outcome is Outcome.UNSUPPORTED
        and (each.function not in right or each.verdict.message in late)
        else each
        for each in results
    ]


def as_raised(result: Result) -> Result:
    """Return a refusal as the error that it is."""
    return replace(result, verdict=replace(result.verdict, outcome=Outcome.RAISED))


def limitations(results: Sequence[Result]) -> list[str]:
    """Say of each function what it does not support, by what all that it refused has in common.

    Parameters
    ----------
    results : sequence of Result
        Of one implementation, settled. Nothing is said of hidden cases.
    """
    told = []
    shown = [each for each in results if not each.case.hidden]
    for function in dict.fromkeys(each.function for each in shown):
        its = [each for each in shown if each.function == function]
        refused = [each for each in its if each.verdict.outcome is Outcome.UNSUPPORTED]
        others = [each for each in its if each.verdict.outcome is not Outcome.UNSUPPORTED]
        told += [
            f"{function} does not support {_in_common(alike, others)}: "
            f"raised {_error(alike[0])} on {len(alike)} of {len(its)}"
            for alike in _by_error(refused)
        ]
    return told


def _by_error(refused: Sequence[Result]) -> list[list[Result]]:
    """Put together what was refused with the same words, unless that would be many sentences."""
    groups: dict[str, list[Result]] = {}
    for each in refused:
        groups.setdefault(_error(each), []).append(each)
    return list(groups.values()) if len(groups) <= MOST_ERRORS else [list(refused)]


def _error(result: Result) -> str:
    return result.verdict.message.partition(" raised ")[2]


def _in_common(refused: Sequence[Result], others: Sequence[Result]) -> str:
    """Name all that tells the refused cases from the others: which of it matters is not known."""
    telling = [
        words
        for words, has in _TRAITS
        if all(has(each.case) for each in refused) and not any(has(each.case) for each in others)
    ]
    return " or ".join(telling) if telling and others else "some of the cases"


def _room(case: Case) -> tuple[int, int]:
    """Return how many rows and columns are left when the first window is taken away."""
    KH, KW = _kernel(case)
    return (
        case.input[2] + 2 * case.padding[0] - KH,
        case.input[3] + 2 * case.padding[1] - KW,
    )


def _kernel(case: Case) -> tuple[int, int]:
    return case.filter[2:] if case.filter else (case.window or 1, case.window or 1)


_TRAITS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    (
        "windows that do not tile",
        lambda case: any(r % s for r, s in zip(_room(case), case.stride, strict=True)),
    ),
    ("filters that are not square", lambda case: len(set(_kernel(case))) > 1),
    ("two different strides", lambda case: len(set(case.stride)) > 1),
    ("two different paddings", lambda case: len(set(case.padding)) > 1),
    ("strides above 1", lambda case: max(case.stride) > 1),
    ("padding", lambda case: max(case.padding) > 0),
    ("images that are not square", lambda case: case.input[2] != case.input[3]),
    ("overlapping windows", lambda case: any(map(int.__lt__, case.stride, _kernel(case)))),
    ("gaps between windows", lambda case: any(map(int.__gt__, case.stride, _kernel(case)))),
    ("a gradient of another shape", lambda case: case.out_grad.shape is not None),
    ("more than one image", lambda case: case.input[0] > 1),
    ("more than one channel", lambda case: case.input[1] > 1),
    ("float32", lambda case: case.dtype == "float32"),
    ("float64", lambda case: case.dtype == "float64"),
    ("arrays that are not in C order", lambda case: case.layout != "C"),
    ("NaN and infinities", lambda case: case.fill == "nonfinite"),
)
"""What a case can have that others lack, the most particular first."""
