"""``cnncheck diff`` through the real command."""

from types import ModuleType

import pytest

import cnncheck.api as api
from cnncheck.report.json_report import to_json

CASES = """
cases:
  - {name: small, operator: zero_padding, input: [1, 2, 3, 4], padding: [2, 1], seed: 7}
  - {name: tall, operator: zero_padding, input: [1, 2, 9, 4], padding: [3, 1], seed: 8}
"""

RIGHT = """
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
"""


@pytest.fixture
def reports(tmp_path, monkeypatch):
    """Reports of a right implementation and of one that is wrong on tall inputs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.yaml").write_text(CASES, encoding="utf-8")
    settings = api.Settings(reference="definition", shrink_seconds=0)
    for name, code in (
        ("right", RIGHT),
        ("wrong", RIGHT.replace("    return out", "    return out * (X.shape[2] < 9)")),
    ):
        module = ModuleType("solution.py")
        exec(code, module.__dict__)
        report = api.run("c.yaml", implementation=module, settings=settings)
        (tmp_path / f"{name}.json").write_text(to_json(report), encoding="utf-8")
    return tmp_path


def test_a_new_failure_is_told_in_full_and_exits_1(cnncheck, reports):
    """What it was, what it is, and the line that repeats it."""
    done = cnncheck("diff", "right.json", "wrong.json")
    assert done.returncode == 1, done.stderr
    before, after, _, new, title, now, again, _, summary = done.stdout.splitlines()
    assert before == "before  right.json   solution.py   2 passed"
    assert after == "after   wrong.json   solution.py   1 of 2 failed"
    assert (new, title) == ("new failures (1)", "  c.yaml::tall  zero_padding forward")
    assert now.startswith("    was passed, now wrong-values: 72 of 180 elements differ; worst at [")
    assert again == ("    again: cnncheck run c.yaml --case tall --pass forward --impl solution.py")
    assert summary == "1 new failure, 1 as before"
    assert done.stderr == ""


def test_what_is_fixed_exits_0(cnncheck, reports):
    """And so does no change at all."""
    done = cnncheck("diff", "wrong.json", "right.json")
    assert done.returncode == 0
    assert "fixed (1)\n  c.yaml::tall  zero_padding forward   was wrong-values\n" in done.stdout
    assert done.stdout.endswith("\nno new failure, 1 fixed, 1 as before\n")
    assert cnncheck("diff", "wrong.json", "wrong.json").returncode == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("right.json", "no.json"),
            "error: no.json: there is no such file; "
            "write one with: cnncheck run --report json:FILE\n",
        ),
        (
            ("c.yaml", "right.json"),
            "error: c.yaml:2:1: this is not JSON: Expecting value; "
            "write one with: cnncheck run --report json:FILE\n",
        ),
    ],
)
def test_a_file_that_is_no_report_exits_2(cnncheck, reports, words, message):
    """With its name, the place, and what to do."""
    done = cnncheck("diff", *words)
    assert done.returncode == 2
    assert done.stderr == message
    assert done.stdout == ""


def test_it_answers_without_importing_torch(cnncheck, reports):
    """Which takes a second, and comparing two files has no need of it."""
    done = cnncheck("diff", "right.json", "right.json", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert "cnncheck.report.comparison" in imported
    assert "torch" not in imported
