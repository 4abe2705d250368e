"""Average pooling and its gradient, by one direction after the other.

The sum over a rectangle is the sum, along one direction, of the sums along the other, so KH + KW
additions of whole arrays do what KH * KW would. Rows come first, so that images are read and written
in order. Pixels of the padding are nowhere added: they are
zeros. The gradient goes the same way back. Each sum is still one of its own window's pixels alone, in
KH * KW - 1 additions, so the bound of the plain formula holds; running sums would lose it.

Memory: for each thread two arrays of about BLOCK bytes.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers._arguments import Array, IntOrPair, array4, same_dtype
from cnncheck.layers.sides import Side, sides_of
from cnncheck.layers.sums import gather, of_rows, spread
from cnncheck.layers.threads import Scratch, blocks, for_each

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK = 1 << 20  # bytes of input whose averages are made at once, with all that is made of them


def avg_pool2d(
    X: Array,
    window: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor: int | None = None,
    dilation: IntOrPair = 1,
) -> Array:
    """Average pooling, as ``torch.nn.functional.avg_pool2d``, which has no dilation.

    ``out[n,c,i,j] = sum over k < KH, l < KW of Xpad[n,c,sh*i+dh*k,sw*j+dw*l] / divisor``

    Parameters
    ----------
    X : ndarray, shape (N, C, H, W), floating point
        The images; not changed.
    window : int or pair of int
        KH and KW, each at least 1.
    stride : int or pair of int, optional
        Steps down and to the right; those of the window by default.
    padding : int, pair of int, pairs (before, behind), or str
        Zeros around each image; ``valid``, ``same``, ``same_upper`` and ``same_lower`` as of a
        convolution.
    ceil_mode : bool
        Whether a last window that reaches beyond the padding counts, provided that it begins in the
        image or in the padding before it.
    count_include_pad : bool
        Whether pixels of the padding count. What is beyond the padding never does.
    divisor : int, optional
        What each sum is divided by, in place of the number of its pixels.
    dilation : int or pair of int
        Steps from tap to tap.

    Returns
    -------
    ndarray, shape (N, C, OH, OW), dtype of X
        OH = 1 + floor((H + 2 ph - dh (KH - 1) - 1) / sh), or rounded up; OW likewise. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    x = array4("X", X)
    down, right = sides_of(x, window, stride, padding, dilation, ceil_mode)
    by = divided_by((down, right), count_include_pad, divisor, x.dtype)
    N, C, H, W = x.shape
    out = np.empty((N, C, down.windows, right.windows), x.dtype)
    planes, flat = x.reshape(N * C, H, W), out.reshape(N * C, *out.shape[2:])

    if down.whole and right.whole:
        np.divide(of_rows(planes.reshape(N * C, H * W)), by, out=flat[:, 0, 0])
        return out

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        first, last = block
        rows = scratch.array("rows", (last - first, H, right.windows), x.dtype)
        gather(planes[first:last], rows, right, axis=2)
        gather(rows, flat[first:last], down, axis=1)
        flat[first:last] /= by

    for_each(work, blocks(N * C, max(1, BLOCK // (H * W * x.itemsize))))
    return out


def avg_pool2d_backward(
    out_grad: Array,
    X: Array,
    window: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor: int | None = None,
    dilation: IntOrPair = 1,
) -> Array:
    """Gradient of average pooling: each pixel of a window gets its share.

    Parameters
    ----------
    out_grad : ndarray, shape (N, C, OH, OW), dtype of X
        Gradient with respect to the output.
    X : ndarray, shape (N, C, H, W), floating point
        What was pooled; only its shape and dtype matter.
    window, stride, padding, ceil_mode, count_include_pad, divisor, dilation
        As of `avg_pool2d`.

    Returns
    -------
    ndarray, shape (N, C, H, W), dtype of X
        dX. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    x = array4("X", X)
    down, right = sides_of(x, window, stride, padding, dilation, ceil_mode)
    by = divided_by((down, right), count_include_pad, divisor, x.dtype)
    gradient = array4("out_grad", out_grad, "(N, C, OH, OW)")
    same_dtype("out_grad", gradient, x)
    N, C, H, W = x.shape
    if gradient.shape != (N, C, down.windows, right.windows):
        raise ValueError(
            "out_grad must have the shape of the pooled output,"
            f" {(N, C, down.windows, right.windows)}, but its shape is {gradient.shape}"
        )
    if down.whole and right.whole:
        return np.repeat(gradient.reshape(-1) / by, H * W).reshape(x.shape)
    dX = np.empty(x.shape, x.dtype)
    gradients, flat = gradient.reshape(N * C, *gradient.shape[2:]), dX.reshape(N * C, H, W)

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        first, last = block
        shares = scratch.array("shares", (last - first, down.windows, right.windows), x.dtype)
        np.divide(gradients[first:last], by, out=shares)
        rows = scratch.array("rows", (last - first, H, right.windows), x.dtype)
        spread(shares, rows, down, axis=1)
        spread(rows, flat[first:last], right, axis=2)

    for_each(work, blocks(N * C, max(1, BLOCK // (H * W * x.itemsize))))
    return dX


def divided_by(
    sides: Sequence[Side],
    count_include_pad: bool,
    divisor: int | None,
    dtype: np.dtype[np.generic],
) -> Array:
    """Return what the sums are divided by, one number for each window or one for all."""
    if divisor is not None:
        if isinstance(divisor, bool) or not isinstance(divisor, (int, np.integer)) or not divisor:
            raise ValueError(
                f"divisor must be an integer other than 0, or None, but got {divisor!r}"
            )
        return np.asarray(divisor, dtype)
    counts = reduce(np.multiply.outer, (side.counted(count_include_pad) for side in sides))
    if not counts.all():
        raise ValueError(
            "dilation must leave each window a pixel of the image, or of its padding where that"
            f" counts, but a window has none with dilation {tuple(side.dilation for side in sides)}"
        )
    one = counts.flat[0]
    return (np.asarray(one) if (counts == one).all() else counts).astype(dtype)
