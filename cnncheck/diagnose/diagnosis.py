"""Everything that can be said about why one function of one implementation fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.compare.hints import shape_hint, value_hint
from cnncheck.diagnose.named.naming import name_faults
from cnncheck.diagnose.observing.amounts import scaled, small_errors
from cnncheck.diagnose.observing.findings import BESIDES, FOLLOWS, NOISE, RAISE, Naming
from cnncheck.diagnose.observing.matching import agrees, is_finite
from cnncheck.diagnose.observing.noise import quietly
from cnncheck.diagnose.observing.observation import cases_of, differing, same_error, telling
from cnncheck.diagnose.observing.surfaces import cleanly, shared, without_surface
from cnncheck.diagnose.questions.repeating import (
    WHERE_KEPT,
    depends,
    is_certain,
    says_so,
    shape_depends,
)
from cnncheck.diagnose.small_problems.alike import shown
from cnncheck.diagnose.small_problems.shrinking import Smallest, shrink
from cnncheck.diagnose.unnamed.axes import misplaced
from cnncheck.diagnose.unnamed.describing import describe
from cnncheck.diagnose.unnamed.emptiness import of_empty
from cnncheck.diagnose.unnamed.exemplifying import example_of
from cnncheck.diagnose.unnamed.raised_where import raised_where
from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.dtypes import is_real
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.dialects import Dialect
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

SOMEHOW = "answers are wrong, or calls raise"
"""What there is to say besides where, of failures of many kinds."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a function fails.

    Attributes
    ----------
    implementation, function : str
    naming : Naming
        The faults that explain everything, their evidence, and their ties; or that none does.
    probed : str
        What all wrong answers have in common, and where they are; or, of one problem, where what is
        read first differs from what should be read. Empty when the values are explained, or nothing
        stands out.
    amount : str
        By how little every failing answer is off, that it only lies otherwise, or that it depends on
        earlier calls; empty where that is much, or explained.
    dialect : Dialect
        In whose words it is told.
    smallest : Smallest, optional
        The smallest problem that fails in the same way, with both answers, and its case.
    advice : str
        What to do where no fault is named: what to return instead, where no answer is an array.
    raised : str
        Which error is raised besides what is named, and where alone; empty where nothing is left.
    """

    implementation: str
    function: str
    naming: Naming
    probed: str = ""
    smallest: Smallest | None = None
    amount: str = ""
    dialect: Dialect = NOTEBOOK
    advice: str = ""
    raised: str = ""

    @property
    def title(self) -> str:
        """What people call the function."""
        return self.dialect.title(self.function)

    @property
    def sentence(self) -> str:
        """What is wrong, in one line."""
        if self.naming.known:
            besides = f"; besides, {self.raised}" if self.raised else ""
            return self.naming.sentence + besides
        return self.amount or self.probed or "no known fault explains every case"

    @property
    def hint(self) -> str:
        """Where to look; empty when the bug has no name."""
        hints = dict.fromkeys(named.fault.hint for named in self.naming.faults)
        return self.advice or " ".join(hints)

    @property
    def fault_ids(self) -> tuple[str, ...]:
        """The ids of the faults that together explain everything."""
        return tuple(named.fault.id for named in self.naming.faults)

    @property
    def bugs(self) -> int:
        """How many there are at least; what has no name counts as one."""
        return len(self.naming.apart) + (self.naming.rest == BESIDES) or 1

    @property
    def complete(self) -> bool:
        """Whether all that failed is explained, so that there are no more."""
        explained = bool(self.naming.known or self.amount) and self.naming.rest in ("", NOISE)
        return explained and len(self.naming.apart) == self.naming.parts


def diagnose(
    function: str,
    observations: Sequence[Observation],
    ask: Ask,
    *,
    implementation: str = "",
    shrink_seconds: float = 5.0,
    dialect: Dialect = NOTEBOOK,
    renew: Callable[[], None] | None = None,
) -> Diagnosis | None:
    """Name the bug of a function, or probe for it, and shrink what fails.

    Parameters
    ----------
    function : str
    observations : sequence of Observation
        Of one implementation, failing and passing, in the order in which they were asked.
    ask : callable
        Puts a further problem to the implementation.
    implementation : str, optional
        What reports call it.
    shrink_seconds : float, optional
        How long to look for a smaller problem; 0 for not at all.
    dialect : Dialect, optional
        In whose words to tell it.
    renew : callable, optional
        Has the next question put to a new process.

    Returns
    -------
    Diagnosis or None
        ``None`` when nothing failed.
    """
    seen = [each for each in telling(observations) if each.problem.function == function]
    failing = [each for each in seen if not each.passed]
    if not failing:
        return None
    if all(each.problem.case.empty for each in failing):
        what, remedy = of_empty(failing)
        wrong_of = cases_of(failing)
        naming = Naming(function, failing=len(wrong_of), passing=len(cases_of(seen) - wrong_of))
        return Diagnosis(
            implementation, function, naming, amount=what, dialect=dialect, advice=remedy
        )
    seen, failing = ([e for e in some if not e.problem.case.empty] for some in (seen, failing))
    tried: list[Observation] = []
    naming = name_faults(seen, function, ask)
    if kept := depends(failing, ask, renew, certain=is_certain(naming)):
        unnamed = Naming(function, failing=naming.failing, passing=naming.passing)
        naming = naming if says_so(naming) and not naming.rest else unnamed
        return Diagnosis(
            implementation, function, naming, amount=kept, dialect=dialect, advice=WHERE_KEPT
        )
    if naming.rest == NOISE:
        ask = quietly(ask)
    smallest = _shrunk(naming, failing, ask, shrink_seconds, tried)
    if any(_refutes(naming.simulated, each) for each in tried):
        naming = name_faults(seen, function, ask, tried)
        smallest = _shrunk(naming, failing, ask, shrink_seconds, tried)
    wrong = [each for each in map(without_surface, failing) if not each.passed]
    explained = naming.known and naming.rest != BESIDES
    amount = _amount(naming, failing, wrong)
    probed = ""
    if not (explained or amount):
        kept = shape_depends(failing, ask, renew)
        told, where = _described(naming.seen or seen, tried, ask)
        computed = [each for each in failing if each.reply.value is not None]
        told = told or scaled(computed)
        example = "" if told else example_of(computed, smallest, ask, dialect)
        told = told or ("" if example else _look(wrong) or same_error(failing))
        told = told or (SOMEHOW if where and not (example or naming.faults) else "")
        parts = [kept, told, where, example]
        probed = "; ".join(filter(None, parts)) if kept or told or example else ""
    raised = raised_where(seen, naming.simulated, ask) if _raises_besides(naming, failing) else ""
    if raised and not naming.known:
        probed, raised = "; ".join(filter(None, (probed, raised))), ""
    if dialect not in (NOTEBOOK, LAYERS):
        probed, raised = (dialect.told(failing[0].problem, each) for each in (probed, raised))
        naming = _in_words(naming, failing[0].problem, dialect)
    advice = WHERE_KEPT if kept else _advice(failing, amount)
    return Diagnosis(
        implementation, function, naming, probed, smallest, amount, dialect, advice, raised
    )


def _raises_besides(naming: Naming, failing: Sequence[Observation]) -> bool:
    """Whether some calls raise, and it is not known why, while others come to something wrong."""
    raised = sum(each.reply.outcome is Outcome.RAISED for each in failing)
    return 0 < raised < len(failing) and (naming.rest == RAISE or not naming.known)


def _amount(naming: Naming, failing: Sequence[Observation], wrong: Sequence[Observation]) -> str:
    """Say what all failing answers share, that they only lie otherwise, or by how little they are off."""
    if naming.rest == FOLLOWS:
        # What follows from a changed input is off by anything, and not by a little everywhere.
        return small_errors(wrong) if wrong else ""
    if naming.known and naming.rest != BESIDES:
        return ""
    return misplaced(wrong) or small_errors(wrong) if wrong else shared(failing)


def _advice(failing: Sequence[Observation], amount: str) -> str:
    """Return what all replies advise, where these say more than their values do."""
    outcomes = {each.reply.outcome for each in failing}
    says = outcomes == {Outcome.BAD_VALUE} or (amount and outcomes == {Outcome.ALIASED_OUTPUT})
    advice = {each.reply.hint for each in failing} if says else set()
    return advice.pop() if len(advice) == 1 else ""


def _shrunk(
    naming: Naming,
    failing: Sequence[Observation],
    ask: Ask,
    seconds: float,
    tried: list[Observation],
) -> Smallest | None:
    """Return the smallest problem that fails as it is named, if there is time to look for it."""
    if seconds <= 0:
        return None
    named = naming.simulated
    name = naming.faults[-1].fault.id.replace("/", "-") if naming.known else naming.function
    failing = shown(failing, named)
    return shrink(failing, ask, named=named, seconds=seconds, name=name, tried=tried)


def _refutes(named: Named | None, seen: Observation) -> bool:
    """Whether an answer is not what a fault under a condition would have given."""
    if named is None or not named.fault.condition or seen.reply.value is None:
        return False
    simulated = named.fault.reply(seen.problem, {}, manner=named.manner)
    return seen.is_finite and not agrees(simulated, without_surface(seen))


def _described(
    seen: Sequence[Observation], tried: Sequence[Observation], ask: Ask
) -> tuple[str, str]:
    """Say what wrong answers have in common, of all that are known."""
    if not any(each.reply.value is None for each in seen):
        tried = [each for each in tried if each.reply.value is not None]
    return describe(seen, [*map(without_surface, tried)], cleanly(ask))


def _in_words(naming: Naming, problem: Problem, dialect: Dialect) -> Naming:
    """Return what was named as a dialect tells it."""

    def told(named: Named) -> Named:
        its = named.fault
        sentence = dialect.meanings.get(its.id, named.sentence)
        sentence, hint, condition = (
            dialect.told(problem, each) for each in (sentence, its.hint, its.condition)
        )
        its = replace(its, sentence=sentence, hint=hint, condition=condition)
        return replace(named, fault=its, told=True)

    return replace(
        naming, faults=tuple(map(told, naming.faults)), ties=tuple(map(told, naming.ties))
    )


def _look(wrong: Sequence[Observation]) -> str:
    """Say what wrong answers look like, where all of them look alike."""
    looks = set()
    for seen in wrong:
        value, truth, problem = seen.reply.value, seen.truth, seen.problem
        if value is None or not is_real(value.dtype):
            return ""
        if value.shape != truth.shape:
            looks.add(shape_hint(value.shape, truth.shape))
            continue
        places = differing(value, truth, seen.allowed)
        looks.add(
            value_hint(
                value, truth, places, finite=is_finite(problem), multiplies=problem.multiplies
            )
        )
    return looks.pop() if len(looks) == 1 else ""
