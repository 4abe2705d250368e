"""Code that refuses what it does not support is told as that: a limitation, not a bug."""

import subprocess
import sys

REFUSES = '''
import numpy as np

def convolution2D(X, W, stride, padding):
    """CS231n's way: windows have to tile."""
    (sh, sw), (ph, pw) = stride, padding
    N, C, H, IW = X.shape
    F, _, KH, KW = W.shape
    if (H + 2 * ph - KH) % sh or (IW + 2 * pw - KW) % sw:
        raise ValueError("the windows do not tile the image")
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = np.lib.stride_tricks.sliding_window_view(Xp, (KH, KW), axis=(2, 3))[:, :, ::sh, ::sw]
    return np.einsum("nchwij,fcij->nfhw", win, W).astype(X.dtype)

def zero_padding(X, padding):
    raise NotImplementedError

def pool_forward(X, f, s):
    N, C, H, W = X.shape
    if (H - f) % s or (W - f) % s:
        return np.zeros((N, C, 2, 2), X.dtype)[5]
    win = np.lib.stride_tricks.sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s]
    return win.max((-1, -2))
'''

CASES = """cases:
  - {name: tiles, operator: conv2d, passes: [forward], input: [2, 2, 7, 7], filter: [2, 2, 3, 3],
     stride: 2, fill: integers}
  - {name: left-over, operator: conv2d, passes: [forward], input: [2, 2, 8, 8],
     filter: [2, 2, 3, 3], stride: 2, fill: integers}
"""
ERRORS = """cases:
  - {name: pad, operator: zero_padding, input: [1, 2, 3, 3], padding: 1}
  - {name: pool, operator: max_pool2d, passes: [forward], input: [1, 2, 6, 6], window: 2, stride: 2}
  - {name: odd, operator: max_pool2d, passes: [forward], input: [1, 2, 7, 7], window: 2, stride: 2}
"""


def test_a_refusal_is_no_bug_and_is_told_in_one_sentence(cnncheck, tmp_path, solution):
    """By what all refused cases have in common; no fault that also raises is named."""
    path = solution(REFUSES)
    (tmp_path / "c.yaml").write_text(CASES)
    done = cnncheck("run", "c.yaml", "--impl", path)
    assert done.returncode == 1
    assert "1 passed" in done.stdout
    assert "unsupported" in done.stdout
    assert "rounded up" not in done.stdout
    assert "matches on" not in done.stdout
    assert (
        "convolution2D does not support windows that do not tile: raised ValueError: the windows do"
        in " ".join(done.stdout.split())
    )


def test_a_refusal_can_be_skipped_where_something_is_supported(cnncheck, tmp_path, solution):
    """It is still told apart, in the total and in its sentence."""
    (tmp_path / "c.yaml").write_text(CASES)
    words = ("run", "c.yaml", "--impl", solution(REFUSES), "--unsupported", "skip")
    done = cnncheck(*words)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 unsupported" in done.stdout
    assert "does not support windows that do not tile" in done.stdout
    assert cnncheck(*words, "--case", "left-over").returncode == 1


def test_grading_says_what_is_not_supported(cnncheck, solution):
    """By what all refused cases have in common, as a run does."""
    solution(CASES.replace("stride: 2", "stride: 2, points: 1"), "c.yaml")
    done = cnncheck("grade", solution(REFUSES), "--cases", "c.yaml")
    assert done.returncode == 0, done.stderr
    assert (
        "note: convolution2D does not support windows that do not tile: raised ValueError: the"
        in " ".join(done.stdout.split())
    )


def test_what_goes_wrong_by_itself_or_everywhere_is_an_error(cnncheck, tmp_path, solution):
    """An IndexError is no refusal, nor is what a function says to all it is asked."""
    (tmp_path / "e.yaml").write_text(ERRORS)
    words = ("run", "e.yaml", "--impl", solution(REFUSES), "--unsupported", "skip")
    done = cnncheck(*words)
    assert done.returncode == 1
    assert "UNSUPPORTED" not in done.stdout
    assert "raised IndexError" in done.stdout


def test_pytest_agrees(tmp_path, solution):
    """Although it asks one case after the other, the refused one first."""
    path = solution(REFUSES)
    (tmp_path / "cases").mkdir()
    head, tiles, rest = CASES.partition("  - {name: tiles")
    tiles, left, over = (tiles + rest).partition("  - {name: left-over")
    (tmp_path / "cases" / "c.yaml").write_text(head + left + over + tiles)
    words = [sys.executable, "-m", "pytest", "cases", "--cnncheck-impl", str(path), "-q", "-rA"]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert "UNSUPPORTED" in done.stdout or "unsupported" in done.stdout, done.stdout
    assert "1 passed" in done.stdout


TWO_WAYS = """cases:
  - {name: plain, operator: conv2d, passes: [forward], input: [2, 2, 7, 7], filter: [2, 2, 3, 3],
     fill: integers}
  - {name: uneven, operator: conv2d, passes: [forward], input: [2, 2, 7, 7],
     filter: [2, 2, 3, 3], stride: [1, 2], fill: integers, matrix: {seed: [1, 2]}}
  - {name: nan, operator: conv2d, passes: [forward], input: [2, 2, 7, 7],
     filter: [2, 2, 3, 3], stride: [1, 2], fill: nonfinite}
"""
REFUSED_FIRST = """defaults: {operator: conv2d, passes: [forward], filter: [2, 2, 3, 2], fill: integers}
cases:
  - {name: uneven, input: [1, 2, 5, 5], stride: [1, 2]}
  - {name: wrong, input: [2, 2, 7, 7], matrix: {seed: [1, 2]}}
  - {name: right, input: [2, 2, 7, 7], filter: [2, 2, 1, 1]}
"""
UPSIDE_DOWN = REFUSES.replace(
    "(sh, sw), (ph, pw) = stride, padding",
    """\
(sh, sw), (ph, pw) = stride, padding
    {refusal}
    W = W[:, :, ::{step}]""",
)
REFUSAL = "assert stride == (1, 1)"


def _run(cnncheck, tmp_path, solution, refusal, step=1, *words):
    (tmp_path / "t.yaml").write_text(TWO_WAYS)
    path = solution(UPSIDE_DOWN.replace("{refusal}", refusal).replace("{step}", str(step)))
    return cnncheck("run", "t.yaml", "--impl", path, *words)


def test_all_that_may_be_refused_is_said(cnncheck, tmp_path, solution):
    """A stride of 2 or two different ones: the cases do not tell which of it is refused."""
    done = _run(cnncheck, tmp_path, solution, REFUSAL)
    told = " ".join(done.stdout.split())
    assert "does not support two different strides or strides above 1: raised Assert" in told


def test_a_bug_is_not_named_under_what_is_refused(cnncheck, tmp_path, solution):
    """It is named where the function answers, and wrongly, although the refusal is seen first."""
    (tmp_path / "r.yaml").write_text(REFUSED_FIRST)
    path = solution(UPSIDE_DOWN.replace("{refusal}", REFUSAL).replace("{step}", "-1"))
    done = cnncheck("run", "r.yaml", "--impl", path, "-q")
    before, wrong = done.stdout.split("FAIL r.yaml")
    _, told, refused = before.partition("UNSUPPORTED")
    assert told
    assert "upside down" not in refused
    assert "upside down" in wrong


def test_one_error_is_a_refusal_everywhere_or_nowhere(cnncheck, tmp_path, solution):
    """What is raised after a mean was taken is late, though nothing shows of a mean of NaN."""
    refusal = "M = X - X.mean()\n    if stride != (1, 1): raise ValueError('stride')"
    done = _run(cnncheck, tmp_path, solution, refusal)
    assert "1 passed, 3 failed (raised)" in done.stdout, done.stdout


def test_a_refusal_may_be_said_in_other_words(cnncheck, tmp_path, solution):
    """Raised because of one's own error; an operation that went wrong remains an error."""
    words = "try:\n        {}\n    except Exception as e:\n        raise ValueError('no') from e"
    done = _run(cnncheck, tmp_path, solution, words.format(REFUSAL))
    assert "1 passed, 3 unsupported" in done.stdout, done.stdout
    done = _run(cnncheck, tmp_path, solution, words.format("[0, 0][stride[1]]"))
    assert "1 passed, 3 failed (raised)" in done.stdout, done.stdout
