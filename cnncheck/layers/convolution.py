"""Convolution and its gradients: the public functions."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers import path_choice
from cnncheck.layers._arguments import (
    Array,
    Geometry,
    IntOrPair,
    biases,
    geometry,
    gradient_geometry,
)
from cnncheck.layers.blas import single_threaded_blas
from cnncheck.layers.spatial import bias_gradient, inside, plainly_padded

if TYPE_CHECKING:
    from collections.abc import Callable

UNTHREADED = 2**18  # products up to which BLAS does not start threads of its own anyway


def convolution2D(  # noqa: N802
    X: Array,
    W: Array,
    stride: IntOrPair,
    padding: IntOrPair,
    bias: Array | None = None,
    dilation: IntOrPair = 1,
    groups: int = 1,
) -> Array:
    """Convolve images with filters (cross-correlation, as in every deep-learning library).

    ``out[b,f,i,j] = bias[f] + sum over r,k,l of W[f,r,k,l] * Xpad[b,r,sh*i+k,sw*j+l]``

    Parameters
    ----------
    X : ndarray, shape (N, C, IH, IW), floating point
        The images; not changed.
    W : ndarray, shape (F, C, FH, FW), dtype of X
        The filters; not changed.
    stride : (int, int) or int
        Steps of the window down and to the right, (sh, sw), each at least 1.
    padding : (int, int) or int
        Rows of zeros above and below, columns left and right, (ph, pw).
    bias : ndarray, shape (F,), dtype of X, optional
        One number for each filter; not changed.
    dilation : (int, int) or int, optional
        Steps from tap to tap, (dh, dw), each at least 1: tap (k, l) reads ``dh*k``, ``dw*l`` on.
    groups : int, optional
        G: W is (F, C/G, FH, FW), and the first F/G filters read the first C/G channels, and so on.

    Returns
    -------
    ndarray, shape (N, F, OH, OW), dtype of X
        OH = 1 + floor((IH + 2*ph - dh*(FH - 1) - 1) / sh), OW likewise. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.

    Notes
    -----
    The formula is equation 9.6 of Goodfellow, Bengio, Courville, *Deep Learning*, chapter 9, with
    a stride (9.8) and zeros around.
    """
    X, padding, _ = plainly_padded(X, W, stride, padding, dilation, groups)
    g = geometry(X, W, stride, padding, dilation, groups)
    return _compute(path_choice.forward, X, W, g, None if bias is None else biases(bias, X, g.F))


def convolution2D_backward_filter(  # noqa: N802
    out_grad: Array,
    X: Array,
    W: Array,
    stride: IntOrPair,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution with respect to its filters.

    ``dW[f,r,k,l] = sum over b,i,j of out_grad[b,f,i,j] * X[b,r,sh*i+k,sw*j+l]``

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), dtype of X
        Gradient with respect to the output.
    X : ndarray, shape (N, C, IH, IW), floating point
        What was convolved: the images, or the padded images and no padding.
    W : ndarray, shape (F, C, FH, FW), dtype of X
        The filters; their values do not matter.
    stride, padding, dilation, groups
        Of the convolution, as for `convolution2D`.

    Returns
    -------
    ndarray, shape (F, C, FH, FW), dtype of X
        dW. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.

    Notes
    -----
    The formula is equation 9.11 of Goodfellow, Bengio, Courville, *Deep Learning*.
    """
    X, padding, _ = plainly_padded(X, W, stride, padding, dilation, groups)
    g = gradient_geometry(out_grad, X, W, stride, padding, dilation, groups)
    return _compute(path_choice.backward_filter, out_grad, X, g)


def convolution2D_backward_input(  # noqa: N802
    out_grad: Array,
    X: Array,
    W: Array,
    stride: IntOrPair,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution with respect to what was convolved.

    ``dX[b,r,y,x] = sum of W[f,r,k,l] * out_grad[b,f,i,j] over f and over all i,j,k,l with
    sh*i + k = y and sw*j + l = x``; pixels that no window covers get 0.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), dtype of X
        Gradient with respect to the output.
    X : ndarray, shape (N, C, IH, IW), floating point
        What was convolved: the images, or the padded images and no padding. Its values do not
        matter.
    W : ndarray, shape (F, C, FH, FW), dtype of X
        The filters.
    stride, padding, dilation, groups
        Of the convolution, as for `convolution2D`.

    Returns
    -------
    ndarray, shape (N, C, IH, IW), dtype of X
        dX. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.

    Notes
    -----
    The formula is equation 9.13 of Goodfellow, Bengio, Courville, *Deep Learning*.
    """
    X, padding, around = plainly_padded(X, W, stride, padding, dilation, groups)
    if around:
        of_padded = convolution2D_backward_input(out_grad, X, W, stride, 0, dilation, groups)
        return np.ascontiguousarray(inside(of_padded, around))
    g = gradient_geometry(out_grad, X, W, stride, padding, dilation, groups)
    return _compute(path_choice.backward_input, out_grad, W, g)


def convolution2D_backward_bias(out_grad: Array) -> Array:  # noqa: N802
    """Gradient of a convolution with respect to its bias.

    ``db[f] = sum over b,i,j of out_grad[b,f,i,j]``

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), floating point
        Gradient with respect to the output.

    Returns
    -------
    ndarray, shape (F,), dtype of out_grad
        db. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    return bias_gradient(out_grad, 2)


def _compute(
    path: Callable[[Array, Array, Geometry], Array],
    a: Array,
    b: Array,
    g: Geometry,
    bias: Array | None = None,
) -> Array:
    """Call a path with arrays that BLAS knows, and without warnings, as infinities are no error.

    float16 is computed in float32 and rounded once; a foreign byte order is turned first.
    """
    dtype = a.dtype
    if dtype.itemsize == 2 or not dtype.isnative:
        work = np.dtype(np.float32) if dtype.itemsize == 2 else dtype.newbyteorder("=")
        a, b = a.astype(work), b.astype(work)
    with (
        np.errstate(all="ignore"),
        single_threaded_blas() if g.products > UNTHREADED else nullcontext(),
    ):
        out = path(a, b, g)
        if bias is not None:
            out += bias.astype(out.dtype)[:, None, None]
        return out if out.dtype == dtype else out.astype(dtype)
