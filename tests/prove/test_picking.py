"""Maximum pooling: proved by what is compared, or by what is the largest of what."""

from pathlib import Path

import pytest

from cnncheck.prove.result import Status

POOL = """
cases:
  - {name: small, operator: max_pool2d, passes: [PASS], input: [2, 2, 5, 4], window: 2, stride: STRIDE}
  - {name: single, operator: max_pool2d, passes: [PASS], input: [1, 1, 2, 2], window: 2}
"""

LOOPS = """import numpy as np


def picked(window, best, at):
    for k in range(window.shape[0]):
        for l in range(window.shape[1]):
            if window[k, l] > best:
                best, at = window[k, l], (k, l)
    return best, at


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, 1 + (H - f) // s, 1 + (W - f) // s), X.dtype)
    for n, c, i, j in np.ndindex(*out.shape):
        window = X[n, c, i * s : i * s + f, j * s : j * s + f]
        out[n, c, i, j] = FORWARD
    return out


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        window = X[n, c, i * s : i * s + f, j * s : j * s + f]
        BACKWARD
        dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j]
    return dX
"""


@pytest.fixture
def pool(prove, tmp_path):
    """A function that proves one expression of a pooling in loops."""

    def proved(forward="window.max()", backward="k, l = 0, 0", backwards=False, stride=1):
        source = tmp_path / "pool.py"
        source.write_text(LOOPS.replace("FORWARD", forward).replace("BACKWARD", backward))
        cases = tmp_path / "pool.yaml"
        text = POOL.replace("PASS", "backward" if backwards else "forward")
        cases.write_text(text.replace("STRIDE", str(stride)))
        (found,) = prove(Path(source), cases).functions
        return found

    return proved


@pytest.mark.sample(3)
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize(
    ("forward", "orders"),
    [
        ("window.max()", 0),
        ("np.max(window)", 0),
        ("np.maximum.reduce(window, axis=(0, 1), initial=-np.inf)", 0),
        ("np.maximum(np.maximum(window[0, 0], window[1, 1]), window[[0, 1], [1, 0]].max())", 0),
        ("picked(window, -np.inf, None)[0]", 75),
        ("max(window.ravel().tolist())", 75),
        ("sorted(window.ravel())[-1]", 75),
        ("window.ravel()[window.argmax()]", 75),
        ("np.where(window[0] > window[1], window[0], window[1]).max()", 75),
    ],
)
def test_right_maxima_are_proved(pool, forward, orders, stride):
    """All orders of a small window are tried, unless maxima alone are taken of it."""
    found = pool(forward, stride=stride)
    assert [(each.status, each.message) for each in found.told] == 2 * [(Status.PROVED, "")]
    assert found.told[1].orders == orders


@pytest.mark.parametrize(
    "forward",
    [
        "picked(window, 0, None)[0]",
        "picked(window, -1e9, None)[0]",
        "min(window.max(), 255.0) if window[0, 0] > 0 else window.max()",
        "window.min()",
        "window[:, :1].max()",
        "window[0, 0] if window[0, 0] > window[1, 1] else window.max()",
        "X[n, c].max()",
    ],
)
def test_wrong_maxima_are_wrong_with_numbers(pool, forward):
    """In numbers for which floating point is wrong, too."""
    found = pool(forward)
    assert found.status is Status.WRONG, found.told[0].message
    example = found.first(Status.WRONG).counterexample
    assert example.problem.arrays["X"].size <= 8
    assert (example.got != example.expected).any()


@pytest.mark.parametrize(
    "backward",
    [
        "k, l = picked(window, -np.inf, (0, 0))[1]",
        "k, l = divmod(int(window.argmax()), f)",
        "k, l = np.unravel_index(np.argmax(window), window.shape)",
        "k, l = np.argwhere(window == window.max())[0]",
    ],
)
def test_right_gradients_go_to_the_first_of_the_largest(pool, backward):
    """Whatever finds it."""
    found = pool(backward=backward, backwards=True)
    assert [(each.status, each.message) for each in found.told] == 2 * [(Status.PROVED, "")]
    assert found.told[1].orders == 75


@pytest.mark.parametrize(
    "backward",
    [
        "k, l = np.argwhere(window == window.max())[-1]",
        "k, l = picked(window, 0, (0, 0))[1]",
        "k, l = divmod(int(window.T.argmax()), f)",
        "k, l = picked(window[:, ::-1], -np.inf, (0, 0))[1]",
    ],
)
def test_gradients_that_go_elsewhere_are_wrong(pool, backward):
    """The last of the largest, the first by columns, or the wrong pixel."""
    found = pool(backward=backward, backwards=True)
    assert found.status is Status.WRONG, found.told[0].message
    example = found.first(Status.WRONG).counterexample
    assert example.problem.arrays["X"].size <= 4


def test_what_computes_with_values_is_refused(pool):
    """An average has its own polynomial, but a maximum has none."""
    found = pool("window.mean()")
    assert found.status is Status.REFUSED
    assert "computes with a value (`out[n, c, i, j] = window.mean()` at pool.py:17)" in (
        found.told[0].message
    )


def test_ties_that_nobody_settled_are_not_asked(prove, tmp_path):
    """Courses split the gradient of equal maxima as they like: both are right."""
    cases = tmp_path / "pool.yaml"
    cases.write_text(POOL.replace("PASS", "backward").replace("STRIDE", "2"))
    course = Path(__file__).parent.parent / "dialects" / "people" / "cs231n"
    (found,) = prove(course / "right" / "loops.py", cases).functions
    assert found.function == "max_pool_backward_naive"
    assert [(each.status, each.message) for each in found.told] == 2 * [(Status.PROVED, "")]
    assert 0 < found.told[1].orders < 75
    (found,) = prove(course / "faulty" / "pool_mask_alone.py", cases).functions
    assert found.status is Status.WRONG
