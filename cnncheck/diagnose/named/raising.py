"""What calls that raised say of a fault that was found by answers alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.observing.observation import is_right
from cnncheck.diagnose.questions.further import fullest
from cnncheck.diagnose.questions.scattering import all_different
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import Named
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.findings import Naming
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

CONFIRMING = 40
"""Problems of which those that can be asked decide whether calls raise where they should."""

DIRECTION = re.compile(r"-of-(row|column|plane)s")
"""In the id of a fault that shows along one axis, as another does along all."""

FEW = 3
"""Further calls that raise where they should, without which the error itself has to speak for a fault."""

MODELLED = r" raised (ValueError|IndexError)"
"""The errors of arrays that do not fit, and of places that are not there."""


def in_view_of_raised(naming: Naming, seen: Sequence[Observation]) -> Naming:
    """Leave nothing open where a way of the one fault, or two together, fail in just those calls that raised.

    Of several that explain the answers those stay that do; where none does, those that are right in
    no such call, as nothing right raises.
    """
    named, together = naming.faults[-1], naming.together
    raised = _raised(seen)
    if together and len(naming.faults) > 1 and _explains(together, raised):
        faults = (replace(each, matched=naming.failing) for each in naming.faults)
        return replace(naming, faults=tuple(faults), rest="")
    if len(naming.faults) > 1 or named.fault.kind != "values":
        return naming
    found = [way for each in (named, *naming.ties) if (way := _explaining_all(each, seen))]
    if found:
        first, *others = (replace(each, matched=naming.failing) for each in found)
        return replace(naming, faults=(first,), ties=tuple(others), together=first, rest="")
    return replace(naming, ties=tuple(each for each in naming.ties if _fails(each, raised)))


def _explaining_all(named: Named, seen: Sequence[Observation]) -> Named | None:
    """Return the manner of a fault that comes to all of this; ``None`` where none does."""
    ways = (replace(named, manner=manner) for manner in range(len(named.fault.manners)))
    return next((way for way in ways if _explains(way, seen)), None)


def _explains(named: Named, seen: Sequence[Observation]) -> bool:
    """Whether one manner of a fault comes to all of this."""
    return all(agrees(named_reply(named, each), each) for each in seen)


def raised_besides(
    naming: Naming, seen: Sequence[Observation], catalogue: Iterable[Fault], ask: Ask | None
) -> Naming:
    """Name the fault that raises beside what explains the answers.

    Parameters
    ----------
    naming : Naming
        Which explains all that came back.
    seen : sequence of Observation
    catalogue : iterable of Fault
        Which there can be.
    ask : callable, optional
        Puts a further problem to the implementation.
    """
    named, there = naming.simulated, [e for e in seen if e.reply.outcome is not Outcome.RAISED]
    if named is None or named.fault.kind != "values":
        return naming
    left = [e for e in _raised(seen) if named_reply(named, e).value is not None]
    if not left:
        return naming
    left.sort(key=lambda each: each.size)
    found = [
        (way, together)
        for way in _raising(catalogue, left, [each for each in there if _is_right(named, each)])
        if (together := _together(way, named, there)) and _holds(way, together, named, left, ask)
    ]
    # Where the error itself is for a fault, those by which it is raised by chance are none.
    found = [each for each in found if each[0].fault.raises] or found
    if len({DIRECTION.sub("", way.fault.id) for way, _ in found}) == 1:
        way, together = min(found, key=lambda each: len(each[0].fault.id))
        faults = (replace(each, matched=naming.failing) for each in (*naming.faults, way))
        return replace(naming, faults=tuple(faults), together=together, rest="")
    return naming


def _raised(seen: Sequence[Observation]) -> list[Observation]:
    return [each for each in seen if each.reply.outcome is Outcome.RAISED]


def named_reply(named: Named, seen: Observation) -> Reply:
    """Return what a fault comes to where something was seen."""
    return named.fault.reply(seen.problem, {}, manner=named.manner)


def _raising(
    faults: Iterable[Fault], left: Sequence[Observation], elsewhere: Sequence[Observation]
) -> Iterator[Named]:
    """Yield the ways that raise in some calls, as these did, and are right in others."""
    messages = [each.reply.message for each in left]
    if not all(re.search(MODELLED, each) for each in messages):
        return
    for fault in faults:
        if fault.kind != "values" or not all(re.search(fault.raises, each) for each in messages):
            continue
        for manner in range(len(fault.manners)):
            way = Named(fault, manner, 0)
            if any(named_reply(way, each).value is not None for each in left):
                continue
            if all(_is_right(way, each) for each in elsewhere):
                yield way
                break


def _is_right(named: Named, seen: Observation) -> bool:
    return is_right(seen.problem, named_reply(named, seen), seen.truth, seen.allowed)


def _together(way: Named, named: Named, there: Sequence[Observation]) -> Named | None:
    """Return both faults in one: what raises where it does, or where the other does not show; ``None`` if neither fits."""
    raising, computing = (each.fault.manners[each.manner] for each in (way, named))

    def first(problem: Problem) -> Array:
        raising(problem)
        return computing(problem)

    def behind(problem: Problem) -> Array:
        value = computing(problem)
        if np.array_equal(value, right.answer(problem)):
            raising(problem)
        return value

    for both in (first, behind):
        its = replace(named, fault=replace(named.fault, manners=(both,)), manner=0)
        if all(named_reply(its, each).value is not None for each in there):
            return its
    return None


def _holds(
    way: Named, together: Named, named: Named, left: Sequence[Observation], ask: Ask | None
) -> bool:
    """Whether further calls raise just where they should, of which there are some unless the error speaks for it."""
    raised = 0
    for each in all_different(fullest(left), CONFIRMING) if ask else ():
        due, before = (its.fault.reply(each, {}, manner=its.manner).value is None for its in (together, named))  # fmt: skip
        reply = ask(each) if ask else None
        if reply and reply.outcome.tells_of_the_sums:
            if (reply.value is None) is not due:
                return False
            raised += due and not before
    return bool(way.fault.raises) or raised >= FEW


def _fails(named: Named, raised: Sequence[Observation]) -> bool:
    """Whether a fault is right in none of the calls that raised."""
    return not any(_is_right(named, each) for each in raised)
