"""Transposed convolution along one, two or three axes: the gradient of a convolution, read forwards.

Forwards it is the gradient with respect to the input, of a convolution whose output is X; its own
gradients are that convolution, and its gradient with respect to the filters. So the paths of those do
all the work.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np

from cnncheck.layers import convolution, convolution1d, convolution3d
from cnncheck.layers._arguments import array_of, biases, count, same_dtype
from cnncheck.layers.spatial import axes_of, bias_gradient, is_plain, numbers
from cnncheck.layers.spatial import sides as amounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.spatial import Lengths, Sides

    Paths = tuple[Callable[..., Array], Callable[..., Array], Callable[..., Array]]

F = TypeVar("F")

PATHS: dict[int, Paths] = {
    1: (
        convolution1d.conv1d,
        convolution1d.conv1d_backward_input,
        convolution1d.conv1d_backward_filter,
    ),
    2: (
        convolution.convolution2D,
        convolution.convolution2D_backward_input,
        convolution.convolution2D_backward_filter,
    ),
    3: (
        convolution3d.conv3d,
        convolution3d.conv3d_backward_input,
        convolution3d.conv3d_backward_filter,
    ),
}
"""The convolution, and its gradients by the input and by the filters."""


class _Sizes(NamedTuple):
    """What was told, and the output: as long as it is, and as far as X reaches."""

    stride: Lengths
    padding: Sides
    dilation: Lengths
    groups: int
    out: Lengths
    reached: Lengths

    def read(self, gradient: Array) -> Array:
        """Return the part of a gradient that X reaches."""
        cut = (slice(max(length, 0)) for length in self.reached)
        view: Array = gradient[(slice(None), slice(None), *cut)]
        return np.ascontiguousarray(view)


def _sizes(
    rank: int,
    X: object,
    W: object,
    stride: object,
    padding: object,
    output_padding: object,
    dilation: object,
    groups: object,
) -> _Sizes:
    x = array_of("X", X, axes_of("N", "C", rank))
    w = array_of("W", W, axes_of("C", "F/G", rank, "K"))
    same_dtype("W", w, x)
    steps, spread = numbers("stride", stride, 1, rank), numbers("dilation", dilation, 1, rank)
    if is_plain(padding) or isinstance(padding, str):
        around = tuple((p, p) for p in numbers("padding", padding, 0, rank))
    else:
        around = amounts(padding, x.shape[2:], w.shape[2:], steps, spread)
    more = numbers("output_padding", output_padding, 0, rank)
    G, C = count("groups", groups), x.shape[1]
    if C % G:
        raise ValueError(f"groups must divide the channels of X, {C}, but it is {G}")
    if w.shape[0] != C:
        raise ValueError(
            f"W must have as many channels as X, {C}, but its shape is {w.shape}, (C, F/G, ...)"
        )
    if any(m >= max(s, d) for m, s, d in zip(more, steps, spread, strict=True)):
        raise ValueError(
            f"output_padding must be smaller than the stride or the dilation, but it is {more}"
        )
    # At its end the output goes on into what is cut off as padding, and beyond it in zeros.
    sides = tuple((p, max(q - m, 0)) for (p, q), m in zip(around, more, strict=True))
    whole = [
        s * (n - 1) + d * (k - 1) + 1
        for n, k, s, d in zip(x.shape[2:], w.shape[2:], steps, spread, strict=True)
    ]
    reached = tuple(n - before - after for n, (before, after) in zip(whole, sides, strict=True))
    out = tuple(n - p - q + m for n, (p, q), m in zip(whole, around, more, strict=True))
    if min(out) < 1:
        raise ValueError(f"padding must leave some of the output, but it is {padding}")
    return _Sizes(steps, sides, spread, G, out, reached)


def transposed(
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    bias: Array | None = None,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Send each pixel into a window of the output, and add up what meets.

    ``out[n,f,s*i+d*k-p] += X[n,c,i] * W[c,f,k]``, of as many axes as X has.

    Parameters
    ----------
    X : ndarray, shape (N, C, H, W), floating point
    W : ndarray, shape (C, F/G, KH, KW), dtype of X
    stride, padding, output_padding, dilation : int, or one an axis
        As of PyTorch: the padding is cut off around, or as much as pairs say before and behind; the
        output padding makes the end longer.
    bias : ndarray, shape (F,), dtype of X, optional
    groups : int, optional

    Returns
    -------
    ndarray, shape (N, F, OH, OW), dtype of X
        OH = (H - 1)*s - 2*p + d*(KH - 1) + output_padding + 1, OW likewise. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    rank = X.ndim - 2
    s = _sizes(rank, X, W, stride, padding, output_padding, dilation, groups)
    filters = W.shape[1] * s.groups
    b = None if bias is None else biases(bias, X, filters)
    out = np.zeros((len(X), filters, *s.out), X.dtype)
    if min(s.reached) > 0:
        like = np.broadcast_to(np.zeros((), X.dtype), (len(X), filters, *s.reached))
        part = PATHS[rank][1](X, like, W, s.stride, s.padding, s.dilation, s.groups)
        out = part if s.out == s.reached else out
        out[(slice(None), slice(None), *(slice(length) for length in s.reached))] = part
    return out if b is None else np.asarray(out + b.reshape(-1, *(1 for _ in s.out)))


def transposed_backward_input(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a transposed convolution with respect to X: the convolution of `out_grad`.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), dtype of X
    X, W, stride, padding, output_padding, dilation, groups
        Of the transposed convolution.

    Returns
    -------
    ndarray, shape of X, dtype of X
        A new array.
    """
    rank = X.ndim - 2
    s = _sizes(rank, X, W, stride, padding, output_padding, dilation, groups)
    gradient = s.read(_gradient(out_grad, X, W, s))
    if not gradient.size:
        return np.zeros_like(X)
    return PATHS[rank][0](gradient, W, s.stride, s.padding, None, s.dilation, s.groups)


def transposed_backward_filter(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a transposed convolution with respect to W.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), dtype of X
    X, W, stride, padding, output_padding, dilation, groups
        Of the transposed convolution.

    Returns
    -------
    ndarray, shape of W, dtype of X
        A new array.
    """
    rank = X.ndim - 2
    s = _sizes(rank, X, W, stride, padding, output_padding, dilation, groups)
    gradient = s.read(_gradient(out_grad, X, W, s))
    if not gradient.size:
        return np.zeros_like(W)
    return PATHS[rank][2](X, gradient, W, s.stride, s.padding, s.dilation, s.groups)


def transposed_backward_bias(out_grad: Array) -> Array:
    """Gradient of a transposed convolution with respect to its bias.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OH, OW), floating point

    Returns
    -------
    ndarray, shape (F,), dtype of out_grad
        A new array.
    """
    return bias_gradient(out_grad, np.ndim(out_grad) - 2)


def _gradient(out_grad: object, X: Array, W: Array, s: _Sizes) -> Array:
    gradient = array_of("out_grad", out_grad, axes_of("N", "F", len(s.out), "O"))
    same_dtype("out_grad", gradient, X)
    shape = (len(X), W.shape[1] * s.groups, *s.out)
    if gradient.shape != shape:
        raise ValueError(
            f"out_grad must have the shape of the output, {shape}, but its shape is {gradient.shape}"
        )
    return gradient


def _named(function: F, name: str) -> F:
    """Return the same function under the name by which it is asked, in tracebacks too."""
    theirs = cast("FunctionType", function)
    code = theirs.__code__.replace(co_name=name, co_qualname=name)
    copy = FunctionType(code, theirs.__globals__, name, theirs.__defaults__)
    copy.__doc__, copy.__annotations__ = theirs.__doc__, theirs.__annotations__
    return cast("F", copy)


conv_transpose1d = _named(transposed, "conv_transpose1d")
conv_transpose2d = _named(transposed, "conv_transpose2d")
conv_transpose3d = _named(transposed, "conv_transpose3d")
conv_transpose1d_backward_input = _named(
    transposed_backward_input, "conv_transpose1d_backward_input"
)
conv_transpose2d_backward_input = _named(
    transposed_backward_input, "conv_transpose2d_backward_input"
)
conv_transpose3d_backward_input = _named(
    transposed_backward_input, "conv_transpose3d_backward_input"
)
conv_transpose1d_backward_filter = _named(
    transposed_backward_filter, "conv_transpose1d_backward_filter"
)
conv_transpose2d_backward_filter = _named(
    transposed_backward_filter, "conv_transpose2d_backward_filter"
)
conv_transpose3d_backward_filter = _named(
    transposed_backward_filter, "conv_transpose3d_backward_filter"
)
conv_transpose1d_backward_bias = _named(transposed_backward_bias, "conv_transpose1d_backward_bias")
conv_transpose2d_backward_bias = _named(transposed_backward_bias, "conv_transpose2d_backward_bias")
conv_transpose3d_backward_bias = _named(transposed_backward_bias, "conv_transpose3d_backward_bias")
