"""How a session ends where nothing was asked: told, and with an exit code that is no pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

OUTCOME = "cnncheck_outcome"
"""The user property that carries the outcome, to JUnit files and from the workers of xdist."""

REFUSED = "cnncheck_refused"
"""Where a worker of xdist says why it asks nothing of an implementation."""


class Ending:
    """Looks at what is reported; with xdist where the reports of all workers arrive."""

    def __init__(self) -> None:
        self._called = 0
        self._reasons: dict[str, int] = {}
        self._refused = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what was not asked, as the implementation does not have the function."""
        self._called += report.when == "call"
        if report.skipped and any(
            tuple(each) == (OUTCOME, "not-asked") for each in report.user_properties
        ):
            text = report.longrepr[2] if isinstance(report.longrepr, tuple) else "Skipped: "
            reason = text.removeprefix("Skipped: ")
            self._reasons[reason] = self._reasons.get(reason, 0) + 1

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take what a worker of xdist refused; all of them refuse the same."""
        self._refused = getattr(node, "workeroutput", {}).get(REFUSED, self._refused)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Change the exit code of a session in which nothing was asked: nothing passed there."""
        if self._refused:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        nothing = self._reasons and sum(self._reasons.values()) == self._called
        if nothing and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Say why."""
        from cnncheck.rendering.wording import printable

        if self._refused:
            terminalreporter.write_line(f"ERROR: {printable(self._refused)}", red=True)
        if self._reasons:
            terminalreporter.section("cnncheck: not asked (--cnncheck-require-all fails for it)")
            for reason, count in self._reasons.items():
                terminalreporter.line(f"{count} not asked: {reason}")
