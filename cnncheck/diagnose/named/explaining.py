"""Which single faults explain everything that was seen of a function.

A fault is named only when it agrees with every observation, failed or passed. Most faults are out
after the smallest failing one, so that few are ever computed on all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.figures import same
from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.observing.observation import as_real, cases_of, differing
from cnncheck.diagnose.questions.confirming import loses_digits
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import Named
from cnncheck.faults.in_answers.behaviour import Keeping
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Fault, Memory
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]
    Parts = dict[tuple[object, bool], list[list[Observation]]]
    """Calls that have nothing to do with one another, by the key of what is kept between them."""

SPECIFIC = {"values": 0, "behaviour": 0, "garbage": 1, "rounding": 2, "summing": 3, "precision": 4}
"""Faults that say every value go before those that leave some of them open."""


def explaining(
    seen: Sequence[Observation], catalogue: Sequence[Fault], ask: Ask | None
) -> list[Named]:
    """Return the faults that agree with everything, the most specific ones, without equivalents."""
    catalogue = _convincing(seen, catalogue)
    order = sorted(seen, key=_telling_first)
    lenient = finite_failure(seen)
    failing = len(cases_of(each for each in seen if not each.passed))
    found: list[Named] = []
    parts: Parts = {}
    for fault in catalogue:
        if fault.responds:
            manner = _responding_manner(fault, seen, lenient, parts)
        else:
            manner = _agreeing_manner(fault, order, lenient)
        if manner is None or not _is_plausible(fault, manner, seen):
            continue
        if ask is None or _confirmed(fault, seen, ask):
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
    for manner in range(len(fault.manners)):
        if all(
            agrees(
                fault.reply(each.problem, {}, manner=manner),
                each,
                kind=fault.kind,
                lenient=lenient,
            )
            for each in order
        ):
            return manner if _shows(fault, manner, order) else None
    return None


def _shows(fault: Fault, manner: int, seen: Sequence[Observation]) -> bool:
    """Whether a fault changes anything about what failed.

    Without it what is computed may fail, too: in one way of computing 0 * inf is NaN, and numbers
    at the ends of what a dtype holds are another matter than the fault.
    """
    failing = [each for each in seen if not each.passed]
    replies = ((fault.reply(each.problem, {}, manner=manner).value, each) for each in failing)
    return any(
        value is None or not _is_right(value, right.answer(each.problem)) for value, each in replies
    )


MOST_SET_ALONE = 3
"""Wrong elements up to which code may as well have set these alone."""


def _is_plausible(fault: Fault, manner: int, seen: Sequence[Observation]) -> bool:
    """Whether what came back looks like memory that nobody wrote, of a fault that says so.

    Such a fault agrees with anything in its place. Memory is wrong in many elements, or in most
    of the few that there are, and does not hold one value in all.
    """
    if fault.kind != "garbage":
        return True
    many, values = False, np.zeros(0)
    for each in seen:
        simulated = fault.reply(each.problem, {}, manner=manner).value
        if each.passed or simulated is None or each.reply.value is None:
            continue
        unwritten = np.ma.getmaskarray(simulated)
        wrong = unwritten & differing(each.reply.value, each.truth, each.allowed)
        count = int(np.count_nonzero(wrong))
        many |= count > min(MOST_SET_ALONE, int(np.count_nonzero(unwritten)) // 2)
        values = np.append(values, as_real(each.reply.value)[wrong])
    return many and (len(values) <= MOST_SET_ALONE or len(np.unique(values)) > 1)


def _is_right(value: Array, answer: Array) -> bool:
    if np.ma.is_masked(value):
        return False  # memory that nobody wrote
    alike = value.shape == answer.shape and value.dtype == answer.dtype
    return alike and bool(same(as_real(value), as_real(answer)).all())


def _responding_manner(
    fault: Fault, seen: Sequence[Observation], lenient: bool, parts: Parts
) -> int | None:
    for way, respond in enumerate(fault.responds):
        if isinstance(respond, Keeping):
            at = respond.key, respond.last_only
            apart = parts.get(at) or parts.setdefault(at, _apart(respond, seen))
        else:
            apart = [[*seen]]
        if all(_responds_alike(fault, way, each, lenient) for each in apart):
            return way
    return None


def _apart(keeping: Keeping, seen: Sequence[Observation]) -> list[list[Observation]]:
    """Return the calls that one thing is kept between, in their order, those first of which some failed."""
    parts: list[list[Observation]] = []
    known: dict[object, list[Observation]] = {}
    for each in seen:
        place = keeping.key(each.problem, _correct(each))
        if place not in known:
            if keeping.last_only:
                known.clear()
            parts.append(known.setdefault(place, []))
        known[place].append(each)
    return sorted(parts, key=lambda part: all(each.passed for each in part))


def _correct(seen: Observation) -> Array:
    """Return the right answer in its dtype."""
    return seen.truth.astype(seen.problem.result_dtype)


def _responds_alike(fault: Fault, way: int, seen: Sequence[Observation], lenient: bool) -> bool:
    """Replay all calls in their order; a reply that is kept can be changed by a later one."""
    memory: Memory = {}
    kept: list[tuple[Reply, Observation]] = []
    for each in seen:
        reply = fault.reply(each.problem, memory, manner=way, correct=_correct(each))
        if any(reply.value is thing for thing in memory.values()):
            if not _may_become(reply, each):
                return False
            kept.append((reply, each))
        elif not agrees(reply, each, lenient=lenient):
            return False
    return all(agrees(reply, each, lenient=lenient) for reply, each in kept)


def _may_become(reply: Reply, seen: Observation) -> bool:
    """Whether a later call can make a reply what was observed: nothing but its values changes."""
    value, other = reply.value, seen.reply.value
    if reply.outcome is not seen.reply.outcome or value is None or other is None:
        return False
    return value.shape == other.shape and value.dtype == other.dtype


def finite_failure(seen: Sequence[Observation]) -> bool:
    """Whether something failed where all inputs are numbers.

    Then what NaN and infinities come to is beside the point: 0 * inf is NaN in one way of
    computing, and is never computed in another.
    """
    return any(not each.passed and each.is_finite for each in seen)
