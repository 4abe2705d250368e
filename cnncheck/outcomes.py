"""The words for how one comparison can end.

This module imports nothing of ours: the worker names an outcome, the comparison names one,
and the reports print them.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How one pass of one case ended. Everything but ``PASSED`` is a failure of the run."""

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
    # what was never judged
    SKIPPED = "skipped"
    TOOL_ERROR = "tool-error"

    @property
    def passed(self) -> bool:
        """Whether the run may go on to exit 0 after this."""
        return self is Outcome.PASSED

    @property
    def blames_the_tool(self) -> bool:
        """Whether cnncheck or its references failed, so that nobody's implementation is blamed."""
        return self in (Outcome.TOOL_ERROR, Outcome.DISPUTED)
