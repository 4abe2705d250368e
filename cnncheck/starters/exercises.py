"""What the assignment's check cells call: one exercise, and the points of all six."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.api import Settings, run_cases, shipped_cases
from cnncheck.cases.loading import load_cases
from cnncheck.errors import UsageError
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import seconds_text
from cnncheck.report.console import failure_text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.case import Case
    from cnncheck.report.report import Report, Result

    Function = Callable[..., object]

SHOWN = 3
"""Failures beyond the exercises that are told in full; a notebook's cell is no log."""


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """State of one exercise; a notebook shows it as text.

    Attributes
    ----------
    function : str
    points, worth : float
        What it has earned, and what it can.
    report : Report
        Of the exercise's own case.
    """

    function: str
    points: float
    worth: float
    report: Report

    @property
    def written(self) -> bool:
        """Whether there is something to judge, or only the blank."""
        return not any(map(_unwritten, self.report.results))

    def __repr__(self) -> str:
        """Say it in words, with the tables and the failure below."""
        if not self.written:
            return (
                f"{self.function} is not written yet (0 of {self.worth:g} points): replace the "
                "line `raise NotImplementedError`,\nrun that cell, then this one again."
            )
        score = f"{self.function}: {self.points:g} of {self.worth:g} points"
        return f"{score}\n\n{to_text(self.report)}".rstrip()


@dataclass(frozen=True, slots=True, repr=False)
class Points:
    """State of all exercises and of the other shipped cases; shown as text.

    Attributes
    ----------
    exercises : tuple of Checked
    beyond : Report
        Of every shipped case of the functions that are written.
    """

    exercises: tuple[Checked, ...]
    beyond: Report

    @property
    def total(self) -> float:
        """The points of all exercises together."""
        return sum(each.points for each in self.exercises)

    def __repr__(self) -> str:
        """Say it in words: a table, then how the shipped cases went."""
        width = max(len(each.function) for each in self.exercises)
        rows = [
            f"{each.function:{width}}  {each.points:g} of {each.worth:g}"
            f"{'' if each.written else '   not written yet'}"
            for each in self.exercises
        ]
        worth = sum(each.worth for each in self.exercises)
        rows.append(f"{'together':{width}}  {self.total:g} of {worth:g} points")
        return "\n".join([*rows, *self._beyond()])

    def _beyond(self) -> list[str]:
        results = self.beyond.results
        if not results:
            return []
        failed = [result for result in results if not result.verdict.outcome.passed]
        lines = [
            "",
            f"{len(results) - len(failed)} of {len(results)} comparisons of the shipped cases "
            f"pass, in {seconds_text(self.beyond.seconds)}.",
        ]
        for result in failed[:SHOWN]:
            lines += ["", failure_text(result)]
        if len(failed) > SHOWN:
            lines += ["", f"({len(failed) - SHOWN} more do not pass)"]
        return lines


def check_exercise(function: Function) -> Checked:
    """Put an exercise's own case to a function.

    Parameters
    ----------
    function : callable
        One of the six, recognised by its name.

    Returns
    -------
    Checked

    Raises
    ------
    UsageError
        When no exercise has a function of that name.
    """
    name = _name(function)
    exercises = {_function(case): case for case in _exercise_cases()}
    case = exercises.get(name)
    if case is None:
        raise UsageError(f"no exercise asks for {name}", f"there are {', '.join(exercises)}")
    report = _run([case], [function], diagnose=True)
    return Checked(name, case.points if report.passed else 0.0, case.points, report)


def count_points(*functions: Function) -> Points:
    """Check exercises, and put all other shipped cases to the functions that are written.

    Parameters
    ----------
    functions : callables
        Some or all of the six.

    Raises
    ------
    UsageError
        As `check_exercise`.
    """
    exercises = tuple(check_exercise(function) for function in functions)
    asked = [f for f, each in zip(functions, exercises, strict=True) if each.written]
    names = {_name(function) for function in asked}
    cases = []
    for case in load_cases(shipped_cases(), OPERATORS):
        spec = OPERATORS[case.operator].functions
        passes = tuple(each for each in case.passes if spec[each] in names)
        if passes:
            cases.append(replace(case, passes=passes))
    return Points(exercises, _run(cases, asked, diagnose=False))


def _run(cases: list[Case], functions: list[Function], *, diagnose: bool) -> Report:
    own = InProcess("notebook", {_name(function): function for function in functions})
    # a command line that repeats the question would not find a notebook's functions
    settings = Settings(again=lambda *_: "", diagnose=diagnose)
    return run_cases(cases, own, settings)


def _exercise_cases() -> list[Case]:
    """Return the six checks of the notebook that cnncheck began as, one for each function."""
    found = load_cases(shipped_cases() / "notebook.yaml", OPERATORS)
    return [replace(case, file="notebook.yaml") for case in found]


def _function(case: Case) -> str:
    (only,) = case.passes
    return OPERATORS[case.operator].functions[only]


def _name(function: Function) -> str:
    return str(getattr(function, "__name__", function))


def _unwritten(result: Result) -> bool:
    verdict = result.verdict
    raised = verdict.outcome is Outcome.RAISED and " NotImplementedError" in verdict.message
    return raised or verdict.outcome is Outcome.NOT_WRITTEN
