"""Answers of code under test: several from one call, and none that a later call changes.

``conv_backward`` returns ``dx, dw, db``, which three passes ask for: where they ask the same, it is
called once. Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cnncheck.calls import CHANGED_LATER
from cnncheck.implementations.calling import again, call
from cnncheck.implementations.stepping import Steps
from cnncheck.outcomes import Outcome
from cnncheck.sandbox.layout import Handed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from cnncheck.calls import Call, Places, Reply, Step
    from cnncheck.submission.phase import Phase
    from cnncheck.submission.tracebacks import Own

    Functions = Mapping[str, Callable[..., object]]
    Replies = dict[Places, Reply]

_REMEMBERED = 1 << 20
"""Bytes of a result that is looked at again after the next call."""

_DRAWS = 2
"""Calls whose other answers are kept: each pass is asked twice before the next one is."""

_KEPT = 1 << 22
"""Bytes that a call whose other answers are kept is handed at most."""

_LOOKED_AT = {
    Outcome.PASSED,
    Outcome.MUTATED_INPUT,
    Outcome.ALIASED_OUTPUT,
    Outcome.BAD_VALUE,
    Outcome.NOT_JUDGED,
}
"""Outcomes of a call that came to its end."""


def answers(asked: Call, functions: Functions, own: Own, phase: Phase) -> Replies:
    """Make a call; return what is asked for, and what other passes will ask for.

    Parameters
    ----------
    asked : Call
    functions : mapping of str to callable
    own : callable
        Which files are the person's own.
    phase : Phase
    """
    steps = Steps(asked.steps, functions, asked.results)
    reply = call(steps, own, phase, asked.read)
    ended = steps.done and reply.outcome in _LOOKED_AT
    others = {read: again(steps, own, read) for read in asked.also} if ended else {}
    return {asked.read: reply, **others}


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A call that was made, and the answers to it."""

    asked: Call
    forbid: tuple[str, ...]
    functions: Functions
    replies: Replies

    def fits(self, asked: Call, forbid: tuple[str, ...], functions: Functions) -> bool:
        """Whether another call is the same, and was answered by this one."""
        mine, theirs = self.asked.steps, asked.steps
        return (
            asked.read in self.replies
            and (self.forbid, self.asked.instead) == (forbid, asked.instead)
            and len(mine) == len(theirs)
            and all(
                self.functions[one.function] is functions[other.function] and _alike(one, other)
                for one, other in zip(mine, theirs, strict=True)
            )
        )


class Answered:
    """Last answers of one submission."""

    def __init__(self) -> None:
        self._made: deque[_Made] = deque(maxlen=_DRAWS)
        self._returned: dict[tuple[str, Places], tuple[NDArray[Any], bytes]] = {}

    def reply(
        self,
        asked: Call,
        forbid: Sequence[str],
        functions: Functions,
        make: Callable[[Call, Functions], Replies],
    ) -> Reply:
        """Return the answer to a call, which is made where it has not been yet.

        Parameters
        ----------
        asked : Call
        forbid : sequence of str
        functions : mapping of str to callable
        make : callable
            Makes the call.
        """
        names = (*forbid,)
        known = next((each for each in self._made if each.fits(asked, names, functions)), None)
        if known is not None:
            return known.replies.pop(asked.read)
        replies = self._unchanged(asked, make(asked, functions))
        reply = replies.pop(asked.read)
        handed = sum(each.array.nbytes for step in asked.steps for each in _arrays(step.arguments))
        if replies and handed <= _KEPT:
            others = {read: _apart(each) for read, each in replies.items()}
            self._made.append(_Made(asked, names, functions, others))
        return reply

    def _unchanged(self, asked: Call, replies: Replies) -> Replies:
        """Return replies, or of each that the call has changed what the one before it returned."""
        before, self._returned = self._returned, {}
        looked: Replies = {}
        for read, reply in replies.items():
            looked[read] = reply
            if reply.value is None or reply.outcome is not Outcome.PASSED:
                continue
            key = (str(asked), read)
            if key in before and before[key][0].tobytes() != before[key][1]:
                looked[read] = replace(
                    reply,
                    value=reply.value.copy(),
                    outcome=Outcome.ALIASED_OUTPUT,
                    message=f"{asked} {CHANGED_LATER}",
                    hint="Make a new array for each result; whoever holds the first still needs it.",
                )
            elif reply.value.nbytes <= _REMEMBERED:
                self._returned[key] = (reply.value, reply.value.tobytes())
        return looked


def _apart(reply: Reply) -> Reply:
    """Return a reply that later calls cannot change."""
    return reply if reply.value is None else replace(reply, value=reply.value.copy())


def _arrays(value: Any) -> list[Handed]:
    if isinstance(value, Handed):
        return [value]
    inside = value.values() if isinstance(value, dict) else value
    several = isinstance(value, (dict, list, tuple))
    return [each for one in inside for each in _arrays(one)] if several else []


def _alike(one: Step, other: Step) -> bool:
    """Whether two steps do the same with the same."""
    said = (one.method, one.of, *one.arguments) == (other.method, other.of, *other.arguments)
    return said and _same(dict(one.arguments), dict(other.arguments))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Handed) and isinstance(other, Handed):
        return one.was(other)
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
