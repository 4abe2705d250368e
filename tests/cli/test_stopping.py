"""Loops, limits and signals through the real command: what is known is kept, shown and written."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cnncheck.operators import FUNCTIONS

LOOP = """
def {name}(*arguments):
    while True:
        pass
"""


@pytest.fixture
def looping(solution, cases):
    """A function that writes a right solution in which some functions never return."""
    right = (cases.parent / "tests" / "solutions" / "vectorised.py").read_text("utf-8")

    def write(*names):
        return solution(right + "".join(LOOP.format(name=name) for name in names))

    return write


def test_a_loop_costs_two_timeouts(cnncheck, cases, tmp_path, looping):
    """The other cases of the function are told apart, and the other functions are all asked."""
    started = time.monotonic()
    done = cnncheck("run", cases, "--impl", looping("pool_back"), "--timeout", "1",
                    "--report", "json:report.json", "--report", "console")  # fmt: skip
    assert time.monotonic() - started < 40  # of 78 timeouts
    assert done.returncode == 1
    results = json.loads((tmp_path / "report.json").read_text())["results"]
    backward = [each["verdict"] for each in results if each["function"] == "pool_back"]
    assert {each["outcome"] for each in backward} == {"timeout"}
    said = Counter(each["message"] for each in backward)
    assert set(said) == {
        "pool_back(grad_pool, X, f, s) did not return within 1 s",
        "pool_back(grad_pool, X, f, s) was not asked again after 2 timeouts (--patience)",
    }
    assert all(r["verdict"]["passed"] for r in results if r["function"] != "pool_back")
    # the example is one that really did not return
    assert "did not return within 1 s" in done.stdout
    assert "not asked again" not in done.stdout


def test_loops_everywhere_cost_two_timeouts_a_function(cnncheck, cases, looping):
    """Nothing that follows the verdicts asks again: no diagnosis, no smaller problem."""
    started = time.monotonic()
    done = cnncheck("run", cases, "--impl", looping(*FUNCTIONS), "--timeout", "0.2")
    assert time.monotonic() - started < 40
    assert done.returncode == 1
    assert " passed" not in done.stdout.splitlines()[-1]


CASES = """
cases:
  - {name: pad, operator: zero_padding, input: [1, 1, 4, 4], padding: 1, fill: integers}
  - {name: pool, operator: max_pool2d, input: [1, 1, 4, 4], window: 2, stride: 1, fill: integers}
  - {name: more, operator: zero_padding, input: [1, 1, 5, 5], padding: 2, fill: integers}
"""


ONE_LOOP = """
import numpy as np

def zero_padding(X, padding):
    while X.shape[2] == 4:
        pass
    ph, pw = padding
    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
"""


@pytest.mark.parametrize("words", [("run", "--impl"), ("run", "-j", "2", "--impl"), ("grade",)])
def test_a_loop_in_one_case_costs_that_case_alone(cnncheck, solution, tmp_path, words):
    """Its second draw is not asked, so that patience is for other cases."""
    verb, *rest = words
    exam = solution(CASES.replace("fill: integers", "fill: integers, points: 1"), "exam.yaml")
    given = [exam, "--reference", "definition"] if verb == "run" else ["--cases", exam]
    done = cnncheck(verb, *rest, solution(ONE_LOOP), *given, "--timeout", "1",
                    "--report", "json:report.json")  # fmt: skip
    report = json.loads((tmp_path / "report.json").read_text())
    if verb == "run":
        ends = [(r["case"]["id"], r["verdict"]["outcome"]) for r in report["results"]]
    else:
        ends = [(s["case"], s["outcome"]) for s in report["submissions"][0]["scores"]]
    found = {case.rpartition("::")[2]: end for case, end in ends if "pool" not in case}
    assert found == {"pad": "timeout", "more": "passed"}, done.stdout


@pytest.fixture(autouse=True)
def heard():
    """Have what is started hear the signals that a shell ignores for what it starts with &."""
    numbers = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
    ignored = [each for each in numbers if signal.getsignal(each) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


class Started:
    """A command under way in a folder of its own, whose worker can be waited for."""

    def __init__(self, folder, *words, stderr=subprocess.PIPE):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cnncheck", *map(str, words)],
            cwd=folder, stdout=subprocess.PIPE, stderr=stderr, text=True,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "TERM": "xterm", "TMPDIR": str(folder),
                 "PYTHONFAULTHANDLER": "1"},
        )  # fmt: skip

    def wait_for_the_loop(self):
        """Wait until a worker has computed for more than a second and a half."""
        mark = f"CNNCHECK_WORKER={self.process.pid}-".encode()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self.process.poll() is None, self.process.communicate()
            for entry in Path("/proc").glob("[0-9]*"):
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    if mark in (entry / "environ").read_bytes() and int(fields[11]) > 150:
                        return
                except OSError:
                    continue
            time.sleep(0.1)
        raise AssertionError("nothing loops")

    def end(self, *signals):
        for number in signals:
            self.process.send_signal(number)
            time.sleep(0.2)
        try:
            stdout, stderr = self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)  # it says where it stands
            pytest.fail(f"it goes on: {self.process.communicate()}")
        return self.process.returncode, stdout, stderr


@pytest.fixture
def start(tmp_path, looping):
    """A function that runs a command on three cases, the second of which never ends."""
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc to see what a worker does")
    (tmp_path / "three.yaml").write_text(CASES)
    started = []

    def start(command, *words, **streams):
        code = looping("pool_forward")
        where = ["three.yaml", "--impl", code] if command == "run" else [code]
        started.append(Started(tmp_path, command, *where, "--timeout", "60", *words, **streams))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("SIGHUP", 129, "hung up"),
        ("SIGINT", 130, "interrupted"),
        ("SIGQUIT", 131, "quit"),
        ("SIGTERM", 143, "terminated"),
    ],
)
def test_what_is_known_is_kept_when_a_signal_comes(start, name, code, word):
    """Every report says what was asked, what was not, and why; nothing is left behind."""
    run = start("run", "--reference", "definition",
                *(f"--report={form}:out.{form}" for form in ("json", "junit", "html", "markdown")),
                "--report", "console")  # fmt: skip
    run.wait_for_the_loop()
    status, stdout, stderr = run.end(getattr(signal, name))
    assert (status, stderr) == (code, f"{word}\n")
    told = f"{word}, 3 not asked"
    assert "1 passed in " in stdout
    assert told in stdout
    report = json.loads((run.folder / "out.json").read_text())
    assert [result["id"] for result in report["results"]] == ["three.yaml::pad forward"]
    assert (report["passed"], report["stopped"], report["unasked"]) == (False, word, 3)
    error = ET.parse(run.folder / "out.junit").find(".//error")
    assert error.attrib == {"type": "stopped", "message": told}
    assert told in (run.folder / "out.html").read_text()
    assert told in (run.folder / "out.markdown").read_text()
    assert not list(run.folder.glob("cnncheck-*"))


def test_a_second_signal_ends_at_once(start):
    """Somebody who presses Ctrl-C twice does not want a report."""
    run = start("run", "--reference", "definition", "--report", "json:out.json")
    run.wait_for_the_loop()
    status, _, _ = run.end(signal.SIGINT, signal.SIGINT, signal.SIGINT)
    assert status in (130, -signal.SIGINT)  # the latter while the interpreter takes itself apart


def test_the_time_limit_keeps_what_is_known(start):
    """It is no pass, although all that was asked passed."""
    started = time.monotonic()
    run = start("run", "--reference", "definition", "--time-limit", "5", "--report", "json:o.json",
                "--report", "console")  # fmt: skip
    status, stdout, stderr = run.end()
    assert time.monotonic() - started < 30
    assert (status, stderr) == (1, "stopped after 5 s (--time-limit)\n")
    assert "stopped after 5 s (--time-limit), 3 not asked" in stdout
    assert not json.loads((run.folder / "o.json").read_text())["passed"]


def test_the_time_limit_ends_a_single_problem(cnncheck, looping):
    """What is known of it is shown."""
    done = cnncheck("pool", "--impl", looping("pool_back"), "--time-limit", "9")
    assert done.returncode == 1
    assert "stopped after 9 s (--time-limit), 1 not asked" in done.stdout
    assert "1 passed" in done.stdout


def test_a_run_that_nobody_hears_goes_on(start):
    """``nohup`` ignores SIGHUP, and so do we."""
    old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = start("run", "--reference", "definition")
    finally:
        signal.signal(signal.SIGHUP, old)
    run.wait_for_the_loop()
    run.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert run.process.poll() is None
    assert run.end(signal.SIGINT)[0] == 130


def test_what_is_graded_is_kept_when_a_signal_comes(tmp_path, cases, looping):
    """The table, the reports and the journal have it; --resume grades the rest."""
    right = (cases.parent / "tests" / "solutions" / "vectorised.py").read_text("utf-8")
    (tmp_path / "a.py").write_text(right)
    (tmp_path / "three.yaml").write_text(CASES)
    looping("pool_forward")
    grading = Started(
        tmp_path, "grade", "a.py", "solution.py", "--cases", "three.yaml", "--timeout", "60",
        "--report", "csv:grades.csv",
    )  # fmt: skip
    try:
        grading.wait_for_the_loop()
        status, stdout, stderr = grading.end(signal.SIGTERM)
    finally:
        grading.process.kill()
    assert (status, stderr.splitlines()[-1]) == (143, "terminated")
    assert "not graded, through no fault of its own: terminated" in stdout
    assert "1 not graded: run it again with --resume" in stdout
    rows = (tmp_path / "grades.csv").read_text().splitlines()
    assert rows[1].startswith("a.py,")
    assert rows[2].startswith("solution.py,,")
    assert "terminated" in rows[2]
    assert len((tmp_path / ".cnncheck-grade.jsonl").read_text().splitlines()) == 2
    assert not list(tmp_path.glob("cnncheck-*"))


SLOW = """
import time

def {name}(*arguments):
    time.sleep(1)
    return right_{name}(*arguments)
"""


def test_a_slow_submission_costs_no_more_than_its_time(cnncheck, cases, tmp_path, solution):
    """Its quick functions are asked everything; the slow one is told what it used up."""
    right = (cases.parent / "tests" / "solutions" / "vectorised.py").read_text("utf-8")
    code = solution(
        right + "\nright_pool_forward = pool_forward\n" + SLOW.format(name="pool_forward")
    )
    started = time.monotonic()
    done = cnncheck("grade", code, "--cases", cases / "pooling.yaml", "--submission-timeout", "15",
                    "--report", "json", timeout=100)  # fmt: skip
    assert time.monotonic() - started < 60  # of 64 seconds of sleep, and what else there is
    assert done.returncode == 0, done.stderr
    (graded,) = json.loads(done.stdout)["submissions"]
    assert graded["functions"]["pool_back"]["percent"] == 100
    forward = graded["functions"]["pool_forward"]
    assert 0 < forward["passed"] < forward["asked"]
    late = {s["message"] for s in graded["scores"] if s["outcome"] == "timeout"}
    assert (
        "pool_forward(X, f, s) was not asked: the 15 s for all calls together are used up" in late
    )


def test_the_bar_says_what_is_waited_for(start, tmp_path):
    """The function, the case and the seconds, on a terminal."""
    pty = pytest.importorskip("pty")
    (tmp_path / "three.yaml").write_text(CASES)
    ours, theirs = pty.openpty()
    run = start("run", "--reference", "definition", stderr=theirs)
    os.close(theirs)
    seen, until = b"", time.monotonic() + 60
    while b"waiting for pool_forward, pool: 2 s" not in seen and time.monotonic() < until:
        seen += os.read(ours, 1 << 16)
    assert b"waiting for pool_forward, pool: 2 s" in seen
    assert run.end(signal.SIGINT)[0] == 130
    os.close(ours)
