"""Pooling of sequences, (N, C, L), and of volumes, (N, C, D, H, W): one direction after the other.

The maximum, or the sum, over a box is that along one axis of those along the others; so is the
gradient of the sum. Memory: for each thread some arrays of about BLOCK bytes.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers._arguments import array_of, same_dtype
from cnncheck.layers.averaging import BLOCK, divided_by
from cnncheck.layers.maxima import TIES, hand_back, largest_along
from cnncheck.layers.sides import sides_of
from cnncheck.layers.spatial import axes_of
from cnncheck.layers.sums import gather, spread
from cnncheck.layers.threads import Scratch, blocks, for_each

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.sides import Side


def max_pool1d(
    X: Array,
    window: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Array:
    """Max pooling of sequences (N, C, L); see `pool_forward` for the options."""
    return _largest(images(X, 1), window, stride, padding, dilation, ceil_mode)


def max_pool3d(
    X: Array,
    window: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Array:
    """Max pooling of volumes (N, C, D, H, W); see `pool_forward` for the options."""
    return _largest(images(X, 3), window, stride, padding, dilation, ceil_mode)


def max_pool1d_backward(
    out_grad: Array, X: Array, window: Any, stride: Any = None, *told: Any, **options: Any
) -> Array:
    """Gradient of `max_pool1d`; see `pool_back` for the options."""
    return _to_largest(out_grad, images(X, 1), (window, stride, *told), **options)


def max_pool3d_backward(
    out_grad: Array, X: Array, window: Any, stride: Any = None, *told: Any, **options: Any
) -> Array:
    """Gradient of `max_pool3d`; see `pool_back` for the options."""
    return _to_largest(out_grad, images(X, 3), (window, stride, *told), **options)


def avg_pool1d(
    X: Array,
    window: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor: int | None = None,
    dilation: Any = 1,
) -> Array:
    """Average pooling of sequences (N, C, L); see `avg_pool2d` for the options."""
    x = images(X, 1)
    sides = sides_of(x, window, stride, padding, dilation, ceil_mode)
    return _average(x, sides, divided_by(sides, count_include_pad, divisor, x.dtype))


def avg_pool3d(
    X: Array,
    window: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor: int | None = None,
    dilation: Any = 1,
) -> Array:
    """Average pooling of volumes (N, C, D, H, W); see `avg_pool2d` for the options."""
    x = images(X, 3)
    sides = sides_of(x, window, stride, padding, dilation, ceil_mode)
    return _average(x, sides, divided_by(sides, count_include_pad, divisor, x.dtype))


def avg_pool1d_backward(
    out_grad: Array,
    X: Array,
    window: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor: int | None = None,
    dilation: Any = 1,
) -> Array:
    """Gradient of `avg_pool1d`."""
    x = images(X, 1)
    sides = sides_of(x, window, stride, padding, dilation, ceil_mode)
    return _shared(out_grad, x, sides, divided_by(sides, count_include_pad, divisor, x.dtype))


def avg_pool3d_backward(
    out_grad: Array,
    X: Array,
    window: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor: int | None = None,
    dilation: Any = 1,
) -> Array:
    """Gradient of `avg_pool3d`."""
    x = images(X, 3)
    sides = sides_of(x, window, stride, padding, dilation, ceil_mode)
    return _shared(out_grad, x, sides, divided_by(sides, count_include_pad, divisor, x.dtype))


def images(X: object, rank: int) -> Array:
    """Return X if it holds images with so many spatial axes."""
    return array_of("X", X, axes_of("N", "C", rank))


def _largest(x: Array, *told: Any) -> Array:
    sides = sides_of(x, *told)

    def pooled(part: Array) -> Array:
        for axis, side in enumerate(sides, start=1):
            part = largest_along(part, side, axis)
        return part

    return by_planes(pooled, _windows(x, sides), x)


def _to_largest(
    out_grad: object, x: Array, told: Sequence[Any], ties: str = "first", **options: Any
) -> Array:
    if ties not in TIES:
        raise ValueError(f"ties must be one of {', '.join(TIES)}, but got {ties!r}")
    names = ("window", "stride", "padding", "dilation", "ceil_mode")
    given: dict[str, Any] = {"padding": 0, **dict(zip(names, told, strict=False)), **options}
    sides = sides_of(x, **given)
    gradient = gradient_like(out_grad, x, _windows(x, sides), smaller=True)

    def handed(part: Array, g: Array) -> Array:
        dX = np.zeros_like(part)
        hand_back(g, part, sides, ties, dX)
        return dX

    return by_planes(handed, x.shape, x, gradient)


def _average(x: Array, sides: Sequence[Side], by: Array) -> Array:
    def averaged(part: Array) -> Array:
        for axis, side in reversed(list(enumerate(sides, start=1))):
            shape = (*part.shape[:axis], side.windows, *part.shape[axis + 1 :])
            sums = np.empty(shape, x.dtype)
            gather(part, sums, side, axis)
            part = sums
        part /= by
        return part

    return by_planes(averaged, _windows(x, sides), x)


def _shared(out_grad: object, x: Array, sides: Sequence[Side], by: Array) -> Array:
    gradient = gradient_like(out_grad, x, _windows(x, sides), smaller=False)

    def shared(g: Array) -> Array:
        part = np.asarray(g / by)
        for axis, side in enumerate(sides, start=1):
            wide = np.empty((*part.shape[:axis], side.length, *part.shape[axis + 1 :]), x.dtype)
            spread(part, wide, side, axis)
            part = wide
        return part

    return by_planes(shared, x.shape, gradient)


def _windows(x: Array, sides: Sequence[Side]) -> tuple[int, ...]:
    return (*x.shape[:2], *(side.windows for side in sides))


def gradient_like(out_grad: object, x: Array, whole: tuple[int, ...], *, smaller: bool) -> Array:
    """Return the gradient if it is that of the pooled output, or of its leading windows."""
    gradient = array_of("out_grad", out_grad, axes_of("N", "C", x.ndim - 2, "O"))
    same_dtype("out_grad", gradient, x)
    fits = all(a <= b for a, b in zip(gradient.shape[2:], whole[2:], strict=True))
    if gradient.shape != whole and not (smaller and gradient.shape[:2] == whole[:2] and fits):
        raise ValueError(
            f"out_grad must have the shape of the pooled output, {whole},"
            f"{' or smaller lengths,' if smaller else ''} but its shape is {gradient.shape}"
        )
    return gradient


def by_planes(
    compute: Callable[..., Array], shape: tuple[int, ...], *arrays: Array, block: int = BLOCK
) -> Array:
    """Compute the result for some channels of some images at once, of about `block` bytes."""
    out: Array = np.empty(shape, arrays[0].dtype)
    count = shape[0] * shape[1]
    flat = out.reshape(count, *shape[2:])
    parts = [each.reshape(count, *each.shape[2:]) for each in arrays]
    size = reduce(max, (each[:1].nbytes for each in parts), 1)

    def work(block: tuple[int, int], _: Scratch) -> None:
        own = slice(*block)
        flat[own] = compute(*(each[own] for each in parts))

    for_each(work, blocks(count, max(1, block // size)))
    return out
