"""The exit codes, each with its name."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncheck.report.report import Report


class Exit(IntEnum):
    """Exit codes, for the shell and for CI."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    NOTHING_RAN = 3
    TOOL_FAILED = 4
    HUNG_UP = 129
    INTERRUPTED = 130
    QUIT = 131
    TERMINATED = 143


def exit_of(report: Report) -> Exit:
    """Return the exit code of a finished run.

    A failure of the code under test outranks a failure of the tool: it will still be there when
    the tool is mended.
    """
    failed = [result.verdict.outcome for result in report.failed]
    if any(not outcome.blames_the_tool for outcome in failed):
        return Exit.FAILED
    if failed:
        return Exit.TOOL_FAILED
    passed = any(result.verdict.outcome.passed for result in report.results)
    return Exit.PASSED if passed else Exit.NOTHING_RAN
