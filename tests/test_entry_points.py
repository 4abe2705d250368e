"""Every way in asks the same questions: one table of codes, one of ways, one of how each ends."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import yaml

import cnncheck
from cnncheck.errors import UsageError

ROOT = Path(__file__).parent.parent
CASES = """\
defaults: {fill: integers, points: 1}
cases:
  - {name: pad, operator: zero_padding, input: [1, 1, 2, 3], padding: [1, 2]}
  - {name: tiles, operator: max_pool2d, passes: [forward], input: [1, 1, 4, 4], window: 2, stride: 2}
  - {name: rest, operator: max_pool2d, passes: [forward], input: [1, 1, 5, 5], window: 2, stride: 2}
"""
PAD = """\
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out

"""
POOL = """\
def pool_forward(X, f, s):
    OH, OW = 1 + (X.shape[2] - f) // s, 1 + (X.shape[3] - f) // s
    out = np.zeros((*X.shape[:2], OH, OW), X.dtype)
    for i, j in np.ndindex(OH, OW):
        out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].max((2, 3))
    return out
"""
REFUSES = "    if (X.shape[2] - f) % s:\n        raise ValueError('windows must tile')\n"


class Code(NamedTuple):
    """A solution; how pad, tiles and rest end; and what is said of all of it."""

    text: str
    outcomes: tuple[str, str, str] | None
    end: str


CODES = {
    "right": Code(PAD + POOL, ("passed", "passed", "passed"), "passed"),
    "wrong": Code(
        PAD + POOL.replace("max", "min"), ("passed", "wrong-values", "wrong-values"), "failed"
    ),
    "missing": Code(PAD, ("passed", "not-asked", "not-asked"), "passed"),
    "near miss": Code(PAD + POOL.replace("pool_forward", "pool_forwards"), None, "refused"),
    "none of it": Code("def layer(X): return X\n", None, "refused"),
    "another": Code(
        "def convolution2D(X, W, stride, padding): return X\n",
        ("not-asked", "not-asked", "not-asked"),
        "nothing ran",
    ),
    "blank": Code(
        PAD + "def pool_forward(X, f, s):\n    raise NotImplementedError\n",
        ("passed", "not-written", "not-written"),
        "failed",
    ),
    "refuses": Code(
        PAD + POOL.replace("    OH,", REFUSES + "    OH,"),
        ("passed", "passed", "unsupported"),
        "failed",
    ),
    "refuses all": Code(
        PAD + "def pool_forward(X, f, s):\n    raise ValueError('no windows')\n",
        ("passed", "raised", "raised"),
        "failed",
    ),
    "endless": Code(
        PAD + "def pool_forward(X, f, s):\n    while True: pass\n",
        ("passed", "timeout", "timeout"),
        "failed",
    ),
    "not allowed": Code(
        "import numba\n" + PAD + "@numba.njit\n" + POOL,
        ("passed", "not-allowed", "not-allowed"),
        "failed",
    ),
    "does not load": Code(PAD + "def broken(:\n", ("load-error",) * 3, "failed"),
}
WORDS = ("--timeout", "5", "--patience", "1")
ENDS = {
    "run": {"passed": 0, "failed": 1, "refused": 2, "nothing ran": 3},
    "pytest": {"passed": 0, "failed": 1, "refused": 4, "nothing ran": 5},
    "python": {"passed": True, "failed": False, "refused": UsageError, "nothing ran": False},
    "grade": {"passed": 0, "failed": 1},
}
"""How each way in says it."""


def command(folder, *words, **env):
    """Run a command as a person or a CI would, and return the finished process."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env={**os.environ, "PATH": path, "NO_COLOR": "1", **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback (most recent call last)" not in done.stderr, done.stderr
    return done


def ended(folder, *words, **env):
    """Run a command that writes out.json; return its exit code, and what the report says."""
    code = command(folder, *words, **env).returncode
    path = folder / "out.json"
    if not path.exists():
        return code, None
    return code, [each["verdict"]["outcome"] for each in json.loads(path.read_text())["results"]]


def run(folder):
    """`cnncheck run`."""
    words = (*WORDS, "--reference", "definition", "--report", "json:out.json")
    return ended(folder, "cnncheck", "run", "cases", "--impl", "solution.py", *words)


def module(folder):
    """`python -m cnncheck run`, on a file, several questions at once."""
    words = (*WORDS, "-j", "2", "--impl", "solution.py", "--report", "json:out.json")
    start = (sys.executable, "-m", "cnncheck", "run", "cases/c.yaml")
    return ended(folder, *start, *words, "--reference", "definition")


def action(folder):
    """The script of the GitHub Action."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    (script,) = (step["run"] for step in steps if step["name"] == "Check")
    given = {
        "CNNCHECK_IMPL": "solution.py",
        "CNNCHECK_PATHS": "cases",
        "CNNCHECK_ARGS": f"{' '.join(WORDS)} --reference definition --report json:out.json",
        "GITHUB_STEP_SUMMARY": "summary.md",
    }
    return ended(folder, "bash", "-eo", "pipefail", "-c", script, **given)


def hook(folder):
    """The hook that runs when the solution was changed."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    hooks = {each["id"]: each for each in yaml.safe_load(text)}
    words = (*WORDS, "--reference", "definition", "--report", "json:out.json")
    entry = shlex.split(hooks["cnncheck-solution"]["entry"])
    return ended(folder, *entry, *words)


def in_pytest(folder, *workers):
    """`pytest cases/`, without the plugins that take longest to load."""
    unused = "hypothesispytest" if workers else "xdist"
    chosen = ("--impl", "solution.py", "--reference", "definition", *WORDS)
    options = [word.replace("--", "--cnncheck-") for word in chosen]
    words = ("-p", "no:cacheprovider", "--junit-xml=out.xml", "-o", "junit_family=xunit1")
    start = (sys.executable, "-m", "pytest", "cases", "-p", f"no:{unused}")
    code = command(folder, *start, *words, *options, *workers).returncode
    if not (folder / "out.xml").exists():
        return code, None
    found = {
        each.attrib["classname"].rpartition(".")[2]: each.find("properties/property")
        for each in ElementTree.parse(folder / "out.xml").iter("testcase")
    }
    seen = [found[name] for name in ("pad", "tiles", "rest") if name in found]
    return code, [each.attrib["value"] for each in seen if each is not None] or None


def in_pytest_with_workers(folder):
    """`pytest cases/ -n 2`."""
    return in_pytest(folder, "-n", "2")


def in_python(folder):
    """`cnncheck.run`."""
    options = cnncheck.Options(timeout=5, patience=1)
    settings = cnncheck.Settings(reference="definition")
    chosen = {"options": options, "settings": settings}
    try:
        report = cnncheck.run(
            folder / "cases", implementation=str(folder / "solution.py"), **chosen
        )
    except UsageError:
        return UsageError, None
    return report.passed, [each.verdict.outcome.value for each in report.results]


def grade(folder):
    """`cnncheck grade`, for full points."""
    words = ("--cases", "cases", "--fail-under", "100", "--report", "json:grades.json", *WORDS)
    start = ("cnncheck", "grade", "solution.py", "--reference", "definition")
    code = command(folder, *start, *words).returncode
    (graded,) = json.loads((folder / "grades.json").read_text())["submissions"]
    return code, [each["outcome"] for each in graded["scores"]]


SAME = {
    "python -m": ("right", "wrong", "near miss", "another"),
    "action": ("right", "wrong", "near miss", "another"),
    "hook": ("right", "wrong", "near miss", "another"),
    "pytest -n 2": ("wrong", "near miss"),
}
"""Codes for the ways that run the same command as another way."""

WAYS = {
    "run": (run, "run"),
    "python -m": (module, "run"),
    "action": (action, "run"),
    "hook": (hook, "run"),
    "pytest": (in_pytest, "pytest"),
    "pytest -n 2": (in_pytest_with_workers, "pytest"),
    "cnncheck.run": (in_python, "python"),
    "grade": (grade, "grade"),
}


@pytest.fixture
def folder(tmp_path):
    """A person's folder with cases, and benchmarks below that nobody names."""
    (tmp_path / "cases" / "bench").mkdir(parents=True)
    for place in ("cases/c.yaml", "cases/bench/b.yaml"):
        (tmp_path / place).write_text(CASES)
    return tmp_path


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("code", "way"),
    [(code, way) for code in CODES for way in WAYS if code in SAME.get(way, CODES)],
)
def test_it_is_told_alike(folder, code, way):
    """The outcome of each pass, and the exit code."""
    (folder / "solution.py").write_text(CODES[code].text)
    ask, ends = WAYS[way]
    end, outcomes = ask(folder)
    expected, ending = CODES[code].outcomes, CODES[code].end
    if ends == "grade":  # a slip is one submission's, and what is not defined earns nothing
        padded = "passed" if "zero_padding" in CODES[code].text else "not-asked"
        expected = expected or (padded, "not-asked", "not-asked")
        ending = ending if code == "right" else "failed"
    assert end == ENDS[ends][ending]
    assert outcomes == (expected and list(expected))


def test_pytest_collects_what_a_run_asks(tmp_path):
    """The shipped cases, one test a pass; benchmarks are in neither unless they are named."""
    for path in (ROOT / "cases", ROOT / "cases" / "bench"):
        words = (str(path), "--collect-only", "-q", "-p", "no:cacheprovider")
        says = command(tmp_path, sys.executable, "-m", "pytest", *words).stdout
        (count,) = re.findall(r"^(\d+) tests collected", says, re.MULTILINE)
        listed = command(tmp_path, "cnncheck", "run", path, "--list").stdout.splitlines()
        assert int(count) == sum(len(line.split("  ")[-1].split()) for line in listed)


def test_the_time_limit_ends_python_and_pytest_as_well(folder):
    """What is known is kept, and it is no pass."""
    (folder / "solution.py").write_text(CODES["endless"].text)
    options = cnncheck.Options(timeout=3, patience=9, time_limit=2.5)
    settings = cnncheck.Settings(reference="definition")
    report = cnncheck.run(
        folder / "cases",
        implementation=str(folder / "solution.py"),
        options=options,
        settings=settings,
    )
    assert report.stopped_text == "stopped after 2.5 s (time_limit), 1 not asked"
    assert not report.passed
    words = ("--cnncheck-impl", "solution.py", "--cnncheck-time-limit", "0.1")
    words = ("cases", "-p", "no:cacheprovider", *words)
    done = command(folder, sys.executable, "-m", "pytest", *words)
    assert (done.returncode, "stopped after 0.1 s (--cnncheck-time-limit)" in done.stdout) == (
        1,
        True,
    )
