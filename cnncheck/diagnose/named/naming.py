"""Naming the bug: which of the catalogue's faults explains everything that was seen.

A fault is named only when it agrees with every observation, failed or passed. Most faults are out
after the smallest failing one, so that few are ever computed on all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.diagnose.named.by_rules import explained
from cnncheck.diagnose.named.changing import with_what_follows, without_refused
from cnncheck.diagnose.named.eligible import faults_about
from cnncheck.diagnose.named.explaining import explaining, finite_failure
from cnncheck.diagnose.named.raising import in_view_of_raised, raised_besides
from cnncheck.diagnose.observing.findings import (
    BESIDES,
    MISSED,
    MOST_TIES,
    NOISE,
    NOT_FINITE,
    RAISE,
    RAISE_OR_NOT_FINITE,
    Naming,
)
from cnncheck.diagnose.observing.noise import (
    is_all_lost,
    is_lost_beside,
    is_noisy,
    lost_digits,
    quieted,
    quietly,
    without_lost,
)
from cnncheck.diagnose.observing.observation import cases_of, telling
from cnncheck.diagnose.observing.surfaces import cleaned, cleanly, in_dtypes, surfaces
from cnncheck.diagnose.questions.further import fullest, further
from cnncheck.diagnose.questions.separating import refuting, separated
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.declaring.fault import Named
from cnncheck.faults.generated import generated
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]


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
    seen, refused = without_refused(seen)
    noisy = _beside_noise(seen, function, ask, known)
    naming = noisy or _named(seen, function, ask, known)
    if noisy is None and (naming.rest or not naming.known):
        found = _beside_lost(seen, function, ask, known)
        naming = found if found and not (found.rest and naming.known) else naming
    naming = (
        with_what_follows(naming, refused) if len(naming.ties) <= MOST_TIES else Naming(function)
    )
    return in_dtypes(replace(naming, failing=len(failing), passing=passing), seen)


def _beside_noise(
    seen: Sequence[Observation],
    function: str,
    ask: Ask | None,
    known: Sequence[Observation],
) -> Naming | None:
    """Name what is wrong behind the noise of an algorithm that rounds; ``None`` where there is none."""
    if not is_noisy(seen):
        return None
    naming = _named(quieted(seen), function, ask and quietly(ask), quieted(known))
    values = all(each.fault.kind in ("values", "behaviour") for each in naming.faults)
    if not naming.known or naming.rest or not values:
        return None
    allowed = all(each.problem.algorithm != "direct" for each in seen)
    ids = {each.fault.id for each in naming.faults}
    shown = surfaces(seen, faults_about(faults_of(function), seen))
    missed = [each for each in shown if each.fault.id not in ids]
    return replace(naming, faults=(*missed, *naming.faults), rest="" if allowed else NOISE)


def _beside_lost(
    seen: Sequence[Observation],
    function: str,
    ask: Ask | None,
    known: Sequence[Observation],
) -> Naming | None:
    """Name what is wrong beside digits that are lost; ``None`` where none are."""
    lost = lost_digits(seen)
    if lost is None:
        return None
    its = [each for each in faults_of(function) if each.id.endswith(f"/{lost.name}")]
    failing = len(cases_of(each for each in seen if not each.passed))
    digits = [Named(each, 0, failing) for each in its]
    kept = without_lost(seen)
    naming = _named(kept, function, ask, known)
    if digits and kept and all(each.passed for each in kept) and is_all_lost(lost, seen):
        return replace(naming, faults=tuple(digits), rest="")
    named = naming.simulated
    values = named is not None and named.fault.kind == "values"
    if named and values and not naming.rest and is_lost_beside(lost, named, seen):
        faults = (replace(each, matched=failing) for each in (*digits, *naming.faults))
        return replace(naming, faults=tuple(faults), together=named)
    if not lost.bits or (values and not naming.rest) or not digits:
        return None  # whole numbers may be no cast but what is wrong
    return replace(naming, faults=tuple(digits), rest=BESIDES)


def _named(
    seen: Sequence[Observation],
    function: str,
    ask: Ask | None,
    known: Sequence[Observation],
) -> Naming:
    """Find the faults that explain all of this."""
    failing = cases_of(each for each in seen if not each.passed)
    passing = len(cases_of(seen) - failing)
    if not failing:
        return Naming(function, passing=passing)
    catalogue = faults_about(faults_of(function), seen)
    computed = [each for each in seen if each.reply.outcome is not Outcome.RAISED]
    parts = [(seen, "")] + ([(computed, RAISE)] if len(computed) < len(seen) else [])
    for part, rest in parts:
        faults, ties = _name(part, catalogue, ask)
        if faults:
            naming = Naming(function, faults, ties, len(failing), passing, rest)
            return _of_raised(_unrefuted(naming, computed, ask, known), seen, catalogue, ask)
    if not computed or all(each.passed for each in computed):
        faults, ties = _name(seen, [each for each in generated(function) if each.raises], ask)
        if faults:
            return Naming(function, faults, ties, len(failing), passing)
    surface = surfaces(seen, catalogue)
    naming = Naming(function, surface, (), len(failing), passing, BESIDES if surface else "")
    found = _combined(naming, computed, ask, known)
    if found.rest not in ("", RAISE) or not found.known:
        found = _of_numbers(naming, computed, catalogue, ask, known) or found
    return _of_raised(found, seen, catalogue, ask)


def _of_raised(
    naming: Naming, seen: Sequence[Observation], catalogue: Sequence[Fault], ask: Ask | None
) -> Naming:
    """Name what raised as well, where what came back has a name."""
    if naming.rest != RAISE:
        return naming
    naming = in_view_of_raised(naming, seen)
    if naming.rest != RAISE:
        return naming
    every = [*catalogue, *faults_about(generated(naming.function), seen)]
    faults, ties = _name(seen, every, ask)
    if faults:
        return replace(naming, faults=faults, ties=ties, together=None, rest="")
    return raised_besides(naming, seen, every, ask)


def _of_numbers(
    naming: Naming,
    computed: Sequence[Observation],
    catalogue: Sequence[Fault],
    ask: Ask | None,
    known: Sequence[Observation],
) -> Naming | None:
    """Name what explains all failures among numbers; ``None`` where nothing does, or there are no others.

    Which way a comparison with NaN goes, and which place is left for a gradient then, is another
    matter than the fault: where values are compared, what is finite on both sides tells of it, too.
    """
    finite = [each for each in computed if each.passed or each.is_finite]
    failing = [each for each in finite if not each.passed]
    if not failing or len(finite) == len(computed) or not failing[0].problem.picks:
        return None
    faults, ties = _name(finite, catalogue, ask)
    found = replace(naming, faults=faults, ties=ties) if faults else None
    if found is None:
        found = _combined(naming, finite, ask, known)
        if found.rest not in ("", RAISE) or not found.known:
            return None
    matched = len(cases_of(failing))
    faults = tuple(replace(each, matched=matched) for each in found.faults)
    came = len(cases_of(each for each in computed if not each.passed))
    rest = RAISE_OR_NOT_FINITE if came < naming.failing else NOT_FINITE
    return replace(found, faults=faults, rest=rest)


def _combined(
    naming: Naming,
    computed: Sequence[Observation],
    ask: Ask | None,
    known: Sequence[Observation],
) -> Naming:
    """Name what single faults of the catalogue leave open, beside what shows on the surface."""
    inner = cleaned(computed)
    if all(each.passed for each in inner):
        return naming
    asked = [*known, *(further(fullest(inner), ask) if ask else ())]
    # Where another call came back with nothing there is nothing to compare.
    came_back = (each for each in asked if each.reply.value is not None)
    seen = [*inner, *cleaned(came_back)]
    naming = replace(naming, seen=tuple(seen))
    found = explained(seen, naming.function, ask and cleanly(ask))
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


def _unrefuted(
    naming: Naming, computed: Sequence[Observation], ask: Ask | None, known: Sequence[Observation]
) -> Naming:
    """Return another name where further questions refute one, and there is a better."""
    named = naming.faults[-1]
    failing = [each for each in computed if not each.passed]
    if ask is None or not failing or named.fault.kind != "values":
        return naming
    against = [*refuting(named, fullest(failing), cleanly(ask))]
    if not against:
        return naming
    surface = Naming(naming.function, naming.faults[:-1], (), naming.failing, naming.passing)
    better = _combined(surface, computed, ask, [*known, *against])
    return better if len(better.faults) > len(surface.faults) and not better.rest else naming


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
    inner = cleaned(seen)
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
    if ask and len(found) > 1 and found[0].fault.kind == "values":
        failing = [each for each in seen if not each.passed]
        return separated(found, fullest(failing), cleanly(ask))
    return found
