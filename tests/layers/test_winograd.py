"""Winograd's products, in both directions or in one, are as accurate as direct ones, or not used."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck.layers import columns, convolution, evenness, minimal, rowwise, whole, winograd
from cnncheck.layers._arguments import geometry
from cnncheck.layers.phases import Grid, Phase
from cnncheck.layers.threads import use_threads

SIZES = {
    "even sizes": (2, 32, 14, 16, 33, 3, 3, (1, 1), (1, 1)),
    "odd sizes": (3, 40, 13, 15, 32, 3, 3, (1, 1), (1, 1)),
    "no padding": (1, 32, 20, 21, 32, 3, 3, (1, 1), (0, 0)),
    "wide padding": (1, 32, 12, 12, 32, 3, 3, (1, 1), (2, 5)),
    "many bands": (1, 32, 90, 70, 32, 3, 3, (1, 1), (1, 1)),
    "many images": (9, 32, 10, 10, 32, 3, 3, (1, 1), (1, 1)),
    "blocks of channels": (2, 150, 8, 9, 20, 3, 3, (1, 1), (1, 1)),
    "5x5": (3, 24, 13, 18, 20, 5, 5, (1, 1), (2, 2)),
    "7x7": (2, 24, 17, 16, 20, 7, 7, (1, 1), (3, 3)),
    "3x5": (2, 24, 12, 19, 20, 3, 5, (1, 1), (1, 2)),
    "4x6": (2, 24, 14, 13, 20, 4, 6, (1, 1), (0, 1)),
    "3x3/2": (2, 32, 21, 24, 20, 3, 3, (2, 2), (1, 1)),
    "5x5/2": (2, 32, 22, 23, 20, 5, 5, (2, 2), (2, 2)),
    "7x7/2": (2, 24, 30, 31, 20, 7, 7, (2, 2), (3, 3)),
    "11x11/4": (2, 24, 51, 47, 20, 11, 11, (4, 4), (2, 0)),
    "5x3/1x2": (2, 32, 20, 24, 20, 5, 3, (1, 2), (2, 1)),
    "7x8/3x5": (4, 24, 29, 40, 20, 7, 8, (3, 5), (0, 1)),
}


both = pytest.mark.parametrize("path", [winograd, rowwise], ids=["winograd", "rowwise"])


def bound(depth, dtype, magnitude):
    return (4 + 4 * np.sqrt(depth)) * np.finfo(dtype).eps / 2 * magnitude


def wide(*arrays):
    return [a.astype(np.longdouble) for a in arrays]


@pytest.fixture
def undisturbed(monkeypatch):
    """No tile and no gradient is computed by columns."""

    def refuse(*_):
        raise AssertionError("computed directly")

    monkeypatch.setattr(columns, "forward_tile", refuse)
    monkeypatch.setattr(columns, "backward_filter", refuse)


@pytest.mark.sample(2)
@both
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_the_accuracy_is_that_of_a_direct_convolution(path, sizes, dtype, draw, rng, undisturbed):
    """The error against long double stays within the bound for K additions, element by element."""
    x, w, _, g = draw(sizes, rng, dtype)
    exact = whole.forward(*wide(x, w), g)
    assert evenness.suits(x, w)
    got = path.forward(x, w, g)
    assert got.dtype == dtype
    assert np.all(
        abs(got - exact) <= bound(g.C * g.KH * g.KW, dtype, whole.forward(abs(x), abs(w), g))
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_so_is_that_of_the_filters_gradient(sizes, dtype, draw, rng, undisturbed):
    """Of padded images too, whose zeros do no harm."""
    x, w, out_grad, g = draw(sizes, rng, dtype)
    x = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    g = geometry(x, w, (g.sh, g.sw), 0)
    exact = whole.backward_filter(*wide(out_grad, x), g)
    got = winograd.backward_filter(out_grad, x, g)
    assert got.dtype == dtype
    magnitude = whole.backward_filter(abs(out_grad), abs(x), g)
    assert np.all(abs(got - exact) <= bound(g.N * g.OH * g.OW, dtype, magnitude))


@both
@pytest.mark.parametrize("sizes", [SIZES["many images"], SIZES["many bands"], SIZES["5x5"]])
def test_the_number_of_threads_changes_nothing(path, sizes, draw, rng):
    """Not one bit."""
    x, w, out_grad, g = draw(sizes, rng, np.float32)
    inner = geometry(padded := np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw))), w, 1, 0)
    results = []
    for count in (1, 2, 3):
        with use_threads(count):
            results.append(path.forward(x, w, g))
            if path is winograd:
                results.append(path.backward_filter(out_grad, padded, inner))
    each = len(results) // 3
    for number, got in enumerate(results):
        assert np.array_equal(got, results[number % each])


def test_what_may_be_meant_exactly_is_refused(rng):
    """Integers, halves, filters with one tap, and filters with an infinity are computed directly."""
    x, w = rng.standard_normal((2, 32, 20, 20)), rng.standard_normal((32, 32, 3, 3))
    one_tap = w * (np.arange(9).reshape(3, 3) == 4) * (np.arange(32) == 3)[:, None, None]
    infinite = w.copy()
    infinite[3, 1, 0, 0] = np.inf
    assert evenness.suits(x, w)
    assert not evenness.suits(np.rint(x * 9), w)
    assert not evenness.suits(x, np.rint(w * 9) / 2)
    assert not evenness.suits(np.rint(x * 2**20), np.rint(w * 9))
    assert not evenness.suits(x, one_tap)
    assert not evenness.suits(x, infinite)
    assert not evenness.suits(x, w * 1e200)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_integers_stay_exact(dtype, rng):
    """Sums that nearly fill the significand, which Winograd's larger ones would overflow."""
    bits = np.finfo(dtype).nmant + 1
    most = int(np.sqrt(2**bits / (64 * 9)))  # so that 64 * 9 products stay below 2**bits
    x = rng.integers(-most, most + 1, (4, 64, 30, 30)).astype(dtype)
    w = rng.integers(-most, most + 1, (64, 64, 3, 3)).astype(dtype)
    assert winograd.applies(geometry(x, w, 1, 1), x.itemsize)
    exact = whole.forward(*(a.astype(np.int64) for a in (x, w)), geometry(x, w, 1, 1))
    assert np.array_equal(convolution.convolution2D(x, w, 1, 1), exact)
    out_grad, g = exact[:, :, :28, :28] % (most + 1), geometry(x, w, 1, 0)
    turned = whole.backward_input(out_grad, w.astype(np.int64), g)
    got = convolution.convolution2D_backward_input(out_grad.astype(dtype), x, w, 1)
    assert np.array_equal(got, turned)
    small = out_grad % 3
    exact = whole.backward_filter(small, x.astype(np.int64) % 3, g)
    got = convolution.convolution2D_backward_filter(small.astype(dtype), x % 3, w, 1)
    assert np.array_equal(got, exact)


def test_nor_where_some_images_are_uneven(draw, rng):
    """They are cut as if they were alone."""
    x, w, _, g = draw(SIZES["many bands"], rng, np.float32)
    x = np.repeat(x, 3, axis=0)
    x[1, :, 20, 20] = 1e6
    results = []
    for count in (1, 2):
        with use_threads(count):
            results.append(rowwise.forward(x, w, g._replace(N=3)))
    assert np.array_equal(*results)


@both
@pytest.mark.parametrize("pixel", [np.inf, np.nan, 1e6, 0.0])
def test_an_uneven_image_is_computed_directly(path, pixel, draw, rng):
    """One pixel, or a corner, out of proportion changes nothing beyond the windows that read it."""
    x, w, _, g = draw((2, 32, 24, 25, 32, 3, 3, (1, 1), (1, 1)), rng, np.float64)
    x[0, :, 10:12, 11:13] = pixel
    x[1, :, 23, 24] = pixel  # the last one, beside the cells that are compared
    with np.errstate(all="ignore"):
        got, plain = path.forward(x, w, g), whole.forward(x, w, g)
        magnitude = whole.forward(abs(x), abs(w), g)
    assert np.array_equal(np.isfinite(got), np.isfinite(plain))
    finite = np.isfinite(plain)
    assert np.all(abs(got - plain)[finite] <= 100 * np.finfo(float).eps * magnitude[finite])


def one_pixel(a):
    a[0, 5, 6, 7] = 1e9


def every_second_column(a):
    a[:, 5, :, ::2] = 0


def few_pixels(a):
    a[:, 5] *= np.random.default_rng(0).random(a[:, 5].shape) < 0.002


def an_empty_channel(a):
    a[:, 5] = 0


def a_nan(a):
    a[0, 5, 6, 7] = np.nan


def huge(a):
    a *= 1e200


@pytest.mark.parametrize("which", ["X", "out_grad"])
@pytest.mark.parametrize("spoil", [one_pixel, few_pixels, an_empty_channel, a_nan, huge])
def test_an_uneven_channel_is_computed_directly(spoil, which, draw, rng):
    """Where a tap's products may all be small beside their neighbours'."""
    x, w, out_grad, _ = draw((2, 32, 24, 25, 32, 3, 3, (1, 1), (0, 0)), rng, np.float64)
    g = geometry(x, w, 1, 0)
    spoil(x if which == "X" else out_grad)
    with np.errstate(all="ignore"):
        got = winograd.backward_filter(out_grad, x, g)
        assert np.array_equal(got, columns.backward_filter(out_grad, x, g), equal_nan=True)


def test_uneven_phases(draw, rng, undisturbed):
    """Pixels with gaps are computed directly; with even ones each tap meets every gradient."""
    x, w, out_grad, _ = draw((2, 32, 24, 25, 32, 3, 3, (1, 1), (0, 0)), rng, np.float32)
    g = geometry(x, w, 1, 0)
    every_second_column(out_grad)
    got = winograd.backward_filter(out_grad, x, g)
    exact = whole.backward_filter(*wide(out_grad, x), g)
    magnitude = whole.backward_filter(abs(out_grad), abs(x), g)
    assert np.all(abs(got - exact) <= bound(g.N * g.OH * g.OW, np.float32, magnitude))
    every_second_column(x)
    with pytest.raises(AssertionError, match="computed directly"):
        winograd.backward_filter(out_grad, x, g)


def test_sparse_features_are_even_enough(draw, rng, undisturbed):
    """Half of the pixels cut off, as by a ReLU, and gradients as of max pooling."""
    x, _, out_grad, g = draw((4, 32, 24, 24, 32, 3, 3, (1, 1), (0, 0)), rng, np.float32)
    x, out_grad = np.maximum(x, 0), out_grad * (rng.random(out_grad.shape) < 0.25)
    exact = whole.backward_filter(*wide(out_grad, x), g)
    got = winograd.backward_filter(out_grad.astype(np.float32), x, g)
    magnitude = whole.backward_filter(abs(out_grad), abs(x), g)
    assert np.all(abs(got - exact) <= bound(g.N * g.OH * g.OW, np.float32, magnitude))


@pytest.mark.parametrize(
    ("taps", "stride", "products"),
    [(3, 1, 4), (5, 1, 7), (7, 1, 10), (3, 2, 5), (5, 2, 7), (7, 2, 10), (11, 4, 15)],
)
def test_products_for_two_outputs(taps, stride, products):
    """The table of the module's page."""
    assert minimal.direction(taps, stride).products == products


@pytest.mark.parametrize("step", [(1, 1), (2, 2), (3, 2)])
@pytest.mark.parametrize("before", [(0, 0), (1, 2), (-2, -1), (5, 4)])
def test_phases(step, before, rng):
    """Each pixel is where its window says, and 0 is around the image."""
    x = rng.standard_normal((2, 3, 7, 8))
    grid = Grid(images=2, height=4, width=5, below=1, beside=2)
    phase = np.full(3 * grid.plane, np.nan)
    Phase(grid.pixels(phase), (7, 8), step, before[1]).fill(x, before[0])
    for (c, row, n, column), value in np.ndenumerate(phase.reshape(3, 5, 2, 7)):
        y, x_ = step[0] * row - before[0], step[1] * column - before[1]
        inside = 0 <= y < 7 and 0 <= x_ < 8
        assert value == (x[n, c, y, x_] if inside else 0)


def test_phases_again(rng):
    """Zeros that are still there are not written again, and none is where another tile has pixels."""
    grid = Grid(images=2, height=4, width=5, below=1, beside=2)
    kept, fresh = np.full((2, 3 * grid.plane), np.nan)
    again = Phase(grid.pixels(kept), (7, 8), (2, 2), 1)
    for number, before in enumerate((1, 1, -2, 5, -2, 0)):
        x = rng.standard_normal((2, 3, 7, 8))
        again.fill(x, before, again=number > 0)
        Phase(grid.pixels(fresh), (7, 8), (2, 2), 1).fill(x, before)
        assert np.array_equal(kept, fresh)


def test_tiles_of_two_sizes_share_buffers(draw, rng, monkeypatch, undisturbed):
    """In whatever order they come, and with zeros around them that are not written each time."""
    x, w, _, g = draw(SIZES["many bands"], rng, np.float32)
    tiles = winograd._cut(g, x.itemsize)
    assert len({tile.p1 - tile.p0 for tile in tiles}) == 2
    with use_threads(1):
        expected = winograd.forward(x, w, g)
        for order in ([3, 0, 1, 2], [1, 3, 2, 0], [2, 1, 3, 3, 0, 1]):
            monkeypatch.setattr(winograd, "_cut", lambda *_, o=order: [tiles[i] for i in o])
            assert np.array_equal(winograd.forward(x, w, g), expected)
