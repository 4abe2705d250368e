"""Zeros around images: every number of the result is written, whatever was in its memory."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck import layers

SHAPES = [
    (1, 1, 1, 1),
    (2, 3, 4, 50),  # tiny
    (4, 8, 30, 20),  # short rows
    (2, 64, 27, 50),
    (2, 16, 100, 100),
    (1, 2, 300, 1),
    (1, 2, 1, 3000),
]
PADDINGS = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (3, 2), (5, 7)]


@pytest.fixture
def dirty_memory(monkeypatch):
    """New arrays are full of sevens."""
    empty = np.empty

    def dirty(*arguments, **keywords):
        array = empty(*arguments, **keywords)
        array[...] = 7
        return array

    monkeypatch.setattr(np, "empty", dirty)


@pytest.mark.usefixtures("dirty_memory")
@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f4"])
def test_padding_is_that_of_numpy(shape, padding, dtype, rng):
    """Bit for bit, and of views too."""
    x = rng.standard_normal(shape).astype(dtype)
    around = ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2)
    for view in (x, x[:, :, ::-1], x.swapaxes(2, 3)):
        found = layers.zero_padding(view, padding)
        assert found.dtype == x.dtype
        np.testing.assert_array_equal(found, np.pad(view, around))


def test_a_large_result_in_two_threads(rng):
    """Large enough for both, and for rows in pieces."""
    x = rng.standard_normal((4, 16, 129, 128))
    for threads in (1, 2):
        with layers.use_threads(threads):
            found = layers.zero_padding(x, (1, 2))
        np.testing.assert_array_equal(found, np.pad(x, ((0, 0), (0, 0), (1, 1), (2, 2))))
