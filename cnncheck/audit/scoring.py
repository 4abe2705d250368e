"""The mutation score of a case set: how many faults of the catalogue it catches."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from cnncheck.audit.catching import asked_of, catches, forms_of_fault
from cnncheck.audit.geometry import functions_of, untested, used
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.parts.lifting import sibling
from cnncheck.operators import FUNCTIONS, OPERATORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.audit.catching import Asked, ReferenceSource
    from cnncheck.audit.geometry import Gap
    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.case import Case
    from cnncheck.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class FaultScore:
    """Whether a case set catches a fault.

    Attributes
    ----------
    fault : Fault
    forms : int
        In how many forms it can show.
    surviving : tuple of int
        The forms that no case catches, by their numbers in the catalogue.
    caught_by : tuple of str
        ``file.yaml::name[variant] pass`` of the smallest question that catches each other form.
    """

    fault: Fault
    forms: int
    surviving: tuple[int, ...]
    caught_by: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether it is caught in whichever form it shows."""
        return not self.surviving


@dataclass(frozen=True, slots=True)
class FunctionScore:
    """The faults of one function, and how many questions ask about it."""

    function: str
    questions: int
    faults: tuple[FaultScore, ...]

    @property
    def caught(self) -> int:
        """Count the faults that are caught."""
        return sum(each.caught for each in self.faults)

    @property
    def score(self) -> float | None:
        """Percentage of the faults that are caught; `None` where none is known."""
        return _percentage(self.caught, len(self.faults))

    @property
    def survivors(self) -> tuple[FaultScore, ...]:
        """The faults that are not."""
        return tuple(each for each in self.faults if not each.caught)


@dataclass(frozen=True, slots=True)
class Unsound:
    """A question that counts for nothing: not even the right answer passes it."""

    id: str
    outcome: Outcome
    message: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Score of a case set: the faults that it catches, function by function.

    Attributes
    ----------
    functions : tuple of FunctionScore
    cases, questions : int
        How many were looked at.
    unsound : tuple of Unsound
    gaps : tuple of Gap
        What no case has of each operator's geometry, values and storage.
    seconds : float
    """

    functions: tuple[FunctionScore, ...]
    cases: int
    questions: int
    unsound: tuple[Unsound, ...]
    gaps: tuple[Gap, ...]
    seconds: float

    @property
    def faults(self) -> int:
        """Count the faults that the catalogue has of these functions."""
        return sum(len(each.faults) for each in self.functions)

    @property
    def caught(self) -> int:
        """Count those of them that are caught."""
        return sum(each.caught for each in self.functions)

    @property
    def survivors(self) -> tuple[FaultScore, ...]:
        """The faults that are not caught, function by function."""
        return tuple(fault for each in self.functions for fault in each.survivors)

    @property
    def score(self) -> float | None:
        """Percentage of the faults that are caught; `None` where none is known."""
        return _percentage(self.caught, self.faults)


def _percentage(caught: int, faults: int) -> float | None:
    return 100 * caught / faults if faults else None


def audit_cases(
    cases: Sequence[Case], reference: ReferenceSource, functions: Sequence[str] = FUNCTIONS
) -> Audit:
    """Find out which faults a case set catches, and which survive.

    Parameters
    ----------
    cases : sequence of Case
    reference : callable or AsksAhead
        The reference to believe, as for `cnncheck.asking.ask_all`.
    functions : sequence of str, optional
        Whose faults.

    Returns
    -------
    Audit
        A fault counts as caught when a run would fail code that has it, at one question at least,
        in whichever of its forms it shows. Faults of functions that no case asks about survive;
        those of an option that no case has do not count, nor those of sequences and volumes where
        none has any.
    """
    started = time.perf_counter()
    cases = [case for case in cases if not case.empty]  # no fault is told by what it makes of none
    options = {"", *used(cases)}
    counted = {
        function: [fault for fault in faults_of(function) if fault.option in options]
        for function in functions
    }
    functions = [each for each in functions if counted[each] or not faults_of(each)]
    functions = _of_asked_ranks(functions, cases)
    alive = {function: [*chain(*map(forms_of_fault, counted[function]))] for function in functions}
    caught_by: dict[tuple[str, int], str] = {}
    asked_about = dict.fromkeys(functions, 0)
    unsound = []
    for asked in asked_of(cases, reference, functions):
        function = asked.question.function
        asked_about[function] += 1
        if not asked.sound:
            unsound.append(_unsound(asked))
            continue
        found = {form.key for form in alive[function] if catches(asked, form)}
        caught_by |= dict.fromkeys(found, asked.id)
        alive[function] = [form for form in alive[function] if form.key not in found]
    return Audit(
        functions=tuple(
            FunctionScore(
                function,
                asked_about[function],
                tuple(_score(fault, caught_by) for fault in counted[function]),
            )
            for function in functions
        ),
        cases=sum(not functions_of(case).isdisjoint(functions) for case in cases),
        questions=sum(asked_about.values()),
        unsound=tuple(unsound),
        gaps=untested(cases, functions),
        seconds=time.perf_counter() - started,
    )


def _of_asked_ranks(functions: Sequence[str], cases: Sequence[Case]) -> Sequence[str]:
    """Leave out functions that no case asks, of sequences, of volumes, and of what is transposed."""
    asked = {case.operator for case in cases}
    others = {
        function
        for operator in OPERATORS.values()
        if operator.name not in asked
        and (
            (operator.rank != 2 and sibling(operator, 2))
            or operator.roles[0] != "X"
            or operator.optional
        )
        for function in operator.functions.values()
    }
    return [each for each in functions if each not in others] or functions


def _score(fault: Fault, caught_by: dict[tuple[str, int], str]) -> FaultScore:
    forms = forms_of_fault(fault)
    by = (caught_by[form.key] for form in forms if form.key in caught_by)
    return FaultScore(
        fault=fault,
        forms=len(forms),
        surviving=tuple(form.manner for form in forms if form.key not in caught_by),
        caught_by=tuple(dict.fromkeys(by)),
    )


def _unsound(asked: Asked) -> Unsound:
    return Unsound(asked.id, asked.verdict.outcome, asked.verdict.message)
