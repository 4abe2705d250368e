"""What a call shows besides its values, and so needs no comparison to be known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.calls import CHANGED_LATER
from cnncheck.diagnose.observing.observation import cases_of, observe
from cnncheck.dtypes import INTEGERS, NARROW, cast, is_floating, is_integer, unit_roundoff
from cnncheck.faults.declaring.fault import NARROWLY, Named
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.findings import Naming
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

SURFACES = (
    "input-changed",
    "output-shares-memory",
    "buffer-shared",
    "dtype-widened",
    "dtype-narrowed",
    "dtype-integer",
)
"""The faults of this kind, each in the catalogue of every function that can have it."""

KEPT = 2.0**24
"""Whole numbers below this are in every type to which values are mostly cast."""


def surfaces(seen: Sequence[Observation], catalogue: Sequence[Fault]) -> tuple[Named, ...]:
    """Return the faults that show besides the values.

    Parameters
    ----------
    seen : sequence of Observation
    catalogue : sequence of Fault
        Of the function.
    """
    aliased = [each for each in seen if each.reply.outcome is Outcome.ALIASED_OUTPUT]
    later = [each for each in aliased if each.reply.message.endswith(CHANGED_LATER)]
    shown = {
        "input-changed": [e for e in seen if e.reply.outcome is Outcome.MUTATED_INPUT],
        "output-shares-memory": [each for each in aliased if each not in later],
        "buffer-shared": later,
        "dtype-widened": [e for e in seen if _widened(e)],
        "dtype-narrowed": [e for e in seen if _is_narrow(e) and _is_of_kind(e)],
        "dtype-integer": [e for e in seen if _dtype(e).kind in "iu" and not _is_of_kind(e)],
    }
    by_name = {fault.id.rpartition("/")[2]: fault for fault in catalogue}
    return tuple(
        Named(by_name[name], 0, len(cases_of(shown[name])))
        for name in SURFACES
        if shown[name] and name in by_name
    )


def shared(seen: Sequence[Observation]) -> str:
    """Say whose memory right answers have, too, where that is all that is wrong with them."""
    told = {each.reply.message.partition(" returned memory of ")[2] for each in seen}
    alone = {each.reply.outcome for each in seen} == {Outcome.ALIASED_OUTPUT}
    whose = told.pop() if alone and len(told) == 1 else ""
    return whose and f"the result shares memory with {whose}"


DTYPE_CHANGED = ("/dtype-widened", "/dtype-narrowed")
"""How ids of faults end whose sentences speak of two dtypes."""

OF_INTEGERS = (
    "Sums of integers are int32, and int8 where a case says so: add up in it, and return it."
)


def changed_dtypes(failing: Iterable[Observation]) -> str:
    """Say what came back in place of which dtypes: ``float16 comes back as float32``."""
    values = [(each.problem.result_dtype.name, each.reply.value) for each in failing]
    found = {(name, value.dtype.name) for name, value in values if value is not None}
    changed = sorted(f"{given} comes back as {got}" for given, got in found if given != got)
    return ", and ".join(changed)


def in_dtypes(naming: Naming, seen: Sequence[Observation]) -> Naming:
    """Return what was named with the dtypes in which it shows, where the fault speaks of others."""
    failing = [each for each in seen if not each.passed]
    values = (each.reply.value for each in failing)
    names = {each.problem.result_dtype.name for each in failing}
    whole = names <= set(INTEGERS)
    names |= {value.dtype.name for value in values if value is not None}
    dtypes = " and ".join(each for each in NARROW if each in names)

    def told(named: Named) -> Named:
        sentence = named.fault.sentence
        if dtypes and NARROWLY in sentence:
            sentence = sentence.replace(NARROWLY, dtypes)
        elif not names.isdisjoint((*NARROW, *INTEGERS)) and named.fault.id.endswith(DTYPE_CHANGED):
            sentence = changed_dtypes(failing) or sentence
        its = named.fault
        if sentence == its.sentence:
            return named
        hint = OF_INTEGERS if named.fault.id.endswith(DTYPE_CHANGED) and whole else its.hint
        return replace(named, fault=replace(its, sentence=sentence, hint=hint))

    return replace(
        naming, faults=tuple(map(told, naming.faults)), ties=tuple(map(told, naming.ties))
    )


def _widened(seen: Observation) -> bool:
    value, due = seen.reply.value, seen.problem.result_dtype
    if value is None:
        return False
    if is_integer(due):
        return is_floating(value.dtype) or (value.dtype != due and not _is_narrow(seen))
    return is_floating(value.dtype) and value.dtype.itemsize > due.itemsize


def _dtype(seen: Observation) -> np.dtype[Any]:
    value = seen.reply.value
    return seen.problem.result_dtype if value is None else value.dtype


def _is_of_kind(seen: Observation) -> bool:
    """Whether real numbers came back as such, and integers as integers."""
    return is_integer(seen.problem.result_dtype) == (not is_floating(_dtype(seen)))


def _is_narrow(seen: Observation) -> bool:
    """Whether the dtype of what came back has not room for all numbers of the problem's."""
    its, due = _dtype(seen), seen.problem.result_dtype
    if is_integer(due):
        return its.kind in "iu" and not np.can_cast(due, its)
    narrow = is_floating(its) and its.itemsize < due.itemsize
    return its.kind in "iu" or narrow


def survives_casts(seen: Observation) -> bool:
    """Whether no cast takes a digit from an answer, so that it shows what is wrong besides."""
    value = seen.reply.value
    sizes = seen.largest, 0.0 if value is None else float(np.abs(value).max(initial=0.0))
    its = _dtype(seen)
    most = 1 / unit_roundoff(its) if is_floating(its) else KEPT
    kept = min(KEPT, np.iinfo(its).max if its.kind in "iu" else most)
    return is_whole(seen.problem) and seen.is_finite and max(sizes) < kept


def is_whole(problem: Problem) -> bool:
    """Whether it is asked in whole numbers, and answered exactly."""
    return problem.exact and all(
        np.array_equal(each, np.rint(each)) for each in problem.arrays.values()
    )


def cleaned(seen: Iterable[Observation]) -> list[Observation]:
    """Return observations as if dtype, inputs and memory were in order, but for those that lost digits."""
    return [without_surface(each) for each in seen if not _is_narrow(each) or survives_casts(each)]


def without_surface(observation: Observation) -> Observation:
    """Return the observation as if dtype, changed inputs and shared memory were in order."""
    problem, reply = observation.problem, observation.reply
    if reply.value is None:
        return observation
    clean = clean_reply(problem, reply)
    return observe(problem, clean, observation.truth, observation.allowed, observation.case)


def clean_reply(problem: Problem, reply: Reply) -> Reply:
    """Return the reply as if dtype, changed inputs and shared memory were in order."""
    value = reply.value
    if value is None:
        return reply
    if value.dtype.kind in "iu" or is_floating(value.dtype):
        with np.errstate(over="ignore"):
            value = cast(value, problem.result_dtype)
    return replace(reply, value=value, outcome=Outcome.PASSED)


def cleanly(ask: Ask) -> Ask:
    """Ask as if dtypes, inputs and memory were in order."""

    def clean(problem: Problem) -> Reply:
        return clean_reply(problem, ask(problem))

    return clean
