"""The formats that a report can be written in: a new one is a file and its line in `FORMATS`."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.report.report import Report

    Renderer = Callable[[Report], str]


def _when_used(place: str) -> Renderer:
    """Import ``module:function`` when a report is written, not when a format is chosen.

    Whatever the format, it is handed no verdict of a hidden case.
    """
    module, function = place.split(":")

    def render(report: Report) -> str:
        from cnncheck.report.hidden import redacted

        text: str = getattr(import_module(module), function)(redacted(report))
        return text

    return render


FORMATS: Mapping[str, Renderer] = {
    "console": _when_used("cnncheck.report.console:to_text"),
    "json": _when_used("cnncheck.report.json_report:to_json"),
    "junit": _when_used("cnncheck.report.junit:to_junit"),
    "html": _when_used("cnncheck.report.html_report:to_html"),
    "markdown": _when_used("cnncheck.report.markdown:to_markdown"),
    "github": _when_used("cnncheck.report.github:to_github"),
}
"""Name to the function that writes a whole report as text."""


class ReportTarget(NamedTuple):
    """Destination of a report.

    Attributes
    ----------
    format : str
        One of `FORMATS`.
    path : str, optional
        ``None`` means standard output.
    """

    format: str
    path: str | None = None


def parse_report_option(text: str) -> ReportTarget:
    """Read ``FORMAT`` or ``FORMAT:FILE``; without a file, or with ``-``, standard output is meant.

    Raises
    ------
    UsageError
        If the format is unknown, or a colon is followed by nothing.
    """
    name, colon, path = text.partition(":")
    if name not in FORMATS:
        raise _unknown(text, name)
    if colon and not path:
        raise UsageError(
            f"--report {text} names no file",
            f"write '{name}:FILE', or {name!r} alone for standard output",
        )
    return ReportTarget(name, None if path in ("", "-") else path)


def _unknown(text: str, name: str) -> UsageError:
    suffixes = {
        **{".json": "json", ".xml": "junit", ".txt": "console"},
        **{".html": "html", ".htm": "html", ".md": "markdown"},
    }
    for suffix, meant in suffixes.items():
        if text.endswith(suffix) and ":" not in text:
            return UsageError(
                f"--report {text} names a file and no format", f"write --report {meant}:{text}"
            )
    close = get_close_matches(name.lower(), FORMATS, n=1)
    known = ", ".join(FORMATS)
    hint = f"did you mean {close[0]!r}?" if close else f"choose one of {known}"
    return UsageError(f"there is no report format {name!r} (there are {known})", hint)
