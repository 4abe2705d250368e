"""A report for the browser: one page that needs nothing else, neither a server nor a network.

The page's script and style are in it, and its content security policy allows these two by their
hashes and nothing besides: even a fault in the escaping could not make a name run. Jinja escapes
every value; it is PyTorch's dependency already, and a template can be read as the page it makes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cnncheck.rendering.wording import NOTHING, printable, printable_lines, seconds_text
from cnncheck.report.failures import diagnosis_lines
from cnncheck.report.functions import result_text
from cnncheck.report.hidden import is_hidden, redacted
from cnncheck.report.html_failures import Failure, brief_seconds, clipped, failures_of
from cnncheck.report.rows import Row, full_rows, shapes_differ

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

    from cnncheck.outcomes import Outcome
    from cnncheck.report.report import Report, Result

MOST_FAILURES = 300
"""Failures told in full; the table names the others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table of all results.

    Attributes
    ----------
    file, name : str
        The two parts of the case's id.
    shape : str
        The output's shape, or both sides' when they differ.
    figures : tuple of (text, float or None)
        Squared error, max |diff|, max rel and the share of the bound: as shown, and to sort by.
    anchor : str
        Of the failure that tells more; empty where none does.
    """

    result: Result
    row: Row
    file: str
    name: str
    shape: str
    figures: tuple[tuple[str, float | None], ...]
    seconds: str
    anchor: str


def to_html(report: Report) -> str:
    """Write the report as one self-contained HTML page that ends with a line end."""
    report = redacted(report)
    told = _told(report)
    anchors = {i: f"f{number}" for number, at in enumerate(told[:MOST_FAILURES], 1) for i in at}
    failures = failures_of(
        [
            (f"f{number}", [report.results[i] for i in at])
            for number, at in enumerate(told[:MOST_FAILURES], 1)
        ]
    )
    style, script = _asset("report.css"), _asset("heatmaps.js") + _asset("report.js")
    text = _template().render(
        report=report,
        headline=_headline(report),
        entries=_entries(report, anchors),
        failures=failures,
        diagnoses=_diagnoses(report),
        untold=len(told) - len(failures),
        under=_under(report),
        counts=[(outcome.value, count) for outcome, count in report.counts().items()],
        operators=sorted({result.case.operator for result in report.results}),
        several=len({result.implementation for result in report.results}) > 1,
        facts=_facts(report),
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
    )
    return text.rstrip("\n") + "\n"


def _told(report: Report) -> list[list[int]]:
    """Return the positions of each failure; what is true of a whole function is one."""
    told: list[list[int]] = []
    once: dict[tuple[str, str, Outcome], list[int]] = {}
    for position, result in enumerate(report.results):
        outcome = result.verdict.outcome
        kind = (result.implementation, result.function, outcome)
        if kind in once:
            once[kind].append(position)
        elif not outcome.passed:
            told.append([position])
            if outcome.of_the_function:
                once[kind] = told[-1]
    return told


def _headline(report: Report) -> str:
    return result_text(report) if report.results else "nothing was checked"


def _diagnoses(report: Report) -> list[tuple[str, list[str]]]:
    """Return of each diagnosis which function it is about, and its lines."""
    several = len(report.implementations) > 1
    return [
        (f"{each.title} of {each.implementation}" if several else each.title, lines)
        for each in report.diagnoses
        if (lines := [clipped(" ".join(printable_lines(line))) for line in diagnosis_lines(each)])
    ]


def _under(report: Report) -> str:
    """Say in one line what ran, how it was contained, and how long it took."""
    parts = [f"{name}: {isolation}" for name, isolation in report.implementations[:3]]
    if len(report.implementations) > 3:
        parts.append(f"{len(report.implementations) - 3} more implementations")
    return printable(". ".join([*parts, seconds_text(report.seconds)]))


def _entries(report: Report, anchors: dict[int, str]) -> list[Entry]:
    rows = full_rows(report)
    return [
        Entry(
            result=result,
            row=row,
            file=printable(result.case.file),
            name=printable(result.case.label),
            shape=f"{row.got}, not {row.expected}" if shapes_differ(result) else row.got,
            figures=_figures(result, row),
            seconds=brief_seconds(result.verdict.seconds),
            anchor=anchors.get(index, ""),
        )
        for index, (result, row) in enumerate(zip(report.results, rows, strict=True))
    ]


def _figures(result: Result, row: Row) -> tuple[tuple[str, float | None], ...]:
    texts = (row.squared_error, row.max_abs, row.max_rel, row.of_bound)
    figures = result.verdict.figures
    if figures is None:
        return tuple((text, None) for text in texts)
    values = (figures.squared_error, figures.max_abs, figures.max_rel, figures.of_bound)
    return tuple(zip(texts, map(float, values), strict=True))


def _facts(report: Report) -> list[tuple[str, str]]:
    """Under what circumstances the run was made."""
    environment = report.environment
    facts = [
        (f"implementation {name}".strip(), isolation) for name, isolation in report.implementations
    ]
    facts += [
        ("cases", ", ".join(report.paths) or NOTHING),
        ("time", seconds_text(report.seconds)),
        ("cnncheck", environment.cnncheck),
        ("python", environment.python),
        ("numpy", environment.numpy),
        ("torch", environment.torch),
        ("platform", f"{environment.platform}, {environment.threads} threads"),
    ]
    if report.deselected:
        facts.append(("left out", f"{report.deselected} by options"))
    if report.stopped:
        facts.append(("not finished", report.stopped_text))
    if hidden := sum(is_hidden(result.case) for result in report.results):
        facts.append(("hidden", f"{hidden}, of which only the outcome is told"))
    return [(printable(name), printable(text)) for name, text in facts]


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("assets", name).read_text("utf-8")


def _visible(value: object) -> object:
    """Make visible what is not, or not meant for a CI, but for the line ends of a log."""
    if type(value) is not str:
        return value
    return "\n".join(printable(line) for line in value.split("\n"))


def _breakable(text: str) -> Markup:
    """Let a long name be broken after the commas and brackets of its variant."""
    import markupsafe

    marked = re.sub(r"([,\[/]|::)", r"\1<wbr>", str(markupsafe.escape(text)))
    return markupsafe.Markup(marked)


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        finalize=_visible,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = _breakable
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "allow_nan": False}
    return environment.from_string(_asset("report.html.jinja"))


__all__ = ["Entry", "Failure", "to_html"]
