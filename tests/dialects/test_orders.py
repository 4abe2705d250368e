"""Layer classes whose weights have their axes in another order: told once, and never accused."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

ROOT = Path(__file__).parent.parent.parent
CODE = """\
import numpy as np

class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        k = kernel_size
        self.W = np.random.randn({shape})
        self.b = np.zeros(out_channels)
        self.stride, self.padding = stride, padding

    def forward(self, x):
        W, s, p = self.W.transpose({order}), self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        V = np.lib.stride_tricks.sliding_window_view(x, W.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        return np.einsum("nchwkl,fckl->nfhw", V, W) + self.b[:, None, None]
"""
ORDERS = {
    "in_channels, out_channels, k, k": ("1, 0, 2, 3", "(in, out, k, k)"),
    "k, k, in_channels, out_channels": ("3, 2, 0, 1", "(k, k, in, out)"),
}


@pytest.fixture
def run(tmp_path):
    """Run all cases, and return what is said of a class."""

    def run(shape, order):
        (tmp_path / "solution.py").write_text(CODE.format(shape=shape, order=order))
        words = ["run", str(ROOT / "cases/courses"), "--impl", str(tmp_path / "solution.py")]
        done = CliRunner().invoke(application(["run"]), [*words, "--reference", "definition"])
        return done.exit_code, " ".join(done.output.split())

    return run


@pytest.mark.parametrize("shape", ORDERS)
def test_another_order_is_told_and_nothing_accused(run, shape):
    """Where there are as many channels as filters, too."""
    order, told = ORDERS[shape]
    code, said = run(shape, order)
    assert code == 1
    assert said.count(f"filters are {told} here") == 1, said
    assert "FAIL" not in said
    assert "wrong values" not in said


def test_the_usual_order_is_judged(run):
    """Right code passes; a filter that is flipped is accused."""
    usual = "out_channels, in_channels, k, k"
    code, said = run(usual, "0, 1, 2, 3")
    assert code == 0, said
    code, said = run(usual, "0, 1, 3, 2")
    assert (code, "FAIL" in said) == (1, True), said
