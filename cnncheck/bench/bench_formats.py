"""The formats that a benchmark can be written in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError
from cnncheck.report.formats import ReportTarget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.bench.result import BenchReport

FORMATS: Mapping[str, str] = {
    "console": "cnncheck.bench.bench_table:to_text",
    "json": "cnncheck.bench.bench_json:to_json",
    "markdown": "cnncheck.bench.bench_markdown:to_markdown",
}
"""Name to the ``module:function`` that writes a whole benchmark as text."""


def rendered(report: BenchReport, name: str) -> str:
    """Write a benchmark in one of the formats."""
    module, function = FORMATS[name].split(":")
    text: str = getattr(import_module(module), function)(report)
    return text


def parse_bench_reports(texts: Sequence[str]) -> tuple[ReportTarget, ...]:
    """Read all ``--report FORMAT[:FILE]``; without a file, or with ``-``, standard output.

    Raises
    ------
    UsageError
        If a format is unknown, a colon is followed by nothing, or two go to the same place.
    """
    targets = tuple(map(_target, texts))
    places = [target.path for target in targets]
    for target in targets:
        if places.count(target.path) > 1:
            raise UsageError(
                f"several reports would go to {target.path or 'standard output'}",
                "give each a file of its own: --report FORMAT:FILE",
            )
    return targets


def _target(text: str) -> ReportTarget:
    name, colon, path = text.partition(":")
    if name not in FORMATS:
        raise UsageError(
            f"there is no format {name!r} for benchmarks", f"choose one of {', '.join(FORMATS)}"
        )
    if colon and not path:
        raise UsageError(
            f"--report {text} names no file",
            f"write '{name}:FILE', or {name!r} alone for standard output",
        )
    return ReportTarget(name, None if path in ("", "-") else path)
