"""Adaptive pooling: averages and maxima of as many windows as are asked for, and their gradients.

Each sum is one of its own window's pixels alone, so that the bound of the plain formula holds. Memory:
for each thread some arrays of about BLOCK bytes.
"""

from __future__ import annotations

import math
from functools import partial, reduce
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers.dividing import shares_of, through, winners
from cnncheck.layers.maxima import TIES
from cnncheck.layers.pooling_ranks import by_planes, gradient_like, images
from cnncheck.layers.sums import of_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.dividing import Shares

BLOCK = 1 << 21  # bytes: many small arrays are made of few pixels of each of its images
by_blocks = partial(by_planes, block=BLOCK)


def adaptive_avg_pool2d(X: Array, output_size: Any) -> Array:
    """Average pooling to a size, as ``torch.nn.functional.adaptive_avg_pool2d``.

    ``out[n,c,i,j]`` is the average of rows floor(i H / OH) to ceil((i + 1) H / OH) and of columns
    floor(j W / OW) to ceil((j + 1) W / OW) of ``X[n,c]``, both ends excluded.

    Parameters
    ----------
    X : ndarray, shape (N, C, H, W), floating point
        The images; not changed.
    output_size : int, None, or a pair of these
        OH and OW; None for the length of the image.

    Returns
    -------
    ndarray, shape (N, C, OH, OW), dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    return _average(images(X, 2), output_size)


def adaptive_avg_pool2d_backward(out_grad: Array, X: Array, output_size: Any) -> Array:
    """Gradient of `adaptive_avg_pool2d`: each pixel of a window gets its share.

    Parameters
    ----------
    out_grad : ndarray, shape (N, C, OH, OW), dtype of X
        Gradient with respect to the output.
    X : ndarray, shape (N, C, H, W), floating point
        What was pooled; only its shape and dtype matter.
    output_size : int, None, or a pair of these
        As of `adaptive_avg_pool2d`.

    Returns
    -------
    ndarray, shape (N, C, H, W), dtype of X
        dX. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    return _shared(out_grad, images(X, 2), output_size)


def adaptive_max_pool2d(X: Array, output_size: Any) -> Array:
    """Max pooling to a size; see `adaptive_avg_pool2d` for the windows. NaN wins."""
    return _largest(images(X, 2), output_size)


def adaptive_max_pool2d_backward(
    out_grad: Array, X: Array, output_size: Any, ties: str = "first"
) -> Array:
    """Gradient of `adaptive_max_pool2d`: a window's maximum gets its gradient.

    Parameters
    ----------
    out_grad, X, output_size
        As of `adaptive_avg_pool2d_backward`.
    ties : {"first", "last", "shared", "all", "any"}
        Which of equal maxima get it: the first, as in torch; the last; all of them, shared evenly or
        each the whole. "any" is the first.
    """
    return _to_largest(out_grad, images(X, 2), output_size, ties)


def adaptive_avg_pool1d(X: Array, output_size: Any) -> Array:
    """Average pooling of sequences (N, C, L); see `adaptive_avg_pool2d`."""
    return _average(images(X, 1), output_size)


def adaptive_avg_pool3d(X: Array, output_size: Any) -> Array:
    """Average pooling of volumes (N, C, D, H, W); see `adaptive_avg_pool2d`."""
    return _average(images(X, 3), output_size)


def adaptive_avg_pool1d_backward(out_grad: Array, X: Array, output_size: Any) -> Array:
    """Gradient of `adaptive_avg_pool1d`."""
    return _shared(out_grad, images(X, 1), output_size)


def adaptive_avg_pool3d_backward(out_grad: Array, X: Array, output_size: Any) -> Array:
    """Gradient of `adaptive_avg_pool3d`."""
    return _shared(out_grad, images(X, 3), output_size)


def adaptive_max_pool1d(X: Array, output_size: Any) -> Array:
    """Max pooling of sequences (N, C, L); see `adaptive_max_pool2d`."""
    return _largest(images(X, 1), output_size)


def adaptive_max_pool3d(X: Array, output_size: Any) -> Array:
    """Max pooling of volumes (N, C, D, H, W); see `adaptive_max_pool2d`."""
    return _largest(images(X, 3), output_size)


def adaptive_max_pool1d_backward(
    out_grad: Array, X: Array, output_size: Any, ties: str = "first"
) -> Array:
    """Gradient of `adaptive_max_pool1d`; see `adaptive_max_pool2d_backward`."""
    return _to_largest(out_grad, images(X, 1), output_size, ties)


def adaptive_max_pool3d_backward(
    out_grad: Array, X: Array, output_size: Any, ties: str = "first"
) -> Array:
    """Gradient of `adaptive_max_pool3d`; see `adaptive_max_pool2d_backward`."""
    return _to_largest(out_grad, images(X, 3), output_size, ties)


def _average(x: Array, output_size: object) -> Array:
    sides = shares_of(x, output_size)
    by = _sizes(sides, x.dtype)
    if _global(sides):
        return _whole(x, np.add) / by
    return by_blocks(lambda part: through(part, sides, np.add) / by, _out(x, sides), x)


def _shared(out_grad: object, x: Array, output_size: object) -> Array:
    sides = shares_of(x, output_size)
    gradient = gradient_like(out_grad, x, _out(x, sides), smaller=False)
    by, back = _sizes(sides, x.dtype), [side.back for side in sides]
    if _global(sides):
        return np.repeat(gradient.reshape(-1) / by, math.prod(x.shape[2:])).reshape(x.shape)
    return by_blocks(lambda g: through(g / by, back, np.add), x.shape, gradient)


def _largest(x: Array, output_size: object) -> Array:
    sides = shares_of(x, output_size)
    if _global(sides):
        return _whole(x, np.maximum)
    return by_blocks(lambda part: through(part, sides, np.maximum), _out(x, sides), x)


def _global(sides: Sequence[Shares]) -> bool:
    return all(side.windows == 1 for side in sides)


def _whole(x: Array, ufunc: np.ufunc) -> Array:
    """Return what is made of each whole image."""
    planes = x.reshape(x.shape[0] * x.shape[1], math.prod(x.shape[2:]))
    found = of_rows(planes) if ufunc is np.add else ufunc.reduce(planes, axis=1)
    out: Array = found.reshape(*x.shape[:2], *(1 for _ in x.shape[2:]))
    return out


def _to_largest(out_grad: object, x: Array, output_size: object, ties: str) -> Array:
    if ties not in TIES:
        raise ValueError(f"ties must be one of {', '.join(TIES)}, but got {ties!r}")
    sides = shares_of(x, output_size)
    gradient = gradient_like(out_grad, x, _out(x, sides), smaller=False)
    handed: Callable[..., Array] = partial(_to_first, sides=sides)
    if ties == "last":  # read from behind, the same windows come in the opposite order
        return _turned(by_blocks(handed, x.shape, _turned(x), _turned(gradient)))
    if ties in ("shared", "all"):
        handed = partial(_to_all, sides=sides, shared=ties == "shared")
    return by_blocks(handed, x.shape, x, gradient)


def _turned(array: Array) -> Array:
    return np.ascontiguousarray(np.flip(array, tuple(range(2, array.ndim))))


def _to_first(part: Array, g: Array, sides: Sequence[Shares]) -> Array:
    size = part[0].size
    places = winners(part, sides).reshape(len(part), -1)
    flat = (places + size * np.arange(len(part))[:, None]).reshape(-1)
    dX = np.zeros(part.size, part.dtype)
    if all(side.even for side in sides):  # no pixel is in two windows
        dX[flat] = g.reshape(-1)
    else:
        np.add.at(dX, flat, g.reshape(-1))
    return dX.reshape(part.shape)


def _to_all(part: Array, g: Array, sides: Sequence[Shares], shared: bool) -> Array:
    dX = np.zeros_like(part)
    axes = tuple(range(1, part.ndim))
    windows = product(*(side.slices() for side in sides))
    for at, window in zip(np.ndindex(g.shape[1:]), windows, strict=True):
        seen, receiver = part[:, *window], dX[:, *window]
        most = seen.max(axis=axes, keepdims=True)
        largest = (seen == most) | (np.isnan(seen) & np.isnan(most))
        given = g[:, *at].reshape(most.shape)
        if shared:
            given = (given / largest.sum(axis=axes, keepdims=True)).astype(g.dtype)
        np.add(receiver, given, out=receiver, where=largest)
    return dX


def _sizes(sides: Sequence[Shares], dtype: np.dtype[Any]) -> Array:
    """Return the number of pixels of each window, or the one that all have."""
    counts = reduce(np.multiply.outer, (side.sizes for side in sides))
    one = counts.flat[0]
    return (np.asarray(one) if (counts == one).all() else counts).astype(dtype)


def _out(x: Array, sides: Sequence[Shares]) -> tuple[int, ...]:
    return (*x.shape[:2], *(side.windows for side in sides))
