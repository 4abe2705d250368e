"""``cnncheck run --last-failed`` through the real command."""

import json
import subprocess

import pytest

from cnncheck.running.last_failed import remembered

CASES = """
cases:
  - {name: small, operator: zero_padding, input: [1, 2, 3, 4], padding: [2, 1], seed: 7}
  - {name: tall, operator: zero_padding, input: [1, 2, 9, 4], padding: [3, 1], seed: 8}
  - {name: pool, operator: max_pool2d, input: [1, 2, 9, 5], window: 2, stride: 2, seed: 9}
"""

CODE = """
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out{TAIL}

def pool_forward(X, f, s):
    return X

def pool_back(g, X, f, s):
    raise ValueError("not yet")
"""
QUICKLY = ("--reference", "definition", "--no-isolation", "--shrink-time", "0")
WRONG, RIGHT = CODE.replace("{TAIL}", " + 1"), CODE.replace("{TAIL}", "")


@pytest.fixture
def run(cnncheck, solution, tmp_path):
    """A function that runs a solution in a folder with three cases."""
    (tmp_path / "c.yaml").write_text(CASES, encoding="utf-8")

    def run(code, *words, name="solution.py", **how):
        solution(code, name)
        return cnncheck("run", *(words or ("c.yaml",)), "--impl", name, "-q", *QUICKLY, **how)

    return run


@pytest.fixture
def asked(run, tmp_path):
    """A function that runs with ``--last-failed`` and returns what was asked."""

    def asked(code, *words, **how):
        done = run(code, *(words or ("c.yaml",)), "--lf", "--report", "json:lf.json", **how)
        results = json.loads((tmp_path / "lf.json").read_text())["results"]
        return [f"{each['case']['name']} {each['pass']}" for each in results], done

    return asked


ALL = ["small forward", "tall forward", "pool forward", "pool backward"]


def test_only_what_failed_is_run_again(run, asked):
    """Until it passes; then there is nothing to remember, and everything is run."""
    run(WRONG, "c.yaml", "--case", "small")
    names, done = asked(WRONG)
    assert names == ["small forward"]
    assert done.returncode == 1
    assert "3 left out" in done.stdout
    names, done = asked(RIGHT)
    assert names == ["small forward"]
    assert done.returncode == 0
    names, done = asked(RIGHT)
    assert names == ALL
    assert "no failure of solution.py is remembered: running all\n" in done.stderr


def test_what_is_not_asked_stays_remembered(run, asked):
    """A run of one case says nothing about the others."""
    run(WRONG)
    run(RIGHT, "c.yaml", "--case", "tall")
    assert asked(RIGHT)[0] == ["small forward", "pool forward", "pool backward"]
    assert asked(RIGHT, "c.yaml", "--operator", "max_pool2d")[0] == [
        "pool forward",
        "pool backward",
    ]


def test_each_implementation_has_its_own_failures(run, asked):
    """A right one next to a wrong one."""
    run(WRONG, name="a.py")
    run(RIGHT, "c.yaml", "--operator", "zero_padding", name="b.py")
    assert asked(RIGHT, name="b.py")[0] == ALL
    assert asked(WRONG, name="a.py")[0] == ALL


def test_paths_may_be_written_in_several_ways(run, asked, tmp_path):
    """The same file by another name is the same file."""
    run(WRONG, "c.yaml", "--case", "small")
    assert asked(WRONG, tmp_path / "c.yaml", name="./solution.py")[0] == ["small forward"]
    assert asked(WRONG, ".", name="solution.py")[0] == ["small forward"]


def test_a_selection_without_any_of_them_runs_nothing(run):
    """And says why, with exit code 3."""
    run(WRONG, "c.yaml", "--case", "small")
    done = run(WRONG, "c.yaml", "--lf", "--case", "pool")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr == (
        "nothing ran: of the 1 that failed last, none is selected; "
        "leave out --last-failed, or what narrows the selection\n"
    )


def test_what_would_run_can_be_listed(run, cnncheck):
    """Listing neither asks nor forgets."""
    run(WRONG, "c.yaml", "--case", "pool")
    for _ in range(2):
        done = cnncheck("run", "c.yaml", "--lf", "--list", "--impl", "solution.py")
        assert done.stdout == "c.yaml::pool  max_pool2d  forward backward\n"


def test_cases_that_are_gone_are_forgotten(run, asked, tmp_path):
    """When their file is read without them."""
    run(WRONG)
    (tmp_path / "c.yaml").write_text(CASES.replace("name: tall", "name: renamed"))
    run(WRONG, "c.yaml", "--case", "small")
    state = json.loads((tmp_path / ".cnncheck_cache" / "last-failed.json").read_text())
    assert [label for _, label, _ in state["failed"]["solution.py"]] == ["pool", "pool", "small"]


def test_a_run_that_passes_leaves_nothing_behind(run, tmp_path):
    """The folder appears with the first failure, and is nothing to Git."""
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    run(RIGHT, "c.yaml", "--operator", "zero_padding")
    assert not (tmp_path / ".cnncheck_cache").exists()
    run(WRONG)
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert status.stdout == "?? c.yaml\n?? solution.py\n"
    assert sorted(path.name for path in (tmp_path / ".cnncheck_cache").iterdir()) == [
        ".gitignore", "CACHEDIR.TAG", "last-failed.json",
    ]  # fmt: skip


def test_a_folder_that_cannot_be_written_fails_nothing(run, tmp_path):
    """Nor one that is a file."""
    (tmp_path / ".cnncheck_cache").write_text("mine")
    done = run(WRONG)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert (tmp_path / ".cnncheck_cache").read_text() == "mine"
    assert run(RIGHT, "c.yaml", "--lf", "--operator", "zero_padding").returncode == 0


@pytest.mark.parametrize(
    "state",
    [
        "", "[]", "null", "{", '{"schema": "cnncheck.last-failed/2", "failed": {}}',
        '{"schema": "cnncheck.last-failed/1", "failed": [1]}',
        '{"schema": "cnncheck.last-failed/1", "failed": {"solution.py": [["a", "b"]]}}',
        "[" * 100_000, "\udcff",
    ],
)  # fmt: skip
def test_a_state_that_is_not_as_we_write_it_is_none(tmp_path, monkeypatch, state):
    """Nothing is remembered then, and nothing goes wrong."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".cnncheck_cache").mkdir()
    (tmp_path / ".cnncheck_cache" / "last-failed.json").write_bytes(
        state.encode("utf-8", "surrogateescape")
    )
    assert remembered(["solution.py"]) == set()


def test_a_broken_state_is_written_anew(run, asked, tmp_path):
    """With what failed this time."""
    (tmp_path / ".cnncheck_cache").mkdir()
    path = tmp_path / ".cnncheck_cache" / "last-failed.json"
    path.write_text("{")
    names, _ = asked(WRONG)
    assert names == ALL
    assert len(json.loads(path.read_text())["failed"]["solution.py"]) == 4
