"""``cnncheck diff``: two JSON reports in, what changed and an exit code out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cnncheck.cli import shared_options as options

EPILOG = (
    "Exit codes: 0 nothing fails that did not fail before, 1 something does, "
    "2 a file cannot be read or is no report."
)


def diff(
    before: Annotated[str, typer.Argument(metavar="A.json", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="B.json", show_default=False)],
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Name every entry of every list.")
    ] = False,
    no_color: options.NoColor = False,
) -> None:
    """Compare two reports that --report json:FILE wrote.

    Lists new failures, what is fixed, what fails in another way, what came closer to its bound
    than noise explains, and what was added and removed.

    Example: cnncheck diff main.json branch.json
    """
    from cnncheck.cli.exits import Exit
    from cnncheck.cli.process import still_writing
    from cnncheck.rendering.terminal import make_console
    from cnncheck.report.comparison import compare
    from cnncheck.report.comparison_text import diff_lines, print_comparison
    from cnncheck.report.past_report import read_report

    comparison = compare(read_report(before), read_report(after))
    with still_writing():
        console = make_console(color=False if no_color else None)
        print_comparison(diff_lines(comparison, verbose=verbose), console)
    sys.exit(Exit.FAILED if comparison.new_failures else Exit.PASSED)
