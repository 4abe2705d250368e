"""Convolution of volumes, (N, C, D, H, W), by planes.

The taps along the depth become channels: each plane of the output is a convolution of C*KD planes of
the input, and those of all planes and images are one convolution of images. So the paths for images
do all the work, and one matrix product adds up over all taps.

Memory: a copy of KD times as many planes of the input as there are, at most about CHUNK numbers of
them at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers import convolution
from cnncheck.layers._arguments import biases
from cnncheck.layers.spatial import bias_gradient, gradient_of, inside, padded, spatial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.spatial import Sides, Spatial

CHUNK = 1 << 22  # numbers of folded input


def conv3d(
    X: Array,
    W: Array,
    stride: Any,
    padding: Any,
    bias: Array | None = None,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Convolve volumes with filters.

    Parameters
    ----------
    X : ndarray, shape (N, C, D, H, W), floating point
        The volumes; not changed.
    W : ndarray, shape (F, C/G, KD, KH, KW), dtype of X
        The filters; not changed.
    stride, dilation : int or (int, int, int)
        Steps from window to window, and from tap to tap.
    padding : int, (int, int, int), three of int or (int, int), or str
        Zeros around: one number an axis, or before and after; or ``valid``, ``same``,
        ``same_upper``, ``same_lower``.
    bias : ndarray, shape (F,), dtype of X, optional
        One number for each filter.
    groups : int, optional
        G, as for `convolution2D`.

    Returns
    -------
    ndarray, shape (N, F, OD, OH, OW), dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(3, X, W, stride, padding, dilation, groups)
    b = None if bias is None else biases(bias, X, len(W))
    out = np.empty((len(X), len(W), *s.out), X.dtype)
    for planes, images, folded in _folded(X, s):
        part = convolution.convolution2D(folded, _filters(W), *_of_planes(s), b, *_more(s))
        out[images, :, planes] = _unfolded(part, images).swapaxes(1, 2)
    return out


def conv3d_backward_filter(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution of volumes with respect to its filters.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OD, OH, OW), dtype of X
    X, W, stride, padding, dilation, groups
        Of the convolution, as for `conv3d`.

    Returns
    -------
    ndarray, shape of W, dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(3, X, W, stride, padding, dilation, groups)
    gradient = gradient_of(out_grad, X, W, s)
    like, total = _filters(W), np.zeros(_filters(W).shape, _work(X))
    for planes, images, folded in _folded(X, s):
        part = _planes(gradient[images, :, planes])
        total += convolution.convolution2D_backward_filter(
            part, folded, like, *_of_planes(s), *_more(s)
        )
    return total.reshape(W.shape).astype(X.dtype, copy=False)


def conv3d_backward_input(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution of volumes with respect to what was convolved.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OD, OH, OW), dtype of X
    X, W, stride, padding, dilation, groups
        Of the convolution, as for `conv3d`.

    Returns
    -------
    ndarray, shape of X, dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(3, X, W, stride, padding, dilation, groups)
    gradient = gradient_of(out_grad, X, W, s)
    work, (depth, *_), (KD, *_) = _work(X), s.lengths, s.kernel
    before, after = s.sides[0]
    whole = np.zeros((*X.shape[:2], before + depth + after, *s.lengths[1:]), work)
    filters = _filters(W).astype(work, copy=False)
    for planes, images in _chunks(X, s):
        part = _planes(gradient[images, :, planes]).astype(work, copy=False)
        like = np.broadcast_to(np.zeros((), work), (len(part), X.shape[1] * KD, *s.lengths[1:]))
        sent = convolution.convolution2D_backward_input(
            part, like, filters, *_of_planes(s), *_more(s)
        )
        sent = _unfolded(sent, images).reshape(
            -1, planes.stop - planes.start, X.shape[1], KD, *s.lengths[1:]
        )
        for tap in range(KD):
            first = planes.start * s.stride[0] + tap * s.dilation[0]
            last = first + (planes.stop - planes.start - 1) * s.stride[0]
            with np.errstate(all="ignore"):  # infinities meet
                whole[images, :, first : last + 1 : s.stride[0]] += sent[:, :, :, tap].swapaxes(
                    1, 2
                )
    return np.ascontiguousarray(inside(whole, _depth(s))).astype(X.dtype, copy=False)


def conv3d_backward_bias(out_grad: Array) -> Array:
    """Gradient of a convolution of volumes with respect to its bias.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OD, OH, OW), floating point

    Returns
    -------
    ndarray, shape (F,), dtype of out_grad
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    return bias_gradient(out_grad, 3)


def _work(X: Array) -> np.dtype[Any]:
    """Return the dtype in which parts are added up."""
    return np.promote_types(X.dtype, np.float32)


def _depth(s: Spatial) -> Sides:
    return s.sides[0], (0, 0), (0, 0)


def _of_planes(s: Spatial) -> tuple[Any, Any]:
    return s.stride[1:], s.sides[1:]


def _more(s: Spatial) -> tuple[Any, int]:
    return s.dilation[1:], s.groups


def _filters(W: Array) -> Array:
    F, C, KD, KH, KW = W.shape
    return W.reshape(F, C * KD, KH, KW)


def _chunks(X: Array, s: Spatial) -> Iterator[tuple[slice, slice]]:
    """Cut the output into planes of images: several images as a whole, or some planes of one."""
    N, C, _, H, W = X.shape
    plane, depth = C * s.kernel[0] * H * W, s.out[0]
    images = max(1, min(N, CHUNK // (plane * depth)))
    planes = depth if images > 1 else max(1, min(depth, CHUNK // plane))
    for n in range(0, N, images):
        for o in range(0, depth, planes):
            yield slice(o, min(depth, o + planes)), slice(n, min(N, n + images))


def _folded(X: Array, s: Spatial) -> Iterator[tuple[slice, slice, Array]]:
    """Yield chunks, each with its input as images (planes of images, C*KD, H, W)."""
    source = padded(X, _depth(s))
    n, c, d, h, w = source.strides
    N, C, _, H, W = source.shape
    shape = (N, s.out[0], C, s.kernel[0], H, W)
    windows = as_strided(source, shape, (n, d * s.stride[0], c, d * s.dilation[0], h, w))
    for planes, images in _chunks(X, s):
        yield planes, images, windows[images, planes].reshape(-1, C * s.kernel[0], H, W)


def _planes(gradient: Array) -> Array:
    """Return (N*OD, F, OH, OW) of (N, F, OD, OH, OW)."""
    by_plane = gradient.swapaxes(1, 2)
    return by_plane.reshape(-1, *by_plane.shape[2:])


def _unfolded(part: Array, images: slice) -> Array:
    """Return (N, OD, F, OH, OW) of (N*OD, F, OH, OW)."""
    return part.reshape(images.stop - images.start, -1, *part.shape[1:])
