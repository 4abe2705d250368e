"""Layer classes that have the axes of weights or images in another order are judged in theirs."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

ROOT = Path(__file__).parent.parent.parent
MADE = """
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        k = kernel_size
        self.W = np.random.randn({shape})
        self.b = np.zeros(out_channels)
        self.stride, self.padding = stride, padding
"""
HANDED = """
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.padding = W, b, stride, pad
"""
CODE = """\
import numpy as np

class Conv2d:
{made}
    def forward(self, x):
        W, s, p = self.W.transpose({order}), self.stride, self.padding
        x = np.pad(x.transpose({images}), ((0, 0), (0, 0), (p, p), (p, p)))
        V = np.lib.stride_tricks.sliding_window_view(x, W.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        out = np.einsum("nchwkl,fckl->nfhw", V, W) + self.b[:, None, None]
        return out.transpose({back})
"""
ORDERS = {
    "in_channels, out_channels, k, k": ("1, 0, 2, 3", "W as (C, F, KH, KW)"),
    "k, k, in_channels, out_channels": ("3, 2, 0, 1", "W as (KH, KW, C, F)"),
    "out_channels, k, k, in_channels": ("0, 3, 1, 2", "W as (F, KH, KW, C)"),
    "out_channels, in_channels, k, k": ("0, 1, 2, 3", ""),
}
IMAGES = {
    "": ("0, 1, 2, 3", "0, 1, 2, 3"),
    "images as (N, H, W, C)": ("0, 3, 1, 2", "0, 2, 3, 1"),
}


@pytest.fixture
def run(tmp_path):
    """Run all cases, and return what is said of a class."""

    def run(made, order, images=""):
        there, back = IMAGES[images]
        text = CODE.format(made=made, order=order, images=there, back=back)
        (tmp_path / "solution.py").write_text(text)
        words = ["run", str(ROOT / "cases/courses"), "--impl", str(tmp_path / "solution.py")]
        done = CliRunner().invoke(application(["run"]), [*words, "--reference", "definition"])
        return done.exit_code, " ".join(done.output.split())

    return run


@pytest.mark.parametrize("images", IMAGES)
@pytest.mark.parametrize("shape", ORDERS)
@pytest.mark.parametrize("made", [MADE, HANDED], ids=["made", "handed"])
def test_right_code_passes_in_its_own_order(run, made, shape, images):
    """Where there are as many channels as filters, too; the first line says the order."""
    order, told = ORDERS[shape]
    code, said = run(made.format(shape=shape), order, images)
    assert code == 0, said
    unusual = " and ".join(filter(None, [images, told]))
    first = said.partition("cases")[0]
    assert (f"; it takes {unusual}" in first) if unusual else ("it takes" not in first), said


@pytest.mark.parametrize("images", IMAGES)
@pytest.mark.parametrize(
    ("shape", "flipped"),
    [
        ("k, k, in_channels, out_channels", "3, 2, 1, 0"),
        ("out_channels, in_channels, k, k", "0, 1, 3, 2"),
    ],
)
@pytest.mark.parametrize("made", [MADE, HANDED], ids=["made", "handed"])
def test_wrong_code_is_found_in_its_own_order(run, made, shape, flipped, images):
    """A filter whose rows and columns are exchanged."""
    code, said = run(made.format(shape=shape), flipped, images)
    assert code == 1
    assert "rows and columns" in said, said
    assert ("KH, KW, C, F" in said) == (shape[0] == "k")
    assert images in said
    assert "not judged" not in said


def test_an_order_that_cannot_be_is_told(run):
    """Weights that are a matrix are set by nobody."""
    code, said = run(MADE.format(shape="out_channels, in_channels * k * k"), "0, 1")
    assert code == 1
    assert "W has shape" in said
    assert "FAIL" not in said


POOLING = """

class MaxPool2d:
    def __init__(self, kernel_size, stride=None):
        self.k, self.s = kernel_size, stride or kernel_size

    def forward(self, x):
        x, k = x.transpose(0, 3, 1, 2), self.k
        V = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, :: self.s, :: self.s]
        return V.max(axis=(4, 5)).transpose(0, 2, 3, 1)
"""


def test_a_class_that_is_right_for_square_images_alone_hides_no_order(run, tmp_path):
    """Its bug is found, and a pooling beside it is not accused."""
    run(
        MADE.format(shape="k, k, in_channels, out_channels"), "3, 2, 0, 1", "images as (N, H, W, C)"
    )
    path = tmp_path / "solution.py"
    square = "out[:, :, :, : out.shape[2]].transpose(0, 2, 3, 1)"
    path.write_text(path.read_text().replace("out.transpose(0, 2, 3, 1)", square) + POOLING)
    words = ["run", str(ROOT / "cases/courses"), "--impl", str(path), "--reference", "definition"]
    done = CliRunner().invoke(application(["run"]), [*words, "-q"])
    said = " ".join(done.output.split())
    assert done.exit_code == 1
    assert "PASS MaxPool2d.forward" in said
    assert "FAIL Conv2d.forward" in said
