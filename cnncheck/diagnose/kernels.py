"""Plain right answers, taken apart so that a fault is a change of one part.

Every function is a gather (which pixel does tap k of window i read?), a sum or a maximum, and for
gradients a scatter. What pixel that is follows from two `Axis` values; what is read, from the
arrays of a `Plan`. A fault replaces one of them. All arithmetic is in float64, so that integers
stay exact whatever the fault adds up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from cnncheck.diagnose.lifting import Lifted
from cnncheck.operators import relation
from cnncheck.operators.relation import OUTSIDE, Windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Array, Problem

Edge = Literal["raise", "zero", "skip", "clip"]
"""What becomes of a window that leaves the padded image: an error, a window that is cut off
(zeros; minus infinity for a maximum), no window at all, or one that is moved back inside."""


@dataclass(frozen=True)
class Axis(relation.Axis):
    """The windows along one axis as code with a fault has them.

    Attributes
    ----------
    count : int
        How many windows it takes; not of need as many as there are.
    shift : int
        By how much too late each begins.
    edge : {"raise", "zero", "skip", "clip"}
    reach : int
        Pixels behind the padding that windows may read, as the last one does under ``ceil``.
    """

    count: int = 0
    shift: int = 0
    edge: Edge = "raise"
    reach: int = 0

    def pixel(self, window: Array, tap: Array) -> Array:
        """Return the pixels that taps of windows read, beyond the image in its padding."""
        return super().pixel(window, tap) + self.shift

    def fitted(self, *, up: bool = False) -> Axis:
        """Return the same with as many windows as fit, or one more for what is left over."""
        fit = replace(self, count=super().count)
        fit = replace(fit, reach=fit.beyond) if fit.ceil else fit
        return replace(fit, count=fit.count + 1) if up and fit.left else fit

    @cached_property
    def table(self) -> Array:
        """(count, kernel): the pixel that each tap of each window reads, or `OUTSIDE`."""
        return _table(self)

    def looked_up(self) -> Array:
        """Compute the table."""
        windows, taps = np.arange(max(self.count, 0))[:, None], np.arange(self.kernel)
        pixel = self.pixel(windows, taps)
        first, last = -self.before, self.length + self.after + self.reach
        beyond = (pixel < first) | (pixel >= last)
        if beyond.any():
            if self.edge == "raise":
                raise IndexError(f"a window leaves the image of {self.length} pixels")
            if self.edge == "skip":
                pixel = np.where(beyond.any(axis=1, keepdims=True), OUTSIDE, pixel)
            if self.edge == "clip":
                starts = np.clip(pixel[:, :1], first, max(last - self.span, first))
                pixel = starts + self.dilation * taps
        pixel = self.bordered(pixel)
        return np.where(self.holds(pixel), pixel, OUTSIDE)

    def bordered(self, pixel: Array) -> Array:
        """Return the pixels with those that stand for what is around the image, rightly or not."""
        border, _, side = self.border.partition("-on-")
        if side:
            there = replace(self, border=border).bordered(pixel)
            bare = pixel >= self.length if side == "before" else pixel < 0
            return np.where(bare, OUTSIDE, there)
        wrong = MISTAKEN.get(border)
        if wrong is None:
            return super().bordered(pixel)
        before, behind = wrong(self, pixel)
        there = np.where(pixel < 0, before, np.where(pixel < self.length, pixel, behind))
        return np.clip(there, 0, self.length - 1)


MISTAKEN: dict[str, Callable[[Axis, Array], tuple[Array, Array]]] = {
    "with-edge": lambda its, at: (-at - 1, 2 * its.length - 1 - at),
    "beyond-edge": lambda its, at: (1 - at, 2 * its.length - 3 - at),
    "not-turned": lambda its, at: (at + its.before + 1, at - its.after - 1),
    "turned-at-the-other-side": lambda its, at: (its.length - 1 + at, at - its.length + 1),
    "far-edge": lambda its, at: (np.full_like(at, its.length - 1), np.zeros_like(at)),
    "inner": lambda its, at: (np.ones_like(at), np.full_like(at, its.length - 2)),
    "one-late": lambda its, at: ((at + 1) % its.length, (at + 1) % its.length),
    "one-early": lambda its, at: ((at - 1) % its.length, (at - 1) % its.length),
    "same-side": lambda its, at: (at + its.before, at - its.after),
}
"""Pixels that stand for those before and behind an image by mistake, by the border's name."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """What is made of a window.

    Attributes
    ----------
    ties : str
        Which of equal maxima gets the gradient.
    count_padding : bool
        Whether pixels of the padding count in an average.
    divisor : int
        What sums are divided by in place of a number of pixels; 0 for that.
    outside : float
        What is read where no pixel is.
    """

    ties: str = "first"
    count_padding: bool = True
    divisor: int = 0
    outside: float = 0.0


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
    b : (1, F, 1, 1) float64
        What is added to each output; empty where nothing is.
    groups : int
        Of channels that are convolved apart.
    d : Axis, optional
        Of the planes of a volume; the arrays have an axis more for it, before the rows.
    flat : bool
        Whether it stands for a sequence, which has no rows: `h` is one pixel.
    reduction : Reduction
        Of each window, in a pooling.
    """

    X: Array
    W: Array
    G: Array
    h: Axis
    w: Axis
    b: Array
    groups: int = 1
    d: Axis | None = None
    flat: bool = False
    reduction: Reduction = Reduction()

    @property
    def axes(self) -> tuple[Axis, ...]:
        """All of them, as the image has them."""
        return (self.h, self.w) if self.d is None else (self.d, self.h, self.w)

    @property
    def taps(self) -> int:
        """How many taps a window has."""
        return math.prod(axis.kernel for axis in self.axes)

    @property
    def windows(self) -> Windows:
        """Which pixel each tap of each window reads."""
        return _windows(self.axes)

    def along_all(self, change: Callable[[Axis], Axis]) -> Plan:
        """Return the same with every axis changed that there really is."""
        h = self.h if self.flat else change(self.h)
        return replace(self, h=h, w=change(self.w), d=self.d and change(self.d))

    def at_the_edge(self, edge: Edge) -> Plan:
        """Return the same with windows that leave the image in this way."""
        if all(axis.edge == edge for axis in self.axes):
            return self
        return replace(
            self,
            h=replace(self.h, edge=edge),
            w=replace(self.w, edge=edge),
            d=self.d and replace(self.d, edge=edge),
        )


@lru_cache(maxsize=256)  # many faults come to the same windows
def _windows(axes: tuple[Axis, ...]) -> Windows:
    return Windows(axes)


@lru_cache(maxsize=256)
def _table(axis: Axis) -> Array:
    return axis.looked_up()


Changed = TypeVar("Changed", Axis, Plan)


def replace(it: Changed, **fields: Any) -> Changed:
    """Return a plan or an axis with other fields: `dataclasses.replace`, several times as fast."""
    new = object.__new__(type(it))
    for name in it.__dataclass_fields__:
        object.__setattr__(new, name, fields[name] if name in fields else getattr(it, name))
    return new


_TOLD = tuple(relation.Axis.__dataclass_fields__)

NOTHING = np.zeros((0, 0, 0, 0))


def _in_roles(problem: Problem, arrays: dict[str, Array]) -> tuple[Array, Array]:
    """Return what windows read, and what has an element for each; of a result that is read zeros."""
    read, windowed = problem.roles
    if read in arrays:
        return arrays[read], arrays.get(windowed, NOTHING)
    return np.zeros(problem.out_shape), arrays[windowed]


def plan_of(problem: Problem) -> Plan:
    """Return the right plan of a problem."""
    arrays = {name: array.astype(np.float64) for name, array in problem.arrays.items()}
    X, G = _in_roles(problem, arrays)
    counts = G.shape[2:] if G.size else problem.windows.out
    *depth, h, w = (
        Axis(**{name: getattr(each, name) for name in _TOLD}, count=n, reach=each.beyond)
        for each, n in zip(problem.windows.axes, counts, strict=True)
    )
    W = arrays.get("W", NOTHING)
    b = arrays["b"].reshape(1, -1, *(1 for _ in X.shape[2:])) if problem.added else NOTHING
    d, flat = depth[0] if depth else None, isinstance(problem, Lifted)
    groups = X.shape[1] // W.shape[1] if W.size else 1
    case = problem.case
    its = Reduction(case.ties, bool(case.count_include_pad), int(case.divisor), float(case.value))
    return Plan(X, W, G, h, w, b, groups, d, flat, its)


def with_bias(plan: Plan, out: Array) -> Array:
    """Add what is added to each output, as NumPy spreads it."""
    return out + plan.b if plan.b.size else out


# --- padding -----------------------------------------------------------------------------------


def padded(plan: Plan) -> Array:
    """Put zeros around the image axes."""
    image = list(zip(plan.X.shape[2:], plan.axes, strict=True))
    lengths = (axis.before + length + axis.after for length, axis in image)
    out = np.zeros((*plan.X.shape[:2], *lengths))
    inside = (slice(axis.before, axis.before + length) for length, axis in image)
    out[(slice(None), slice(None), *inside)] = plan.X
    return out


def surrounded(plan: Plan) -> Array:
    """Read one pixel for each of the padded image."""
    read = plan.windows.read(plan.X, plan.reduction.outside)
    return np.asarray(read.reshape(read.shape[: 2 + len(plan.axes)]))


def sent_from_border(plan: Plan) -> Array:
    """Return the gradient with an axis for the single tap of each window."""
    return plan.G.reshape(*plan.G.shape, *(1 for _ in plan.axes))


def folded(plan: Plan) -> Array:
    """Add what is around the image to the pixels that stand there."""
    return add_up(plan, sent_from_border(plan))


# --- convolution -------------------------------------------------------------------------------


def forward(plan: Plan) -> Array:
    """out[n, f, i, j] = sum over c, k, l of W[f, c, k, l] times what tap (k, l) of (i, j) reads."""
    read = _parts(plan.windows.read(plan.X), 1, plan)
    pairs = zip(read, _parts(plan.W, 0, plan), strict=True)
    rank = len(plan.axes)
    summed = [1, *range(2 + rank, 2 + 2 * rank)], [*range(1, 2 + rank)]
    out = [np.tensordot(X, W, axes=summed) for X, W in pairs]
    return np.moveaxis(np.concatenate(out, axis=-1), -1, 1)


def backward_filter(plan: Plan) -> Array:
    """dW[f, c, k, l] = sum over n, i, j of G[n, f, i, j] times what tap (k, l) of (i, j) reads."""
    read = _parts(plan.windows.read(plan.X), 1, plan)
    pairs = zip(_parts(plan.G, 1, plan), read, strict=True)
    summed = [0, *range(2, 2 + len(plan.axes))]
    return np.concatenate([np.tensordot(G, X, axes=(summed, summed)) for G, X in pairs])


def backward_bias(plan: Plan) -> Array:
    """db[f] = sum over n, i, j of G[n, f, i, j]."""
    return np.asarray(plan.G.sum(axis=(0, *range(2, plan.G.ndim))))


def summed_image(plan: Plan) -> Array:
    """Add up all pixels of each channel of X: db[f] where what windows read is the gradient."""
    return np.asarray(plan.X.sum(axis=(0, *range(2, plan.X.ndim))))


def sent_back(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each window sends to each of its pixels."""
    pairs = zip(_parts(plan.G, 1, plan), _parts(plan.W, 0, plan), strict=True)
    sent = [np.tensordot(G, W, axes=([1], [0])) for G, W in pairs]
    channels = 1 + len(plan.axes)
    return np.moveaxis(np.concatenate(sent, axis=channels), channels, 1)


def _parts(array: Array, axis: int, plan: Plan) -> list[Array]:
    """Divide an axis among the groups."""
    if plan.groups == 1:
        return [array]
    return np.split(array, plan.groups, axis)  # which raises where they do not divide it


def backward_input(plan: Plan) -> Array:
    """Add what each window sends to the pixels that its taps read."""
    return add_up(plan, sent_back(plan))


def add_up(plan: Plan, sent: Array) -> Array:
    """Scatter (N, C, OH, OW, KH, KW) into (N, C, H, W), adding up what meets."""
    _fits(plan, sent)
    return plan.windows.send(sent)


def _fits(plan: Plan, sent: Array) -> None:
    shape = (*plan.windows.out, *plan.windows.kernel)
    if sent.shape[2:] != shape:
        raise ValueError(f"windows {sent.shape[2:]} do not fit {shape}")


def write_over(plan: Plan, sent: Array, order: str = "hwkl") -> Array:
    """Scatter like `add_up`, but the last writer of a pixel wins.

    Parameters
    ----------
    order : str
        The axes of the loops from outermost to innermost: h, w for windows, k, l for taps.
    """
    _fits(plan, sent)
    pixel, inside = plan.windows.places
    known = "hwkl"
    if plan.d is not None:  # planes are outside of the rows
        known, order = "dhwmkl", order.replace("h", "dh").replace("k", "mk")
    axes = [known.index(axis) for axis in order]
    flat, exists = pixel.transpose(axes).ravel(), inside.transpose(axes).ravel()
    values = sent.transpose(0, 1, *(axis + 2 for axis in axes)).reshape(*sent.shape[:2], -1)
    last = np.full(math.prod(plan.windows.image), -1)
    np.maximum.at(last, flat[exists], np.flatnonzero(exists))
    written = values[:, :, last] if values.size else np.zeros(last.shape)
    out = np.where(last < 0, 0.0, written) * np.ones((*sent.shape[:2], 1))
    return out.reshape(*sent.shape[:2], *plan.windows.image)


def coverage(plan: Plan) -> Array:
    """Return (H, W): how many taps of all windows meet in each pixel."""
    return np.asarray(reduce(np.multiply.outer, (axis.covering for axis in plan.axes)))


# --- pooling -----------------------------------------------------------------------------------


def flat_windows(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH * KW): what each window looks at."""
    read = plan.windows.read(plan.X, -np.inf)
    return read.reshape(*read.shape[: 2 + len(plan.axes)], plan.taps)


def _inside(plan: Plan) -> Array:
    """Return (OH, OW, KH * KW): which taps read the image."""
    inside = plan.windows.places[1]
    return inside.reshape(*inside.shape[: len(plan.axes)], plan.taps)


def largest(plan: Plan) -> Array:
    """out[n, c, i, j] = the largest value of window (i, j); a NaN wins; 0 where it is outside."""
    inside = _inside(plan).any(axis=-1)
    return np.asarray(np.where(inside, flat_windows(plan).max(axis=-1), 0.0))


def of_taps(plan: Plan, flat: Array) -> Array:
    """Return (N, C, OH, OW, KH * KW) as (N, C, OH, OW, KH, KW)."""
    return flat.reshape(*flat.shape[:-1], *plan.windows.kernel)


def won(plan: Plan, winner: Array) -> Array:
    """Return (N, C, OH, OW, KH, KW): the window's gradient at its winner, else 0.

    Parameters
    ----------
    winner : (N, C, OH, OW) int
        Row-major number of the winning tap; -1 for none.
    """
    wins = winner[..., None] == np.arange(plan.taps)
    return of_taps(plan, np.where(wins, plan.G[..., None], 0.0))


def first_winner(plan: Plan) -> Array:
    """Return (N, C, OH, OW): the first of each window's maxima in row-major order."""
    seen = flat_windows(plan)
    # What is in the padding is never the largest, not even of nothing but -inf.
    lowest = (seen == -np.inf).all(axis=-1)
    return np.asarray(np.where(lowest, _inside(plan).argmax(axis=-1), seen.argmax(axis=-1)))


def is_largest(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH * KW): which elements of a window equal its maximum."""
    seen = flat_windows(plan)
    return np.asarray((seen == seen.max(axis=-1, keepdims=True)) & _inside(plan))


def last_winner(plan: Plan) -> Array:
    """Return (N, C, OH, OW): the last of each window's maxima in row-major order."""
    return np.asarray(plan.taps - 1 - is_largest(plan)[..., ::-1].argmax(axis=-1))


def tied(plan: Plan, ties: str) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each pixel of a window gets of its gradient."""
    if ties in ("first", "any"):
        return won(plan, first_winner(plan))
    if ties == "last":
        return won(plan, last_winner(plan))
    wins = is_largest(plan)
    parts = np.maximum(wins.sum(-1, keepdims=True), 1) if ties == "shared" else 1
    return of_taps(plan, np.where(wins, plan.G[..., None] / parts, 0.0))


def to_largest(plan: Plan) -> Array:
    """Add each window's gradient to its maximum, of equal ones to those that are meant."""
    return add_up(plan, tied(plan, plan.reduction.ties))


def divisors(plan: Plan) -> Array:
    """Return what the sum of each window is divided by, (OH, OW) or one number."""
    its = plan.reduction
    if its.divisor:
        return np.asarray(its.divisor)
    if its.count_padding and not any(axis.ceil for axis in plan.windows.axes):
        return np.asarray(plan.taps)
    return np.maximum(plan.windows.divisor(count_padding=its.count_padding), 1)


def average(plan: Plan) -> Array:
    """out[n, c, i, j] = the sum of window (i, j) over its divisor."""
    read = plan.windows.read(plan.X)
    taps = tuple(range(2 + len(plan.axes), read.ndim))
    return np.asarray(read.sum(axis=taps) / divisors(plan))


def shares(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each window gives to each of its pixels."""
    kernel = plan.windows.kernel
    given = (plan.G / divisors(plan)).reshape(*plan.G.shape, *(1 for _ in kernel))
    return np.broadcast_to(given, (*plan.G.shape, *kernel))


def to_all(plan: Plan) -> Array:
    """Share each window's gradient among its pixels."""
    return add_up(plan, shares(plan))
