"""What the layers accept, and the sentences in which they refuse anything else.

Every sentence has one form: the argument, what was expected of it, and what came.
"""

from __future__ import annotations

from operator import index
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Pair = tuple[int, int]
IntOrPair = int | tuple[int, int] | list[int] | NDArray[np.integer[Any]]

IMAGES = "(N, C, H, W)"
FILTERS = "(F, C, KH, KW)"


class Geometry(NamedTuple):
    """The sizes of one convolution (a named tuple, for it is made on every small call).

    N images of C channels and H x W pixels; F filters of KH x KW taps; the stride (sh, sw) and the
    padding (ph, pw); OH x OW output pixels; the steps (dh, dw) between taps, and the groups of
    channels that are convolved apart.
    """

    N: int
    C: int
    H: int
    W: int
    F: int
    KH: int
    KW: int
    sh: int
    sw: int
    ph: int
    pw: int
    OH: int
    OW: int
    dh: int = 1
    dw: int = 1
    groups: int = 1

    @property
    def products(self) -> int:
        """Multiplications of one pass, by the formula."""
        return self.F * self.columns // self.groups

    @property
    def plain(self) -> bool:
        """Whether taps lie side by side, and all filters read all channels."""
        return self.dh == self.dw == self.groups == 1

    @property
    def columns(self) -> int:
        """Numbers in all windows of all images together."""
        return self.N * self.C * self.KH * self.KW * self.OH * self.OW


def array4(name: str, value: object, axes: str = IMAGES) -> Array:
    """Return `value` if it is a floating-point array of four dimensions.

    Raises
    ------
    TypeError
        Not a NumPy array, or not of a real floating-point dtype.
    ValueError
        Not four dimensions, or one of the last three is empty.
    """
    return array_of(name, value, tuple(axes.strip("()").split(", ")))


def array_of(name: str, value: object, letters: tuple[str, ...]) -> Array:
    """Return `value` if it is a floating-point array with these axes.

    Raises
    ------
    TypeError
        Not a NumPy array, or not of a real floating-point dtype.
    ValueError
        Another number of dimensions, or one but the first is empty.
    """
    rank, axes = len(letters), f"({', '.join(letters)})"
    if not isinstance(value, np.ndarray):
        raise TypeError(
            f"{name} must be a NumPy array of {rank} dimensions {axes}, but got {described(value)}"
        )
    if value.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold floating-point numbers, but its dtype is {value.dtype};"
            f" convert it with {name}.astype(float)"
        )
    if value.ndim != rank:
        raise ValueError(
            f"{name} must have {rank} dimensions {axes}, but its shape is {value.shape}"
        )
    if 0 in value.shape[1:]:
        raise ValueError(
            f"{name} must have at least one element along each of its last {rank - 1} dimensions {axes},"
            f" but its shape is {value.shape}"
        )
    return value


def pair(name: str, value: object, least: int) -> Pair:
    """Return `value` as (vertical, horizontal); one integer stands for both.

    Raises
    ------
    TypeError
        Neither an integer nor two of them.
    ValueError
        More or fewer than two, or one below `least`.
    """
    numbers: tuple[Any, ...] = (value, value)
    if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim == 1):
        numbers = tuple(value)
        if len(numbers) != 2:
            raise _bad_pair(ValueError, name, value, least)
    if any(isinstance(number, (bool, np.bool_)) for number in numbers):
        raise _bad_pair(TypeError, name, value, least)
    try:
        first, second = index(numbers[0]), index(numbers[1])
    except TypeError:
        raise _bad_pair(TypeError, name, value, least) from None
    if first < least or second < least:
        raise _bad_pair(ValueError, name, value, least)
    return first, second


def same_dtype(name: str, value: Array, X: Array) -> None:
    """Raise TypeError unless `value` has the dtype of X."""
    if value.dtype != X.dtype:
        raise TypeError(
            f"{name} must have the dtype of X, {X.dtype}, but its dtype is {value.dtype};"
            f" convert one of them with astype"
        )


def geometry(
    X: object,
    W: object,
    stride: object,
    padding: object,
    dilation: object = 1,
    groups: object = 1,
) -> Geometry:
    """Check the arguments that the three convolution functions share.

    Raises
    ------
    TypeError, ValueError
        See `array4` and `pair`; also when X and W differ in dtype or channels, when the groups do
        not divide both, and when the window is larger than the padded image.
    """
    x, w = array4("X", X), array4("W", W, FILTERS)
    same_dtype("W", w, x)
    (sh, sw), (ph, pw) = pair("stride", stride, 1), pair("padding", padding, 0)
    (dh, dw), G = pair("dilation", dilation, 1), count("groups", groups)
    N, C, H, width = x.shape
    F, channels, KH, KW = w.shape
    if C % G or F % G:
        raise ValueError(
            f"groups must divide the channels of X, {C}, and the filters of W, {F}, but it is {G}"
        )
    if G > 1 and channels != C // G:
        raise ValueError(
            f"W must have as many channels as each of the {G} groups of X, {C // G}, but its shape is"
            f" {w.shape} {FILTERS} and that of X is {x.shape} {IMAGES}"
        )
    if channels != C // G:
        raise ValueError(
            f"W must have as many channels as X, {C}, but its shape is {w.shape} {FILTERS}"
            f" and that of X is {x.shape} {IMAGES}"
        )
    rows, columns = dh * (KH - 1) + 1, dw * (KW - 1) + 1
    if rows > H + 2 * ph or columns > width + 2 * pw:
        padded = f" padded to {H + 2 * ph}x{width + 2 * pw}" if ph or pw else ""
        raise ValueError(
            f"W must not be larger than the image: its window is {rows}x{columns},"
            f" but X is {H}x{width}{padded}"
        )
    OH, OW = (H + 2 * ph - rows) // sh + 1, (width + 2 * pw - columns) // sw + 1
    return Geometry(N, C, H, width, F, KH, KW, sh, sw, ph, pw, OH, OW, dh, dw, G)


def count(name: str, value: object) -> int:
    """Return `value` if it is an integer of at least 1.

    Raises
    ------
    TypeError, ValueError
        Something else.
    """
    try:
        number = index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} must be an integer, but got {described(value)}") from None
    if number < 1 or isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} must be an integer of at least 1, but got {described(value)}")
    return number


def biases(value: object, X: Array, F: int) -> Array:
    """Return `value` if it is one number for each of F filters, in the dtype of X.

    Raises
    ------
    TypeError, ValueError
        Not such an array.
    """
    if not isinstance(value, np.ndarray):
        raise TypeError(f"bias must be a NumPy array of shape ({F},), but got {described(value)}")
    same_dtype("bias", value, X)
    if value.shape != (F,):
        raise ValueError(
            f"bias must have one number for each of the {F} filters, shape ({F},), but its shape is"
            f" {value.shape}"
        )
    return value


def gradient_geometry(
    out_grad: object,
    X: object,
    W: object,
    stride: object,
    padding: object,
    dilation: object = 1,
    groups: object = 1,
) -> Geometry:
    """Check the arguments of a backward pass: `geometry`, and out_grad's shape."""
    g = geometry(X, W, stride, padding, dilation, groups)
    gradient = array4("out_grad", out_grad, "(N, F, OH, OW)")
    same_dtype("out_grad", gradient, array4("X", X))
    if gradient.shape != (g.N, g.F, g.OH, g.OW):
        raise ValueError(
            f"out_grad must have the shape of the convolution's output, {(g.N, g.F, g.OH, g.OW)},"
            f" but its shape is {gradient.shape}"
            f" (X {g.H}x{g.W}, window {g.KH}x{g.KW}, stride {g.sh}x{g.sw},"
            f" {f'padding {g.ph}x{g.pw}' if g.ph or g.pw else 'no padding'})"
        )
    return g


def pool_geometry(X: object, f: object, s: object) -> tuple[Pair, Pair, Pair]:
    """Check a pooling's arguments; return window, stride and output size."""
    x = array4("X", X)
    (fh, fw), (sh, sw) = pair("f", f, 1), pair("s", s, 1)
    H, W = x.shape[2:]
    if fh > H or fw > W:
        raise ValueError(
            f"f must not be larger than the image: the window is {fh}x{fw}, but X is {H}x{W}"
        )
    return (fh, fw), (sh, sw), ((H - fh) // sh + 1, (W - fw) // sw + 1)


def pooled_gradient(grad_pool: object, X: Array, size: Pair) -> Array:
    """Return `grad_pool` if it covers some, or all, of the leading windows.

    Raises
    ------
    TypeError, ValueError
        Not an array like X, other images or channels, or more windows than X has.
    """
    gradient = array4("grad_pool", grad_pool, "(N, C, OH, OW)")
    same_dtype("grad_pool", gradient, X)
    whole = (*X.shape[:2], *size)
    if (
        gradient.shape[:2] != whole[:2]
        or gradient.shape[2] > size[0]
        or gradient.shape[3] > size[1]
    ):
        raise ValueError(
            f"grad_pool must have the shape of the pooled output, {whole}, or a smaller height"
            f" and width, but its shape is {gradient.shape}"
        )
    return gradient


def _bad_pair(
    error: type[TypeError | ValueError], name: str, value: object, least: int
) -> TypeError | ValueError:
    return error(
        f"{name} must be an integer or a pair of integers (vertical, horizontal), each at least"
        f" {least}, but got {described(value)}"
    )


def described(value: object) -> str:
    text = repr(value)
    kind = type(value).__name__
    return f"{text} ({kind})" if len(text) <= 60 and "\n" not in text else f"a value of type {kind}"
