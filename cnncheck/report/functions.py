"""A run function by function: what is right, what is wrong, and how many bugs have a name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import counts_text, printable, printable_lines, verdict_word
from cnncheck.report.counting import bugs_text, called

if TYPE_CHECKING:
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.report.report import Report, Result


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """Line about one function of one implementation.

    Attributes
    ----------
    function : str
    results : tuple of Result
        In the order of the report.
    diagnosis : Diagnosis, optional
    """

    function: str
    results: tuple[Result, ...]
    diagnosis: Diagnosis | None

    @property
    def outcome(self) -> Outcome:
        """How it ended: what most of what did not pass ended in, or that all passed."""
        ended = [each.verdict.outcome for each in self.results]
        failed = [outcome for outcome in ended if not outcome.passed]
        return max(failed, key=failed.count) if failed else ended[0]

    @property
    def wrong(self) -> bool:
        """Whether it is counted among the functions that are wrong."""
        return verdict_word(self.outcome) == "FAIL"

    @property
    def against_a_rule(self) -> bool:
        """Whether all that is wrong is that it uses what the exercise forbids."""
        ended = {each.verdict.outcome for each in self.results}
        failed = {outcome for outcome in ended if verdict_word(outcome) == "FAIL"}
        return failed == {Outcome.FORBIDDEN}

    @property
    def bugs(self) -> int:
        """Count its bugs; those without a name count as one."""
        if not self.wrong:
            return 0
        return self.diagnosis.bugs if self.diagnosis else 1

    @property
    def counted(self) -> bool:
        """Whether there are no more bugs than those."""
        return not self.wrong or (self.diagnosis is not None and self.diagnosis.complete)

    @property
    def text(self) -> str:
        """``FAIL convolution2D  51 of 52: the kernel is rotated by 180 degrees``."""
        word, count = verdict_word(self.outcome), len(self.results)
        passed = sum(each.verdict.outcome.passed for each in self.results)
        cases = f"{count} case{'s' * (count > 1)}"
        title = self.results[0].title
        if passed == count:
            return printable(f"{word} {title}  {cases}")
        told = self._told()
        return printable(f"{word} {title}  {count - passed} of {cases}: {told}")

    def _told(self) -> str:
        if self.diagnosis and self.wrong:
            return self.diagnosis.sentence
        first = next(e for e in self.results if e.verdict.outcome is self.outcome)
        message = first.verdict.message.removeprefix("not judged: ")
        return " ".join(printable_lines(message)) or self.outcome.value


def function_lines(report: Report) -> list[FunctionLine]:
    """Return one line for each function of each implementation, in order of appearance."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        groups.setdefault((result.implementation, result.function), []).append(result)
    return [
        FunctionLine(function, tuple(results), _diagnosis(report, results))
        for (_, function), results in groups.items()
    ]


def _diagnosis(report: Report, results: list[Result]) -> Diagnosis | None:
    failed = [each for each in results if not each.verdict.outcome.passed]
    found = (report.diagnosis_of(each) for each in failed)
    return next((each for each in found if each is not None), None)


def functions_text(lines: list[FunctionLine]) -> str:
    """``2 functions wrong, 3 bugs, 1 uses what is forbidden``; empty where all is well.

    One that is asked as several layers is one, and one that only uses what is forbidden is none.
    """
    wrong = [each for each in lines if each.wrong and not each.against_a_rule]
    forbidden = len({called(each) for each in lines if each.wrong and each.against_a_rule})
    parts = []
    if wrong:
        count = len({called(each) for each in wrong})
        parts += [f"{count} function{'s' * (count > 1)} wrong", bugs_text(wrong)]
    if forbidden:
        parts.append(f"{forbidden} use{'s' * (forbidden == 1)} what is forbidden")
    return ", ".join(parts)


def result_text(report: Report) -> str:
    """``3 of 10 failed``, or how it ended where nothing did: ``9 passed, 1 not-asked``."""
    if failed := len(report.failed):
        return f"{failed} of {len(report.results)} failed"
    return counts_text(report.counts()) or "0 passed"


def unwritten_text(report: Report) -> str:
    """``not written yet (0 of 9 points)`` where that is true of all that was asked, else nothing."""
    asked = [each for each in report.results if each.verdict.outcome is not Outcome.NOT_ASKED]
    if not asked or any(each.verdict.outcome is not Outcome.NOT_WRITTEN for each in asked):
        return ""
    points = math.fsum(each.case.points / len(each.case.passes) for each in report.results)
    return f"not written yet (0 of {points:g} points)" if points else "not written yet"
