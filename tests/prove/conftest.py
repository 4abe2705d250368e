"""Proofs of sources that tests write, in this process, which starts sooner than a jailed one."""

from pathlib import Path

import pytest

from cnncheck.cases.loading import load_cases
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.prove.proving import Settings, prove_cases

ROOT = Path(__file__).parent.parent.parent

HEAD = """import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def padded(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    P = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    P[:, :, ph : ph + H, pw : pw + W] = X
    return P


def windows(X, W, stride, padding):
    X = padded(X, padding)
    found = sliding_window_view(X, W.shape[2:], axis=(2, 3))
    return found[:, :, :: stride[0], :: stride[1]]


def right(X, W, stride, padding):
    return np.einsum("ncijkl,fckl->nfij", windows(X, W, stride, padding), W)


"""

CASES = """
cases:
  - {name: small, operator: conv2d, passes: [forward], input: [2, 3, 5, 6], filter: [2, 3, 3, 2], stride: [2, 1], padding: [1, 0]}
"""


@pytest.fixture
def prove(tmp_path):
    """A function that proves a source, or a convolution's body, for a small shape or for cases."""

    def proved(body, cases=None, shapes=0, seed=1, seconds=2.0, **options):
        source = body if isinstance(body, Path) else tmp_path / "solution.py"
        if source is not body:
            source.write_text(body if "def " in body else convolution(body), encoding="utf-8")
        if cases is None:
            cases = tmp_path / "cases.yaml"
            cases.write_text(CASES, encoding="utf-8")
        loaded = load_cases([cases], OPERATORS)
        settings = Settings(seed, seconds, shapes)
        return prove_cases(loaded, str(source), Options(isolated=False, **options), settings)

    return proved


def convolution(body):
    """A file with ``convolution2D`` of this body, beside what is right."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return f"{HEAD}def convolution2D(X, W, stride, padding):\n{lines}\n"
