"""The words for how one comparison can end.

This module imports nothing of ours: the worker names an outcome, the comparison names one,
and the reports print them.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Outcome of one pass of one case. Everything but ``PASSED`` fails the run."""

    PASSED = "passed"
    # what the comparison finds
    WRONG_SHAPE = "wrong-shape"
    WRONG_DTYPE = "wrong-dtype"
    WRONG_VALUES = "wrong-values"
    UNTRUSTED = "untrusted"
    DISPUTED = "disputed"
    # what the call shows
    MUTATED_INPUT = "mutated-input"
    ALIASED_OUTPUT = "aliased-output"
    BAD_VALUE = "bad-value"
    RAISED = "raised"
    FORBIDDEN = "forbidden"
    # what the process that runs the implementation shows
    LOAD_ERROR = "load-error"
    TIMEOUT = "timeout"
    MEMORY_LIMIT = "memory-limit"
    REPLY_TOO_LARGE = "reply-too-large"
    OUTPUT_FLOOD = "output-flood"
    CRASHED = "crashed"
    CLOSED_CHANNEL = "closed-channel"
    PROTOCOL_ERROR = "protocol-error"
    # what was never judged, each for a reason of its own
    NOT_ASKED = "not-asked"
    NOT_WRITTEN = "not-written"
    NOT_JUDGED = "not-judged"
    NOT_ALLOWED = "not-allowed"
    UNSUPPORTED = "unsupported"
    TOOL_ERROR = "tool-error"

    @property
    def passed(self) -> bool:
        """Whether the run may go on to exit 0 after this."""
        return self is Outcome.PASSED

    @property
    def blames_the_tool(self) -> bool:
        """Whether cnncheck or its references failed, so that nobody's implementation is blamed."""
        return self in (Outcome.TOOL_ERROR, Outcome.DISPUTED)

    @property
    def of_the_function(self) -> bool:
        """Whether it is true of the function whatever the case, so that telling it once is enough.

        ``NOT_ASKED`` is said of a function that is not defined, ``NOT_WRITTEN`` of one that is
        still as the starter left it.
        """
        return self in (Outcome.NOT_ASKED, Outcome.NOT_WRITTEN)

    @property
    def ends_the_asking(self) -> bool:
        """Whether asking the function hundreds of further problems costs much and says little."""
        return self.of_the_function or self in _END_THE_ASKING

    @property
    def tells_of_the_sums(self) -> bool:
        """Whether it says anything about how the function computes, right or wrong."""
        return not (self.of_the_function or self.blames_the_tool or self in _TELL_NOTHING)


_END_THE_ASKING = frozenset(
    {
        Outcome.NOT_ALLOWED,
        Outcome.FORBIDDEN,
        Outcome.LOAD_ERROR,
        Outcome.TIMEOUT,
        Outcome.MEMORY_LIMIT,
        Outcome.REPLY_TOO_LARGE,
        Outcome.OUTPUT_FLOOD,
        Outcome.CRASHED,
        Outcome.CLOSED_CHANNEL,
        Outcome.PROTOCOL_ERROR,
    }
)
_TELL_NOTHING = frozenset(
    {
        Outcome.NOT_ALLOWED,
        Outcome.NOT_JUDGED,
        Outcome.UNSUPPORTED,
        Outcome.UNTRUSTED,
        Outcome.FORBIDDEN,
    }
)
