"""What a run found that the run before it did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from cnncheck.report.report import Report, Result


@dataclass(frozen=True, slots=True)
class Changes:
    """Two runs compared.

    Attributes
    ----------
    fixed : tuple of Result
        Passes now, and did not before.
    broken : tuple of Result
        Does not pass now, and did before, or was not asked before.
    still_failing : int
        How many pass neither before nor now.
    new, gone : int
        How many are asked only now, and how many no longer.
    """

    fixed: tuple[Result, ...]
    broken: tuple[Result, ...]
    still_failing: int
    new: int
    gone: int


def changes_between(before: Report, after: Report) -> Changes:
    """Compare a run with the one before it, result by result."""
    old = {_key(each): not before.fails(each) for each in before.results if _told(each, before)}
    now = {_key(each): each for each in after.results if _told(each, after)}
    failing = {key: each for key, each in now.items() if after.fails(each)}
    return Changes(
        fixed=tuple(
            each for key, each in now.items() if key not in failing and not old.get(key, True)
        ),
        broken=tuple(each for key, each in failing.items() if old.get(key, True)),
        still_failing=sum(not old.get(key, True) for key in failing),
        new=len(now.keys() - old.keys()),
        gone=len(old.keys() - now.keys()),
    )


def _told(result: Result, report: Report) -> bool:
    """Whether a result tells anything: what the code does not define is not asked."""
    return result.verdict.outcome is not Outcome.NOT_ASKED or report.fails(result)


def _key(result: Result) -> tuple[str, str]:
    return result.implementation, result.id
