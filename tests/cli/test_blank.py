"""What is not written yet is neither wrong nor missing, and is said once a function."""

import pytest

from cnncheck.submission.blank import is_blank

CASES = """\
cases:
  - name: pad
    operator: zero_padding
    input: [1, 1, 2, 2]
    padding: [1, 1]
    matrix: {fill: [uniform, integers], seed: [1, 2]}
    points: 1
  - {name: pool, operator: max_pool2d, input: [1, 1, 4, 4], window: 2, points: 4}
"""


def test_a_blank_solution_is_not_written_yet(cnncheck, solution):
    """In a run and in grading; it earns nothing, so a run of it fails."""
    solution(CASES, "c.yaml")
    assert cnncheck("init", "solution").returncode == 0
    done = cnncheck("run", "c.yaml", "--impl", "solution.py", "-q")
    assert done.returncode == 1
    assert done.stdout.startswith(
        "NOT-WRITTEN zero_padding  zero_padding is not written yet (4 passes)\n"
        "NOT-WRITTEN pool_forward  pool_forward is not written yet (1 pass)\n"
        "NOT-WRITTEN pool_back  pool_back is not written yet (1 pass)\n"
    )
    assert "not written yet (0 of 8 points) in" in done.stdout
    graded = cnncheck("grade", "solution.py", "--cases", "c.yaml")
    assert "all functions: not written yet" in graded.stdout


def test_functions_without_a_body_are_not_written_yet(cnncheck, solution):
    """Whatever they are left with: pass, a docstring, dots, None under the name of a result."""
    solution(CASES, "c.yaml")
    path = solution(
        "def zero_padding(X, padding):\n    X_pad = None\n    return X_pad\n"
        "def pool_forward(X, f, s):\n    pass\n"
        "def pool_back(grad_pool, X, f, s):\n    return X if f < 0 else None\n"
    )
    done = cnncheck("run", "c.yaml", "--impl", path, "-q")
    assert done.returncode == 1
    assert "4 of 4 cases: zero_padding is not written yet" in done.stdout
    assert "1 of 1 case: pool_forward is not written yet" in " ".join(done.stdout.split())
    assert "pool_back(grad_pool, X, f, s) returned None" in done.stdout


def test_pytest_says_it_once_a_function(pytester):
    """One failure each; the other items have nothing to add."""
    (pytester.path / "c.yaml").write_text(CASES)
    (pytester.path / "s.py").write_text(
        "def zero_padding(X, padding): raise NotImplementedError\n"
        "def pool_forward(X, f, s): raise NotImplementedError('later')\n"
        "def pool_back(grad_pool, X, f, s): raise NotImplementedError\n"
    )
    done = pytester.runpytest_inprocess("c.yaml", "--cnncheck-impl", "s.py")
    done.assert_outcomes(failed=3, skipped=3)


def _blank():
    """Say what is to come."""
    raise NotImplementedError


def _told(X):
    raise NotImplementedError("it is not written yet")


def _prints(X):
    N, _, _, _ = X.shape
    print("in here", N)
    raise NotImplementedError(f"not for {X.shape}, nor for anything else")


def _passes(X):
    pass


def _dots(X):
    """Say what is to come."""
    ...


def _starts(X):
    result = None
    # YOUR CODE HERE
    return result  # noqa: RET504


def _returns_input(X):
    return X


def _returns_zero(X):
    return 0


def _returns_late(X):
    X = X + 1


def _written_above(X):
    X[0] = 1
    raise NotImplementedError


def _partly(X):
    if X:
        raise NotImplementedError("X")
    return 1


def _other(X):
    raise ValueError("NotImplementedError")


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("function", "blank"),
    [
        *((each, True) for each in (_blank, _told, _prints, _passes, _dots, _starts)),
        *((each, False) for each in (_partly, _other, _returns_input, _returns_zero)),
        *((each, False) for each in (_returns_late, _written_above, len)),
    ],
)
def test_only_what_does_nothing_else_is_blank(function, blank):
    """What is refused for some problems is written for the others."""
    assert is_blank(function) is blank


@pytest.mark.parametrize(
    ("helper", "told"),
    [
        (
            "def columns(X, f):\n    raise NotImplementedError",
            "is not written yet: columns is blank",
        ),
        ("def columns(X, f):\n    raise NotImplementedError(f'windows of {f}')", "windows of 2"),
        ("def columns(*_):\n    raise NotImplementedError('no pooling')", "no pooling"),
    ],
)
def test_a_blank_helper_is_named_and_a_refusal_is_none(cnncheck, solution, helper, told):
    """Whatever is raised without a look at what was handed over is still to be written."""
    solution(CASES, "c.yaml")
    path = solution(f"{helper}\n\ndef pool_forward(X, f, s):\n    return columns(X, f).max(-1)\n")
    done = cnncheck("run", "c.yaml", "--impl", path, "-q", COLUMNS="200")
    assert done.returncode == 1
    assert told in done.stdout
    assert ("NOT-WRITTEN" in done.stdout) == ("is blank" in told)
