"""Whether an answer depends on earlier calls: asked again, the same problem gets another.

What the catalogue says of values is said of functions. Code that keeps something between its calls is
none, and its wrong answers look like this fault or that one only by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.diagnose.observing.observation import is_right, near
from cnncheck.diagnose.observing.surfaces import without_surface
from cnncheck.diagnose.questions.spoiling import has_shape, spoiled_by
from cnncheck.faults.in_answers.behaviour import KEEPING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.findings import Naming
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

TIMES = 3
"""Times that a problem is asked in a row: what answers several passes may be asked for once."""

DEPENDS = "the answer depends on earlier calls"
WHERE_KEPT = (
    "Is anything kept between calls, in a global, a default argument or an object, or left as np.empty "
    "makes it?"
)


def says_so(naming: Naming) -> bool:
    """Whether what is named is itself that something is kept, or memory that nobody wrote."""
    faults = [each.fault for each in naming.faults]
    return any(each.kind == "garbage" or each.id.rpartition("/")[2] in KEEPING for each in faults)


def is_certain(naming: Naming) -> bool:
    """Whether all is named, without conditions that could hold by chance, or as something kept."""
    whole = naming.known and not naming.rest
    return whole and (says_so(naming) or not any(each.fault.condition for each in naming.faults))


def depends(
    failing: Sequence[Observation],
    ask: Ask,
    renew: Callable[[], None] | None,
    *,
    certain: bool = False,
) -> str:
    """Say that answers to the same problem differ; empty where they do not.

    Parameters
    ----------
    failing : sequence of Observation
    ask : callable
        Puts a problem to the implementation.
    renew : callable, optional
        Has the next question put to a new process.
    certain : bool, optional
        Whether what all answers look like has a name: it may still be what the first call left.
    """
    if all(without_surface(each).passed for each in failing):
        return ""  # what is kept is memory, and no number
    seen = min(failing, key=lambda each: each.size)
    if certain:
        return _first_kept(seen, ask, renew)
    replies = [ask(seen.problem) for _ in range(TIMES)]
    if all(_alike(replies[0], each, seen) for each in replies):
        return _first_kept(seen, ask, renew)
    if renew is None:
        return f"{DEPENDS}: the same arguments, given again, have another result"
    renew()
    anew = [ask(seen.problem) for _ in range(TIMES)]
    if is_right(seen.problem, anew[0], seen.truth, seen.allowed):
        told = spoiled_by(seen, ask, renew) or "wrong when the same is asked again"
        return f"{DEPENDS}: right in a new process, and {told}"
    renew()
    if all(_alike(ask(seen.problem), each, seen) for each in anew):
        return f"{DEPENDS}: the same arguments, given again, have another result"
    return "the same arguments, given again, have another result"


def _first_kept(
    seen: Observation, ask: Callable[[Problem], Reply], renew: Callable[[], None] | None
) -> str:
    """Say that a new process is right: what its first call leaves there spoils all later ones."""
    if renew is None:
        return ""
    renew()
    if is_right(seen.problem, ask(seen.problem), seen.truth, seen.allowed):
        told = spoiled_by(seen, ask, renew) or "wrong after a call with other arguments"
        return f"{DEPENDS}: right in a new process, and {told}"
    return ""


def shape_depends(
    failing: Sequence[Observation], ask: Ask, renew: Callable[[], None] | None
) -> str:
    """Say that a wrong shape is right in a new process, whatever is wrong with the values besides.

    Parameters
    ----------
    failing : sequence of Observation
    ask : callable
        Puts a problem to the implementation.
    renew : callable, optional
        Has the next question put to a new process.
    """
    wrong = [each for each in failing if each.reply.value is not None]
    wrong = [each for each in wrong if not has_shape(each.reply, each)]
    if renew is None or not wrong:
        return ""
    seen = min(wrong, key=lambda each: each.size)
    renew()
    if not has_shape(ask(seen.problem), seen):
        return ""
    told = spoiled_by(seen, ask, renew, shape_alone=True) or "wrong after other calls"
    return f"the shape depends on earlier calls: right in a new process, and {told}"


def _alike(one: Reply, other: Reply, seen: Observation) -> bool:
    if one.value is None or other.value is None:
        return one.value is other.value and one.outcome is other.outcome
    same = one.value.shape == other.value.shape
    if one.value.shape != seen.allowed.shape:
        return same and near(one.value, other.value, seen.judged)
    return same and near(one.value, other.value, seen.allowed)
