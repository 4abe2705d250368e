"""What a function returned the time before: a later call must leave it alone.

Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cnncheck.calls import Call, Reply

_REMEMBERED = 1 << 20
"""Bytes of a result that is looked at again after the next call."""


class Earlier:
    """The last result of one function."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[NDArray[Any], bytes]] = {}

    def look(self, asked: Call, reply: Reply) -> Reply:
        """Return a reply, or that the call has changed what the one before it returned."""
        before, self._kept = self._kept.get(asked.function), {}
        if reply.value is None or reply.outcome is not Outcome.PASSED:
            return reply
        if before is not None and before[0].tobytes() != before[1]:
            return replace(
                reply,
                value=reply.value.copy(),
                outcome=Outcome.ALIASED_OUTPUT,
                message=f"{asked} changed what it returned the time before: both share memory",
                hint="Make a new array for each result; whoever holds the first still needs it.",
            )
        if reply.value.nbytes <= _REMEMBERED:
            self._kept = {asked.function: (reply.value, reply.value.tobytes())}
        return reply
