"""Products in pieces: the same as in one, within rounding, and only where it is quicker."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck.layers import products
from cnncheck.layers.products import SMALL, multiply, multiply_steps


@pytest.fixture
def unpacked(monkeypatch):
    """As on a processor with AVX-512."""
    monkeypatch.setattr(products, "multiplies_small_unpacked", lambda: True)


@pytest.mark.parametrize(
    "shape",
    [(64, 64, 244), (64, 64, 245), (64, 64, 452), (64, 64, 480), (32, 27, 5000), (128, 64, 452)],
)
@pytest.mark.usefixtures("unpacked")
def test_pieces_together_are_the_product(shape):
    """Exactly, for integers; with matrices of their own for each of several products too."""
    rows, depth, columns = shape
    rng = np.random.default_rng(1)
    a = rng.integers(-4, 5, (3, rows, depth)).astype(np.float32)
    b = rng.integers(-4, 5, (3, depth, columns + 5)).astype(np.float32)[..., :columns]
    out = np.full((3, rows, columns + 2), np.nan, np.float32)
    multiply(a, b, out[..., 1:-1])
    np.testing.assert_array_equal(out[..., 1:-1], a @ b)
    assert np.isnan(out[..., [0, -1]]).all()
    multiply(a[1], b[1], out[0, :, 1:-1])
    np.testing.assert_array_equal(out[0, :, 1:-1], a[1] @ b[1])


@pytest.mark.usefixtures("unpacked")
@pytest.mark.parametrize("columns", range(200, 1300, 37))
def test_no_piece_is_too_large(columns):
    """Every call has products of at most SMALL multiplications, and all columns are in one."""
    a, b = np.ones((50, 60), np.float32), np.ones((60, columns), np.float32)
    out = np.zeros((50, columns), np.float32)
    seen = 0
    for each in multiply_steps(a, b, out):
        _, piece, _ = each.args
        assert 50 * 60 * piece.shape[-1] <= SMALL
        seen += piece[..., 0, :].size
    assert seen == columns


@pytest.mark.parametrize("unpacks", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_pieces_are_for_float32_where_blas_copies_nothing(monkeypatch, unpacks, dtype):
    """Elsewhere they would take longer than the whole."""
    monkeypatch.setattr(products, "multiplies_small_unpacked", lambda: unpacks)
    a, b = np.ones((64, 64), dtype), np.ones((64, 900), dtype)
    steps = multiply_steps(a, b, np.empty((64, 900), dtype))
    pieces = [each.args[1].shape for each in steps]
    assert (pieces == [(64, 900)]) is (not unpacks or dtype == "float64")
