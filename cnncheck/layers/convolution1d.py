"""Convolution of sequences, (N, C, L): as images of one column.

So the windows of a tile lie side by side, and the paths for images do all the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.layers import convolution
from cnncheck.layers._arguments import biases
from cnncheck.layers.spatial import bias_gradient, gradient_of, spatial

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array
    from cnncheck.layers.spatial import Spatial


def conv1d(
    X: Array,
    W: Array,
    stride: Any,
    padding: Any,
    bias: Array | None = None,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Convolve sequences with filters.

    Parameters
    ----------
    X : ndarray, shape (N, C, L), floating point
        The sequences; not changed.
    W : ndarray, shape (F, C/G, K), dtype of X
        The filters; not changed.
    stride, dilation : int or (int,)
        Steps from window to window, and from tap to tap.
    padding : int, (int,), ((int, int),), or str
        Zeros at both ends, or before and after; or ``valid``, ``same``, ``same_upper``,
        ``same_lower``.
    bias : ndarray, shape (F,), dtype of X, optional
        One number for each filter.
    groups : int, optional
        G, as for `convolution2D`.

    Returns
    -------
    ndarray, shape (N, F, OL), dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(1, X, W, stride, padding, dilation, groups)
    b = None if bias is None else biases(bias, X, len(W))
    images, filters = _images(X, W)
    return convolution.convolution2D(images, filters, *_around(s), b, *_more(s))[..., 0]


def conv1d_backward_filter(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution of sequences with respect to its filters.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OL), dtype of X
    X, W, stride, padding, dilation, groups
        Of the convolution, as for `conv1d`.

    Returns
    -------
    ndarray, shape of W, dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(1, X, W, stride, padding, dilation, groups)
    told = (*_images(gradient_of(out_grad, X, W, s), X, W), *_around(s), *_more(s))
    return convolution.convolution2D_backward_filter(*told)[..., 0]


def conv1d_backward_input(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution of sequences with respect to what was convolved.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OL), dtype of X
    X, W, stride, padding, dilation, groups
        Of the convolution, as for `conv1d`.

    Returns
    -------
    ndarray, shape of X, dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(1, X, W, stride, padding, dilation, groups)
    told = (*_images(gradient_of(out_grad, X, W, s), X, W), *_around(s), *_more(s))
    return convolution.convolution2D_backward_input(*told)[..., 0]


def conv1d_backward_bias(out_grad: Array) -> Array:
    """Gradient of a convolution of sequences with respect to its bias.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OL), floating point

    Returns
    -------
    ndarray, shape (F,), dtype of out_grad
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    return bias_gradient(out_grad, 1)


def _images(*arrays: Array) -> tuple[Array, ...]:
    return tuple(each[..., None] for each in arrays)


def _around(s: Spatial) -> tuple[Any, Any]:
    """Return stride and padding, one number an axis where that says it."""
    before, after = s.sides[0]
    return (s.stride[0], 1), (before, 0) if before == after else (s.sides[0], (0, 0))


def _more(s: Spatial) -> tuple[tuple[int, int], int]:
    return (s.dilation[0], 1), s.groups
