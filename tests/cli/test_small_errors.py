"""What is said of a failure is true of it: small errors, types, and pointers with their evidence."""

import pytest

CONVOLUTION = """
import numpy as np

def convolution2D(X, W, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    N, C, H, IW = X.shape
    Xp = np.zeros((N, C, H + 2 * ph, IW + 2 * pw), X.dtype)
    Xp[:, :, ph : ph + H, pw : pw + IW] = X
    KH, KW = W.shape[2:]
    win = np.lib.stride_tricks.sliding_window_view(Xp, (KH, KW), axis=(2, 3))[:, :, ::sh, ::sw]
    out = np.einsum("nchwij,fcij->nfhw", win, W)
    CHANGE
    return out.astype(DTYPE)
"""
CASES = """\
defaults: {operator: conv2d, passes: [forward]}
cases:
  - name: sums
    input: [2, 3, 6, 7]
    filter: [4, 3, 3, 3]
    padding: 1
    matrix: {fill: [normal, integers], dtype: [float64, float32]}
  - {name: nan, input: [1, 2, 5, 6], filter: [2, 2, 2, 3], fill: nonfinite}
  - {name: batch, input: [2, 2, 5, 6], filter: [2, 2, 2, 2], fill: integers}
"""
BY_FACTOR = "out = out * out.dtype.type(1.001)"
BY_ROUNDING = "out = out + 40 * np.finfo(X.dtype).eps * np.abs(out[np.isfinite(out)]).max()"
BY_TYPE = "if len(X) > 1 and X.dtype == 'float64': raise IndexError('index 4')"
BY_INFINITY = "out = np.einsum('nchwij,fcij->nfhw', win * 1.0, W) + 0 * Xp.sum()"
TOLD = {
    "a factor": (BY_FACTOR, "X.dtype", "about 1e-3 too large everywhere", "bfloat16"),
    "rounding": (
        BY_ROUNDING,
        "X.dtype",
        "say --algorithm winograd or --algorithm fft",
        "exchanged",
    ),
    "a type": (BY_TYPE, "'float64'", ", expected float32 ", "got [0, 1], expected [0, 1]"),
    "infinities": (BY_INFINITY, "X.dtype", "NaN comes back where a number is due", "matches on"),
}
"""A change, the dtype of the result, what is true of that, and what used to be said."""


@pytest.mark.sample(2)
@pytest.mark.parametrize(("change", "dtype", "said", "false"), TOLD.values(), ids=TOLD)
def test_what_is_said_is_true(cnncheck, solution, change, dtype, said, false):
    """No bug is named that is not there, and examples are examples of what they stand for."""
    solution(CASES, "c.yaml")
    path = solution(CONVOLUTION.replace("CHANGE", change).replace("DTYPE", dtype))
    done = cnncheck("run", "c.yaml", "--impl", path, "--reference", "definition", "-q")
    told = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert said in told
    assert false not in told


def test_where_a_nan_lies_says_nothing_of_the_code(cnncheck, solution, cases):
    """A maximum by comparisons takes no NaN; that the drawn one lies in a channel is chance."""
    path = solution("""
def pool_forward(X, f, s):
    OH, OW = ((length - f) // s + 1 for length in X.shape[2:])
    out = X[:, :, : s * OH : s, : s * OW : s].copy()
    for k in range(f):
        for l in range(f):
            seen = X[:, :, k : k + s * OH : s, l : l + s * OW : s][:, :, :OH, :OW]
            out[seen > out] = seen[seen > out]
    return out
""")
    words = ("--impl", path, "--reference", "definition", "-q")
    done = cnncheck("run", str(cases / "pooling.yaml"), *words)
    told = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert "a NaN in the input must come through" in told
    assert "channel" not in told


def test_an_fft_is_told_of_its_flag_and_of_no_fault(cnncheck, solution, cases):
    """Its first line says which, wherever code is run; with the flag it passes."""
    solution(CASES.partition("  - {name: nan")[0], "c.yaml")
    path = cases.parent / "tests" / "solutions" / "fft.py"
    problem = ("--input", "2", "3", "6", "7", "--filter", "4", "3", "3", "3", "--fill", "integers")
    run = ("run", "c.yaml", "--reference", "definition")
    for words in (run, ("conv", *problem, "--pass", "forward")):
        done = cnncheck(*words, "--impl", path, "-q")
        assert done.returncode == 1
        told = " ".join(done.stdout.split())
        assert "say --algorithm winograd or --algorithm fft" in told
        assert "reads " not in told
        assert "matches on" not in told
        again = cnncheck(*words, "--impl", path, "--algorithm", "fft")
        assert again.returncode == 0, again.stdout
