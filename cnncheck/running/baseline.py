"""A run against an earlier one: only what fails newly fails the run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.cli.exits import Exit, exit_of
from cnncheck.cli.process import complain, still_writing
from cnncheck.report.comparison import Comparison, compare
from cnncheck.report.comparison_text import baseline_lines, print_comparison
from cnncheck.report.formats import parse_report_option

if TYPE_CHECKING:
    from cnncheck.cli.output import Output
    from cnncheck.report.past_report import PastReport
    from cnncheck.report.report import Report


def exit_against(report: Report, baseline: PastReport, output: Output) -> Exit:
    """Say what is new, fixed and still failing, and return the exit code of what is new.

    It is said on standard output after the tables; on standard error where a report for programs
    has standard output to itself.
    """
    from cnncheck.report.past_report import past

    comparison = compare(baseline, past(report))
    lines = [*baseline_lines(comparison, verbose=output.verbose > 0)]
    if _taken(output):
        complain("\n".join(line.text for line in lines))
    else:
        with still_writing():
            print_comparison(lines, output.console())
    return _exit_of_new(report, comparison)


def _taken(output: Output) -> bool:
    targets = [parse_report_option(option) for option in output.reports]
    return any(target.path is None and target.format != "console" for target in targets)


def _exit_of_new(report: Report, comparison: Comparison) -> Exit:
    if not report.results:
        return Exit.NOTHING_RAN
    new = {(result.id, result.implementation) for _, result in comparison.new_failures}
    results = tuple(each for each in report.results if (each.id, each.implementation) in new)
    # what passed and is not asked any more is new, too, and excused by nothing
    new_failures = replace(report, results=results, excused=frozenset())
    return exit_of(new_failures) if results else Exit.PASSED
