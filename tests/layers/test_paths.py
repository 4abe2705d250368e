"""Every path gives what the plain one gives, and each is taken where it is meant to be."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from cnncheck.layers import columns, convolution, pointwise, whole, winograd
from cnncheck.layers._arguments import geometry
from cnncheck.layers.threads import use_threads

# N, C, H, W, F, KH, KW, stride, padding: one for each way to cut and to copy
TILED = {
    "groups of small images": (5, 3, 9, 8, 4, 3, 2, (1, 1), (1, 0)),
    "groups of 7x7 images with many channels": (3, 130, 7, 7, 5, 3, 3, (1, 1), (1, 1)),
    "bands of a large image": (2, 70, 40, 37, 3, 3, 3, (1, 1), (1, 1)),
    "bands with a stride": (1, 40, 61, 50, 5, 4, 3, (2, 3), (3, 1)),
    "bands of rows that are padding alone": (1, 60, 30, 30, 2, 5, 5, (1, 1), (9, 8)),
    "stride beyond the window": (2, 9, 90, 80, 3, 2, 2, (3, 5), (0, 0)),
    "few channels, large window": (1, 3, 60, 60, 6, 11, 11, (4, 4), (2, 2)),
    "one channel": (2, 1, 50, 50, 3, 3, 3, (1, 1), (0, 0)),
    "window as large as the image": (3, 4, 6, 5, 7, 6, 5, (1, 1), (0, 0)),
    "a window of a thousand taps": (3, 2, 50, 50, 3, 40, 39, (1, 1), (0, 0)),
    "more taps than filters": (1, 64, 30, 30, 3, 3, 3, (1, 1), (0, 0)),
    "more filters than taps": (1, 4, 30, 30, 90, 2, 2, (1, 1), (0, 0)),
}
POINTWISE = {
    "stride 1": (3, 6, 21, 17, 5, 1, 1, (1, 1), (0, 0)),
    "more filters than channels": (2, 3, 20, 17, 7, 1, 1, (1, 1), (0, 0)),
    "several bands": (1, 3, 70, 70, 2, 1, 1, (1, 1), (0, 0)),
    "stride": (2, 6, 21, 17, 5, 1, 1, (2, 3), (0, 0)),
    "stride that leaves out the last pixels": (2, 3, 8, 8, 2, 1, 1, (3, 3), (0, 0)),
}


def draw(sizes, rng, dtype, fill="normal"):
    N, C, H, W, F, KH, KW, stride, padding = sizes
    make = rng.standard_normal if fill == "normal" else lambda s: rng.integers(-3, 4, s)
    x, w = make((N, C, H, W)).astype(dtype), make((F, C, KH, KW)).astype(dtype)
    g = geometry(x, w, stride, padding)
    out_grad = make((N, F, g.OH, g.OW)).astype(dtype)
    return x, w, out_grad, g


def passes(path, x, w, out_grad, g):
    """The three passes by one path; the backward ones on padded input."""
    padded = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    inner = geometry(padded, w, (g.sh, g.sw), 0)
    yield path.forward(x, w, g)
    yield path.backward_filter(out_grad, padded, inner)
    yield path.backward_input(out_grad, w, inner)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", TILED.values(), ids=TILED)
def test_columns(sizes, dtype, rng):
    """Tiles of columns give the plain path's numbers: exactly for integers, else within rounding."""
    check(columns, sizes, dtype, rng)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", POINTWISE.values(), ids=POINTWISE)
def test_pointwise(sizes, dtype, rng):
    """Products without copies give the plain path's numbers."""
    check(pointwise, sizes, dtype, rng)


def check(path, sizes, dtype, rng):
    for got, plain in zip(
        passes(path, *draw(sizes, rng, dtype, "integers")),
        passes(whole, *draw(sizes, np.random.default_rng(20), dtype, "integers")),
        strict=True,
    ):
        assert np.array_equal(got, plain)
        assert got.dtype == dtype
        assert got.flags.c_contiguous
    problem = draw(sizes, rng, dtype)
    magnitudes = passes(whole, abs(problem[0]), abs(problem[1]), abs(problem[2]), problem[3])
    for got, plain, magnitude in zip(
        passes(path, *problem), passes(whole, *problem), magnitudes, strict=True
    ):
        assert np.all(abs(got - plain) <= 40 * np.finfo(dtype).eps * magnitude)


WINOGRAD = {
    "even sizes": (2, 32, 14, 16, 33, 3, 3, (1, 1), (1, 1)),
    "odd sizes": (3, 40, 13, 15, 32, 3, 3, (1, 1), (1, 1)),
    "no padding": (1, 32, 20, 21, 32, 3, 3, (1, 1), (0, 0)),
    "wide padding": (1, 32, 12, 12, 32, 3, 3, (1, 1), (2, 5)),
    "many bands": (1, 32, 90, 70, 32, 3, 3, (1, 1), (1, 1)),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", WINOGRAD.values(), ids=WINOGRAD)
def test_winograd_is_as_accurate_as_a_direct_convolution(sizes, dtype, rng):
    """The error against long double stays within the bound for K additions, element by element."""
    x, w, _, g = draw(sizes, rng, dtype)
    exact = whole.forward(x.astype(np.longdouble), w.astype(np.longdouble), g)
    magnitude = whole.forward(abs(x), abs(w), g)
    depth = g.C * 9
    unit = np.finfo(dtype).eps / 2
    assert winograd.applies(g)
    assert winograd.suits(x, w)
    got = winograd.forward(x, w, g)
    assert got.dtype == dtype
    assert np.all(abs(got - exact) <= (4 + 4 * np.sqrt(depth)) * unit * magnitude)
    assert np.any(got != whole.forward(x, w, g)), "the tiles were all computed directly"


def test_winograd_refuses_what_may_be_meant_exactly(rng):
    """Integers, halves, filters with one tap, and filters with an infinity are computed directly."""
    x, w = rng.standard_normal((2, 32, 20, 20)), rng.standard_normal((32, 32, 3, 3))
    one_tap = w * (np.arange(9).reshape(3, 3) == 4) * (np.arange(32) == 3)[:, None, None]
    infinite = w.copy()
    infinite[3, 1, 0, 0] = np.inf
    assert winograd.suits(x, w)
    assert not winograd.suits(np.rint(x * 9), w)
    assert not winograd.suits(x, np.rint(w * 9) / 2)
    assert not winograd.suits(np.rint(x * 2**20), np.rint(w * 9))
    assert not winograd.suits(x, one_tap)
    assert not winograd.suits(x, infinite)
    assert not winograd.suits(x, w * 1e200)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_integers_stay_exact_where_winograd_would_apply(dtype, rng):
    """Sums that nearly fill the significand, which Winograd's larger ones would overflow."""
    bits = np.finfo(dtype).nmant + 1
    most = int(np.sqrt(2**bits / (32 * 9)))  # so that 32 * 9 products stay below 2**bits
    x = rng.integers(-most, most + 1, (2, 32, 40, 40)).astype(dtype)
    w = rng.integers(-most, most + 1, (32, 32, 3, 3)).astype(dtype)
    assert winograd.applies(geometry(x, w, 1, 1))
    exact = whole.forward(x.astype(np.int64), w.astype(np.int64), geometry(x, w, 1, 1))
    assert np.array_equal(convolution.convolution2D(x, w, 1, 1), exact)
    out_grad, g = exact[:, :, :38, :38] % (most + 1), geometry(x, w, 1, 0)
    turned = whole.backward_input(out_grad, w.astype(np.int64), g)
    got = convolution.convolution2D_backward_input(out_grad.astype(dtype), x, w, 1)
    assert np.array_equal(got, turned)


@pytest.mark.parametrize("pixel", [np.inf, np.nan, 1e6, 0.0])
def test_winograd_computes_an_uneven_tile_directly(pixel, rng):
    """One pixel out of proportion changes nothing beyond the windows that read it."""
    x, w, _, g = draw((2, 32, 24, 25, 32, 3, 3, (1, 1), (1, 1)), rng, np.float64)
    x[0, :, 10, 11] = pixel
    with np.errstate(all="ignore"):
        got, plain = winograd.forward(x, w, g), whole.forward(x, w, g)
        magnitude = whole.forward(abs(x), abs(w), g)
    assert np.array_equal(np.isfinite(got), np.isfinite(plain))
    finite = np.isfinite(plain)
    assert np.all(abs(got - plain)[finite] <= 100 * np.finfo(float).eps * magnitude[finite])


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ((1, 3, 20, 20, 4, 3, 3, (1, 1), (1, 1)), ["whole", "whole", "whole"]),
        ((4, 16, 60, 60, 1, 5, 5, (1, 1), (2, 2)), ["columns", "columns", "whole"]),
        ((4, 64, 56, 56, 64, 1, 1, (1, 1), (0, 0)), ["pointwise", "pointwise", "pointwise"]),
        ((4, 64, 28, 28, 64, 3, 3, (1, 1), (1, 1)), ["winograd", "columns", "winograd"]),
        ((8, 128, 7, 7, 128, 3, 3, (1, 1), (1, 1)), ["columns", "columns", "columns"]),
        ((2, 32, 64, 64, 16, 5, 5, (1, 1), (2, 2)), ["columns", "columns", "turned columns"]),
        ((4, 64, 56, 56, 64, 3, 3, (2, 2), (1, 1)), ["columns", "columns", "columns"]),
    ],
)
def test_choice(sizes, chosen, rng, monkeypatch):
    """Sizes decide on the path."""
    x, w, out_grad, g = draw(sizes, rng, np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    taken = []

    def spy(module, name):
        real = getattr(module, name)
        label = module.__name__.rpartition(".")[2]

        def call(a, b, sizes):
            turned = label == "columns" and name == "forward" and a is out_grad
            taken.append(f"turned {label}" if turned else label)
            return real(a, b, sizes)

        monkeypatch.setattr(module, name, call)

    for module in (whole, pointwise, columns):
        for name in ("forward", "backward_filter", "backward_input"):
            spy(module, name)
    spy(winograd, "forward")
    stride = (g.sh, g.sw)
    convolution.convolution2D(x, w, stride, (g.ph, g.pw))
    convolution.convolution2D_backward_filter(out_grad, padded, w, stride)
    convolution.convolution2D_backward_input(out_grad, padded, w, stride)
    assert taken == chosen


@pytest.mark.parametrize("name", ["forward", "backward_filter", "backward_input"])
@pytest.mark.parametrize(
    ("sizes", "mebibytes"),
    [
        ((1, 64, 112, 112, 64, 3, 3, (1, 1), (1, 1)), 3),
        ((2, 64, 56, 56, 64, 3, 3, (2, 2), (1, 1)), 3),
        ((2, 64, 80, 80, 64, 1, 1, (1, 1), (0, 0)), 1),
        ((4, 12, 70, 70, 8, 60, 60, (1, 1), (0, 0)), 33),  # LARGEST and a little
    ],
    ids=["large maps", "stride", "pointwise", "huge window"],
)
def test_extra_memory(sizes, mebibytes, name, rng):
    """With one thread and in float32, beyond the result: a tile, never all columns."""
    x, w, out_grad, g = draw(sizes, rng, np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    stride = (g.sh, g.sw)
    call = {
        "forward": lambda: convolution.convolution2D(x, w, stride, (g.ph, g.pw)),
        "backward_filter": lambda: convolution.convolution2D_backward_filter(
            out_grad, padded, w, stride
        ),
        "backward_input": lambda: convolution.convolution2D_backward_input(
            out_grad, padded, w, stride
        ),
    }[name]
    with use_threads(1):
        call()
        tracemalloc.start()
        try:
            out = call()
            extra = tracemalloc.get_traced_memory()[1] - out.nbytes
        finally:
            tracemalloc.stop()
    assert extra <= mebibytes * 2**20
