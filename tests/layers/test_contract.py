"""What holds for all six: inputs untouched, results new, every dtype and layout."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.layers import blas, threads
from cnncheck.operators import FUNCTIONS

SMALL = (2, 3, 9, 8)
LARGE = (4, 40, 40, 40)  # beyond SMALL products, with Winograd and turned filters


def problem(shape, dtype=np.float64, filters=5):
    """Fresh arguments of the six functions for images of a shape."""
    rng = np.random.default_rng(3)
    N, C, H, W = shape

    def make(*sizes):
        return rng.standard_normal(sizes).astype(dtype)

    X, weights = make(*shape), make(filters, C, 3, 3)
    out_grad = make(N, filters, H - 2, W - 2)
    return {
        "zero_padding": (X, (1, 2)),
        "convolution2D": (X, weights, (1, 1), (1, 1)),
        "convolution2D_backward_filter": (out_grad, X, weights, (1, 1)),
        "convolution2D_backward_input": (out_grad, X, weights, (1, 1)),
        "pool_forward": (X, 2, 2),
        "pool_back": (make(N, C, H // 2, W // 2), X, 2, 2),
    }


def call(name, arguments):
    return getattr(layers, name)(*arguments)


def test_each_is_called_what_it_says():
    """In tracebacks and profiles, too."""
    for name in set(layers.__all__) - {"use_threads"}:
        function = getattr(layers, name)
        assert function.__name__ == function.__qualname__ == name
        assert function.__code__.co_name == name


each = pytest.mark.parametrize("name", problem(SMALL))
sizes = pytest.mark.parametrize(
    ("shape", "filters"), [(SMALL, 5), (LARGE, 40)], ids=["small", "large"]
)


def test_the_six_are_exported():
    """The package offers the six names, those of all other operators, and the setting of threads."""
    assert problem(SMALL).keys() <= {*layers.__all__}
    assert sorted(layers.__all__) == sorted([*FUNCTIONS, "use_threads"])


@each
@sizes
def test_inputs_are_untouched_and_the_result_is_new(name, shape, filters):
    """No byte of an argument changes, and the result shares no memory with any."""
    arguments = problem(shape, filters=filters)[name]
    before = [np.copy(a) for a in arguments if isinstance(a, np.ndarray)]
    for a in arguments:
        if isinstance(a, np.ndarray):
            a.flags.writeable = False
    out = call(name, arguments)
    arrays = [a for a in arguments if isinstance(a, np.ndarray)]
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))
    assert not any(np.shares_memory(out, a) for a in arrays)
    assert type(out) is np.ndarray
    assert out.flags.c_contiguous
    assert out.flags.writeable
    assert out.flags.aligned


@each
def test_nothing_is_copied_back_when_there_is_nothing_to_do(name):
    """Padding 0, a 1x1 filter and a 1x1 pool still give new arrays."""
    X = np.random.default_rng(0).standard_normal((1, 1, 20, 20))
    one = np.ones((1, 1, 1, 1))
    arguments = {
        "zero_padding": (X, (0, 0)),
        "convolution2D": (X, one, (1, 1), (0, 0)),
        "convolution2D_backward_filter": (one, X[:, :, :1, :1], one, (1, 1)),
        "convolution2D_backward_input": (X, X, one, (1, 1)),
        "pool_forward": (X, 1, 1),
        "pool_back": (X, X, 1, 1),
    }[name]
    out = call(name, arguments)
    expected = arguments[0] if name != "convolution2D_backward_filter" else X[:, :, :1, :1]
    assert np.array_equal(out, expected)
    assert not np.shares_memory(out, X)
    assert not np.shares_memory(out, one)


def layouts(array):
    yield "Fortran", np.asfortranarray(array)
    spread = np.zeros(tuple(2 * n for n in array.shape), array.dtype)
    view = spread[::2, 1::2, ::2, 1::2]
    view[...] = array
    yield "strided", view
    yield "reversed", np.ascontiguousarray(array[::-1, ::-1, ::-1, ::-1])[::-1, ::-1, ::-1, ::-1]
    yield "broadcast", np.broadcast_to(array[:1, :1], array.shape)


@each
@sizes
@pytest.mark.parametrize("layout", ["Fortran", "strided", "reversed", "broadcast"])
def test_layout_does_not_matter(name, shape, filters, layout):
    """Any strides give the numbers of a contiguous copy, and a contiguous result."""
    arguments = [
        dict(layouts(a))[layout] if isinstance(a, np.ndarray) else a
        for a in problem(shape, filters=filters)[name]
    ]
    plain = [np.ascontiguousarray(a) if isinstance(a, np.ndarray) else a for a in arguments]
    out = call(name, arguments)
    assert out.flags.c_contiguous
    np.testing.assert_allclose(out, call(name, plain), rtol=1e-11, atol=1e-11)


@pytest.mark.sample(3)
@each
@sizes
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "longdouble", ">f4", ">f8"])
def test_every_float_dtype_is_kept(name, shape, filters, dtype):
    """The result has the dtype that came, and its accuracy."""
    if dtype == "longdouble" and shape == LARGE:
        shape, filters = (2, 20, 30, 30), 20
    arguments = problem(shape, dtype, filters)[name]
    out = call(name, arguments)
    wide = [a.astype(np.longdouble) if isinstance(a, np.ndarray) else a for a in arguments]
    expected = call(name, wide)
    assert out.dtype == np.dtype(dtype)
    size = max(1.0, float(abs(expected).max()))
    np.testing.assert_allclose(
        out.astype(np.longdouble), expected, rtol=0, atol=20 * np.finfo(dtype).eps * size
    )


@each
def test_an_empty_batch_gives_an_empty_result(name):
    """No images, no output; the gradient of the filters is then 0."""
    out = call(name, problem((0, 3, 9, 8))[name])
    one = call(name, problem((1, 3, 9, 8))[name])
    if name == "convolution2D_backward_filter":
        assert out.shape == one.shape
        assert not out.any()
    else:
        assert out.shape == (0, *one.shape[1:])


@pytest.mark.parametrize("two", [(2, 1), [2, 1], np.array([2, 1]), (np.int8(2), np.uint64(1))])
def test_a_pair_is_any_two_integers(two):
    """Tuples, lists and NumPy integers all say the same."""
    X, W, _, _ = problem(SMALL)["convolution2D"]
    assert layers.zero_padding(X, two).shape == (2, 3, 13, 10)
    assert layers.convolution2D(X, W, two, two).shape == (2, 5, 6, 8)
    assert layers.pool_forward(X, two, two).shape == (2, 3, 4, 8)


@pytest.mark.parametrize("one", [2, np.int32(2)])
def test_one_integer_stands_for_both(one):
    """An integer alone is both of a pair."""
    X, W, _, _ = problem(SMALL)["convolution2D"]
    assert np.array_equal(layers.zero_padding(X, one), layers.zero_padding(X, (2, 2)))
    both = layers.convolution2D(X, W, (2, 2), (2, 2))
    assert np.array_equal(layers.convolution2D(X, W, one, one), both)
    assert np.array_equal(layers.pool_forward(X, one, one), layers.pool_forward(X, (2, 2), (2, 2)))


@each
@sizes
def test_the_bits_do_not_depend_on_the_number_of_threads(name, shape, filters):
    """One thread, two or five: every bit is the same, in both precisions."""
    for dtype in (np.float32, np.float64):
        arguments = problem(shape, dtype, filters)[name]
        results = []
        for count in (1, 2, 5):
            with threads.use_threads(count):
                results.append(call(name, arguments).tobytes())
        assert len(set(results)) == 1


@each
@sizes
def test_threadpoolctl_is_not_needed(name, shape, filters, monkeypatch):
    """Without it the results are the same within rounding."""
    arguments = problem(shape, filters=filters)[name]
    usual = call(name, arguments)
    monkeypatch.setattr(threads, "controller", lambda: None)
    monkeypatch.setattr(blas, "controller", lambda: None)
    with threads.use_threads(3):
        np.testing.assert_allclose(call(name, arguments), usual, rtol=1e-10, atol=1e-10)
