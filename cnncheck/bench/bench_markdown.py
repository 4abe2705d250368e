"""A benchmark as Markdown: the same tables, to be pasted into an issue or a README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.bench.bench_rows import (
    GROUP_HEADERS,
    VERIFIED,
    by_heading,
    cells,
    group_cells,
    headers,
    machine_lines,
    refusal_text,
    summary_text,
    warnings,
)
from cnncheck.rendering.wording import printable, seconds_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.bench.result import BenchReport

_WORDS = {"case": 1, "pass": 1, "operator": 1, "dtype": 1, "peer": 1, VERIFIED: 1}
"""Columns that hold words; figures are set flush right."""


def to_markdown(report: BenchReport) -> str:
    """Write a benchmark as Markdown."""
    lines = [f"**{summary_text(report)}** in {seconds_text(report.seconds)}", ""]
    for name, group in by_heading(report).items():
        lines += [f"### {name}", "", *_table(headers(report), map(cells, group)), ""]
    if groups := report.groups():
        lines += ["### Geometric means of ours / peer", ""]
        lines += [*_table(GROUP_HEADERS, map(group_cells, groups)), ""]
    lines += [f"- {_escaped(refusal_text(each))}" for each in report.refusals]
    lines += [f"- {_escaped(line)}" for line in (*machine_lines(report), *warnings(report))]
    return "\n".join(lines) + "\n"


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    names = [" ".join(header.split("\n")) for header in headers]
    yield f"| {' | '.join(names)} |"
    yield f"|{'|'.join('---' if name in _WORDS else '---:' for name in names)}|"
    for row in rows:
        yield f"| {' | '.join(_escaped(cell) for cell in row)} |"


def _escaped(text: str) -> str:
    """Escape what Markdown, or the table itself, would interpret."""
    plain = printable(text)
    for mark in ("\\", "|", "*", "_", "<", "[", "`"):
        plain = plain.replace(mark, f"\\{mark}")
    return plain
