"""What may be written after --report, and what is said when it is wrong."""

import subprocess
import sys

import pytest

from cnncheck.errors import UsageError
from cnncheck.report.formats import (
    FORMATS,
    ReportTarget,
    parse_report_option,
)

KNOWN = ", ".join(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_text(mixed, name):
    """Each line of the table names a function that exists and ends its text with a line end."""
    text = FORMATS[name](mixed)
    assert "overlap[stride=1x1]" in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("json", ReportTarget("json")),
        ("json:-", ReportTarget("json")),
        ("json:out.json", ReportTarget("json", "out.json")),
        ("junit:C:\\reports\\out.xml", ReportTarget("junit", "C:\\reports\\out.xml")),
        ("console", ReportTarget("console")),
    ],
)
def test_options_are_read(text, expected):
    """Only the first colon separates: Windows paths have another."""
    assert parse_report_option(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "jsn:out.json",
            f"there is no report format 'jsn' (there are {KNOWN}); did you mean 'json'?",
        ),
        (
            "JUnit",
            f"there is no report format 'JUnit' (there are {KNOWN}); did you mean 'junit'?",
        ),
        (
            "pdf:out.pdf",
            f"there is no report format 'pdf' (there are {KNOWN}); choose one of {KNOWN}",
        ),
        (
            "json:",
            "--report json: names no file; write 'json:FILE', or 'json' alone for standard output",
        ),
        ("out.xml", "--report out.xml names a file and no format; write --report junit:out.xml"),
    ],
)
def test_wrong_options_are_explained(text, message):
    """Each says what is wrong and what to write instead."""
    with pytest.raises(UsageError) as caught:
        parse_report_option(text)
    assert str(caught.value) == message


def test_choosing_a_format_imports_nothing_heavy():
    """A command that refuses a wrong option at once should not import rich or numpy first."""
    code = (
        "import sys; from cnncheck.report.formats import parse_report_option; "
        "parse_report_option('json'); "
        "assert not {'rich', 'numpy', 'matplotlib', 'torch'} & set(sys.modules)"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0
