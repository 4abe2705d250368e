"""Failures of one kind told once: a wrong dtype fails fifty times and has one cause."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import printable, verdict_word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.report.report import Result

_PLACE = re.compile(r"\(([^()]+, line \d+, in [^()]+)\)")

NAMED = 3
"""So many of the failures that are not told in full are named."""


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Failures of one implementation that ended in the same outcome, mostly of one function.

    Attributes
    ----------
    shown : Result
        The one with the smallest problem: the easiest to look into.
    others : tuple of Result
        The rest, in the order of the report.
    """

    shown: Result
    others: tuple[Result, ...]

    @property
    def of_the_function(self) -> bool:
        """Whether it is said of the function, so that no case says more than another."""
        return self.shown.verdict.outcome.of_the_function

    @property
    def of_another(self) -> bool:
        """Whether another function is to be mended first, and nothing is known of this one."""
        verdict = self.shown.verdict
        return verdict.outcome is Outcome.NOT_JUDGED and verdict.hint.startswith("Mend ")

    @property
    def raised_at(self) -> str:
        """Where the call raised: ``solution.py, line 41, in backward``; empty where it did not."""
        verdict = self.shown.verdict
        found = _PLACE.search(verdict.message) if verdict.outcome is Outcome.RAISED else None
        return found[1] if found else ""

    def others_text(self) -> str:
        """``and 12 more like it: tiling[fill=integers] backward, ...``; empty without others."""
        if not self.others:
            return ""
        names = [f"{each.case.label} {each.pass_name}" for each in self.others[:NAMED]]
        names += ["..."] if len(self.others) > NAMED else []
        return printable(f"and {len(self.others)} more like it: {', '.join(names)}")

    def function_text(self) -> str:
        """``NOT-ASKED pool_back  solution.py has no function pool_back (35 passes)``."""
        count = 1 + len(self.others)
        word = verdict_word(self.shown.verdict.outcome)
        what = f"{self.shown.title}  {self.shown.verdict.message.removeprefix('not judged: ')}"
        return printable(f"{word} {what} ({count} {'pass' if count == 1 else 'passes'})")


def failure_groups(results: Iterable[Result]) -> list[FailureGroup]:
    """Gather what did not pass by implementation, function and outcome, in order of appearance."""
    kinds: dict[tuple[str, str, Outcome], list[Result]] = {}
    for result in results:
        outcome = result.verdict.outcome
        if not outcome.passed:
            # A file that cannot be loaded fails every function for one reason.
            function = "" if outcome is Outcome.LOAD_ERROR else result.function
            kinds.setdefault((result.implementation, function, outcome), []).append(result)
    groups = []
    for kind in kinds.values():
        shown = min(kind, key=_size)
        groups.append(FailureGroup(shown, tuple(each for each in kind if each is not shown)))
    return groups


def _size(result: Result) -> tuple[bool, bool, int]:
    """Return the elements of a problem; what was not asked again, or is hidden, comes last."""
    verdict = result.verdict
    unasked = verdict.outcome is Outcome.TIMEOUT and not verdict.seconds
    return result.case.hidden, unasked, sum(math.prod(shape) for _, shape in verdict.inputs)
