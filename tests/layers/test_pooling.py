"""Pooling of large images: read in order first, in blocks that stay in cache."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from cnncheck.layers import pool_back, pool_forward, pooling, use_threads

WINDOWS = [(2, 2), (3, 2), (3, 1), (2, 5), ((3, 2), (2, 3)), ((1, 2), (1, 2))]


@pytest.mark.parametrize(("f", "s"), WINDOWS)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f4"])
def test_large_images_are_pooled_as_small_ones(f, s, dtype, rng, monkeypatch):
    """Bit for bit; contiguous or not, with NaN and without."""
    x = rng.integers(-3, 4, (2, 5, 12, 14)).astype(dtype)
    with_nan = x.copy()
    with_nan[0, 1, 5, 5] = np.nan
    for image in (x, x[:, :, ::-1], x.swapaxes(2, 3), with_nan):
        small = pool_forward(image, f, s)
        g = rng.integers(1, 9, small.shape).astype(dtype)
        expected = small, pool_back(g, image, f, s)
        with monkeypatch.context() as patch:
            patch.setattr(pooling, "LARGE", 0)
            found = pool_forward(image, f, s), pool_back(g, image, f, s)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one, other)


def test_only_what_windows_read_in_two_places_is_fetched(monkeypatch):
    """All of it once, block by block; nothing where windows overlap throughout or leave gaps."""
    fetched = []
    monkeypatch.setattr(pooling, "_fetch", lambda x: fetched.append(len(x)))
    x = np.zeros((4, 64, 112, 112), np.float32)
    for f, s in WINDOWS:
        pool_forward(x, f, s)
        assert sum(fetched) == (256 if (f, s) in ((2, 2), (3, 2), ((3, 2), (2, 3))) else 0)
        fetched.clear()
    pool_forward(x[:1], 2, 2)
    assert not fetched


@pytest.mark.parametrize(("f", "s"), [(2, 2), (3, 2), (3, 1)])
@pytest.mark.parametrize(("dtype", "mebibytes"), [("float32", 3), ("float64", 5)])
@pytest.mark.parametrize("side", [56, 112])
def test_extra_memory(side, dtype, mebibytes, f, s):
    """With one thread, beyond the result."""
    x = np.zeros((4, 64, side, side), dtype)
    with use_threads(1):
        g = pool_forward(x, f, s)
        for call in (lambda: pool_forward(x, f, s), lambda: pool_back(g, x, f, s)):
            tracemalloc.start()
            try:
                out = call()
                most = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
            assert most - out.nbytes <= mebibytes * 2**20
