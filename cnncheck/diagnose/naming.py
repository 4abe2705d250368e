"""Naming the bug: which of the catalogue's faults explains everything that was seen.

A fault is named only when it agrees with every observation, failed or passed. Most faults are out
after the smallest failing one, so that few are ever computed on all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.diagnose.catalogue import faults_of
from cnncheck.diagnose.matching import agrees, is_finite
from cnncheck.diagnose.observation import cases_of, telling, without_surface
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.diagnose.fault import Fault, Memory
    from cnncheck.diagnose.observation import Observation
    from cnncheck.implementations.base import Reply

SPECIFIC = {"values": 0, "behaviour": 0, "garbage": 1, "precision": 2}
"""Faults that say every value go before those that leave some of them open."""


@dataclass(frozen=True, slots=True)
class Named:
    """A fault that explains what was seen.

    Attributes
    ----------
    fault : Fault
    manner : int
        Which of its manners.
    matched : int
        Failing cases that it agrees with.
    """

    fault: Fault
    manner: int
    matched: int


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
    """

    function: str
    faults: tuple[Named, ...] = ()
    ties: tuple[Named, ...] = ()
    failing: int = 0
    passing: int = 0

    @property
    def known(self) -> bool:
        """Whether the bug has a name."""
        return bool(self.faults)

    @property
    def evidence(self) -> str:
        """How much speaks for the name, in words."""
        if not self.faults:
            return "unknown" if self.failing else "nothing failed"
        text = f"matches {self.faults[-1].matched} of {self.failing} failing cases"
        if self.passing:
            text += f", and none of the {self.passing} passing ones contradicts"
        return text


def name_faults(observations: Sequence[Observation], function: str) -> Naming:
    """Find the faults that explain everything that was seen of a function.

    Parameters
    ----------
    observations : sequence of Observation
        Of one implementation, failing and passing, in the order in which they were asked.
        Those of other functions are left out.
    function : str
    """
    seen = [each for each in telling(observations) if each.problem.function == function]
    failing = cases_of(each for each in seen if not each.passed)
    faults, ties = _name(seen, function) if failing else ((), ())
    return Naming(function, faults, ties, len(failing), len(cases_of(seen) - failing))


def _name(
    seen: Sequence[Observation], function: str
) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Return the faults that together explain everything, and the ties of the last one."""
    catalogue = faults_of(function)
    found = _explaining(seen, catalogue)
    if found:
        return (found[0],), tuple(found[1:])
    surface = _surface(seen, catalogue)
    if not surface:
        return (), ()
    inner = [without_surface(each) for each in seen]
    lenient = _finite_failure(seen)
    if all(each.passed or (lenient and not is_finite(each.problem)) for each in inner):
        return surface, ()
    found = _explaining(inner, catalogue)
    return ((*surface, found[0]), tuple(found[1:])) if found else ((), ())


SURFACES = ("input-changed", "output-shares-memory", "dtype-widened")
"""What a call shows besides its values: it needs no comparison to be known."""


def _surface(seen: Sequence[Observation], catalogue: Sequence[Fault]) -> tuple[Named, ...]:
    """Return the faults that show besides the values."""
    shown = {
        "input-changed": [e for e in seen if e.reply.outcome is Outcome.MUTATED_INPUT],
        "output-shares-memory": [e for e in seen if e.reply.outcome is Outcome.ALIASED_OUTPUT],
        "dtype-widened": [e for e in seen if _widened(e)],
    }
    by_name = {fault.id.rpartition("/")[2]: fault for fault in catalogue}
    return tuple(
        Named(by_name[name], 0, len(cases_of(shown[name]))) for name in SURFACES if shown[name]
    )


def _widened(seen: Observation) -> bool:
    value = seen.reply.value
    return (
        value is not None
        and value.dtype.kind == "f"
        and value.dtype.itemsize > seen.problem.dtype.itemsize
    )


def _explaining(seen: Sequence[Observation], catalogue: Sequence[Fault]) -> list[Named]:
    """Return the faults that agree with everything, the most specific ones, without equivalents."""
    if not _convincing(seen):
        return []
    order = sorted(seen, key=_telling_first)
    lenient = _finite_failure(seen)
    failing = len(cases_of(each for each in seen if not each.passed))
    found: list[Named] = []
    for fault in catalogue:
        if fault.responds:
            manner = _responding_manner(fault, seen, lenient)
        else:
            manner = _agreeing_manner(fault, order, lenient)
        if manner is not None:
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


def _convincing(seen: Sequence[Observation]) -> bool:
    """Whether there is anything to go by: that a call raised says little about why."""
    failing = [each for each in seen if not each.passed]
    if any(each.reply.outcome is not Outcome.RAISED for each in failing):
        return True
    return len(failing) > 1 and len(seen) > len(failing)


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
