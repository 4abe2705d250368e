"""Wrong sizes are told by the formula that comes to them, and what there is of such a result by itself."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

CASES = Path(__file__).parents[2] / "cases" / "convolution.yaml"
CODE = """\
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    (sh, sw), (ph, pw) = stride, padding
    room = np.zeros((N, C, H + 2 * ph + 40, Wd + 2 * pw + 40), X.dtype)
    room[:, :, ph : ph + H, pw : pw + Wd] = X
    OH, OW = {size}
    out = np.zeros((N, F, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            window = room[:, :, i * sh : i * sh + FH, j * sw : j * sw + FW]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", window, W)
    return {out}
"""
RIGHT = "1 + (H + 2 * ph - FH) // sh, 1 + (Wd + 2 * pw - FW) // sw"
TOLD = {
    ("H, Wd", "out"): "the size of the result is that of the image itself; what there is of it is right",
    ("H, Wd", "np.sort(out, -1)"): "the size of the result is that of the image itself; its values are wrong, too",
    ("1 + (H + ph - FH) // sh, 1 + (Wd + pw - FW) // sw", "np.sin(out)"): (
        "the size of the result is computed with the padding once, not on both sides; its values are wrong, too"
    ),
    ("1 + (H - FH) // sh, 1 + (Wd + 2 * pw - FW) // sw", "np.sin(out)"): (
        "the number of rows is computed without the padding; its values are wrong, too"
    ),
    ("(H + 2 * ph - FH) // sh, (Wd + 2 * pw - FW) // sw", "np.sin(out)"): (
        "the size of the result is one too small, as if the + 1 were forgotten; its values are wrong, too"
    ),
    ("1 + (H + 2 * ph - FH) // FH, 1 + (Wd + 2 * pw - FW) // FW", "np.sin(out)"): (
        "the size of the result is computed with the window's size for the stride; its values are wrong, too"
    ),
    ("1 + (H + 2 * ph - FH) // sw, 1 + (Wd + 2 * pw - FW) // sh", "np.sin(out)"): (
        "the size of the result is computed with the other direction's stride; its values are wrong, too"
    ),
    (RIGHT, "out[:, :, 1:, 1:].copy()"): (
        "the size of the result is one too small, as if the + 1 were forgotten; what there is of it is right, "
        "counted from its end"
    ),
    ("H % 3 + 1, Wd % 3 + 2", "out"): "the result has a wrong number of rows and columns",
}  # fmt: skip


@pytest.mark.sample(3)
@pytest.mark.parametrize(("size", "out"), TOLD)
def test_a_size_is_told_by_its_formula(tmp_path, size, out):
    """Where no fault of the catalogue has both; what no formula comes to is told as before."""
    (tmp_path / "theirs.py").write_text(CODE.format(size=size, out=out))
    words = ["run", str(CASES), "--impl", str(tmp_path / "theirs.py"), "--reference", "definition"]
    said = CliRunner().invoke(application(["run"]), words, env={"COLUMNS": "300"}).output
    assert TOLD[size, out] in said
