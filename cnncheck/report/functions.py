"""A run function by function: what is right, what is wrong, and how many bugs have a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.report.wording import printable, printable_lines, verdict_word

if TYPE_CHECKING:
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.outcomes import Outcome
    from cnncheck.report.report import Report, Result


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """What came of one function of one implementation.

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
    def bugs(self) -> int:
        """How many bugs of it have a name; one that has none is one."""
        if not self.wrong:
            return 0
        return len(self.diagnosis.fault_ids) or 1 if self.diagnosis else 1

    @property
    def text(self) -> str:
        """``FAIL convolution2D  51 of 52: the kernel is rotated by 180 degrees``."""
        word, count = verdict_word(self.outcome), len(self.results)
        passed = sum(each.verdict.outcome.passed for each in self.results)
        cases = f"{count} case{'s' * (count > 1)}"
        if passed == count:
            return f"{word} {self.function}  {cases}"
        told = self._told()
        return printable(f"{word} {self.function}  {count - passed} of {cases}: {told}")

    def _told(self) -> str:
        if self.diagnosis and self.wrong:
            return self.diagnosis.sentence
        first = next(e for e in self.results if e.verdict.outcome is self.outcome)
        return " ".join(printable_lines(first.verdict.message)) or self.outcome.value


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
    """``2 functions wrong, 3 bugs``; empty where no function is wrong."""
    wrong = [each for each in lines if each.wrong]
    if not wrong:
        return ""
    bugs = sum(each.bugs for each in wrong)
    functions = f"{len(wrong)} function{'s' * (len(wrong) > 1)} wrong"
    return f"{functions}, {bugs} bug{'s' * (bugs > 1)}"
