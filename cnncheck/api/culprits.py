"""Functions that are wrong because another one of the same code is, which they call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.asking import Question, ask_all
from cnncheck.compare import judge
from cnncheck.implementations.speaking import Speaking
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.asking import Answers
    from cnncheck.compare.verdict import Verdict
    from cnncheck.implementations.base import Implementation
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
        By place in the results, of functions for which that makes a difference: what is right now
        was wrong because of that function, and what is still wrong is so by itself.
    """
    if not isinstance(implementation, Speaking):
        return {}
    helper, axis = implementation.dialect.helper
    if not any(each.function == helper and each.verdict.outcome in _WRONG for each in results):
        return {}
    places = [
        place
        for place, each in enumerate(results)
        if each.function != helper and each.verdict.outcome in _WRONG and not each.case.hidden
    ]
    implementation.instead = (helper, axis)
    try:
        questions = [Question(results[place].case, results[place].pass_name) for place in places]
        found = [list(answers) for _, answers in ask_all(questions, implementation, reference)]
    finally:
        implementation.instead = None
    verdicts = {
        place: (judge(results[place].case, answers), answers)
        for place, answers in zip(places, found, strict=True)
    }
    helped = {results[p].function for p, (verdict, _) in verdicts.items() if verdict.outcome.passed}
    called = implementation.dialect.names().get(helper, helper)
    return {
        place: (_because(verdict, called) if verdict.outcome.passed else verdict, answers)
        for place, (verdict, answers) in verdicts.items()
        if results[place].function in helped
    }


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
