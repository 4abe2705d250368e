"""What code does not define is not asked: said once, and no failure, wherever code is run."""

import json
import textwrap

import pytest

import cnncheck as api
from cnncheck.errors import UsageError

PADDING = """\
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
"""
CASES = """\
cases:
  - name: pad
    operator: zero_padding
    input: [1, 1, 2, 2]
    padding: [1, 1]
    matrix: {fill: [uniform, integers]}
    points: 1
  - {name: pool, operator: max_pool2d, input: [1, 1, 4, 4], window: 2, passes: [forward]}
"""
OTHER = "def conv(X, W): return X\ndef pool(X): return X\n"
NEAR = PADDING + "\ndef Pool_Forwards(X, f, s): return X\n"
SEEN = {
    "some of it": (PADDING, 0, "2 passed, 1 not-asked"),
    "nothing of it": (OTHER, 2, "defines none of the functions that are known"),
    "nearly all of it": (NEAR, 2, "; did you mean Pool_Forwards?"),
}


@pytest.fixture(autouse=True)
def _cases(tmp_path):
    """Two operators, of which a solution may have one."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "two.yaml").write_text(CASES)


@pytest.mark.sample(2)
@pytest.mark.parametrize(("code", "exit_code", "said"), SEEN.values(), ids=SEEN)
def test_run_says_what_is_not_asked(cnncheck, solution, code, exit_code, said):
    """Exit 0 where something passed; 2 where nothing is there, or nearly something."""
    solution(code)
    done = cnncheck("run", "cases", "--impl", "solution.py")
    assert (done.returncode, said in done.stdout + done.stderr) == (exit_code, True), done
    if exit_code == 0:
        line = "NOT-ASKED pool_forward  solution.py has no function pool_forward (1 pass)"
        assert done.stdout.count("pool_forward") == 2
        assert line in done.stdout
        assert cnncheck("run", "cases", "--impl", "solution.py", "--require-all").returncode == 1
        nothing = cnncheck("run", "cases", "--impl", "solution.py", "--operator", "max_pool2d")
        assert nothing.returncode == 3
    elif code == OTHER:
        assert "; cnncheck init solution writes the notebook's six" in done.stderr
        assert "; it has conv(X, W), pool(X); " in done.stderr
        assert "--bind" in done.stderr


@pytest.mark.sample(2)
@pytest.mark.parametrize(("code", "exit_code", "said"), SEEN.values(), ids=SEEN)
def test_pytest_agrees(pytester, code, exit_code, said):
    """With pytest's own numbers: 4 is bad usage, 5 is nothing ran."""
    (pytester.path / "cases").mkdir()
    (pytester.path / "cases" / "two.yaml").write_text(CASES)
    (pytester.path / "solution.py").write_text(code)
    words = ["cases", "--cnncheck-impl", "solution.py", "-p", "no:cacheprovider"]
    done = pytester.runpytest_inprocess(*words)
    assert done.ret == {0: 0, 2: 4}[exit_code]
    assert (said in str(done.stderr) + str(done.stdout)) == (exit_code == 2)
    if exit_code == 0:
        assert "2 not asked" not in str(done.stdout)
        assert "1 not asked: solution.py has no function pool_forward." in str(done.stdout)
        assert pytester.runpytest_inprocess(*words, "--cnncheck-require-all").ret == 1
        assert pytester.runpytest_inprocess(*words, "-k", "pool").ret == 5


@pytest.mark.sample(2)
@pytest.mark.parametrize(("code", "exit_code", "said"), SEEN.values(), ids=SEEN)
def test_python_agrees(solution, tmp_path, code, exit_code, said):
    """`report.passed`, and the same errors."""
    path = solution(code)
    if exit_code:
        with pytest.raises(UsageError) as caught:
            api.run(tmp_path / "cases", implementation=str(path))
        assert said in str(caught.value)
        return
    assert api.run(tmp_path / "cases", implementation=str(path)).passed
    options = api.Options(require_all=True)
    assert not api.run(tmp_path / "cases", implementation=str(path), options=options).passed


def test_grade_gives_no_points_for_it(cnncheck, solution, tmp_path):
    """A near miss is one submission's, so that the others are graded all the same."""
    solution(NEAR)
    done = cnncheck("grade", "solution.py", "--cases", "cases", "--fail-under", "100")
    assert done.returncode == 1
    assert "no function pool_forward" in done.stdout.replace(
        "no such function", "no function pool_forward"
    )
    assert "Did you mean Pool_Forwards?" in done.stdout


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("convolution2d_backward_input", "convolution2D_backward_input"),
        ("pool_backward", "pool_back"),
        ("PoolForward", "pool_forward"),
        ("zero_paddding", "zero_padding"),
        ("avg_pool_forward", None),
        ("conv_forward", None),
        ("convolution2D_backward_filter", None),
        ("convolution2D_backward", None),
        ("pool_forward_naive", None),
        ("convolution", "convolution2D"),
        ("conv_1d", "conv1d"),
        ("avgpool2d", "avg_pool2d"),
        ("conv", None),
        ("Conv", None),
        ("conv2d", None),
        ("conv3", None),
        ("max_pool2d", None),
        ("max_pool", None),
        ("conv2d_backward_input", "convolution2D_backward_input"),
        ("pool_back2", None),
    ],
)
def test_a_near_miss_is_a_slip_and_not_another_function(name, near):
    """One of the six is never taken for another of them, nor is what has a word in front.

    Nor a helper or a layer of another number of axes, or of none: ``conv`` and ``conv3`` stand in
    many a file whose functions are the notebook's.
    """
    from cnncheck.implementations.inprocess import InProcess
    from cnncheck.operators import FUNCTIONS

    code = InProcess("code", {name: lambda: None})
    hints = {each: reply.hint for each in FUNCTIONS if (reply := code.find(each))}
    assert [each for each, hint in hints.items() if hint.startswith("Did you mean")] == (
        [near] if near else []
    )


def test_what_is_not_asked_any_more_is_new_to_a_baseline(cnncheck, solution, tmp_path):
    """A function that is gone is no progress; one that never was is none of a baseline's news."""
    solution(PADDING)
    words = ("run", "cases", "--impl", "solution.py")
    assert cnncheck(*words, "--report", "json:was.json").returncode == 0
    assert json.loads((tmp_path / "was.json").read_text())["excused"] == ["not-asked"]
    assert cnncheck(*words, "--baseline", "was.json").returncode == 0
    solution(PADDING + textwrap.dedent("def pool_forward(X, f, s): return X"))
    assert cnncheck(*words, "--baseline", "was.json").returncode == 1
    solution("def pool_forward(X, f, s): return X[:, :, ::s, ::s]")
    assert cnncheck(*words, "--baseline", "was.json").returncode == 1


def test_cells_that_are_no_python_are_told_where_nothing_is_defined(cnncheck, solution):
    """What is missing may well be in a cell that was left out; and only layers are known."""
    source = "def zero_padding(X, padding):\n    return X +\n"
    cell = {"cell_type": "code", "source": source, "metadata": {}}
    path = solution(json.dumps({"cells": [cell], "nbformat": 4}), "assignment.ipynb")
    done = cnncheck("run", "cases", "--impl", path)
    assert done.returncode == 2
    assert "assignment.ipynb, code cell 1 was left out: SyntaxError: invalid syntax" in done.stderr
    assert "use_threads" not in done.stderr
