"""A whole run as one value; every renderer starts from it and computes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.compare.verdict import Verdict
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.operators.case import Case


@dataclass(frozen=True, slots=True)
class Result:
    """One pass of one case of one implementation, and what is said about it.

    Attributes
    ----------
    again : str
        The command line that runs exactly this and nothing else.
    called : str
        What people call the function; empty where they call it so.
    """

    case: Case
    pass_name: str
    function: str
    implementation: str
    verdict: Verdict
    again: str
    called: str = ""

    @property
    def title(self) -> str:
        """What a line about the function begins with."""
        return self.called or self.function

    @property
    def id(self) -> str:
        """``file.yaml::name[variant] pass``, unique within a run for one implementation."""
        return f"{self.case.id} {self.pass_name}"


@dataclass(frozen=True, slots=True)
class Environment:
    """With what the run was made."""

    cnncheck: str
    python: str
    numpy: str
    torch: str
    platform: str
    threads: int


@dataclass(frozen=True, slots=True)
class Report:
    """A run.

    Attributes
    ----------
    results : tuple of Result
        In the order of the files, their cases, and the operator's passes.
    implementations : tuple of (name, isolation)
    deselected : int
        Passes that options left out.
    stopped : str
        What ended the run before every selected pass was asked; empty when nothing did.
    unasked : int
        How many passes were not asked for that reason.
    seconds : float
        Wall time of the whole run.
    diagnoses : tuple of Diagnosis
        Why functions fail, at most one for each function of an implementation.
    calling : tuple of str
        In which dialect each implementation is called, and why; not where it is the usual one.
    notes : tuple of str
        What else a person should know of the run.
    reference : str
        What results were compared with.
    stored_truths : int
        How many answers of the reference are from the store of its earlier ones.
    excused : frozenset of Outcome
        What besides a pass does not fail the run.
    """

    results: tuple[Result, ...]
    implementations: tuple[tuple[str, str], ...]
    environment: Environment
    paths: tuple[str, ...]
    deselected: int = 0
    stopped: str = ""
    unasked: int = 0
    seconds: float = 0.0
    diagnoses: tuple[Diagnosis, ...] = ()
    calling: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reference: str = "torch"
    stored_truths: int = 0
    excused: frozenset[Outcome] = frozenset({Outcome.NOT_ASKED})

    def fails(self, result: Result) -> bool:
        """Whether the result fails the run."""
        outcome = result.verdict.outcome
        return not outcome.passed and outcome not in self.excused

    @property
    def failed(self) -> list[Result]:
        """The results that fail the run."""
        return [result for result in self.results if self.fails(result)]

    def diagnosis_of(self, result: Result) -> Diagnosis | None:
        """Return why the result's function fails, if anything is known of it.

        It was found on visible cases, so that it says nothing about a hidden one; nor does it say
        why a case is refused that is not supported.
        """
        if result.case.hidden or not result.verdict.outcome.tells_of_the_sums:
            return None
        wanted = (result.implementation, result.function)
        same = (d for d in self.diagnoses if (d.implementation, d.function) == wanted)
        return next(same, None)

    def counts(self) -> dict[Outcome, int]:
        """How many results ended in each outcome, in the order of first appearance."""
        return dict(Counter(result.verdict.outcome for result in self.results))

    @property
    def stopped_text(self) -> str:
        """``interrupted, 30 not asked``; empty when nothing stopped the run."""
        return f"{self.stopped}, {self.unasked} not asked" if self.unasked else self.stopped

    @property
    def passed(self) -> bool:
        """Whether something passed, nothing failed, and nothing ended the run early."""
        passed = any(result.verdict.outcome.passed for result in self.results)
        return passed and not self.stopped and not self.failed


def merged(reports: Sequence[Report]) -> Report:
    """Put the reports of several implementations on the same cases into one.

    Parameters
    ----------
    reports : sequence of Report
        At least one; a single one is returned as it is.
    """
    if len(reports) == 1:
        return reports[0]
    return replace(
        reports[0],
        results=tuple(result for report in reports for result in report.results),
        implementations=tuple(each for report in reports for each in report.implementations),
        diagnoses=tuple(each for report in reports for each in report.diagnoses),
        calling=tuple(each for report in reports for each in report.calling),
        notes=tuple(each for report in reports for each in report.notes),
        stored_truths=sum(report.stored_truths for report in reports),
        stopped=next((report.stopped for report in reports if report.stopped), ""),
        unasked=sum(report.unasked for report in reports),
        seconds=sum(report.seconds for report in reports),
    )
