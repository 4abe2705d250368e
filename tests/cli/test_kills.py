"""SIGKILL at any moment: a report is whole, old or new, and nobody stays.

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
LONGEST = 4.0

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
    for number in range(10):
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
    """Kill it after so many seconds; return its process id and what it said by then."""
    process = start(work, *words)
    time.sleep(moment)
    process.kill()
    said = process.stderr.read()
    process.stderr.close()
    process.wait()
    return process.pid, said


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


def test_kills_of_run(work):
    """Its report is the old one or the new one, whole."""
    words = ("run", "exam.yaml", "--impl", "work/s1.py", "--report", "json:r.json")
    (work / "r.json").write_text("old")
    chance, pids = random.Random(8), []
    for _ in range(KILLS):
        pid, _ = killed(work, chance.uniform(0, LONGEST), *words)
        pids.append(pid)
        text = (work / "r.json").read_text()
        assert text == "old" or json.loads(text)["results"]
    finished(work, *words)
    assert json.loads((work / "r.json").read_text())["results"]
    nobody_stays(pids)
    assert os.listdir(work / "temporary") == []
