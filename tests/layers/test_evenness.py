"""Images and channels are judged one by one, however many are gone over together."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck.layers import evenness
from cnncheck.layers.threads import use_threads

ONE, TWO = (1, 1), (2, 2)


@pytest.fixture(params=[1, 5000, 1 << 20], ids=["one by one", "in twos", "all together"])
def groups(request, monkeypatch):
    monkeypatch.setattr(evenness, "TOGETHER", request.param)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("cell", [TWO, (3, 4)])
def test_images(cell, threads, groups, rng):
    x = rng.standard_normal((7, 16, 11, 13)).astype(np.float32)
    x[2, :, 3, 4] *= 1e6
    x[4, :, 6:10] = 0
    x[5, 3, 0, 0] = np.nan
    x[6, 3, 10, 12] = np.inf  # beside the cells
    with use_threads(threads):
        assert evenness.even_images(x, cell) == [True, True, False, True, False, False, False]


def test_images_without_a_cell(rng):
    x = rng.standard_normal((3, 16, 2, 9))
    assert evenness.even_images(x, (3, 3)) == [False] * 3


@pytest.mark.parametrize("period", [ONE, TWO, (3, 1), (4, 5)])
@pytest.mark.parametrize("sizes", [(5, 6, 21, 23), (5, 6, 24, 20), (1, 3, 40, 9), (40, 3, 7, 7)])
def test_channels(sizes, period, groups, rng):
    x = rng.standard_normal(sizes).astype(np.float32)
    assert evenness.even_channels((x, period))
    assert evenness.even_channels((x, ONE), (x, period))


@pytest.mark.parametrize("period", [ONE, TWO, (3, 1)])
@pytest.mark.parametrize("where", [(0, 0, 0), (4, 20, 22), (2, 10, 11), (4, 0, 5)])
@pytest.mark.parametrize("value", [1e4, np.nan, -np.inf])
def test_a_channel_with_a_peak(value, where, period, groups, rng):
    """Wherever it is: in any image, and in rows that are left over."""
    image, row, column = where
    x = rng.standard_normal((5, 6, 21, 23)).astype(np.float32)
    x[image, 4, row, column] = value
    with np.errstate(all="ignore"):
        assert not evenness.even_channels((x, period))


@pytest.mark.parametrize("rows", [True, False])
def test_a_channel_with_an_empty_phase(rows, groups, rng):
    """Which matters only where a tap meets that phase alone."""
    x = rng.standard_normal((3, 4, 20, 22))
    x.swapaxes(2, 3 if rows else 2)[:, 1, :, 1::2] = 0
    assert evenness.even_channels((x, ONE))
    assert not evenness.even_channels((x, TWO))


def test_a_column_with_all_energy_is_no_peak(rng):
    """That no pixel has more than its column only spares looking at each; it accuses none."""
    x = np.zeros((1, 2, 64, 16), np.float32)
    x[..., 3] = rng.standard_normal((1, 2, 64))
    assert evenness.even_channels((x, ONE))
    x[:, 1, 5, 3] = 100
    assert not evenness.even_channels((x, ONE))
