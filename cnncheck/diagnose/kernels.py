"""Plain right answers, taken apart so that a fault is a change of one part.

Every function is a gather (which pixel does tap k of window i read?), a sum or a maximum, and for
gradients a scatter. What pixel that is follows from two `Axis` values; what is read, from the
arrays of a `Plan`. A fault replaces one of them. All arithmetic is in float64, so that integers
stay exact whatever the fault adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array, Problem

Edge = Literal["raise", "zero", "skip", "clip"]
"""What becomes of a window that leaves the padded image: an error, a window that is cut off
(zeros; minus infinity for a maximum), no window at all, or one that is moved back inside."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One of the two image axes: tap k of window i reads pixel stride i + dilation k + shift - padding.

    Attributes
    ----------
    length : int
        Of the image, without padding.
    kernel, stride, padding : int
    count : int
        How many windows there are: the length of the output.
    """

    length: int
    kernel: int
    stride: int
    padding: int
    count: int
    shift: int = 0
    dilation: int = 1

    @property
    def index(self) -> Array:
        """(count, kernel) pixel numbers; those in the padding are below 0 or from `length` on."""
        windows = self.stride * np.arange(max(self.count, 0))[:, None]
        return windows + self.dilation * np.arange(self.kernel) + (self.shift - self.padding)

    @property
    def left_over(self) -> int:
        """How many pixels at the end no window reaches."""
        span = self.stride * (self.count - 1) + self.kernel
        return self.length + 2 * self.padding - span

    def fitted(self, *, up: bool = False) -> Axis:
        """Return the same with as many windows as fit, or one more for what is left over."""
        room = self.length + 2 * self.padding - self.kernel
        return replace(self, count=1 + (-(-room // self.stride) if up else room // self.stride))

    def read(self, edge: Edge) -> tuple[Array, Array]:
        """Return pixel numbers that exist, and which of them stand for a pixel of the image."""
        index = self.index
        first, last = -self.padding, self.length + self.padding
        outside = (index < first) | (index >= last)
        inside = (index >= 0) & (index < self.length)
        if outside.any():
            if edge == "raise":
                raise IndexError(f"a window leaves the image of {self.length} pixels")
            if edge == "skip":
                inside &= ~outside.any(axis=1, keepdims=True)
            if edge == "clip":
                span = self.dilation * (self.kernel - 1)
                starts = np.clip(index[:, :1], first, max(last - 1 - span, first))
                index = starts + self.dilation * np.arange(self.kernel)
                inside = (index >= 0) & (index < self.length)
        return np.clip(index, 0, self.length - 1), inside


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All that an answer follows from.

    Attributes
    ----------
    X : (N, C, H, W) float64
    W : (F, C, KH, KW) float64
        Empty for pooling.
    G : (N, F, OH, OW) float64
        The gradient that a backward pass starts from; empty in a forward pass.
    h, w : Axis
    """

    X: Array
    W: Array
    G: Array
    h: Axis
    w: Axis
    edge: Edge = "raise"


NOTHING = np.zeros((0, 0, 0, 0))


def plan_of(problem: Problem) -> Plan:
    """Return the right plan of a problem of any of the six functions."""
    a: dict[str, Any] = dict(problem.arguments)
    X = a["X"].astype(np.float64)
    W = a["W"].astype(np.float64) if "W" in a else NOTHING
    G = a.get("out_grad", a.get("grad_pool"))
    G = NOTHING if G is None else G.astype(np.float64)
    f, s = a.get("f", 1), a.get("s", 1)
    kernel = W.shape[2:] if "W" in a else (f, f)
    stride = a["stride"] if "W" in a else (s, s)
    count = G.shape[2:] if G.size or problem.pass_name != "forward" else problem.out_shape[2:]
    ph, pw = a.get("padding", (0, 0))
    return Plan(
        X,
        W,
        G,
        Axis(X.shape[2], kernel[0], stride[0], ph, count[0]),
        Axis(X.shape[3], kernel[1], stride[1], pw, count[1]),
    )


# --- padding ----------------------------------------------------------------------------------


def padded(plan: Plan) -> Array:
    """Put zeros around the image axes."""
    around = [(axis.padding, axis.padding) for axis in (plan.h, plan.w)]
    return np.pad(plan.X, [(0, 0), (0, 0), *around])


# --- convolution -------------------------------------------------------------------------------


def windows(plan: Plan, outside: float = 0.0) -> Array:
    """Return (N, C, OH, KH, OW, KW): what each tap of each window reads."""
    rows, row_inside = plan.h.read(plan.edge)
    cols, col_inside = plan.w.read(plan.edge)
    read = plan.X[:, :, rows[:, :, None, None], cols]
    if row_inside.all() and col_inside.all():
        return read
    return np.where(row_inside[:, :, None, None] & col_inside, read, outside)


def forward(plan: Plan) -> Array:
    """out[n, f, i, j] = sum over c, k, l of W[f, c, k, l] times what tap (k, l) of (i, j) reads."""
    out = np.tensordot(windows(plan), plan.W, axes=([1, 3, 5], [1, 2, 3]))
    return out.transpose(0, 3, 1, 2)


def backward_filter(plan: Plan) -> Array:
    """dW[f, c, k, l] = sum over n, i, j of G[n, f, i, j] times what tap (k, l) of (i, j) reads."""
    return np.tensordot(plan.G, windows(plan), axes=([0, 2, 3], [0, 2, 4]))


def sent_back(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each window sends to each of its pixels."""
    sent = np.tensordot(plan.G, plan.W, axes=([1], [0]))
    return sent.transpose(0, 3, 1, 2, 4, 5)


def backward_input(plan: Plan) -> Array:
    """Add what each window sends to the pixels that its taps read."""
    return add_up(plan, sent_back(plan))


def targets(plan: Plan) -> tuple[Array, Array]:
    """Return (OH, OW, KH, KW): the pixel, row W + column, of each tap, and whether it exists."""
    rows, row_inside = plan.h.read(plan.edge)
    cols, col_inside = plan.w.read(plan.edge)
    pixel = rows[:, None, :, None] * plan.w.length + cols[None, :, None, :]
    return pixel, row_inside[:, None, :, None] & col_inside[None, :, None, :]


def add_up(plan: Plan, sent: Array) -> Array:
    """Scatter (N, C, OH, OW, KH, KW) into (N, C, H, W), adding up what meets."""
    pixel, inside = targets(plan)
    if sent.shape[2:] != pixel.shape:
        raise ValueError(f"windows {sent.shape[2:]} do not fit {pixel.shape}")
    images, channels = sent.shape[:2]
    area = plan.h.length * plan.w.length
    place = np.arange(images * channels)[:, None] * area + pixel[inside]
    total: Array = np.bincount(
        place.ravel(), sent[:, :, inside].ravel(), minlength=images * channels * area
    )
    return total.reshape(images, channels, plan.h.length, plan.w.length)


def write_over(plan: Plan, sent: Array, order: str = "hwkl") -> Array:
    """Scatter like `add_up`, but the last writer of a pixel wins.

    Parameters
    ----------
    order : str
        The axes of the loops from outermost to innermost: h, w for windows, k, l for taps.
    """
    pixel, inside = targets(plan)
    if sent.shape[2:] != pixel.shape:
        raise ValueError(f"windows {sent.shape[2:]} do not fit {pixel.shape}")
    axes = ["hwkl".index(axis) for axis in order]
    flat, exists = pixel.transpose(axes).ravel(), inside.transpose(axes).ravel()
    values = sent.transpose(0, 1, *(axis + 2 for axis in axes)).reshape(*sent.shape[:2], -1)
    last = np.full(plan.h.length * plan.w.length, -1)
    np.maximum.at(last, flat[exists], np.flatnonzero(exists))
    out = np.where(last < 0, 0.0, values[:, :, last])
    return out.reshape(*sent.shape[:2], plan.h.length, plan.w.length)


def coverage(plan: Plan) -> Array:
    """Return (H, W): how many taps of all windows meet in each pixel."""
    shape = (1, 1, plan.h.count, plan.w.count, plan.h.kernel, plan.w.kernel)
    return np.asarray(add_up(plan, np.ones(shape))[0, 0])


# --- pooling -----------------------------------------------------------------------------------


def pool_windows(plan: Plan, outside: float = -np.inf) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each window looks at."""
    return windows(plan, outside).transpose(0, 1, 2, 4, 3, 5)


def flat_windows(plan: Plan, outside: float = -np.inf) -> Array:
    """Return (N, C, OH, OW, KH * KW)."""
    read = pool_windows(plan, outside)
    return read.reshape(*read.shape[:4], -1)


def pool_forward(plan: Plan) -> Array:
    """out[n, c, i, j] = the largest value of window (i, j); a NaN wins; 0 where it is outside."""
    out = flat_windows(plan).max(axis=-1)
    inside = targets(plan)[1].any(axis=(2, 3))
    return np.asarray(np.where(inside, out, 0.0))


def won(plan: Plan, winner: Array) -> Array:
    """Return (N, C, OH, OW, KH, KW): the window's gradient at its winner, else 0.

    Parameters
    ----------
    winner : (N, C, OH, OW) int
        Row-major number of the winning tap; -1 for none.
    """
    taps = plan.h.kernel * plan.w.kernel
    share = np.where(winner[..., None] == np.arange(taps), plan.G[..., None], 0.0)
    return share.reshape(*plan.G.shape, plan.h.kernel, plan.w.kernel)


def first_winner(plan: Plan) -> Array:
    """Return (N, C, OH, OW): the first of each window's maxima in row-major order."""
    return np.asarray(flat_windows(plan).argmax(axis=-1))


def pool_back(plan: Plan) -> Array:
    """Add each window's gradient to the first of its maxima."""
    return add_up(plan, won(plan, first_winner(plan)))
