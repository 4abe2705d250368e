"""Naming the bug: which of the catalogue's faults explains everything that was seen.

A fault is named only when it agrees with every observation, failed or passed. Most faults are out
after the smallest failing one, so that few are ever computed on all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.diagnose.catalogue import faults_of
from cnncheck.diagnose.confirming import loses_digits
from cnncheck.diagnose.fault import Named
from cnncheck.diagnose.matching import agrees, is_finite
from cnncheck.diagnose.observation import cases_of, telling
from cnncheck.diagnose.surfaces import surfaces, without_surface
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.diagnose.fault import Fault, Memory
    from cnncheck.diagnose.observation import Observation
    from cnncheck.implementations.base import Reply
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

RAISE, BESIDES = "the others raise", "the values are wrong besides"
"""What there is to say of failures that no fault explains."""

SPECIFIC = {"values": 0, "behaviour": 0, "garbage": 1, "precision": 2}
"""Faults that say every value go before those that leave some of them open."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the catalogue says about one function.

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
    """

    function: str
    faults: tuple[Named, ...] = ()
    ties: tuple[Named, ...] = ()
    failing: int = 0
    passing: int = 0
    rest: str = ""

    @property
    def known(self) -> bool:
        """Whether the bug has a name."""
        return bool(self.faults)

    @property
    def count(self) -> str:
        """How many of the failures the faults explain: ``matches on 9 of 9 failing cases``."""
        verb = "explains" if self.rest else "matches on"
        rest = f"; {self.rest}" if self.rest else ""
        return f"{verb} {self.faults[-1].matched} of {self.failing} failing cases{rest}"

    @property
    def evidence(self) -> str:
        """How much speaks for the name, in words."""
        if not self.faults:
            return "unknown" if self.failing else "nothing failed"
        text = self.count
        if self.passing:
            text += f", and none of the {self.passing} passing ones contradicts"
        return text


def name_faults(
    observations: Sequence[Observation], function: str, ask: Ask | None = None
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
    """
    seen = [each for each in telling(observations) if each.problem.function == function]
    failing = cases_of(each for each in seen if not each.passed)
    passing = len(cases_of(seen) - failing)
    if not failing:
        return Naming(function, passing=passing)
    catalogue = faults_of(function)
    computed = [each for each in seen if each.reply.outcome is not Outcome.RAISED]
    parts = [(seen, "")] + ([(computed, RAISE)] if len(computed) < len(seen) else [])
    for part, rest in parts:
        faults, ties = _name(part, catalogue, ask)
        if faults:
            return Naming(function, faults, ties, len(failing), passing, rest)
    surface = surfaces(seen, catalogue)
    rest = BESIDES if surface else ""
    return Naming(function, surface, (), len(failing), passing, rest)


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
    lenient = _finite_failure(seen)
    if all(each.passed or (lenient and not is_finite(each.problem)) for each in inner):
        return surface, ()
    found = _explaining(inner, catalogue, ask)
    if not found:
        return (), ()
    failing = len(cases_of(each for each in seen if not each.passed))
    return (*surface, replace(found[0], matched=failing)), tuple(found[1:])


def _explaining(
    seen: Sequence[Observation], catalogue: Sequence[Fault], ask: Ask | None
) -> list[Named]:
    """Return the faults that agree with everything, the most specific ones, without equivalents."""
    catalogue = _convincing(seen, catalogue)
    order = sorted(seen, key=_telling_first)
    lenient = _finite_failure(seen)
    failing = len(cases_of(each for each in seen if not each.passed))
    found: list[Named] = []
    for fault in catalogue:
        if fault.responds:
            manner = _responding_manner(fault, seen, lenient)
        else:
            manner = _agreeing_manner(fault, order, lenient)
        if manner is not None and (ask is None or _confirmed(fault, seen, ask)):
            found.append(Named(fault, manner, failing))
    if not found:
        return []
    best = min(SPECIFIC[named.fault.kind] for named in found)
    found = [named for named in found if SPECIFIC[named.fault.kind] == best]
    return [found[0], *(n for n in found[1:] if n.fault.id not in found[0].fault.equivalent)]


def _telling_first(seen: Observation) -> tuple[bool, bool, bool, int]:
    """Failing before passing, with values before without, exact before rounded, small first."""
    size = sum(array.size for array in seen.problem.arrays.values())
    return seen.passed, seen.reply.value is None, not seen.problem.exact, size


def _convincing(seen: Sequence[Observation], catalogue: Sequence[Fault]) -> Sequence[Fault]:
    """Return the faults that there is something to go by for.

    That a call raised says little about why: where nothing else is wrong, the error itself has to
    speak for the fault.
    """
    failing = [each for each in seen if not each.passed]
    if any(each.reply.outcome is not Outcome.RAISED for each in failing):
        return catalogue
    if len(failing) < 2 or len(seen) == len(failing):
        return ()
    messages = [each.reply.message for each in failing]
    return [
        fault
        for fault in catalogue
        if fault.raises and all(re.search(fault.raises, message) for message in messages)
    ]


def _confirmed(fault: Fault, seen: Sequence[Observation], ask: Ask) -> bool:
    """Whether a question that decides says so too, of a fault that loses digits."""
    if not fault.bits:
        return True
    problem = next(each.problem for each in seen if not each.passed)
    return loses_digits(problem, fault.bits, ask)


def _agreeing_manner(fault: Fault, order: Sequence[Observation], lenient: bool) -> int | None:
    """Return the fault's first manner that agrees with every observation."""
    precision = fault.kind == "precision"
    for manner in range(len(fault.manners)):
        if all(
            agrees(
                fault.reply(each.problem, {}, manner=manner),
                each,
                precision=precision,
                lenient=lenient,
            )
            for each in order
        ):
            return manner
    return None


def _responding_manner(fault: Fault, seen: Sequence[Observation], lenient: bool) -> int | None:
    ways = range(len(fault.responds))
    return next((way for way in ways if _responds_alike(fault, way, seen, lenient)), None)


def _responds_alike(fault: Fault, way: int, seen: Sequence[Observation], lenient: bool) -> bool:
    """Replay all calls in their order; a reply that is kept can be changed by a later one."""
    memory: Memory = {}
    kept: list[tuple[Reply, Observation]] = []
    for each in seen:
        correct = each.truth.astype(each.problem.dtype)
        reply = fault.reply(each.problem, memory, manner=way, correct=correct)
        if any(reply.value is thing for thing in memory.values()):
            kept.append((reply, each))
        elif not agrees(reply, each, lenient=lenient):
            return False
    return all(agrees(reply, each, lenient=lenient) for reply, each in kept)


def _finite_failure(seen: Sequence[Observation]) -> bool:
    """Whether something failed where all inputs are numbers.

    Then what NaN and infinities come to is beside the point: 0 * inf is NaN in one way of
    computing, and is never computed in another.
    """
    return any(not each.passed and is_finite(each.problem) for each in seen)
