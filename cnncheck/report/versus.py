"""Several implementations side by side: one row a function, one column an implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.rendering.grid import Grid
from cnncheck.rendering.wording import bound_text, printable, verdict_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.report.report import Report, Result


def versus_grids(report: Report) -> Iterator[Grid]:
    """Yield layouts of the verdicts, with the closest approach to a bound and the time taken.

    The last one, for narrow terminals, has one row for each function and implementation.
    """
    names = list(dict.fromkeys(result.implementation for result in report.results))
    cells: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        cells.setdefault((result.function, result.implementation), []).append(result)
    functions = list(dict.fromkeys(function for function, _ in cells))
    for between in ("   ", "\n"):
        yield Grid(
            ("function", *map(printable, names)),
            tuple(
                ("", (name, *(between.join(_cell(cells.get((name, who), []))) for who in names)))
                for name in functions
            ),
        )
    yield Grid(
        ("implementation", "verdict"),
        tuple(
            (name, (printable(who), "  ".join(_cell(cells.get((name, who), [])))))
            for name in functions
            for who in names
        ),
    )


def _cell(results: Sequence[Result]) -> list[str]:
    """``PASS 30``, ``23 %``, ``4.1 ms``; or ``FAIL 2 of 30``."""
    if not results:
        return ["-"]
    failed = [result for result in results if not result.verdict.outcome.passed]
    if failed:
        word = verdict_word(failed[0].verdict.outcome)
        return [f"{word} {len(failed)} of {len(results)}"]
    closest = max(
        (result.verdict.figures.of_bound for result in results if result.verdict.figures),
        default=0.0,
    )
    seconds = sum(result.verdict.seconds for result in results)
    return [f"PASS {len(results)}", bound_text(closest), _milliseconds(seconds)]


def _milliseconds(seconds: float) -> str:
    return f"{1e3 * seconds:.2g} ms" if seconds < 0.0995 else f"{1e3 * seconds:.0f} ms"
