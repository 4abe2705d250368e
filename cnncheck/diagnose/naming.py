"""Naming the bug: which of the catalogue's faults explains everything that was seen.

A fault is named only when it agrees with every observation, failed or passed. Most faults are out
after the smallest failing one, so that few are ever computed on all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.diagnose.combining import combined
from cnncheck.diagnose.explaining import explaining, finite_failure
from cnncheck.diagnose.further import fullest, further
from cnncheck.diagnose.matching import agrees
from cnncheck.diagnose.observation import cases_of, telling
from cnncheck.diagnose.surfaces import (
    DTYPE_CHANGED,
    changed_dtypes,
    cleanly,
    surfaces,
    without_surface,
)
from cnncheck.dtypes import NARROW
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.fault import NARROWLY
from cnncheck.faults.generated import generated
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observation import Observation
    from cnncheck.faults.fault import Fault, Named
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

RAISE, BESIDES = "the others raise", "the values are wrong besides"
"""What there is to say of failures that no fault explains."""

MISSED = "{} are wrong in another way"


@dataclass(frozen=True, slots=True)
class Naming:
    """Findings of the catalogue about one function.

    Attributes
    ----------
    faults : tuple of Named
        Which together explain every observation: mostly one, or one beside a wrong dtype or a
        changed input. Empty when nothing failed or nothing explains it.
    ties : tuple of Named
        Other faults that explain it as well, equivalents left out.
    failing, passing : int
        How many cases there were with a wrong answer, and with right answers only.
    rest : str
        What is to be said of the failures that the faults do not explain; empty for none.
    together : Named, optional
        All faults that show in the values as one, to be simulated; ``None`` where that is the last
        of them.
    seen : tuple of Observation
        All that there is to go by where no single fault of the catalogue explains it: what came
        back, further questions included; dtypes, inputs and memory in order.
    """

    function: str
    faults: tuple[Named, ...] = ()
    ties: tuple[Named, ...] = ()
    failing: int = 0
    passing: int = 0
    rest: str = ""
    together: Named | None = None
    seen: tuple[Observation, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the bug has a name."""
        return bool(self.faults)

    @property
    def simulated(self) -> Named | None:
        """What answers like the implementation, as far as it is explained."""
        return self.together or (self.faults[-1] if self.faults else None)

    @property
    def count(self) -> str:
        """How many of the failures the faults explain: ``matches on 9 of 9 failing cases``."""
        verb = "explains" if self.rest else "matches on"
        rest = f"; {self.rest}" if self.rest else ""
        return f"{verb} {self.faults[-1].matched} of {self.failing} failing cases{rest}"

    @property
    def evidence(self) -> str:
        """Evidence for the name, in words."""
        if not self.faults:
            return "unknown" if self.failing else "nothing failed"
        text = self.count
        if self.passing:
            text += f", and none of the {self.passing} passing ones contradicts"
        return text


def name_faults(
    observations: Sequence[Observation],
    function: str,
    ask: Ask | None = None,
    known: Sequence[Observation] = (),
) -> Naming:
    """Find the faults that explain everything that was seen of a function.

    Parameters
    ----------
    observations : sequence of Observation
        Of one implementation, failing and passing, in the order in which they were asked.
        Those of other functions are left out.
    function : str
    ask : callable, optional
        Puts a further problem to the implementation. Lost digits are then confirmed by a question
        that decides; without, an error of their size has to do.
    known : sequence of Observation, optional
        Answers to further questions that are known already.
    """
    seen = [each for each in telling(observations) if each.problem.function == function]
    failing = cases_of(each for each in seen if not each.passed)
    passing = len(cases_of(seen) - failing)
    if not failing:
        return Naming(function, passing=passing)
    naming = Naming(function, failing=len(failing), passing=passing)
    return _told(_named(seen, naming, ask, known), seen)


def _told(naming: Naming, seen: Sequence[Observation]) -> Naming:
    """Return what was named with the dtypes in which it shows, where the fault speaks of others."""
    failing = [each for each in seen if not each.passed]
    names = {each.problem.dtype.name for each in failing}
    dtypes = " and ".join(each for each in NARROW if each in names)

    def told(named: Named) -> Named:
        sentence = named.fault.sentence
        if dtypes and NARROWLY in sentence:
            sentence = sentence.replace(NARROWLY, dtypes)
        elif dtypes and named.fault.id.endswith(DTYPE_CHANGED):
            sentence = changed_dtypes(failing) or sentence
        its = named.fault
        return (
            named
            if sentence == its.sentence
            else replace(named, fault=replace(its, sentence=sentence))
        )

    return replace(
        naming, faults=tuple(map(told, naming.faults)), ties=tuple(map(told, naming.ties))
    )


def _named(
    seen: Sequence[Observation],
    naming: Naming,
    ask: Ask | None,
    known: Sequence[Observation],
) -> Naming:
    catalogue = faults_of(naming.function)
    computed = [each for each in seen if each.reply.outcome is not Outcome.RAISED]
    parts = [(seen, "")] + ([(computed, RAISE)] if len(computed) < len(seen) else [])
    for part, rest in parts:
        faults, ties = _name(part, catalogue, ask)
        if faults:
            return replace(naming, faults=faults, ties=ties, rest=rest)
    surface = surfaces(seen, catalogue)
    naming = replace(naming, faults=surface, rest=BESIDES if surface else "")
    naming = _combined(naming, computed, ask, known)
    raised = [each for each in seen if each.reply.outcome is Outcome.RAISED]
    return _raising(naming, computed, raised) if naming.rest == RAISE else naming


def _combined(
    naming: Naming,
    computed: Sequence[Observation],
    ask: Ask | None,
    known: Sequence[Observation],
) -> Naming:
    """Name what single faults of the catalogue leave open, beside what shows on the surface."""
    inner = [without_surface(each) for each in computed]
    if all(each.passed for each in inner):
        return naming
    asked = [*known, *(further(fullest(inner), ask) if ask else ())]
    # Where another call came back with nothing there is nothing to compare.
    came_back = (each for each in asked if each.reply.value is not None)
    seen = [*inner, *map(without_surface, came_back)]
    naming = replace(naming, seen=tuple(seen))
    found = combined(seen, naming.function, ask and cleanly(ask))
    if found is None:
        return naming
    came = len(cases_of(each for each in computed if not each.passed))
    rest = MISSED.format(found.missed) if found.missed else RAISE if came < naming.failing else ""
    named = (replace(each, matched=came - found.missed) for each in found.faults)
    return replace(
        naming,
        faults=(*naming.faults, *named),
        ties=found.ties,
        together=found.together,
        rest=rest,
    )


def _raising(
    naming: Naming, computed: Sequence[Observation], raised: Sequence[Observation]
) -> Naming:
    """Leave nothing open where a way of the one fault fails in just those calls that raised."""
    named = naming.faults[-1]
    if len(naming.faults) > 1 or named.fault.kind != "values":
        return naming
    for manner in range(len(named.fault.manners)):
        if all(
            agrees(named.fault.reply(each.problem, {}, manner=manner), each)
            for each in (*raised, *computed)
        ):
            whole = replace(named, manner=manner, matched=naming.failing)
            return replace(naming, faults=(whole,), together=whole, rest="")
    return naming


def _name(
    seen: Sequence[Observation], catalogue: Sequence[Fault], ask: Ask | None
) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Return the faults that together explain everything, and the ties of the last one."""
    found = _explaining(seen, catalogue, ask)
    if found:
        return (found[0],), tuple(found[1:])
    surface = surfaces(seen, catalogue)
    if not surface:
        return (), ()
    inner = [without_surface(each) for each in seen]
    lenient = finite_failure(seen)
    if all(each.passed or (lenient and not each.is_finite) for each in inner):
        return surface, ()
    found = _explaining(inner, catalogue, ask)
    if not found:
        return (), ()
    failing = len(cases_of(each for each in seen if not each.passed))
    return (*surface, replace(found[0], matched=failing)), tuple(found[1:])


def _explaining(
    seen: Sequence[Observation], catalogue: Sequence[Fault], ask: Ask | None
) -> list[Named]:
    """Return the faults that explain it; one that says every value before one that leaves some open."""
    found = explaining(seen, catalogue, ask)
    if found and found[0].fault.kind == "garbage":
        return explaining(seen, generated(found[0].fault.function), ask) or found
    return found
