"""Convolution and its two gradients: the public functions, and the choice of a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers import whole
from cnncheck.layers._arguments import Array, IntOrPair, geometry, gradient_geometry

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


def convolution2D(X: Array, W: Array, stride: IntOrPair, padding: IntOrPair) -> Array:  # noqa: N802
    """Convolve images with filters (cross-correlation, as in every deep-learning library).

    ``out[b,f,i,j] = sum over r,k,l of W[f,r,k,l] * Xpad[b,r,sh*i+k,sw*j+l]``

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

    Returns
    -------
    ndarray, shape (N, F, OH, OW), dtype of X
        OH = 1 + floor((IH + 2*ph - FH) / sh), OW likewise. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.

    Notes
    -----
    The formula is equation 9.6 of Goodfellow, Bengio, Courville, *Deep Learning*, chapter 9, with
    a stride (9.8) and zeros around.
    """
    g = geometry(X, W, stride, padding)
    work = _working_dtype(X.dtype)
    with np.errstate(all="ignore"):
        out = whole.forward(X.astype(work, copy=False), W.astype(work, copy=False), g)
        return out.astype(X.dtype, copy=False)


def convolution2D_backward_filter(  # noqa: N802
    out_grad: Array, X: Array, W: Array, stride: IntOrPair
) -> Array:
    """Gradient of a convolution with respect to its filters.

    ``dW[f,r,k,l] = sum over b,i,j of out_grad[b,f,i,j] * X[b,r,sh*i+k,sw*j+l]``

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), dtype of X
        Gradient with respect to the output.
    X : ndarray, shape (N, C, IH, IW), floating point
        What was convolved: for a convolution with padding, the padded images.
    W : ndarray, shape (F, C, FH, FW), dtype of X
        The filters; their values do not matter.
    stride : (int, int) or int
        Stride of the convolution.

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
    g = gradient_geometry(out_grad, X, W, stride)
    work = _working_dtype(X.dtype)
    with np.errstate(all="ignore"):
        out = whole.backward_filter(
            out_grad.astype(work, copy=False), X.astype(work, copy=False), g
        )
        return out.astype(X.dtype, copy=False)


def convolution2D_backward_input(  # noqa: N802
    out_grad: Array, X: Array, W: Array, stride: IntOrPair
) -> Array:
    """Gradient of a convolution with respect to what was convolved.

    ``dX[b,r,y,x] = sum of W[f,r,k,l] * out_grad[b,f,i,j] over f and over all i,j,k,l with
    sh*i + k = y and sw*j + l = x``; pixels that no window covers get 0.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), dtype of X
        Gradient with respect to the output.
    X : ndarray, shape (N, C, IH, IW), floating point
        What was convolved (padded, if there was padding); its values do not matter.
    W : ndarray, shape (F, C, FH, FW), dtype of X
        The filters.
    stride : (int, int) or int
        Stride of the convolution.

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
    g = gradient_geometry(out_grad, X, W, stride)
    work = _working_dtype(X.dtype)
    with np.errstate(all="ignore"):
        out = whole.backward_input(out_grad.astype(work, copy=False), W.astype(work, copy=False), g)
        return out.astype(X.dtype, copy=False)


def _working_dtype(dtype: np.dtype) -> DTypeLike:
    """Compute float16 in float32, which BLAS knows, and round once at the end."""
    return np.float32 if dtype.itemsize == 2 else dtype
