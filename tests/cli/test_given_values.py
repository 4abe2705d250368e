"""Values that a case gives are what is handed over, and what a fixed answer may be."""

import pytest

SOLUTION = """
import numpy as np

def pool_forward(X, f, s):
    print("handed", X.ravel().tolist())
    N, C, H, W = X.shape
    out = np.zeros((N, C, 1 + (H - f) // s, 1 + (W - f) // s), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].max((2, 3))
    return out + WRONG

def pool_back(grad_pool, X, f, s):
    print("handed", X.ravel().tolist())
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        at = np.unravel_index(X[n, c, i * s : i * s + f, j * s : j * s + f].argmax(), (f, f))
        dX[n, c, i * s + at[0], j * s + at[1]] += grad_pool[n, c, i, j]
    return dX + WRONG

def convolution2D(X, W, stride, padding):
    ONE_ANSWER
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    KH, KW = W.shape[2:]
    OH, OW = 1 + (X.shape[2] - KH) // sh, 1 + (X.shape[3] - KW) // sw
    out = np.zeros((X.shape[0], W.shape[0], OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            block = X[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", block, W)
    return out
"""
RIGHT = SOLUTION.replace("WRONG", "0").replace("ONE_ANSWER", "")
WRONG = SOLUTION.replace("+ WRONG", "* np.inf")

NAN = """cases:
  - {name: own, operator: max_pool2d, passes: [PASS], input: [1, 1, 2, 2], window: 2, stride: 2,
     fill: nonfinite, values: {X: [[[[.nan, 0], [0, 0]]]], out_grad: [[[[3]]]]}}
"""

ONE = """cases:
  - name: one
    operator: conv2d
    passes: [forward]
    input: [1, 1, 2, 2]
    filter: [1, 1, 2, 2]
    fill: FILL
    values: {X: [[[[1, 2], [3, 4]]]], W: [[[[1, 0], [0, 1]]]]}
    expect: {slices: [{at: "0, 0, 0, 0:1", values: [5]}]}
"""


@pytest.mark.parametrize("pass_name", ["forward", "backward"])
def test_given_values_are_handed_over_as_they_are_whatever_the_fill(
    cnncheck, tmp_path, solution, pass_name
):
    """``fill: nonfinite`` puts its -inf, and takes NaN out, only where it draws."""
    text = NAN.replace("PASS", pass_name)
    wrong = WRONG
    if pass_name == "forward":
        text = text.replace(", out_grad: [[[[3]]]]", "")
        wrong = SOLUTION.replace("out + WRONG", "np.nan_to_num(out) + 1")
    (tmp_path / "own.yaml").write_text(text)
    done = cnncheck("run", "own.yaml", "--impl", solution(wrong), "--verbose")
    assert done.returncode == 1
    assert "handed [nan, 0.0, 0.0, 0.0]" in done.stdout


def test_a_right_one_element_answer_to_given_values_passes(cnncheck, tmp_path, solution):
    """The second asking has values of its own, and another answer."""
    (tmp_path / "nan.yaml").write_text(NAN.replace("PASS", "forward, backward"))
    (tmp_path / "one.yaml").write_text(ONE.replace("FILL", "integers"))
    (tmp_path / "real.yaml").write_text(ONE.replace("FILL", "normal"))
    done = cnncheck("run", "one.yaml", "nan.yaml", "real.yaml", "--impl", solution(RIGHT))
    assert done.returncode == 0, done.stdout


def test_the_given_answer_written_out_does_not_pass(cnncheck, tmp_path, solution):
    """Who returns what the case expects has not computed it."""
    (tmp_path / "one.yaml").write_text(ONE.replace("FILL", "integers"))
    cheat = SOLUTION.replace("WRONG", "0").replace(
        "ONE_ANSWER", "return np.full((1, 1, 1, 1), 5.0)"
    )
    done = cnncheck("run", "one.yaml", "--impl", solution(cheat))
    assert done.returncode == 1
    assert "1 of 1 elements differ" in done.stdout
