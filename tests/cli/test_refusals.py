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
  - {name: left-over, operator: conv2d, passes: [forward], input: [2, 2, 8, 7],
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
