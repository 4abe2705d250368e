"""A wrong argument is answered with its name, what was expected and what came."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck import layers

X = np.ones((2, 3, 6, 5))
W = np.ones((4, 3, 3, 2))
OUT_GRAD = np.ones((2, 4, 4, 4))
INTEGERS = "an integer or a pair of integers (vertical, horizontal), each at least"

WRONG = {
    "a list": (
        lambda: layers.zero_padding([[1.0]], 1),
        TypeError,
        "X must be a NumPy array of 4 dimensions (N, C, H, W), but got [[1.0]] (list)",
    ),
    "something with a long name": (
        lambda: layers.pool_forward(list(range(1000)), 2, 2),
        TypeError,
        "X must be a NumPy array of 4 dimensions (N, C, H, W), but got a value of type list",
    ),
    "integers": (
        lambda: layers.pool_forward(X.astype(np.int32), 2, 2),
        TypeError,
        "X must hold floating-point numbers, but its dtype is int32;"
        " convert it with X.astype(float)",
    ),
    "complex numbers": (
        lambda: layers.zero_padding(X.astype(complex), 1),
        TypeError,
        "X must hold floating-point numbers, but its dtype is complex128;"
        " convert it with X.astype(float)",
    ),
    "two dimensions": (
        lambda: layers.convolution2D(X[0, 0], W, 1, 0),
        ValueError,
        "X must have 4 dimensions (N, C, H, W), but its shape is (6, 5)",
    ),
    "no pixels": (
        lambda: layers.zero_padding(X[:, :, :0], 1),
        ValueError,
        "X must have at least one element along each of its last 3 dimensions (N, C, H, W),"
        " but its shape is (2, 3, 0, 5)",
    ),
    "two dtypes": (
        lambda: layers.convolution2D(X, W.astype(np.float32), 1, 0),
        TypeError,
        "W must have the dtype of X, float64, but its dtype is float32;"
        " convert one of them with astype",
    ),
    "other channels": (
        lambda: layers.convolution2D(X, W[:, :2], 1, 0),
        ValueError,
        "W must have as many channels as X, 3, but its shape is (4, 2, 3, 2) (F, C, KH, KW)"
        " and that of X is (2, 3, 6, 5) (N, C, H, W)",
    ),
    "a window that does not fit": (
        lambda: layers.convolution2D(X[:, :, :2], W, 1, 0),
        ValueError,
        "W must not be larger than the image: its window is 3x2, but X is 2x5",
    ),
    "a window that does not fit with padding": (
        lambda: layers.convolution2D(X[..., :1], np.ones((1, 3, 3, 6)), 1, (1, 2)),
        ValueError,
        "W must not be larger than the image: its window is 3x6, but X is 6x1 padded to 8x5",
    ),
    "a negative padding": (
        lambda: layers.zero_padding(X, (1, -2)),
        ValueError,
        f"padding must be {INTEGERS} 0, but got (1, -2) (tuple)",
    ),
    "a stride of 0": (
        lambda: layers.convolution2D(X, W, 0, 0),
        ValueError,
        f"stride must be {INTEGERS} 1, but got 0 (int)",
    ),
    "three numbers": (
        lambda: layers.convolution2D(X, W, (1, 1, 1), 0),
        ValueError,
        f"stride must be {INTEGERS} 1, but got (1, 1, 1) (tuple)",
    ),
    "fractions": (
        lambda: layers.convolution2D(X, W, 1, (0.5, 1)),
        TypeError,
        f"padding must be {INTEGERS} 0, but got (0.5, 1) (tuple)",
    ),
    "a word": (
        lambda: layers.convolution2D(X, W, 1, "some"),
        ValueError,
        "padding must be one of valid, same, same_upper, same_lower, but got 'some'",
    ),
    "nothing": (
        lambda: layers.pool_forward(X, None, 2),
        TypeError,
        f"f must be {INTEGERS} 1, but got None (NoneType)",
    ),
    "a truth": (
        lambda: layers.pool_forward(X, True, 1),
        TypeError,
        f"f must be {INTEGERS} 1, but got True (bool)",
    ),
    "a pooling window that does not fit": (
        lambda: layers.pool_forward(X, 6, 1),
        ValueError,
        "f must not be larger than the image: the window is 6x6, but X is 6x5",
    ),
    "a gradient of another shape, for filters": (
        lambda: layers.convolution2D_backward_filter(OUT_GRAD[:, :, 1:], X, W, 1),
        ValueError,
        "out_grad must have the shape of the convolution's output, (2, 4, 4, 4), but its shape is"
        " (2, 4, 3, 4) (X 6x5, window 3x2, stride 1x1, no padding)",
    ),
    "a gradient of another shape, for the input": (
        lambda: layers.convolution2D_backward_input(OUT_GRAD, X, W, (2, 1)),
        ValueError,
        "out_grad must have the shape of the convolution's output, (2, 4, 2, 4), but its shape is"
        " (2, 4, 4, 4) (X 6x5, window 3x2, stride 2x1, no padding)",
    ),
    "a gradient of another dtype": (
        lambda: layers.convolution2D_backward_input(OUT_GRAD.astype(np.float16), X, W, 1),
        TypeError,
        "out_grad must have the dtype of X, float64, but its dtype is float16;"
        " convert one of them with astype",
    ),
    "a pooled gradient that is too large": (
        lambda: layers.pool_back(np.ones((2, 3, 6, 4)), X, 2, 1),
        ValueError,
        "grad_pool must have the shape of the pooled output, (2, 3, 5, 4), or a smaller height"
        " and width, but its shape is (2, 3, 6, 4)",
    ),
    "a pooled gradient of other images": (
        lambda: layers.pool_back(np.ones((1, 3, 5, 4)), X, 2, 1),
        ValueError,
        "grad_pool must have the shape of the pooled output, (2, 3, 5, 4), or a smaller height"
        " and width, but its shape is (1, 3, 5, 4)",
    ),
    "a truth as a number of threads": (
        lambda: layers.use_threads(True),
        TypeError,
        "count must be an integer or None, but got True (bool)",
    ),
    "no threads": (
        lambda: layers.use_threads(0),
        ValueError,
        "count must be at least 1, but got 0",
    ),
}


@pytest.mark.parametrize(("call", "error", "text"), WRONG.values(), ids=WRONG)
def test_the_text(call, error, text):
    """The whole sentence, and the type of the error."""
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == text
    assert type(caught.value) is error
