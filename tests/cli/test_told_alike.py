"""What the bug is, told alike: by run, in every report, by grade and by pytest."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cnncheck.report.formats import FORMATS

FAULTY = Path(__file__).parents[1] / "faulty"
SENTENCE = "overlapping windows overwrite instead of adding up"
EXAM = """\
cases:
  - name: seen
    operator: conv2d
    passes: [backward_input]
    input: [1, 2, 6, 7]
    filter: [2, 2, 3, 3]
    fill: integers
    matrix: {stride: [1, 2], seed: [1, 2]}
  - name: unseen
    operator: conv2d
    passes: [backward_input]
    input: [1, 2, 8, 9]
    filter: [2, 2, 3, 2]
    fill: integers
    seed: 7919
    visibility: hidden
"""
FILES = tuple(each for each in FORMATS if each != "console")


@pytest.fixture
def folder(tmp_path):
    """An exam, and the work of two who made the same mistake."""
    (tmp_path / "exam.yaml").write_text(EXAM, encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    for name in ("ann.py", "ben.py"):
        shutil.copy(FAULTY / "dx_overwrites.py", work / name)
    (work / "cy.py").write_text("def convolution2D(X, W, stride, padding):\n    return X\n")
    return tmp_path


def test_every_report_of_a_run(folder, cnncheck):
    """The name, and the smallest problem; not at the hidden case, of which nothing is known."""
    words = [word for name in FILES for word in ("--report", f"{name}:out.{name}")]
    words += ["--reference", "definition", "--shrink-time", "1"]
    done = cnncheck("run", "exam.yaml", "--impl", "work/ann.py", *words, cwd=folder, timeout=180)
    texts = {name: (folder / f"out.{name}").read_text("utf-8") for name in FILES}
    for name, text in {**texts, "console": done.stdout}.items():
        assert SENTENCE in " ".join(text.split()), name
        assert "smallest" in text, name
    hidden = texts["junit"].partition('name="unseen backward_input"')[2]
    assert "this case is hidden" in hidden
    assert SENTENCE not in hidden


def test_grades(folder, cnncheck):
    """The table with the classes of bugs, and each report."""
    reports = ("csv:out.csv", "json:out.json", "gradescope:{name}.json")
    words = [word for report in reports for word in ("--report", report)]
    done = cnncheck("grade", "work", "--cases", "exam.yaml", *words, cwd=folder, timeout=180)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert f"{SENTENCE} (matches on 4 of 4 failing cases) smallest: " in said
    assert (
        f"bugs that were seen: convolution2D_backward_input: {SENTENCE}: 2 of 3: ann.py, ben.py"
    ) in said
    assert "ran in own process, " in said
    rows = list(csv.DictReader((folder / "out.csv").read_text("utf-8").splitlines()))
    assert [row["diagnosis"] for row in rows] == [
        f"convolution2D_backward_input: {SENTENCE}",
        f"convolution2D_backward_input: {SENTENCE}",
        "",
    ]
    assert all(row["isolation"].startswith("own process, ") for row in rows)
    data = json.loads((folder / "out.json").read_text("utf-8"))
    [bug] = data["bugs"]
    assert bug["submissions"] == ["ann.py", "ben.py"]
    assert bug["faults"] == [cause["faults"][0] for cause in data["submissions"][0]["causes"]]
    tests = json.loads((folder / "ann.py.json").read_text("utf-8"))["tests"]
    seen, unseen = tests[0], tests[-1]
    assert SENTENCE in seen["output"]
    assert "hint: " in seen["output"]
    assert unseen["visibility"] == "after_published"
    assert SENTENCE not in unseen["output"]


def test_a_resumed_grade_has_its_diagnosis(folder, cnncheck):
    """It is in the journal with the points."""
    cnncheck("grade", "work", "--cases", "exam.yaml", "-q", cwd=folder, timeout=180)
    done = cnncheck("grade", "work", "--cases", "exam.yaml", "--resume", cwd=folder, timeout=180)
    assert "3 of them from the journal" in done.stdout
    assert f"{SENTENCE} (matches on 4 of 4 failing cases)" in " ".join(done.stdout.split())


def test_what_was_not_jailed_is_warned_of(folder, cnncheck):
    """On standard error, whatever else is shown."""
    (folder / "exam.yaml").write_text(EXAM.partition("  - name: unseen")[0], encoding="utf-8")
    words = ("--cases", "exam.yaml", "--no-isolation", "-q", "--report", "csv")
    done = cnncheck("grade", "work", *words, cwd=folder, timeout=180)
    assert done.stderr.splitlines()[-1] == (
        "warning: 3 of 3 submissions were not wholly jailed (none: called in the same process, "
        "without limits); what that means: cnncheck guide contained; --require-jail refuses"
    )
    assert done.stdout.count("none: called in the same process") == 3


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_pytest(workers, folder):
    """At the end, when all that fails is known; with xdist by its workers."""
    words = ["-p", "no:cacheprovider", "-q", "--cnncheck-impl", "work/ann.py", *workers]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "exam.yaml", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    section = done.stdout.partition("cnncheck: what is wrong")[2]
    assert f"convolution2D_backward_input: {SENTENCE} (matches on " in section
    assert "  smallest: " in section
