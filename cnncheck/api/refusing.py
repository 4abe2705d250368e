"""What a function says it does not support: told as a limitation, once all its answers are in."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, get_args

from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Dtype
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.relation import Windows
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
            f"{its[0].called or function} does not support {_in_common(alike, others)}: "
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
        if all(_has(each.case, has) for each in refused)
        and not any(_has(each.case, has) for each in others)
    ]
    return " or ".join(telling) if telling and others else "some of the cases"


def _has(case: Case, trait: Callable[[Case, Windows], bool]) -> bool:
    return trait(case, OPERATORS[case.operator].windows(case))


def _is_of(dtype: str, case: Case, _: Windows) -> bool:
    return case.dtype == dtype


_TRAITS: tuple[tuple[str, Callable[[Case, Windows], bool]], ...] = (
    ("a batch without images", lambda case, _: case.empty),
    ("windows that do not tile", lambda _, windows: any(each.left for each in windows.axes)),
    ("filters that are not square", lambda _, windows: len(set(windows.kernel)) > 1),
    ("two different strides", lambda _, windows: len({each.stride for each in windows.axes}) > 1),
    ("two different paddings", lambda _, windows: len({each.before for each in windows.axes}) > 1),
    ("strides above 1", lambda _, windows: any(each.stride > 1 for each in windows.axes)),
    ("padding", lambda _, windows: any(each.before for each in windows.axes)),
    ("images that are not square", lambda _, windows: len(set(windows.image)) > 1),
    ("overlapping windows", lambda _, windows: any(e.stride < e.kernel for e in windows.axes)),
    ("gaps between windows", lambda _, windows: any(e.stride > e.kernel for e in windows.axes)),
    ("a gradient of another shape", lambda case, _: case.out_grad.shape is not None),
    ("more than one image", lambda case, _: case.input[0] > 1),
    ("more than one channel", lambda case, _: case.input[1] > 1),
    *((name, partial(_is_of, name)) for name in get_args(Dtype)),
    ("arrays that are not in C order", lambda case, _: case.layout != "C"),
    ("NaN and infinities", lambda case, _: case.fill == "nonfinite"),
)
"""What a case can have that others lack, the most particular first."""
