"""What a submission earned: by pass of a case, by function, and in all."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.operators import FUNCTIONS
from cnncheck.outcomes import Outcome  # noqa: TC001 - the journal is read by these annotations

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Score:
    """One pass of one case, without anything that a hidden case must not show.

    Attributes
    ----------
    case : str
        ``file.yaml::name[variant]``; of a hidden case a number in place of the variant.
    function : str
    points : float
        The pass's equal share of the case's points.
    outcome : Outcome
    message, hint, log : str
        Empty for a pass.
    hidden : bool
    title : str
        What the person calls the function, for lines about it; empty where they call it so.
    """

    case: str
    function: str
    points: float
    outcome: Outcome
    message: str = ""
    hint: str = ""
    log: str = ""
    hidden: bool = False
    title: str = ""

    @property
    def earned(self) -> float:
        """All of the points or none."""
        return self.points if self.outcome.passed else 0.0


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a function fails, as visible cases show it.

    Attributes
    ----------
    function : str
    sentence : str
        What is wrong, in one line.
    faults : tuple of str
        The ids that ``cnncheck explain`` takes; empty where the bug has no name.
    lines : tuple of str
        The sentence with its evidence, the smallest problem that shows it, and a hint.
    """

    function: str
    sentence: str
    faults: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """One function of one submission, or all of it.

    Attributes
    ----------
    function : str
        ``total`` for all.
    earned, possible : float
    passed, asked : int
        Passes of cases.
    reason : str
        Why points are missing, in one line; empty when none are.
    """

    function: str
    earned: float
    possible: float
    passed: int
    asked: int
    reason: str = ""

    @property
    def percent(self) -> float:
        """Earned of possible; 0 where nothing could be earned.

        Rounded, as shares such as 1/3 are not exact and a limit of 40 % must let 40 % pass.
        """
        return round(100 * self.earned / self.possible, 6) if self.possible else 0.0


@dataclass(frozen=True, slots=True)
class Graded:
    """A submission after grading.

    Attributes
    ----------
    name : str
    place : str
        Its absolute path.
    digest : str
        SHA-256 of its code.
    scores : tuple of Score
        In the order of the cases.
    isolation : str
        How its code was contained.
    seconds : float
        Wall time of grading it.
    failure : str
        Why cnncheck could not grade it; empty when it could. Then the scores are no judgement.
    causes : tuple of Cause
        Why functions fail, at most one for each.
    notes : tuple of str
        How the code ran, where that was not as it stands.
    dialect : str
        In which it is called; empty where it could not be looked at.
    """

    name: str
    place: str
    digest: str
    scores: tuple[Score, ...] = ()
    isolation: str = ""
    seconds: float = 0.0
    failure: str = ""
    causes: tuple[Cause, ...] = ()
    notes: tuple[str, ...] = ()
    dialect: str = ""

    def cause(self, function: str) -> Cause | None:
        """Return why a function fails, if anything is known of it."""
        return next((each for each in self.causes if each.function == function), None)

    def mark(self, function: str) -> Mark:
        """Return what one function earned."""
        return _mark(function, [score for score in self.scores if score.function == function])

    @property
    def marks(self) -> tuple[Mark, ...]:
        """One mark a function, in the order of `FUNCTIONS`."""
        of: dict[str, list[Score]] = {function: [] for function in FUNCTIONS}
        for score in self.scores:
            if score.function in of:
                of[score.function].append(score)
        return tuple(_mark(function, scores) for function, scores in of.items())

    @property
    def total(self) -> Mark:
        """Points of all functions; the reason names each that lost some."""
        whole = _mark("total", self.scores)
        reasons = (f"{self.named(names)}: {reason}" for names, reason in self.reasons)
        return replace(whole, reason=self.failure or "; ".join(reasons))

    def named(self, functions: Sequence[str]) -> str:
        """Return what the person calls some functions, with commas between them."""
        titles = {score.function: score.title for score in self.scores if score.title}
        return ", ".join(titles.get(each, each) for each in functions)

    @property
    def asked(self) -> tuple[str, ...]:
        """The functions that the cases ask about."""
        return tuple(mark.function for mark in self.marks if mark.asked)

    @property
    def reasons(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Why points are missing, with the functions for which that is the reason."""
        told: dict[str, list[str]] = defaultdict(list)
        for mark in self.marks:
            if mark.reason:
                told[mark.reason].append(mark.function)
        return tuple((tuple(names), reason) for reason, names in told.items())


def _mark(function: str, scores: Sequence[Score]) -> Mark:
    failed = [score for score in scores if not score.outcome.passed]
    return Mark(
        function=function,
        earned=math.fsum(score.earned for score in scores),
        possible=math.fsum(score.points for score in scores),
        passed=len(scores) - len(failed),
        asked=len(scores),
        reason=_reason(failed, len(scores)),
    )


def _reason(failed: list[Score], asked: int) -> str:
    """Say what went wrong most often, by the first case that everybody may see."""
    if not failed:
        return ""
    messages = {score.message for score in failed}
    outcomes = {score.outcome for score in failed}
    if len(outcomes) == 1 and all(outcome.ends_the_asking for outcome in outcomes):
        messages = {score.message for score in failed if not score.hidden} or messages
    if len(failed) == asked and len(messages) == 1:  # missing, or it never got as far as a result
        said, function = messages.pop(), failed[0].function
        said = said.replace(f"no function {function}", "no such function")
        return said.replace(f"{function} is not written", "not written")
    outcome, count = Counter(score.outcome for score in failed).most_common(1)[0]
    alike = [score for score in failed if score.outcome is outcome]
    example = next((score for score in alike if not score.hidden), alike[0])
    others = f", {len(failed) - count} failed otherwise" if count < len(failed) else ""
    label = example.case.rpartition("::")[2]
    return f"{outcome.value} in {count} of {asked}{others}; {label}: {example.message}"
