"""``cnncheck grade`` through the real command: what it says, each exit code, and SIGKILL."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOLUTIONS = Path(__file__).parent.parent / "solutions"

CASES = """
cases:
  - {name: seen, operator: max_pool2d, input: [2, 3, 5, 7], window: 2, stride: 3, seed: 4, points: 3}
  - {name: unseen, operator: zero_padding, input: [1, 2, 3, 4], padding: [1, 2], seed: 7919,
     points: 1, visibility: hidden}
"""

ONLY_FORWARD = """
import numpy as np

def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, 1 + (H - f) // s, 1 + (W - f) // s), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].max((2, 3))
    return out

def zero_padding(X, padding):
    print("X is", X)
    return X
"""


TABLE = """\
                zero      pool    pool
            _padding  _forward   _back  total
submission      of 1    of 1.5  of 1.5   of 4  percent
ann.py             1       1.5     1.5      4    100.0
ben.py             0       1.5       0    1.5     37.5
cy.py              0         0       0      0      0.0

ben.py
  zero_padding: the result shares memory with an input, or a later call changes it
  pool_back: ben.py has no such function

cy.py
  zero_padding: the implementation could not be loaded
  pool_forward, pool_back: cy.py cannot be loaded: SyntaxError: invalid syntax (cy.py, line 1): def
  ("""


def command(*words, cwd, **env):
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "cnncheck", *map(str, words)],
        cwd=cwd,
        env={
            "CNNCHECK_REFERENCE": "definition",
            **os.environ,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            **env,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def lay_out(folder):
    """Put cases into a folder, and a folder with three submissions."""
    (folder / "exam.yaml").write_text(CASES, encoding="utf-8")
    work = folder / "work"
    work.mkdir()
    shutil.copy(SOLUTIONS / "vectorised.py", work / "ann.py")
    (work / "ben.py").write_text(ONLY_FORWARD, encoding="utf-8")
    (work / "cy.py").write_text("def (", encoding="utf-8")
    return work


@pytest.fixture
def work(tmp_path):
    """A folder of submissions, to be changed at will."""
    return lay_out(tmp_path)


@pytest.fixture
def grade(tmp_path, work):
    """A function that grades the folder, or what it is given."""

    def run(*words, of=("work",), **env):
        return command("grade", *of, "--cases", "exam.yaml", *words, cwd=tmp_path, **env)

    return run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A folder in which everything was graded once, and what the command said."""
    folder = tmp_path_factory.mktemp("finished")
    lay_out(folder)
    (folder / "out").mkdir()
    reports = ("csv:g.csv", "json:g.json", "gradescope:out/{name}.json")
    words = [word for report in reports for word in ("--report", report)]
    done = command("grade", "work", "--cases", "exam.yaml", "-j", "2", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture
def again(finished):
    """A function that shows the finished grading once more, from its journal."""

    def run(*words, **env):
        words = ("grade", "work", "--cases", "exam.yaml", "--resume", *words)
        return command(*words, cwd=finished[0], **env)

    return run


def test_the_whole_output(finished):
    """The table, the reasons, the summary; and a line for each finished submission."""
    _, done = finished
    table, summary = done.stdout.rsplit("\n\n", 1)
    assert "\n".join(line.rstrip() for line in table.split("\n")) == TABLE
    isolation, counts = summary.split("\n", 1)
    assert isolation.startswith("ran in own process, ")
    assert counts.startswith("3 graded in ")
    assert summary.endswith("mean 45.8 %\n")
    lines = done.stderr.splitlines()
    assert [line.split("]")[0] for line in lines] == ["[1/3", "[2/3", "[3/3"]
    assert sorted(line.split("] ")[1] for line in lines) == [
        "ann.py  4 of 4", "ben.py  1.5 of 4", "cy.py  0 of 4",
    ]  # fmt: skip


def test_quiet_shows_the_table_alone(again):
    """Nothing while it grades, and no reasons."""
    done = again("-q")
    assert done.stderr == ""
    assert "ben.py has no" not in done.stdout
    assert "ann.py" in done.stdout


def test_verbose_tells_every_failing_case(again):
    """With its hint; of a hidden one neither input nor print."""
    done = again("-v")
    assert "    not-asked  pool_back  exam.yaml::seen\n" in done.stdout
    assert "    aliased-output  zero_padding  exam.yaml::unseen\n" in done.stdout
    assert "X is" not in done.stdout
    assert "7919" not in done.stdout


def test_a_narrow_terminal_gets_the_totals(again):
    """All names stay readable."""
    lines = [line.split() for line in again("-q", COLUMNS="40").stdout.splitlines()]
    assert lines[:3] == [["total"], ["submission", "of", "4", "percent"], ["ann.py", "4", "100.0"]]


def test_reports_are_written(finished):
    """CSV and JSON of the batch, Gradescope's file for each."""
    folder, _ = finished
    with (folder / "g.csv").open(encoding="utf-8") as file:
        rows = [(row["submission"], row["total"]) for row in csv.DictReader(file)]
    assert rows == [("ann.py", "4"), ("ben.py", "1.5"), ("cy.py", "0")]
    book = json.loads((folder / "g.json").read_text(encoding="utf-8"))
    assert [each["percent"] for each in book["submissions"]] == [100, 37.5, 0]
    assert sorted(os.listdir(folder / "out")) == ["ann.py.json", "ben.py.json", "cy.py.json"]
    results = json.loads((folder / "out" / "ben.py.json").read_text(encoding="utf-8"))
    assert results["score"] == 1.5
    shown = [test["visibility"] for test in results["tests"]]
    assert shown == ["visible", "visible", "after_published"]


def test_a_report_on_standard_output_is_alone_there(again):
    """For a pipe."""
    done = again("--report", "csv")
    assert done.stdout.startswith("submission,zero_padding,")
    assert len(done.stdout.splitlines()) == 4


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("0.5", 1)])
def test_fail_under(again, percent, code):
    """Exit 1 when somebody has less, and only then."""
    assert again("--fail-under", percent).returncode == code


def test_a_single_submission_needs_no_journal(grade, tmp_path):
    """As in an autograder, again and again."""
    for _ in range(2):
        done = grade("--report", "gradescope:r.json", of=["work/ann.py"])
        assert done.returncode == 0, done.stderr
    assert not (tmp_path / ".cnncheck-grade.jsonl").exists()
    assert json.loads((tmp_path / "r.json").read_text())["score"] == 4.0


def test_resume_takes_what_is_unchanged(grade, work):
    """A changed submission is graded again, the others are told to be known."""
    assert grade().returncode == 0
    asked = grade()
    assert asked.returncode == 2
    assert asked.stderr == (
        "error: the journal .cnncheck-grade.jsonl holds 3 graded submissions; --resume takes those "
        "that are unchanged and grades the rest, --fresh grades all again, --journal names another "
        "file\n"
    )
    shutil.copy(work / "ann.py", work / "cy.py")
    done = grade("--resume")
    assert sorted(done.stderr.splitlines()) == [
        "[1/3] ann.py  4 of 4  (from the journal)",
        "[2/3] ben.py  1.5 of 4  (from the journal)",
        "[3/3] cy.py  4 of 4",
    ]
    assert "2 of them from the journal" in done.stdout
    assert "the same code, to the byte: ann.py, cy.py" in done.stdout
    assert "from the journal" not in grade("--fresh").stderr


def test_without_cases_nothing_is_graded(work, tmp_path):
    """Exit 3."""
    (tmp_path / "none").mkdir()
    done = command("grade", "work", "--cases", "none", cwd=tmp_path)
    assert done.returncode in (2, 3)
    assert "none" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--resume", "--fresh"],
            "--resume and --fresh exclude each other; --resume goes on where the journal ends, "
            "--fresh starts again",
        ),
        (
            ["--no-isolation", "-j", "2"],
            "--no-isolation runs one submission at a time, in this process; leave out --jobs and "
            "--dask",
        ),
        (
            ["--no-isolation"],
            "hidden cases cannot be graded with --no-isolation: the code could print their inputs; "
            "leave out one or the other",
        ),
        (["--report", "gradescope:r.json"], "a gradescope report is of one submission"),
        (["--memory", "lots"], "'lots' is not a size"),
    ],
)
def test_bad_usage_is_told_before_anything_runs(grade, tmp_path, words, message):
    """Exit 2, and no submission is announced."""
    done = grade(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "[1/3]" not in done.stderr


def test_an_empty_folder_is_bad_usage(grade, tmp_path):
    """The message says what would be a submission."""
    (tmp_path / "empty").mkdir()
    done = grade(of=["empty"])
    assert done.returncode == 2
    assert done.stderr == (
        "error: empty: the folder has no submissions; each .py file, .ipynb notebook or folder in "
        "it would be one\n"
    )


def test_no_isolation_grades_alike(grade, tmp_path):
    """For a debugger; there what is printed is seen."""
    visible = CASES.replace("visibility: hidden", "visibility: visible")
    (tmp_path / "exam.yaml").write_text(visible, encoding="utf-8")
    done = grade("--no-isolation", "-q")
    assert done.returncode == 0, done.stderr
    assert row(done, "ben.py") == ["ben.py", "0", "1.5", "0", "1.5", "37.5"]


def test_a_loop_costs_its_time_limit_and_nobody_else_anything(grade, work):
    """Everybody is graded."""
    (work / "dee.py").write_text("def pool_forward(X, f, s):\n    while True: pass\n")
    done = grade("--timeout", "0.5", "-j", "2")
    assert done.returncode == 0
    assert "pool_forward: pool_forward(X, f, s) did not return within 0.5 s" in done.stdout
    assert row(done, "ann.py") == ["ann.py", "1", "1.5", "1.5", "4", "100.0"]


def test_what_never_ends_is_put_last(grade, work):
    """The others are told first, and it has all of its time then."""
    (work / "ann.py").write_text("def pool_forward(X, f, s):\n    while True: pass\n")
    done = grade("--timeout", "3", "--patience", "1")
    assert done.returncode == 0
    told = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("[")]
    assert told == ["ben.py", "cy.py", "ann.py"]
    assert "ann.py takes long and is put last\n" in done.stderr
    assert "pool_forward: pool_forward(X, f, s) did not return within 3 s" in done.stdout


def test_a_report_without_a_folder_is_refused_before_anybody_is_graded(grade, tmp_path):
    """Also one of many files."""
    done = grade("--report", "gradescope:no/{name}.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: cannot write no/ann.py.json: there is no folder no; create it: mkdir -p 'no'\n"
    )
    assert not (tmp_path / ".cnncheck-grade.jsonl").exists()


def test_a_name_with_a_line_end_forges_no_line(grade, work):
    """Neither while grading nor in the table."""
    (work / "x\n[9 of 9] eve.py").write_text("")
    (work / "x\nleft.txt").write_text("")
    done = grade()
    assert "left out of work, as no submission: x\\nleft.txt\n" in done.stderr
    assert "] x\\n[9 of 9] eve.py  0 of 4\n" in done.stderr
    assert "\n[9 of 9]" not in done.stderr + done.stdout


WITHOUT_NUMBA = """
try:
    import numba
except ImportError:
    numba = None
"""


def test_how_the_code_ran_is_told(grade, work, tmp_path):
    """Which package it did without, and which was not really there."""
    (work / "ann.py").write_text(WITHOUT_NUMBA + ONLY_FORWARD)
    (work / "ben.py").write_text(
        "import torch\n\ndef pool_forward(X, f, s):\n    return torch.tensor(X)\n"
    )
    done = grade("--report", "json:g.json", "--report", "gradescope:{name}.out")
    ann, ben = json.loads((tmp_path / "g.json").read_text())["submissions"][:2]
    (note,) = ann["notes"]
    assert note.startswith("numba is not imported, which ann.py, line 3, provides for")
    assert ben["notes"] == []
    said = " ".join(done.stdout.split())
    assert f"note: {note}" in said
    assert "Add --allow torch to run the real torch" in said
    assert note in json.loads((tmp_path / "ann.py.out").read_text())["output"]


def test_torch_is_imported_in_a_process_of_its_own(work, tmp_path):
    """While everything else goes on; a batch that the journal has needs none at all."""
    words = ["-X", "importtime", "-m", "cnncheck", "grade", "work", "--cases", "exam.yaml"]
    for more in ((), ("--resume",)):
        done = subprocess.run(
            [sys.executable, *words, *more],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert ("subprocess" in imported, "torch" in imported) == (True, False)


def row(done, name):
    """Return the words of a submission's row."""
    return next(line.split() for line in done.stdout.splitlines() if line.startswith(f"{name} "))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_gets_a_bar_with_the_time_left(work, tmp_path):
    """On standard error, and no lines there."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cnncheck", "grade", "work", "--cases", "exam.yaml"],
        cwd=tmp_path,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    assert process.wait(30) == 0
    os.close(ours)
    text = seen.decode()
    assert "waiting for torch: " in text
    assert "3/3" in text
    assert "about 0:00 left" in text
    assert "[1/3]" not in text


def _read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other side is closed
        return b""


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_any_moment_it_loses_nothing_that_was_announced(work, tmp_path):
    """Killed again and again; each resumption knows all that any run before it announced."""
    for number in range(12):
        text = (work / "ann.py").read_text(encoding="utf-8")  # the same code is graded once
        (work / f"s{number:02}.py").write_text(f"{text}# {number}\n", encoding="utf-8")
    announced = set()
    for moment in (0.0, 0.03, 0.11, 0.17):
        known, told = _killed(tmp_path, moment, resume=bool(announced))
        assert known >= announced, moment
        assert told - known, "nothing was graded, so nothing was tried"
        announced |= told
    assert 4 <= len(announced) < 15
    known, told = _killed(tmp_path, None, resume=True)
    assert known >= announced
    assert len(told) == 15
    lines = (tmp_path / ".cnncheck-grade.jsonl").read_text().splitlines()
    assert len([json.loads(line) for line in lines]) == 16


def _killed(folder, moment, *, resume):
    """Grade until `moment` seconds after the first new announcement; then SIGKILL.

    Return who was known from the journal, and everybody who was announced.
    """
    words = ["grade", "work", "--cases", "exam.yaml", "-j", "2", *["--resume"] * resume]
    process = subprocess.Popen(
        [sys.executable, "-m", "cnncheck", *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = []
    for line in process.stderr:
        lines.append(line)
        if moment is not None and "journal" not in line:
            time.sleep(moment)
            process.kill()
            break
    lines += process.stderr.readlines()  # what was announced in the meantime counts as well
    process.stderr.close()
    process.wait(30)
    graded = [line for line in lines if line.startswith("[") and line.endswith("\n")]
    told = {line.split()[1] for line in graded}
    known = {line.split()[1] for line in lines if "(from the journal)" in line}
    return known, told
