"""SIGKILL at any moment: nothing is lost, altered, graded twice or half written; nobody stays.

A few kills here; ``CNNCHECK_KILLS=200 pytest tests/cli/test_kills.py`` for many.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = int(os.environ.get("CNNCHECK_KILLS", "5"))
CASES = """
cases:
  - {name: small, operator: zero_padding, input: [1, 2, 3, 4], padding: [2, 1], seed: 7}
  - {name: pooled, operator: max_pool2d, input: [1, 2, 5, 5], window: 2, seed: 3}
"""
CODE = """
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out{WRONG}
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc"),
]


@pytest.fixture
def work(tmp_path):
    """Submissions, cases, and a folder of their own for what is temporary."""
    (tmp_path / "exam.yaml").write_text(CASES)
    (tmp_path / "temporary").mkdir()
    (tmp_path / "work").mkdir()
    for number in range(5):
        wrong = " + 1" if number % 3 == 0 else ""
        code = CODE.replace("{WRONG}", wrong) + f"# {number}\n"
        (tmp_path / "work" / f"s{number}.py").write_text(code)
    return tmp_path


def start(work, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "cnncheck", *words],
        cwd=work,
        env={**os.environ, "TMPDIR": str(work / "temporary")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(work, moment, *words):
    """Kill it after so many seconds; return its process id."""
    process = start(work, *words)
    time.sleep(moment)
    process.kill()
    said = process.communicate()[1]
    assert "Traceback" not in said, said
    return process.pid


def finished(work, *words):
    process = start(work, *words)
    said = process.communicate()[1]
    assert "Traceback" not in said, said
    return process.returncode, said


def left(pids):
    """Living workers of processes that are gone."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        found += [entry.name for pid in pids if f"CNNCHECK_WORKER={pid}-".encode() in environment]
    return found


def nobody_stays(pids):
    deadline = time.monotonic() + 5
    while left(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left(pids) == []


def timed(work, *words):
    """Return how long a whole command takes on this machine now."""
    started = time.monotonic()
    finished(work, *words)
    return time.monotonic() - started


def told(path):
    """A grading report without what depends on the moment."""
    return [
        {key: value for key, value in each.items() if key != "seconds"}
        for each in json.loads(path.read_text())["submissions"]
    ]


def test_kills_of_grade(work):
    """What the journal had is never graded again, and the grades are those of a whole run."""
    words = ("grade", "work", "--cases", "exam.yaml", "-j", "2", "--report")
    longest = timed(work, *words, "json:whole.json", "--journal", "other.jsonl")
    whole, journal = told(work / "whole.json"), work / ".cnncheck-grade.jsonl"
    chance, pids, known = random.Random(24), [], []
    for number in range(KILLS):
        if number % 4 == 0:
            journal.unlink(missing_ok=True)
            known = []
        moment = chance.uniform(0, longest)
        pids.append(killed(work, moment, *words, "json:x.json", "--resume"))
        lines = journal.read_bytes().split(b"\n")[1:-1] if journal.exists() else []
        assert lines[: len(known)] == known, "lost or altered"
        known = lines
        names = [json.loads(line)["graded"]["name"] for line in lines]
        assert len(set(names)) == len(names), "graded twice"
        if (work / "x.json").exists():
            assert told(work / "x.json") == whole
    code, said = finished(work, *words, "json:end.json", "--resume")
    assert (code, "not as it was written" in said) == (0, False), said
    assert told(work / "end.json") == whole
    lines = journal.read_bytes().split(b"\n")[1:-1]
    assert lines[: len(known)] == known
    assert len(lines) == len(whole)
    nobody_stays(pids)
    assert os.listdir(work / "temporary") == []


def test_kills_of_run(work):
    """Its report is the old one or the new one, whole."""
    words = ("run", "exam.yaml", "--impl", "work/s1.py", "--report", "json:r.json")
    longest = timed(work, *words)
    (work / "r.json").write_text("old")
    chance, pids = random.Random(8), []
    for _ in range(KILLS):
        pids.append(killed(work, chance.uniform(0, longest), *words))
        text = (work / "r.json").read_text()
        assert text == "old" or json.loads(text)["results"]
    finished(work, *words)
    assert json.loads((work / "r.json").read_text())["results"]
    nobody_stays(pids)
    assert os.listdir(work / "temporary") == []
