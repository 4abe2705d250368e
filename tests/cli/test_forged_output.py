"""What a submission says is shown, and obeyed by nobody: no CI, browser, spreadsheet, terminal."""

import csv
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cnncheck.report.formats import FORMATS

HOSTILE = Path(__file__).parents[1] / "hostile"
PROGRAMS = [
    *sorted(HOSTILE.glob("commands_*.py")),
    *sorted(HOSTILE.glob("markup_*.py")),
    *sorted(HOSTILE.glob("formula_*.py")),
    *sorted(HOSTILE.glob("escapes_*.py")),
]
NAMES = ["::error::forged.py", "##[error]forged.py", "=cmd|calc.py", "<b>&.py", "\x1b[31m.py"]
CASES = """\
cases:
  - {name: border, operator: zero_padding, input: [2, 3, 4, 5], padding: [1, 2], seed: 5}
"""
GITHUB = re.compile(r"\s*(\x1b\[[\d;]*m)*::[a-z-]+.*::")
ANYWHERE = re.compile(r"##(\[|vso\[|teamcity\[)")
FILES = tuple(each for each in FORMATS if each != "console")


@pytest.fixture
def folder(tmp_path):
    """A folder with a case and submissions, whose names are hostile as well."""
    (tmp_path / "exam.yaml").write_text(CASES, encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    for number, program in enumerate(PROGRAMS):
        name = NAMES[number] if number < len(NAMES) else program.name
        shutil.copy(program, work / name)
    return tmp_path


def assert_obeyed_by_no_ci(text, name=""):
    """No line is a command."""
    for line in re.split(r"[\r\n]", text):
        assert not GITHUB.match(line), (name, line)
        assert not ANYWHERE.search(line), (name, line)
        assert "\x1b" not in line, (name, line)


class Tags(HTMLParser):
    """The elements of a page, and what its handlers would run."""

    def __init__(self, page):
        super().__init__()
        self.seen, self.handlers = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def test_no_report_of_a_run_can_be_forged(folder, cnncheck):
    """All formats, the console among them, where lines are broken."""
    sources = [word for path in sorted((folder / "work").iterdir()) for word in ("--impl", path)]
    reports = [word for name in FILES for word in ("--report", f"{name}:out.{name}")]
    words = ("--reference", "definition", "--shrink-time", "0.2", "-v", *reports)
    done = cnncheck("run", "exam.yaml", *sources, *words, cwd=folder, COLUMNS="86")
    assert done.returncode == 1, done.stderr
    assert "x3aerror::forged" in done.stdout.replace("\n  ", "").replace("\\x3a:", "x3a")
    assert_obeyed_by_no_ci(done.stdout, "console")
    assert_obeyed_by_no_ci(done.stderr, "stderr")
    texts = {name: (folder / f"out.{name}").read_text("utf-8") for name in FILES}
    for name in {*FILES} - {"github"}:
        assert_obeyed_by_no_ci(texts[name], name)
    *errors, notice = texts["github"].splitlines()
    assert all(line.startswith("::error file=exam.yaml,line=2") for line in errors)
    assert notice.startswith("::notice title=cnncheck::")
    assert "##[error]forged" in json.dumps(json.loads(texts["json"]))
    assert len(ET.fromstring(texts["junit"]).findall(".//testcase")) == len(PROGRAMS)
    page = Tags(texts["html"])
    assert page.handlers == []
    assert page.seen.count("script") == texts["html"].count("<script")
    assert "img" not in page.seen
    drawn = re.sub(r"(?ms)^(`{3,})(text|sh)\n.*?^\1$", "", texts["markdown"])
    drawn = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", drawn)
    assert not re.search("<(?!/?(details|summary|code|br)\\b)", drawn)


def test_no_grades_can_be_forged(folder, cnncheck):
    """The table, what is said meanwhile, and all reports; also by the names of submissions."""
    reports = ("csv:out.csv", "json:out.json", "gradescope:{name}.grades")
    words = [word for report in reports for word in ("--report", report)]
    done = cnncheck("grade", "work", "--cases", "exam.yaml", "-v", *words, cwd=folder, COLUMNS="86")
    assert done.returncode == 0, done.stderr
    for name, text in (("table", done.stdout), ("stderr", done.stderr)):
        assert_obeyed_by_no_ci(text, name)
    for path in (*folder.glob("out.*"), *folder.glob("*.grades")):
        assert_obeyed_by_no_ci(path.read_text("utf-8"), path.name)
    text = (folder / "out.csv").read_text("utf-8")
    for cut in (",", ";", "\t"):
        for row in csv.reader(text.splitlines(), delimiter=cut):
            for cell in row:
                number = re.fullmatch(r"-?[\d.]+", cell)
                assert number or not re.match(r"\s*[=+\-@]", cell), (cut, row)


def test_pytest_cannot_be_forged(folder):
    """As pytest shows it, with its own headings around."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "exam.yaml",
            "-p",
            "no:cacheprovider",
            "-rA",
            "-vv",
            "--cnncheck-impl",
            str(folder / "work" / NAMES[0]),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert_obeyed_by_no_ci(done.stdout)
