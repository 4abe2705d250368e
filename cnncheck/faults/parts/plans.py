"""What a function computes along its axes, with the parts of it that a fault changes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from cnncheck.faults.parts.lifting import Lifted
from cnncheck.operators.axis import OUTSIDE
from cnncheck.operators.axis import Axis as RightAxis
from cnncheck.operators.reduction import Reduction
from cnncheck.operators.relation import Windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.faults.in_places.addressing import Addresses
    from cnncheck.operators.problem import Array, Problem


Edge = Literal["raise", "zero", "skip", "clip", "spread", "flow", "lowest", "unless-empty"]
"""What becomes of a window that leaves the padded image: an error, a window that is cut off
(zeros; minus infinity for a maximum), no window at all, or one that is moved back inside; or what
NumPy makes of the product of a slice and a kernel: of what is cut to one pixel, that one for all; or a
view by steps in memory, `cnncheck.faults.parts.flowing`, which goes on with what lies behind. Of a
maximum, what is cut off as a whole may be 0, minus infinity, or an error where all else is no error."""


NOWHERE = -(1 << 30)
"""Stands among the pixels of a window for a tap that it has not."""


@dataclass(frozen=True)
class Axis(RightAxis):
    """The windows along one axis as code with a fault has them.

    Attributes
    ----------
    count : int
        How many windows it takes; not of need as many as there are.
    shift : int
        By how much too late each begins.
    edge : {"raise", "zero", "skip", "clip", "spread", "lowest", "unless-empty"}
    reach : int
        Pixels behind the padding that windows may read, as the last one does under ``ceil``.
    pixels : tuple of tuple of int
        What the taps of each window read, where no rule says it; `NOWHERE` for a tap that is missing.

    The border may have two names, of what is before the image and behind it, as in ``|reflect``, and
    the length that it counts by, as in ``circular@7``; ``circular@7!`` does so around the image alone.
    """

    count: int = 0
    shift: int = 0
    edge: Edge = "raise"
    reach: int = 0
    pixels: tuple[tuple[int, ...], ...] = ()

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
        if self.pixels:
            listed = np.array(self.pixels)
            pixel = self.bordered(listed)
            return np.where(self.holds(pixel) & (listed != NOWHERE), pixel, OUTSIDE)
        windows, taps = np.arange(max(self.count, 0))[:, None], np.arange(self.kernel)
        pixel = self.pixel(windows, taps)
        first, last = -self.before, self.length + self.after + self.reach
        has = self.has(windows, taps)
        beyond = ((pixel < first) | (pixel >= last)) & has
        if beyond.any():
            if self.edge == "raise":
                raise IndexError(f"a window leaves the image of {self.length} pixels")
            if self.edge == "unless-empty" and (beyond | ~has).all(axis=1).any():
                raise ValueError("zero-size array to reduction operation has no identity")
            if self.edge == "spread":
                pixel = self._spread(pixel, beyond)
            if self.edge == "skip":
                pixel = np.where(beyond.any(axis=1, keepdims=True), OUTSIDE, pixel)
            if self.edge == "clip":
                starts = np.clip(pixel[:, :1], first, max(last - self.span, first))
                pixel = starts + self.dilation * taps
        pixel = self.bordered(pixel)
        return np.where(self.holds(pixel) & has, pixel, OUTSIDE)

    def _spread(self, pixel: Array, beyond: Array) -> Array:
        """Return what a slice has that ends with the image: nothing, or one pixel for every tap."""
        within = self.kernel - beyond.sum(axis=1, keepdims=True)
        fits = (within == self.kernel) | (within == min(1, self.kernel - 1))
        if (pixel < -self.before).any() or not fits.all():
            raise IndexError(f"a slice ends with the image of {self.length} pixels")
        pixel = np.where(within == 1, pixel[:, :1], pixel)
        return np.where(within == 0, OUTSIDE, pixel)  # of a kernel of one tap

    def bordered(self, pixel: Array) -> Array:
        """Return the pixels with those that stand for what is around the image, rightly or not."""
        if "|" in self.border:
            two = (replace(self, border=its).bordered(pixel) for its in self.border.split("|"))
            return np.where(pixel < 0, *two)
        if "@" in self.border:
            return self._counted_by_another(pixel)
        wrong = MISTAKEN.get(self.border)
        if wrong is None:
            return super().bordered(pixel)
        before, behind = wrong(self, pixel)
        there = np.where(pixel < 0, before, np.where(pixel < self.length, pixel, behind))
        return np.clip(there, 0, self.length - 1)

    def _counted_by_another(self, pixel: Array) -> Array:
        """Return what stands for pixels where a mode counts by another length, perhaps around the image alone."""
        mode, _, told = self.border.partition("@")
        length = int(told.rstrip("!"))
        match mode:
            case "reflect":
                at = np.abs(pixel)
                at = np.where(at >= length, 2 * (length - 1) - at, at)
            case "replicate":
                at = np.clip(pixel, 0, length - 1)
            case _:
                at = pixel % max(length, 1)
        at = np.where(self.holds(pixel), pixel, at) if told.endswith("!") else at
        if ((at >= self.length) | (at < -self.length)).any():
            raise IndexError(f"index {at.max(initial=0)} is out of bounds for {self.length} pixels")
        return np.where(at < 0, at + self.length, at)


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
    "one-short-round": lambda its, at: (at % max(its.length - 1, 1),) * 2,
}
"""Pixels that stand for those before and behind an image by mistake, by the border's name."""


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
    options : frozenset of str
        The parameters that have a value which most layers do not have.
    addresses : Addresses, optional
        How places in a flat result are counted by which what windows send is added up, if wrongly.
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
    reduction: Reduction = field(default_factory=Reduction)
    options: frozenset[str] = frozenset()
    addresses: Addresses | None = None

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
    if isinstance(it, Axis):
        told = vars(it)
        vars(new).update({name: told[name] for name in it.__dataclass_fields__}, **fields)
        return new
    for name in it.__dataclass_fields__:
        object.__setattr__(new, name, fields[name] if name in fields else getattr(it, name))
    return new


_TOLD = tuple(RightAxis.__dataclass_fields__)


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
    options = frozenset(each.name for each in problem.case.unusual)
    return Plan(X, W, G, h, w, b, groups, d, flat, problem.reduction, options)
