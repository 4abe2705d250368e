"""Functions that code does not have, told together where a library has dozens of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.report.report import Report, Result

FEW = 6
"""Up to so many functions that are not there have a line each: the notebook's have no more."""
SHOWN = 4


def _is_absent(result: Result) -> bool:
    """Whether nothing was asked, as there is no such function."""
    verdict = result.verdict
    return verdict.outcome is Outcome.NOT_ASKED and " has no function " in verdict.message


def _many_absent(results: Iterable[Result]) -> set[str]:
    """Return the implementations that lack more functions than can be told singly."""
    absent = {(each.implementation, each.function) for each in results if _is_absent(each)}
    counts = Counter(implementation for implementation, _ in absent)
    return {implementation for implementation, count in counts.items() if count > FEW}


def without_many_absent(report: Report) -> Report:
    """Return a report without the functions that are told together."""
    many = _many_absent(report.results)
    there = (e for e in report.results if not (e.implementation in many and _is_absent(e)))
    return replace(report, results=tuple(there)) if many else report


def told_together(
    of_functions: Sequence[tuple[Sequence[Result], str]], report: Report
) -> list[str]:
    """Return a line for each function, and one for all that an implementation lacks by the dozen.

    Parameters
    ----------
    of_functions : sequence of (results, str)
        Of each function its results, and its line.
    report : Report
    """
    many = _many_absent(report.results)
    lines: list[str] = []
    absent: dict[str, list[Sequence[Result]]] = {}
    for results, line in of_functions:
        if results[0].implementation in many and all(map(_is_absent, results)):
            absent.setdefault(results[0].implementation, []).append(results)
        else:
            lines.append(line)
    return lines + [_together(name, functions) for name, functions in absent.items()]


def _together(implementation: str, functions: Sequence[Sequence[Result]]) -> str:
    names = [results[0].title for results in functions]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    count = sum(map(len, functions))
    return printable(
        f"NOT-ASKED {len(names)} functions  {implementation} does not have them: "
        f"{', '.join(names[:SHOWN])}{more} ({count} passes)"
    )
