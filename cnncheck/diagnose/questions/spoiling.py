"""Which earlier call spoils an answer that is right when it is asked alone.

Code that keeps something between its calls tells them apart by too little: by shapes, but not by values;
by the stride, but not by the padding. So a problem is asked in a new process after one that differs
from it in a single thing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose.observing.observation import is_right, near
from cnncheck.diagnose.questions.counterparts import changed
from cnncheck.diagnose.questions.further import scattered_values
from cnncheck.diagnose.small_problems.small import (
    Candidate,
    askable,
    candidate_of,
    fitted,
    problems_of,
    shapes_of,
    written,
)
from cnncheck.dtypes import is_narrow
from cnncheck.operators import OPERATORS
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

VALUES = "other values"
PADDED = "an image as large as this one is with its padding, and none around it"
OF_EACH = 3
"""Changes of one thing that are tried."""

EARLIER = "the answer of that call comes back"


def spoiled_by(
    seen: Observation, ask: Ask, renew: Callable[[], None], *, shape_alone: bool = False
) -> str:
    """Say after which call the answer is wrong; empty where none of those that are tried spoils it.

    Parameters
    ----------
    seen : Observation
        Which is right in a new process.
    ask : callable
        Puts a problem to the implementation.
    renew : callable
        Has the next question put to a new process.
    shape_alone : bool, optional
        Whether all that is right in a new process is the shape.
    """
    found: list[str] = []
    repeated = True
    for thing, other in _otherwise(seen.problem):
        if thing in found:
            continue
        renew()
        before = ask(other)
        after = ask(seen.problem)
        right = has_shape(after, seen) if shape_alone else _is_right(after, seen)
        if before.value is None or right:
            continue
        found.append(thing)
        repeated = repeated and _is_answer(after, other)
        if thing == VALUES:
            break
    if not found:
        return ""
    told = f"wrong after the same call with {' or '.join(found)}"
    return f"{told}: {EARLIER}" if repeated and not shape_alone else told


def has_shape(reply: Reply, seen: Observation) -> bool:
    """Whether what came back has the shape that is due."""
    return reply.value is not None and reply.value.shape == seen.truth.shape


def _is_right(reply: Reply, seen: Observation) -> bool:
    return is_right(seen.problem, reply, seen.truth, seen.allowed)


def _otherwise(problem: Problem) -> Iterator[tuple[str, Problem]]:
    """Yield problems that differ in one thing, and what that is, values first."""
    its, stream = candidate_of(problem), np.random.RandomState(0)
    stored: dict[str, Any] = {"layout": problem.case.layout, "unbatched": problem.case.unbatched}
    stored |= {} if is_narrow(problem.dtype) else {"dtype": problem.case.dtype}

    def asked(case: Case, values: Mapping[str, Array]) -> Problem:
        return next(problems_of(written(Candidate(case, values), **stored)))

    for _ in range(OF_EACH):
        moved = {name: stream.permutation(each.flat) for name, each in its.values.items()}
        values = {name: each.reshape(its.values[name].shape) for name, each in moved.items()}
        yield VALUES, asked(its.case, values)
    tried = Counter[str]()
    for thing, case in (*changed(its.case), *_bare(its.case)):
        if tried[thing] < OF_EACH and askable(fitted(case)):
            tried[thing] += 1
            values = scattered_values(shapes_of(fitted(case)), stream)
            yield _word(thing), asked(fitted(case), values)


def _bare(case: Case) -> Iterator[tuple[str, Case]]:
    """Yield the case of an image that has the pixels around it for its own."""
    operator = OPERATORS[case.operator]
    pads = {each.name: each.low for each in operator.parameters if each.pads and not each.paired}
    windows = operator.windows(case)
    if operator.roles[0] == "X" and pads and windows.padded != windows.image:
        yield PADDED, case.but(**pads).but(input=(*case.input[:2], *windows.padded))


def _word(thing: str) -> str:
    if thing == PADDED:
        return thing
    return f"another {'size of the image' if thing == 'image' else thing.replace('_', ' ')}"


def _is_answer(reply: Reply, problem: Problem) -> bool:
    """Whether what came back is what is right for another problem."""
    value, due = reply.value, DefinitionReference().answer(problem).value
    return value is not None and value.shape == due.shape and near(value, due, 1e-6)
