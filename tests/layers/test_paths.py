"""Every path gives what the plain one gives, and each is taken where it is meant to be."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

from cnncheck.layers import (
    columns,
    convolution,
    depthwise,
    pointwise,
    rowwise,
    scattered,
    whole,
    winograd,
)
from cnncheck.layers._arguments import geometry
from cnncheck.layers.threads import use_threads

# N, C, H, W, F, KH, KW, stride, padding, and dilation and groups: one for each way to cut and to copy
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
SPREAD = {
    "dilation": (2, 30, 40, 37, 3, 3, 3, (1, 1), (2, 3), (2, 3), 1),
    "dilation beyond the image but for the padding": (
        2,
        9,
        7,
        5,
        4,
        3,
        2,
        (1, 1),
        (6, 5),
        (7, 9),
        1,
    ),
    "dilation and stride": (3, 20, 41, 30, 4, 2, 3, (3, 2), (1, 0), (2, 3), 1),
    "several groups in a tile": (2, 32, 40, 30, 48, 3, 3, (1, 1), (1, 1), (1, 1), 8),
    "groups of small images": (5, 40, 7, 7, 20, 3, 3, (1, 1), (1, 1), (1, 1), 10),
    "groups that are larger than a tile": (2, 300, 20, 20, 6, 3, 3, (1, 1), (1, 1), (1, 1), 2),
    "an odd number of groups": (2, 21, 40, 40, 14, 5, 4, (2, 1), (2, 0), (1, 2), 7),
    "sequences": (3, 12, 900, 1, 6, 7, 1, (2, 1), (3, 0), (3, 1), 2),
}
DEPTHWISE = {
    "several blocks of channels": (1, 70, 40, 37, 70, 3, 3, (1, 1), (1, 1), (1, 1), 70),
    "small images": (5, 40, 7, 7, 40, 3, 3, (1, 1), (1, 1), (1, 1), 40),
    "many narrow images": (300, 3, 5, 4, 3, 3, 3, (1, 1), (1, 1), (1, 1), 3),
    "images that do not fill the last block": (7, 6, 11, 11, 6, 3, 2, (1, 1), (1, 0), (1, 1), 6),
    "several filters of a channel": (2, 5, 20, 21, 15, 3, 4, (2, 1), (1, 2), (1, 1), 5),
    "stride and dilation": (2, 8, 41, 40, 8, 3, 3, (2, 3), (2, 3), (3, 2), 8),
    "stride beyond the window": (2, 8, 41, 40, 8, 2, 2, (5, 3), (0, 0), (1, 1), 8),
    "padding beyond the window": (2, 8, 12, 9, 8, 2, 3, (1, 2), (5, 9), (1, 1), 8),
    "one channel": (2, 1, 50, 50, 3, 3, 3, (1, 1), (0, 0), (1, 1), 1),
    "one tap": (2, 6, 21, 17, 12, 1, 1, (2, 1), (0, 1), (1, 1), 6),
    "sequences": (3, 12, 900, 1, 12, 7, 1, (2, 1), (3, 0), (3, 1), 12),
}


def passes(path, x, w, out_grad, g):
    """The three passes by one path; the backward ones on padded input."""
    padded = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    inner = geometry(padded, w, (g.sh, g.sw), 0, (g.dh, g.dw), g.groups)
    other = whole if path is scattered else path  # which is for one pass alone
    yield other.forward(x, w, g)
    yield other.backward_filter(out_grad, padded, inner)
    yield path.backward_input(out_grad, w, inner)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", (TILED | SPREAD).values(), ids=TILED | SPREAD)
def test_columns(sizes, dtype, draw, rng):
    """Tiles of columns give the plain path's numbers: exactly for integers, else within rounding."""
    check(columns, sizes, dtype, draw, rng)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", POINTWISE.values(), ids=POINTWISE)
def test_pointwise(sizes, dtype, draw, rng):
    """Products without copies give the plain path's numbers."""
    check(pointwise, sizes, dtype, draw, rng)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", TILED.values(), ids=TILED)
def test_scattered(sizes, dtype, draw, rng):
    """The gradient of the input added up in phases gives the plain path's numbers."""
    check(scattered, sizes, dtype, draw, rng)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", DEPTHWISE.values(), ids=DEPTHWISE)
def test_depthwise(sizes, dtype, draw, rng):
    """Channels tap by tap give the plain path's numbers, with padding that nobody has written, too."""
    check(depthwise, sizes, dtype, draw, rng)
    x, w, out_grad, g = draw(sizes, rng, dtype, "integers")
    padded = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    inner = geometry(padded, w, (g.sh, g.sw), 0, (g.dh, g.dw), g.groups)
    plain = whole.backward_input(out_grad, w, inner)
    inside = plain[:, :, g.ph : g.ph + g.H, g.pw : g.pw + g.W]
    assert np.array_equal(depthwise.backward_input(out_grad, w, g), inside)
    plain = whole.backward_filter(out_grad, padded, inner)
    assert np.array_equal(depthwise.backward_filter(out_grad, x, g), plain)


@pytest.mark.parametrize("sizes", [SPREAD["several groups in a tile"], DEPTHWISE["small images"]])
def test_the_bits_of_groups_do_not_depend_on_the_number_of_threads(sizes, draw, rng):
    """Groups are shared out among threads."""
    path = depthwise if sizes[-1] == sizes[1] else columns
    problem, found = draw(sizes, rng, np.float32), set()
    for count in (1, 2, 5):
        with use_threads(count):
            found.add(b"".join(each.tobytes() for each in passes(path, *problem)))
    assert len(found) == 1


def check(path, sizes, dtype, draw, rng):
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


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ((1, 3, 20, 20, 4, 3, 3, (1, 1), (1, 1)), ["whole", "whole", "whole"]),
        ((4, 16, 60, 60, 1, 5, 5, (1, 1), (2, 2)), ["columns", "columns", "whole"]),
        ((4, 16, 60, 60, 16, 5, 5, (1, 1), (2, 2)), ["rowwise", "columns", "turned rowwise"]),
        ((4, 64, 56, 56, 64, 1, 1, (1, 1), (0, 0)), ["pointwise", "pointwise", "pointwise"]),
        ((8, 256, 7, 7, 256, 1, 1, (1, 1), (0, 0)), ["columns", "columns", "columns"]),
        ((4, 64, 28, 28, 64, 3, 3, (1, 1), (1, 1)), ["winograd", "winograd", "winograd"]),
        ((1, 64, 28, 28, 64, 3, 3, (1, 1), (1, 1)), ["columns", "columns", "turned columns"]),
        ((4, 64, 28, 28, 64, 5, 5, (2, 2), (2, 2)), ["columns", "columns", "scattered"]),
        ((8, 32, 28, 28, 64, 3, 3, (1, 1), (1, 1)), ["columns", "columns", "turned columns"]),
        ((8, 32, 28, 28, 96, 3, 3, (1, 1), (1, 1)), ["columns", "columns", "columns"]),
        ((8, 48, 32, 32, 48, 1, 7, (1, 1), (0, 3)), ["columns", "columns", "turned columns"]),
        ((8, 3, 64, 64, 32, 3, 3, (1, 1), (1, 1)), ["columns", "columns", "columns"]),
        ((8, 128, 7, 7, 128, 3, 3, (1, 1), (1, 1)), ["columns", "columns", "columns"]),
        ((16, 256, 7, 7, 256, 3, 3, (1, 1), (1, 1)), ["winograd", "columns", "columns"]),
        ((2, 32, 64, 64, 16, 5, 5, (1, 1), (2, 2)), ["rowwise", "columns", "turned rowwise"]),
        ((1, 3, 227, 227, 96, 11, 11, (4, 4), (3, 3)), ["rowwise", "columns", "scattered"]),
        ((2, 3, 99, 99, 96, 11, 11, (4, 4), (3, 3)), ["columns", "columns", "scattered"]),
        ((4, 8, 99, 99, 8, 3, 3, (1, 1), (1, 1)), ["columns", "columns", "turned columns"]),
        ((4, 64, 56, 56, 64, 3, 3, (2, 2), (1, 1)), ["columns", "columns", "columns"]),
        ((2, 64, 56, 56, 64, 3, 3, (1, 1), (1, 1), (1, 1), 64), ["depthwise"] * 3),
        ((2, 6, 9, 9, 6, 3, 3, (1, 1), (1, 1), (1, 1), 6), ["whole"] * 3),
        (
            (2, 64, 56, 56, 320, 3, 3, (1, 1), (1, 1), (1, 1), 64),
            ["columns", "columns", "turned columns"],
        ),
        (
            (2, 128, 56, 56, 128, 3, 3, (1, 1), (1, 1), (1, 1), 8),
            ["columns", "columns", "turned columns"],
        ),
        ((1, 64, 64, 64, 64, 3, 3, (1, 1), (8, 8), (8, 8), 1), ["columns"] * 3),
        ((2, 128, 70, 40, 128, 1, 1, (1, 1), (0, 0), (1, 1), 2), ["columns"] * 3),
    ],
)
def test_choice(sizes, chosen, draw, rng, monkeypatch):
    """Sizes decide on the path."""
    x, w, out_grad, g = draw(sizes, rng, np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    taken = []

    def spy(module, name):
        real = getattr(module, name)
        label = module.__name__.rpartition(".")[2]

        def call(a, b, sizes):
            turned = label in ("columns", "rowwise") and name == "forward" and a is out_grad
            taken.append(f"turned {label}" if turned else label)
            return real(a, b, sizes)

        monkeypatch.setattr(module, name, call)

    for module in (whole, pointwise, columns, depthwise):
        for name in ("forward", "backward_filter", "backward_input"):
            spy(module, name)
    spy(winograd, "forward")
    spy(winograd, "backward_filter")
    spy(rowwise, "forward")
    spy(scattered, "backward_input")
    stride, more = (g.sh, g.sw), ((g.dh, g.dw), g.groups)
    convolution.convolution2D(x, w, stride, (g.ph, g.pw), None, *more)
    convolution.convolution2D_backward_filter(out_grad, padded, w, stride, 0, *more)
    convolution.convolution2D_backward_input(out_grad, padded, w, stride, 0, *more)
    assert taken == chosen


@pytest.mark.parametrize("name", ["forward", "backward_filter", "backward_input"])
@pytest.mark.parametrize(
    ("sizes", "mebibytes"),
    [
        ((1, 64, 112, 112, 64, 3, 3, (1, 1), (1, 1)), 3),
        ((1, 32, 112, 112, 32, 3, 3, (1, 1), (1, 1)), 3),
        ((2, 3, 160, 160, 64, 7, 7, (2, 2), (3, 3)), 3),
        ((2, 64, 56, 56, 64, 3, 3, (2, 2), (1, 1)), 3),
        ((2, 64, 80, 80, 64, 1, 1, (1, 1), (0, 0)), 1),
        ((4, 12, 70, 70, 8, 60, 60, (1, 1), (0, 0)), 33),  # LARGEST and a little
        ((2, 64, 80, 80, 64, 3, 3, (1, 1), (1, 1), (1, 1), 64), 3),
        ((2, 64, 80, 80, 64, 3, 3, (1, 1), (1, 1), (1, 1), 8), 3),
        ((2, 64, 80, 80, 64, 3, 3, (1, 1), (4, 4), (4, 4), 1), 3),
        ((1, 64, 20000, 1, 64, 5, 1, (1, 1), (0, 0)), 3),
    ],
    ids=[
        *("large maps", "fewer channels", "stem", "stride", "pointwise", "huge window"),
        *("depthwise", "groups", "dilation", "sequence"),
    ],
)
def test_extra_memory(sizes, mebibytes, name, draw, rng):
    """With one thread and in float32, beyond the result: a tile, never all columns."""
    x, w, out_grad, g = draw(sizes, rng, np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (g.ph, g.ph), (g.pw, g.pw)))
    stride, more = (g.sh, g.sw), ((g.dh, g.dw), g.groups)
    call = {
        "forward": lambda: convolution.convolution2D(x, w, stride, (g.ph, g.pw), None, *more),
        "backward_filter": lambda: convolution.convolution2D_backward_filter(
            out_grad, padded, w, stride, 0, *more
        ),
        "backward_input": lambda: convolution.convolution2D_backward_input(
            out_grad, padded, w, stride, 0, *more
        ),
    }[name]
    with use_threads(1):
        call()
        gc.disable()
        tracemalloc.start()
        try:
            out = call()
            now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            gc.enable()
        extra, left = most - out.nbytes, now - out.nbytes
    assert left <= 2**15, "a cycle keeps a tile's buffers alive"
    assert extra <= mebibytes * 2**20
