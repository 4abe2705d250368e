"""A report for CI viewers: the JUnit XML that Jenkins, GitLab, GitHub and Azure load.

Each case file is a test suite, each pass of a case a test. What the implementation did wrong is a
``failure``, what cnncheck or a reference did wrong an ``error``. Characters that XML 1.0 forbids
are written as backslash escapes, and all beyond ASCII as character references, so that the
document survives any stream.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from cnncheck.rendering.wording import printable, printable_lines
from cnncheck.report.failures import diagnosis_lines, sentence
from cnncheck.report.hidden import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.report.report import Report, Result


def to_junit(report: Report) -> str:
    """Write the report as a JUnit XML document that ends with a line end."""
    report = redacted(report)
    root = ET.Element("testsuites", {"name": "cnncheck", **_totals(report, report.results)})
    root.set("time", f"{report.seconds:.3f}")
    isolation = dict(report.implementations)

    def suite_of(result: Result) -> tuple[str, str]:
        return result.implementation, result.case.file

    for (implementation, file), results in groupby(report.results, key=suite_of):
        suite = _suite(root, report, file, list(results))
        properties = {
            "implementation": implementation,
            "isolation": isolation.get(implementation, ""),
            "cnncheck": report.environment.cnncheck,
            "numpy": report.environment.numpy,
            "torch": report.environment.torch,
            "python": report.environment.python,
        }
        holder = ET.Element("properties")
        for name, value in properties.items():
            ET.SubElement(holder, "property", name=name, value=printable(value))
        suite.insert(0, holder)
    if report.stopped:
        _add_stop(root, report.stopped_text)
    ET.indent(root)
    body = ET.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suite(root: ET.Element, report: Report, file: str, results: Sequence[Result]) -> ET.Element:
    suite = ET.SubElement(root, "testsuite", {"name": printable(file), **_totals(report, results)})
    skipped = (_kind(each, report) == "skipped" for each in results if not _passed(each))
    suite.set("skipped", str(sum(skipped)))
    suite.set("time", f"{sum(result.verdict.seconds for result in results):.3f}")
    suite.set("file", printable(file))
    for result in results:
        _test(suite, result, report)
    return suite


def _add_stop(root: ET.Element, text: str) -> None:
    """Add an error that stands for what was not asked, so that no viewer shows all green."""
    totals = {"tests": "1", "failures": "0", "errors": "1"}
    for name in ("tests", "errors"):
        root.set(name, str(int(root.get(name, "0")) + 1))
    suite = ET.SubElement(
        root, "testsuite", {"name": "cnncheck", **totals, "skipped": "0", "time": "0"}
    )
    test = ET.SubElement(suite, "testcase", classname="cnncheck", name="the whole run", time="0")
    ET.SubElement(test, "error", type="stopped", message=printable(text))


def _test(suite: ET.Element, result: Result, report: Report) -> None:
    verdict = result.verdict
    test = ET.SubElement(
        suite,
        "testcase",
        classname=_class_name(result.case.file),
        name=printable(f"{result.case.label} {result.pass_name}"),
        time=f"{verdict.seconds:.3f}",
    )
    if not verdict.outcome.passed:
        kind = _kind(result, report)
        problem = ET.SubElement(test, kind, type=verdict.outcome.value, message=sentence(verdict))
        problem.text = "\n".join(_details(result, diagnosis_lines(report.diagnosis_of(result))))
    if log := printable_lines(verdict.log):
        ET.SubElement(test, "system-out").text = "\n".join(log)


def _details(result: Result, diagnosis: Sequence[str]) -> Iterable[str]:
    yield sentence(result.verdict)
    # As on the console: a diagnosis says better what the hint guesses.
    for line in diagnosis or [result.verdict.hint]:
        yield from printable_lines(line)
    if result.case.where:
        yield f"at {printable(str(result.case.where))}"
    if result.again:
        yield f"again: {printable(result.again)}"


def _kind(result: Result, report: Report) -> str:
    if not report.fails(result):
        return "skipped"
    return "error" if result.verdict.outcome.blames_the_tool else "failure"


def _passed(result: Result) -> bool:
    return result.verdict.outcome.passed


def _totals(report: Report, results: Sequence[Result]) -> dict[str, str]:
    kinds = [_kind(each, report) for each in results if not _passed(each)]
    return {
        "tests": str(len(results)),
        "failures": str(kinds.count("failure")),
        "errors": str(kinds.count("error")),
    }


def _class_name(file: str) -> str:
    """``cases/geometry.yaml`` becomes ``cases.geometry``: viewers fold names at the dots."""
    path = PurePosixPath(printable(file).replace("\\", "/"))
    return ".".join(part for part in path.with_suffix("").parts if part not in ("/", ".", ".."))
