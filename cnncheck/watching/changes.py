"""What a run found that the run before it did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    old = {_key(result): not before.fails(result) for result in before.results}
    now = {_key(result): result for result in after.results}
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


def _key(result: Result) -> tuple[str, str]:
    return result.implementation, result.id
