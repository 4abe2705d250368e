"""A finished report to the terminal and to the files that were asked for."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.cli.process import complain, still_writing
from cnncheck.cli.signals import held
from cnncheck.errors import CnncheckError
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.targets import check_targets
from cnncheck.report.formats import FORMATS, parse_report_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.console import Console

    from cnncheck.report.report import Report


@dataclass(frozen=True, slots=True)
class Output:
    """Destinations and style of a report.

    Attributes
    ----------
    reports : tuple of str
        ``FORMAT[:FILE]``; without a file to standard output, in place of the tables.
    """

    reports: tuple[str, ...] = ()
    verbose: int = 0
    quiet: bool = False
    no_color: bool = False
    tables: bool = False

    def check(
        self, others: Iterable[tuple[str, str | None]] = (), read: Iterable[str | Path] = ()
    ) -> None:
        """Refuse an unknown format, and a file that is written twice or read, before anything runs.

        Parameters
        ----------
        others : iterable of (str, str or None)
            Options with the files that are written besides the reports.
        read : iterable of path
            What is read.

        Raises
        ------
        UsageError
        """
        reports = [(f"--report {each}", parse_report_option(each).path) for each in self.reports]
        check_targets([*reports, *others], read)

    def console(self) -> Console:
        """Return the console for standard output."""
        from cnncheck.report.console import make_console

        return make_console(color=False if self.no_color else None)

    def emit(self, report: Report) -> None:
        """Write every report that was asked for, files first, so that no reader is waited for."""
        with held(), self.shown_if_lost(report):
            self.write(report)
        self.show(report)

    def write(self, report: Report) -> None:
        """Write the reports that go to files, all that can be written.

        Raises
        ------
        CnncheckError
            What kept the last of the others from being written.
        """
        lost: CnncheckError | None = None
        for name, path in map(parse_report_option, self.reports):
            if path is not None:
                try:
                    write_atomically(path, FORMATS[name](report))
                except CnncheckError as error:
                    if lost is not None:
                        complain(f"error: {lost}")
                    lost = error
        if lost is not None:
            raise lost

    @contextmanager
    def shown_if_lost(self, report: Report) -> Iterator[None]:
        """Show a report before an error goes on that kept a file from being written.

        What took long to find out is worth more than the place that it was to have.
        """
        try:
            yield
        except CnncheckError:
            self.show(report)
            raise

    def show(self, report: Report) -> None:
        """Write to standard output what belongs there."""
        with still_writing():
            asked = map(parse_report_option, self.reports)
            on_stdout = [name for name, path in asked if path is None]
            for name in on_stdout:
                if name != "console":
                    sys.stdout.write(FORMATS[name](report))
            if not on_stdout or "console" in on_stdout:
                from cnncheck.report.console import print_report

                print_report(
                    report,
                    self.console(),
                    verbose=self.verbose,
                    quiet=self.quiet,
                    tables=self.tables,
                )
