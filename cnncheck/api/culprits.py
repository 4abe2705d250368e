"""Functions that are wrong because another one of the same code is, which they call."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.asking import Question, ask_all
from cnncheck.compare import judge
from cnncheck.implementations.speaking import Speaking
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.asking import Answers
    from cnncheck.compare.verdict import Verdict
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case
    from cnncheck.references import AsksAhead, Reference
    from cnncheck.report.report import Result

_WRONG = frozenset(
    {
        Outcome.WRONG_VALUES,
        Outcome.WRONG_SHAPE,
        Outcome.WRONG_DTYPE,
        Outcome.RAISED,
        Outcome.BAD_VALUE,
    }
)


FEW = 6
"""Failures with padding, and without, that show whether a function calls the helper."""


@contextmanager
def right_helper(implementation: Implementation) -> Iterator[None]:
    """Let a right function stand for the helper of those that are asked meanwhile.

    Parameters
    ----------
    implementation : Implementation
        In some dialect; else nothing is different.
    """
    if not isinstance(implementation, Speaking):
        yield
        return
    implementation.instead = implementation.dialect.helper
    try:
        yield
    finally:
        implementation.instead = None


def asked_again(
    results: Sequence[Result],
    implementation: Implementation,
    reference: Callable[[], Reference] | AsksAhead,
) -> dict[int, tuple[Verdict, list[Answers]]]:
    """Ask what failed once more, with a right function in place of one that is wrong.

    Parameters
    ----------
    results : sequence of Result
        Of one implementation.
    implementation : Implementation
    reference : callable or AsksAhead
        As for `ask_all`.

    Returns
    -------
    dict of int to (Verdict, list of Answers)
        By place in the results, of functions for which that makes a difference in a few of them:
        what is right now was wrong because of that function, and what is still wrong is so by itself.
    """
    if not isinstance(implementation, Speaking):
        return {}
    helper, _ = implementation.dialect.helper
    if not any(each.function == helper and each.verdict.outcome in _WRONG for each in results):
        return {}
    failed: dict[str, list[int]] = {}
    for place, each in enumerate(results):
        if each.function != helper and each.verdict.outcome in _WRONG and not each.case.hidden:
            failed.setdefault(each.function, []).append(place)

    def ask(places: Sequence[int]) -> dict[int, tuple[Verdict, list[Answers]]]:
        questions = [Question(results[place].case, results[place].pass_name) for place in places]
        found = [list(answers) for _, answers in ask_all(questions, implementation, reference)]
        return {
            place: (judge(results[place].case, answers), answers)
            for place, answers in zip(places, found, strict=True)
        }

    with right_helper(implementation):
        first = ask([place for places in failed.values() for place in _some(places, results)])
        differ = {
            results[place].function
            for place, (verdict, _) in first.items()
            if _told(verdict) != _told(results[place].verdict)
        }
        again = {p: None for name in failed if name in differ for p in failed[name]}
        found = {**first, **ask([place for place in again if place not in first])}
    called = implementation.dialect.names().get(helper, helper)
    return {
        place: (_because(verdict, called) if verdict.outcome.passed else verdict, answers)
        for place, (verdict, answers) in ((place, found[place]) for place in again)
    }


def _some(places: Sequence[int], results: Sequence[Result]) -> list[int]:
    """Return a few of some results, with something around the image and without."""
    padded = [place for place in places if _is_padded(results[place].case)]
    bare = [place for place in places if place not in padded]
    return [p for some in (padded, bare) for p in some[:: max(len(some) // FEW, 1)][:FEW]]


def _is_padded(case: Case) -> bool:
    return any(axis.before or axis.after for axis in OPERATORS[case.operator].windows(case).axes)


def _told(verdict: Verdict) -> tuple[Outcome, str]:
    return verdict.outcome, repr(verdict.figures)  # in which NaN is like itself


def _because(verdict: Verdict, helper: str) -> Verdict:
    """Return that a result is wrong because of another function."""
    return replace(
        verdict,
        outcome=Outcome.NOT_JUDGED,
        message=f"wrong because {helper} is: with a right one in its place this is right",
        hint=f"Mend {helper} first.",
        figures=None,
        evidence=None,
    )
