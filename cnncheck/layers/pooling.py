"""Max pooling and its gradient, by one direction after the other.

The maximum of a square is the maximum, along one direction, of the maxima along the other. So
f + f comparisons of whole arrays do what f * f would, and where windows overlap the maxima along the
first direction are shared by several of them. This is the separability of flat erosion and dilation
in mathematical morphology [1]_. Its gradient is separable too: see `pool_steps`.

Where windows overlap by little, rows are taken in pairs, and of large images that is slower than main
memory is. So those are read once before, in order (`_fetch`).

Memory: for each thread an array of at most BLOCK bytes forward (of LARGE images twice that), and some
of about BACKWARD bytes together backward.

References
----------
.. [1] J. Serra, "Image Analysis and Mathematical Morphology", 1982, chapter 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncheck.layers._arguments import (
    Array,
    IntOrPair,
    array4,
    pair,
    pool_geometry,
    pooled_gradient,
)
from cnncheck.layers.maxima import TIES, hand_back, largest_along
from cnncheck.layers.pool_steps import BITS, HandBack
from cnncheck.layers.rows import LARGE
from cnncheck.layers.sides import Side, sides_of
from cnncheck.layers.spatial import is_plain
from cnncheck.layers.threads import Scratch, blocks, for_each

BLOCK = 1 << 19  # bytes of input that are pooled at once, with all that is made of them in cache;
# twice as many of LARGE images, which are in no cache before
BACKWARD = 11 << 18  # bytes of all arrays of a thread that hands gradients back


def pool_forward(
    X: Array,
    f: IntOrPair,
    s: IntOrPair | None = None,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
) -> Array:
    """Max pooling.

    ``out[n,c,i,j] = max over k,l < f of X[n,c,s*i+k,s*j+l]``

    Parameters
    ----------
    X : ndarray, shape (N, C, IH, IW), floating point
        The images; not changed.
    f : int or pair of int
        Height and width of the window.
    s : int or pair of int, optional
        Stride, down and to the right; as large as the window by default.
    padding : int, pair of int, pairs (before, behind), or str
        Rows and columns of minus infinity around each image; ``valid``, ``same``, ``same_upper`` and
        ``same_lower`` as of a convolution.
    dilation : int or pair of int
        Steps from tap to tap of a window.
    ceil_mode : bool
        Whether a last window that reaches beyond the padding counts, provided that it begins in the
        image or in the padding before it.

    Returns
    -------
    ndarray, shape (N, C, OH, OW), dtype of X
        OH = 1 + floor((IH - f) / s), OW likewise; pixels beyond the last window are not read.
        A window with a NaN gives NaN. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    if not _is_plain(padding, dilation, ceil_mode):
        return _in_parts(X, f, s, padding, dilation, ceil_mode)
    window, stride, size = pool_geometry(X, f, f if s is None else s)
    N, C, H, W = X.shape
    planes = X.reshape(N * C, H, W)
    out = np.empty((N, C, *size), X.dtype)
    flat = out.reshape(N * C, *size)

    large = X.nbytes >= LARGE
    fetched = large and 1 < stride[0] <= window[0]

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        first, last = block
        if fetched:
            _fetch(planes[first:last])
        rows = _taps(planes[first:last], window[0], stride[0], size[0], axis=1)
        tallest = scratch.array("rows", rows[0].shape, X.dtype) if len(rows) > 1 else None
        below = _maxima(rows, tallest)
        _maxima(_taps(below, window[1], stride[1], size[1], axis=2), flat[first:last])

    most = 2 * BLOCK if large else BLOCK
    for_each(work, blocks(N * C, max(1, most // (H * W * X.itemsize))))
    return out


def _is_plain(padding: object, dilation: object, ceil_mode: bool) -> bool:
    return (
        is_plain(padding)
        and pair("padding", padding, 0) == (0, 0)
        and (pair("dilation", dilation, 1) == (1, 1) and not ceil_mode)
    )


def _in_parts(X: Array, f: object, s: object, *told: Any) -> Array:
    """Take the maxima of windows that may reach out of the image, or have gaps."""
    x = array4("X", X)
    sides = sides_of(x, f, s, *told)
    N, C, H, W = x.shape
    out: Array = np.empty((N, C, *(side.windows for side in sides)), x.dtype)
    planes, flat = x.reshape(N * C, H, W), out.reshape(N * C, *out.shape[2:])

    def work(block: tuple[int, int], _: Scratch) -> None:
        part = planes[slice(*block)]
        for axis, side in enumerate(sides, start=1):
            part = largest_along(part, side, axis)
        flat[slice(*block)] = part

    for_each(work, blocks(N * C, max(1, BLOCK // (H * W * x.itemsize))))
    return out


def pool_back(
    grad_pool: Array,
    X: Array,
    f: IntOrPair,
    s: IntOrPair | None = None,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    ties: str = "first",
) -> Array:
    """Gradient of max pooling.

    Each window hands its gradient to its maximum; where windows overlap, gradients add up.

    Parameters
    ----------
    grad_pool : ndarray, shape (N, C, GH, GW), dtype of X
        Gradient with respect to the output. GH and GW may be smaller than the output's OH and OW:
        then only the leading windows carry gradient.
    X : ndarray, shape (N, C, IH, IW), floating point
        What was pooled.
    f, s, padding, dilation, ceil_mode
        As of `pool_forward`.
    ties : {"first", "last", "shared", "all", "any"}
        Which of equal maxima, in row-major order, gets the gradient: the first as in PyTorch, the
        last, all of them evenly, or each the whole.

    Returns
    -------
    ndarray, shape (N, C, IH, IW), dtype of X
        dX. A new array. In a window with NaNs the last NaN gets the gradient, as in PyTorch.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    x = array4("X", X)
    if ties not in TIES:
        raise ValueError(f"ties must be one of {', '.join(TIES)}, but got {ties!r}")
    if _is_plain(padding, dilation, ceil_mode):
        pool_geometry(X, f, f if s is None else s)
    sides = sides_of(x, f, s, padding, dilation, ceil_mode)
    gradient = pooled_gradient(grad_pool, x, (sides[0].windows, sides[1].windows))
    N, C, H, W = x.shape
    overlap = all(side.plain and side.stride <= side.kernel for side in sides) and gradient.size > 0
    planes, out = x.reshape(N * C, H, W), (np.empty if overlap else np.zeros)(x.shape, x.dtype)
    gradients, flat = gradient.reshape(N * C, *gradient.shape[2:]), out.reshape(N * C, H, W)
    quick = x.dtype.isnative and x.dtype.itemsize in BITS and ties in ("first", "any")
    quick = quick and sides[0].dilation == sides[1].dilation == 1

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        g, pixels, dx = (array[slice(*block)] for array in (gradients, planes, flat))
        if quick and _handed_back(g, pixels, sides, dx, scratch):
            return
        dx[...] = 0
        hand_back(g, pixels, sides, ties, dx)

    if gradient.size:
        told = zip(*((side.kernel, side.stride) for side in sides), strict=True)
        each = HandBack.numbers(gradient.shape[2:], *told)
        for_each(work, blocks(N * C, max(1, BACKWARD // (each * x.itemsize))))
    return out


def _handed_back(g: Array, x: Array, sides: tuple[Side, ...], dx: Array, scratch: Scratch) -> bool:
    """Write the gradients on contiguous memory; False if infinities or NaN forbid it.

    Where windows reach out of the image it is read from one with minus infinity around it.
    """
    window, stride = (tuple(side[at] for side in sides) for at in (1, 2))
    plain = all(side.plain for side in sides)
    image, handed = x, dx
    if not plain:
        shape = (len(x), *(max(side.end, side.length) + side.padding for side in sides))
        image, handed = (scratch.array(name, shape, x.dtype) for name in ("image", "handed"))
        image[...], handed[...] = -np.inf, 0
        middle = (slice(None), *(slice(each[3], each[3] + each[0]) for each in sides))
        image[middle] = x
    steps = scratch.prepared(len(x), HandBack, image.shape, g.shape[1:], window, stride, x.dtype)
    if not steps.run(g, image, handed):
        return False
    if not plain:
        dx[...] = handed[middle]
    return True


def _fetch(x: Array) -> None:
    """Read all numbers in order, which brings them into the cache; the quickest way is a maximum.

    On Zen 3 12.8 MB of float32 come in 2.5 ms or more as rows taken in pairs, and in .5 ms in order.
    Of other dtypes, and of views, the maximum takes longer than that saves.
    """
    if x.flags.c_contiguous and x.dtype.isnative and x.itemsize in (4, 8):
        x.max()


def _taps(x: Array, f: int, s: int, count: int, axis: int) -> list[Array]:
    """Return views: the first, second, ... f-th element of `count` windows at stride s."""
    span = s * (count - 1) + 1
    if axis == 1:
        return [x[:, k : k + span : s] for k in range(f)]
    return [x[..., k : k + span : s] for k in range(f)]


def _maxima(taps: list[Array], out: Array | None) -> Array:
    """Return the largest of each window's taps, in `out` if given; NaN wins."""
    if len(taps) == 1:
        if out is None:
            return taps[0]
        out[...] = taps[0]
        return out
    result = np.maximum(taps[0], taps[1], out=out)
    for tap in taps[2:]:
        np.maximum(result, tap, out=result)
    return result
