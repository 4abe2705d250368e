"""Whether a question catches a form of a fault: the judgement of a run, on simulated replies.

A form is one of a fault's manners. Each question starts with a form that remembers nothing, so
that what a case catches depends on that case alone, and a case set catches what its cases catch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.asking import ask_all, questions
from cnncheck.calls import Reply
from cnncheck.compare import judge
from cnncheck.compare.bounds import allowed_difference
from cnncheck.compare.figures import measure
from cnncheck.diagnose.observing.observation import near
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import FaultyImplementation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.asking import Answers, Question
    from cnncheck.compare.verdict import Verdict
    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references import AsksAhead, Reference

    ReferenceSource = Callable[[], Reference] | AsksAhead


@dataclass(frozen=True, slots=True)
class Form:
    """Variant of a fault."""

    fault: Fault
    manner: int

    @property
    def key(self) -> tuple[str, int]:
        """The fault's id and the manner's number."""
        return self.fault.id, self.manner


def forms_of(function: str) -> list[Form]:
    """Return every form of every fault of a function, in the catalogue's order."""
    return [form for fault in faults_of(function) for form in forms_of_fault(fault)]


def forms_of_fault(fault: Fault) -> list[Form]:
    """Return every form of one fault."""
    ways = fault.manners or fault.responds
    return [Form(fault, manner) for manner in range(len(ways))]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One pass of one case with its problems and truths, to be put to many faults.

    Attributes
    ----------
    question : Question
    answers : tuple of Answers
        Of every draw, with the right replies.
    allowed : tuple of float64 arrays
        The largest allowed differences of every draw.
    verdict : Verdict
        On the right replies: where they do not pass, nothing that the question says counts.
    """

    question: Question
    answers: tuple[Answers, ...]
    allowed: tuple[Array, ...]
    verdict: Verdict

    @property
    def sound(self) -> bool:
        """Whether the right answer passes."""
        return self.verdict.outcome.passed

    @property
    def id(self) -> str:
        """``file.yaml::name[variant] pass``."""
        return f"{self.question.case.id} {self.question.pass_name}"


class _Right:
    """All functions right."""

    name = "right"
    isolation = "none needed: computed by cnncheck"

    def find(self, _: str) -> None:
        pass

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        return Reply(right.answer(problem))

    def close(self) -> None:
        pass


def asked_of(
    cases: Iterable[Case], reference: ReferenceSource, functions: Sequence[str]
) -> Iterator[Asked]:
    """Ask a reference every question of the cases about some functions, the smallest first.

    Parameters
    ----------
    cases : iterable of Case
    reference : callable or AsksAhead
        As for `cnncheck.asking.ask_all`.
    functions : sequence of str

    Yields
    ------
    Asked
        One at a time, so that no more is held in memory than in a run.
    """
    asked = [each for each in questions(cases) if each.function in functions]
    asked.sort(key=lambda each: each.memory)
    for question, answers in ask_all(asked, _Right(), reference):
        case, seen = question.case, tuple(answers)
        allowed = [allowed_difference(case, each.problem, each.truth).at for each in seen]
        yield Asked(question, seen, tuple(allowed), judge(case, seen))


def catches(asked: Asked, form: Form) -> bool:
    """Whether a run would fail code with this fault at this question.

    Parameters
    ----------
    asked : Asked
        Sound.
    form : Form
        Of a fault of the question's function.

    Notes
    -----
    `cnncheck.compare.judge` has the last word where a case expects facts besides; all else it
    decides as `_fails` does, with the same measure, only that it has more to say about it.
    """
    case, faulty = asked.question.case, FaultyImplementation(form.fault, form.manner)
    draws = zip(asked.answers, asked.allowed, strict=True)
    with np.errstate(all="ignore"):
        replied = ((each, faulty.ask(each.problem), allowed) for each, allowed in draws)
        if case.expect is not None:
            answers = [replace(each, reply=reply) for each, reply, _ in replied]
            return not judge(case, answers).outcome.passed
        # A later call may change what an earlier one returned; then all are asked first.
        seen = list(replied) if form.fault.responds else replied
        return any(_fails(each, reply, allowed) for each, reply, allowed in seen)


def _fails(answers: Answers, reply: Reply, allowed: Array) -> bool:
    """Whether one draw's reply is not what it should be: in outcome, shape, dtype or values."""
    value, truth = reply.value, answers.truth.value
    if value is None or not reply.outcome.passed:
        return True
    if value.shape != truth.shape or value.dtype != answers.problem.result_dtype:
        return True
    return not near(value, truth, allowed) and measure(value, truth, allowed).mismatched > 0
