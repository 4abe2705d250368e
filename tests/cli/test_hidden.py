"""Hidden cases stay hidden from programs that keep what they are asked and say it later.

The programs are ``tests/hostile/leaks_*.py``. The hidden cases come first in the file and hold
numbers that are found nowhere else; whatever of them is written anywhere has leaked.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from cnncheck.report.formats import FORMATS

HOSTILE = Path(__file__).parents[1] / "hostile"
PROGRAMS = sorted(HOSTILE.glob("leaks_*.py"))
SECRETS = ("48151", "62342", "31337", "4.815", "6.234", "hiddenstride", "3x2", "[3, 2]")
CASES = """\
cases:
  - name: kept
    operator: zero_padding
    input: [1, 1, 1, 2]
    padding: [1, 1]
    visibility: hidden
    values: {X: [[[[48151, 62342]]]]}
  - name: varied
    operator: conv2d
    input: [1, 1, 7, 5]
    filter: [1, 1, 2, 2]
    fill: integers
    seed: 31337
    visibility: hidden
    matrix: {stride: [[3, 2], [1, 2]]}
  - name: open
    operator: zero_padding
    input: [1, 2, 3, 4]
    padding: [1, 2]
    fill: integers
    seed: 5
  - name: again
    operator: conv2d
    input: [1, 2, 4, 5]
    filter: [2, 2, 2, 3]
    fill: integers
    seed: 6
    matrix: {dtype: [float64, float32]}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with the cases; everything that a command leaves behind lands in it."""
    (tmp_path / "exam.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def written(folder):
    """All that stands in files below the folder, but for the cases and the programs."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "exam.yaml" and path.suffix != ".py":
            yield str(path.relative_to(folder)), path.read_bytes().decode("utf-8", "replace")


def assert_nothing_leaked(folder, process):
    """No secret in what was printed, nor in any file, nor in a file's name."""
    texts = {"stdout": process.stdout, "stderr": process.stderr, **dict(written(folder))}
    for name, text in texts.items():
        for secret in SECRETS:
            assert secret not in name + text, (name, secret, text)


@pytest.mark.sample(3)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_run_tells_nothing(program, folder, cnncheck, solution):
    """In no report, in no saved failure, in no cache, however much is asked for."""
    path = solution(program.read_text("utf-8"), program.name)
    reports = [word for name in FORMATS for word in ("--report", f"{name}:out.{name}")]
    words = (
        "--reference",
        "definition",
        "--impl",
        path,
        "-v",
        "-j",
        "2",
        "--save-failures",
        "saved.yaml",
        *reports,
    )
    done = cnncheck("run", "exam.yaml", *words, "--shrink-time", "0.2", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert "varied[hidden-1]" in done.stdout
    assert_nothing_leaked(folder, done)


def test_what_failed_last_is_found_by_a_name_that_tells_nothing(folder, cnncheck, solution):
    """The cache has the name of reports, and the question is asked again."""
    path = solution((HOSTILE / "leaks_by_names.py").read_text("utf-8"))
    words = ("--reference", "definition", "--shrink-time", "0")
    cnncheck("run", "exam.yaml", "--impl", path, *words, cwd=folder)
    done = cnncheck("run", "exam.yaml", "--impl", path, *words, "--last-failed", "-v", cwd=folder)
    assert "varied[hidden-2]" in done.stdout
    assert_nothing_leaked(folder, done)


def test_grade_tells_nothing(folder, cnncheck, solution):
    """Neither the table nor a report nor the journal."""
    for program in PROGRAMS:
        solution(program.read_text("utf-8"), program.name)
    reports = ("csv:out.csv", "json:out.json", "gradescope:{name}.grades")
    words = [word for report in reports for word in ("--report", report)]
    done = cnncheck(
        "grade", *folder.glob("*.py"), "--cases", "exam.yaml", "-v", "-j", "2", *words, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    assert_nothing_leaked(folder, done)
    assert "exam.yaml::varied[1 of 2]" in (folder / "out.json").read_text("utf-8")


def test_a_list_tells_nothing(folder, cnncheck):
    """And gives names by which hidden cases are found, as reports do."""
    done = cnncheck("run", "exam.yaml", "--list", cwd=folder)
    assert "exam.yaml::varied[hidden-2]  conv2d  forward" in done.stdout
    assert_nothing_leaked(folder, done)
    done = cnncheck("run", "exam.yaml", "--list", "--case", "varied[hidden-2]", cwd=folder)
    assert done.stdout.startswith("exam.yaml::varied[hidden-2]  conv2d  forward")
    assert len(done.stdout.splitlines()) == 1


def test_bench_tells_nothing(folder, cnncheck, solution):
    """Hidden cases are not timed, so that nobody sees their shapes or what they made code say."""
    path = solution((HOSTILE / "leaks_by_everything.py").read_text("utf-8"))
    words = ("--impl", path, "--peer", "im2col", "--time", "0", "--report", "json:out.json")
    done = cnncheck("bench", "exam.yaml", *words, cwd=folder)
    assert "3 hidden cases are not timed" in done.stderr
    assert "exam.yaml::open" in done.stdout + done.stderr
    assert_nothing_leaked(folder, done)
    only = cnncheck("bench", "exam.yaml", *words, "--case", "kept", cwd=folder)
    assert (only.returncode, "1 hidden case" in only.stderr) == (3, True)


def test_pytest_tells_nothing(folder, solution):
    """Neither in the names of tests nor in what is said of them, locals shown or not."""
    path = solution((HOSTILE / "leaks_by_everything.py").read_text("utf-8"))
    words = ["-p", "no:cacheprovider", "-vv", "--showlocals", "--junitxml=out.xml", "-rA"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "exam.yaml", "--cnncheck-impl", path, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "varied::forward[hidden-2]" in done.stdout
    assert_nothing_leaked(folder, done)


def test_code_without_a_jail_is_not_trusted_with_a_secret(folder, cnncheck, solution):
    """Nothing keeps it from printing what it is asked, so the report says so; grading refuses."""
    path = solution("def zero_padding(X, padding):\n    return X * 2\n")
    done = cnncheck("run", "exam.yaml", "--impl", path, "--no-isolation", "-q", cwd=folder)
    assert (
        "the code could tell what the hidden cases are: it was not jailed (none: called in the "
        "same process, without limits)"
    ) in " ".join(done.stdout.split())
    done = cnncheck("run", "exam.yaml", "--impl", path, "--no-isolation", "--case", "open")
    assert "hidden cases are" not in done.stdout
    done = cnncheck("grade", path, "--cases", "exam.yaml", "--no-isolation", cwd=folder)
    assert done.returncode == 2
