"""Padding of every kind, along one, two or three axes, and its gradient.

The image is copied once; then one axis after the other is filled on both sides, from what is there
already, so that the corners are right by themselves. The gradient goes the same way back. No memory
but the result, and in a gradient a copy of `out_grad`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncheck.layers._arguments import Array, array_of
from cnncheck.layers.spatial import axes_of, numbers

MODES = ("zeros", "constant", "reflect", "replicate", "circular")

Side = tuple[int, int]


def pad1d(X: Array, before: Any, after: Any = None, mode: str = "zeros", value: float = 0) -> Array:
    """Pad sequences (N, C, L); see `pad2d`."""
    return _padded(X, before, after, mode, value, 1)


def pad2d(X: Array, before: Any, after: Any = None, mode: str = "zeros", value: float = 0) -> Array:
    """Return images with rows and columns around them, or without some of their own.

    Parameters
    ----------
    X : ndarray, shape (N, C, H, W), floating point
        Not changed.
    before, after : int or (int, int)
        Rows above and columns left of an image; rows below and columns right of it, by default as
        many. Negative ones are cut off.
    mode : {"zeros", "constant", "reflect", "replicate", "circular"}
        What is put there: ``value``; the image mirrored at its edge, which is not repeated; the
        edge itself; the other side of the image.
    value : float
        For ``constant``.

    Returns
    -------
    ndarray, shape (N, C, before + H + after, before + W + after), dtype of X

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.

    Examples
    --------
    >>> pad2d(np.array([[[[1.0, 2.0, 3.0]]]]), (0, 2), (0, 1), mode="reflect")[0, 0]
    array([[3., 2., 1., 2., 3., 2.]])
    """
    return _padded(X, before, after, mode, value, 2)


def pad3d(X: Array, before: Any, after: Any = None, mode: str = "zeros", value: float = 0) -> Array:
    """Pad volumes (N, C, D, H, W); see `pad2d`."""
    return _padded(X, before, after, mode, value, 3)


def pad1d_backward(
    out_grad: Array, before: Any, after: Any = None, mode: str = "zeros", value: float = 0
) -> Array:
    """Gradient of `pad1d`."""
    return _gradient(out_grad, before, after, mode, 1)


def pad2d_backward(
    out_grad: Array, before: Any, after: Any = None, mode: str = "zeros", value: float = 0
) -> Array:
    """Gradient of `pad2d`: to each pixel what came from all places where it stood.

    Parameters
    ----------
    out_grad : ndarray, shape of the output of `pad2d`
        Not changed.
    before, after, mode, value
        As they were given to `pad2d`. The gradient does not depend on the value.

    Returns
    -------
    ndarray, shape of X; 0 for pixels that were cut off
    """
    return _gradient(out_grad, before, after, mode, 2)


def pad3d_backward(
    out_grad: Array, before: Any, after: Any = None, mode: str = "zeros", value: float = 0
) -> Array:
    """Gradient of `pad3d`."""
    return _gradient(out_grad, before, after, mode, 3)


def _padded(X: object, before: object, after: object, mode: str, value: float, rank: int) -> Array:
    x = array_of("X", X, axes_of("N", "C", rank))
    lengths = x.shape[2:]
    sides = _sides(lengths, before, after, mode)
    shape = (n + b + a for n, (b, a) in zip(lengths, sides, strict=True))
    # What stands there before it is filled is never read.
    out: Array = np.empty((*x.shape[:2], *shape), x.dtype)
    _at(out, _middle(lengths, sides))[...] = _at(x, _kept(lengths, sides))
    if mode in ("zeros", "constant"):
        _surround(out, lengths, sides, value if mode == "constant" else 0)
        return out
    whole = list(_middle(lengths, sides))
    for axis, (n, (b, a)) in enumerate(zip(lengths, sides, strict=True)):
        whole[axis] = slice(None)
        along = np.moveaxis(_at(out, whole), axis + 2, 0)
        if b > 0:
            along[:b] = _source(along[b : b + n], b, mode, before=True)
        if a > 0:
            along[len(along) - a :] = _source(along[max(b, 0) :][:n], a, mode, before=False)
    return out


def _surround(out: Array, lengths: tuple[int, ...], sides: list[Side], value: float) -> None:
    middle = _middle(lengths, sides)
    for axis, its in enumerate(middle):
        before = _at(out, (*middle[:axis], slice(0, its.start)))
        behind = _at(out, (*middle[:axis], slice(its.stop, None)))
        before[...] = value
        behind[...] = value


def _source(image: Array, count: int, mode: str, *, before: bool) -> Array:
    """Return the pixels that stand beside an image, along its first axis: a view."""
    n = len(image)
    match mode:
        case "reflect":
            return (image[1 : count + 1] if before else image[n - 1 - count : n - 1])[::-1]
        case "replicate":
            return image[:1] if before else image[n - 1 :]
        case _:
            return image[n - count :] if before else image[:count]


def _gradient(out_grad: object, before: object, after: object, mode: str, rank: int) -> Array:
    G = array_of("out_grad", out_grad, axes_of("N", "C", rank, "O"))
    amounts = _amounts(before, after, rank)
    lengths = tuple(n - b - a for n, (b, a) in zip(G.shape[2:], amounts, strict=True))
    if min(lengths) < 1:
        raise ValueError(
            f"out_grad must be larger than before and after together, but its shape is {G.shape}"
        )
    sides = _sides(lengths, before, after, mode)
    dX: Array = np.zeros((*G.shape[:2], *lengths), G.dtype)
    folded = G if mode in ("zeros", "constant") else G.copy()
    for axis in reversed(range(rank)):
        along = np.moveaxis(folded, axis + 2, 0)
        b, a = sides[axis]
        image = along[max(b, 0) : len(along) - max(a, 0)]
        if mode not in ("zeros", "constant"):
            _fold(image, along[: max(b, 0)], mode, before=True)
            _fold(image, along[len(along) - max(a, 0) :], mode, before=False)
        folded = np.moveaxis(image, 0, axis + 2)
    _at(dX, _kept(lengths, sides))[...] = folded
    return dX


def _fold(image: Array, border: Array, mode: str, *, before: bool) -> None:
    """Add what is beside an image to the pixels that stand there."""
    count = len(border)
    if not count:
        return
    if mode == "replicate":
        border = border.sum(0, keepdims=True)
    target = _source(image, count, mode, before=before)
    target += border


def _sides(lengths: tuple[int, ...], before: object, after: object, mode: str) -> list[Side]:
    """Return what is added before and behind along each axis.

    Raises
    ------
    TypeError, ValueError
    """
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, but got {mode!r}")
    sides = _amounts(before, after, len(lengths))
    for n, (b, a) in zip(lengths, sides, strict=True):
        if n + min(b, 0) + min(a, 0) < 1:
            raise ValueError(f"before and after must leave some of {n} pixels, but got {b} and {a}")
        if mode in ("zeros", "constant"):
            continue
        most = {"reflect": n - 1, "circular": n}.get(mode, max(b, a))
        if max(b, a) > most:
            raise ValueError(
                f"before and after must be at most {most} with mode {mode} and {n} pixels,"
                f" but got {b} and {a}"
            )
        if min(b, a) < 0 < max(b, a):
            raise ValueError(
                f"before and after must both pad or both cut with mode {mode}, but got {b} and {a}"
            )
    return sides


def _amounts(before: object, after: object, rank: int) -> list[Side]:
    first = numbers("before", before, None, rank)
    last = first if after is None else numbers("after", after, None, rank)
    return list(zip(first, last, strict=True))


def _middle(lengths: tuple[int, ...], sides: list[Side]) -> tuple[slice, ...]:
    """Return where the image is in the padded one."""
    told = zip(lengths, sides, strict=True)
    return tuple(slice(max(b, 0), max(b, 0) + n + min(b, 0) + min(a, 0)) for n, (b, a) in told)


def _kept(lengths: tuple[int, ...], sides: list[Side]) -> tuple[slice, ...]:
    """Return what of the image is not cut off."""
    return tuple(
        slice(max(-b, 0), n - max(-a, 0)) for n, (b, a) in zip(lengths, sides, strict=True)
    )


def _at(array: Array, image: Any) -> Array:
    part: Array = array[(slice(None), slice(None), *image)]
    return part
