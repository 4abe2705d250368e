"""The arguments of a convolution along any number of axes, checked, and its sizes."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnncheck.layers._arguments import array_of, count, described, same_dtype

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Pair

    Lengths = tuple[int, ...]
    Sides = tuple[Pair, ...]

AXES = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
WORDS = ("valid", "same", "same_upper", "same_lower")


class Spatial(NamedTuple):
    """The sizes of a convolution: of each axis its length, taps, step, padding and windows."""

    lengths: Lengths
    kernel: Lengths
    stride: Lengths
    sides: Sides
    dilation: Lengths
    out: Lengths
    groups: int


def spatial(
    rank: int,
    X: object,
    W: object,
    stride: object,
    padding: object,
    dilation: object,
    groups: object,
) -> Spatial:
    """Check the arguments that the functions of a convolution share.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    x, w = array_of("X", X, axes_of("N", "C", rank)), array_of("W", W, axes_of("F", "C", rank, "K"))
    same_dtype("W", w, x)
    steps, spread = numbers("stride", stride, 1, rank), numbers("dilation", dilation, 1, rank)
    G = count("groups", groups)
    lengths, kernel = x.shape[2:], w.shape[2:]
    for channels, what in ((x.shape[1], "channels of X"), (w.shape[0], "filters of W")):
        if channels % G:
            raise ValueError(f"groups must divide the {what}, {channels}, but it is {G}")
    if w.shape[1] * G != x.shape[1]:
        each = f"each of the {G} groups of X, {x.shape[1] // G}" if G > 1 else f"X, {x.shape[1]}"
        raise ValueError(f"W must have as many channels as {each}, but its shape is {w.shape}")
    around = sides(padding, lengths, kernel, steps, spread)
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, spread, strict=True)]
    room = [
        before + length + after - span
        for length, (before, after), span in zip(lengths, around, spans, strict=True)
    ]
    if min(room) < 0:
        padded = [n + before + after for n, (before, after) in zip(lengths, around, strict=True)]
        raise ValueError(
            f"W must not be larger than the padded image: its window is {_by(spans)}, but that is"
            f" {_by(padded)}"
        )
    out = tuple(r // s + 1 for r, s in zip(room, steps, strict=True))
    return Spatial(lengths, kernel, steps, around, spread, out, G)


def gradient_of(out_grad: object, X: Array, W: Array, s: Spatial) -> Array:
    """Return `out_grad` if it has the shape of the convolution's output.

    Raises
    ------
    TypeError, ValueError
        It has not.
    """
    gradient = array_of("out_grad", out_grad, axes_of("N", "F", len(s.out), "O"))
    same_dtype("out_grad", gradient, X)
    shape = (X.shape[0], W.shape[0], *s.out)
    if gradient.shape != shape:
        raise ValueError(
            f"out_grad must have the shape of the convolution's output, {shape}, but its shape is"
            f" {gradient.shape}"
        )
    return gradient


def axes_of(first: str, second: str, rank: int, prefix: str = "") -> tuple[str, ...]:
    """Return what the axes of an array are called."""
    return (first, second, *(f"{prefix}{axis}" for axis in AXES[rank]))


def numbers(name: str, value: object, least: int | None, rank: int) -> Lengths:
    """Return `value` as one number for each axis; a single one stands for all.

    Raises
    ------
    TypeError, ValueError
        Something else.
    """
    given: tuple[Any, ...] = (value,) * rank
    if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim == 1):
        given = tuple(value)
    whole = all(_is_integer(each) for each in given)
    if not whole or len(given) != rank or (least is not None and min(map(index, given)) < least):
        error = ValueError if whole else TypeError
        several = f" or {rank} integers, one for each axis" if rank > 1 else ""
        bound = "" if least is None else f", each at least {least}"
        raise error(f"{name} must be an integer{several}{bound}, but got {described(value)}")
    return tuple(map(index, given))


def _is_integer(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def is_plain(padding: object) -> bool:
    """Whether a padding is one number for each axis, or for all."""
    if isinstance(padding, str):
        return False
    return not (
        isinstance(padding, (tuple, list))
        and any(isinstance(each, (tuple, list)) for each in padding)
    )


def sides(
    padding: object, lengths: Lengths, kernel: Lengths, stride: Lengths, dilation: Lengths
) -> Sides:
    """Return what is added before and after each axis.

    ``same`` is what keeps the lengths at stride 1, and the odd one goes behind; ``same_upper`` and
    ``same_lower`` make length / stride windows, rounded up, and the odd one goes behind or before.

    Raises
    ------
    TypeError, ValueError
        No such padding.
    """
    rank = len(lengths)
    if isinstance(padding, str):
        if padding not in WORDS:
            raise ValueError(f"padding must be one of {', '.join(WORDS)}, but got {padding!r}")
        if padding == "same" and max(stride) > 1:
            raise ValueError("padding 'same' needs stride 1; 'same_upper' is for any stride")
        totals = [
            0 if padding == "valid" else max((-(-n // s) - 1) * s + d * (k - 1) + 1 - n, 0)
            for n, k, s, d in zip(lengths, kernel, stride, dilation, strict=True)
        ]
        less = [(total // 2, total - total // 2) for total in totals]
        return tuple((b, a) if padding != "same_lower" else (a, b) for b, a in less)
    if is_plain(padding):
        return tuple((each, each) for each in numbers("padding", padding, 0, rank))
    assert isinstance(padding, (tuple, list))
    if len(padding) != rank:
        raise ValueError(
            f"padding must have one entry for each of {rank} axes, but got {described(padding)}"
        )
    pairs = (each if isinstance(each, (tuple, list)) else (each, each) for each in padding)
    return tuple((b, a) for b, a in (numbers("padding", tuple(pair), 0, 2) for pair in pairs))


def padded(X: Array, around: Sides) -> Array:
    """Return X with zeros around; X itself where there are none."""
    if not any(map(any, around)):
        return X
    lengths = zip(X.shape[2:], around, strict=True)
    out = np.zeros((*X.shape[:2], *(b + n + a for n, (b, a) in lengths)), X.dtype)
    inside(out, around)[...] = X
    return out


def inside(array: Array, around: Sides) -> Array:
    """Return what is left of a padded image without its padding: a view."""
    cut = (slice(b, n - a) for n, (b, a) in zip(array.shape[2:], around, strict=True))
    view: Array = array[(slice(None), slice(None), *cut)]
    return view


def plainly_padded(
    X: Array, W: Array, stride: Any, padding: Any, dilation: Any, groups: Any
) -> tuple[Array, Any, Sides]:
    """Return X and a padding of one number an axis; where it was another, X with zeros around.

    Then what is around it comes third.
    """
    if is_plain(padding):
        return X, padding, ()
    around = spatial(2, X, W, stride, padding, dilation, groups).sides
    return padded(X, around), 0, around


def bias_gradient(out_grad: Array, rank: int) -> Array:
    """Add up a gradient over images and positions, of whatever rank."""
    gradient = array_of("out_grad", out_grad, axes_of("N", "F", rank, "O"))
    work = np.promote_types(gradient.dtype, np.float32).newbyteorder("=")
    with np.errstate(all="ignore"):
        of_images = gradient.sum(axis=tuple(range(2, gradient.ndim)), dtype=work)
        db: Array = of_images.sum(axis=0).astype(gradient.dtype)
    return db


def _by(lengths: list[int]) -> str:
    return "x".join(map(str, lengths))
