"""Faults of where a gradient is added in a flat result: places that are counted with another width, or another plane."""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import replace as replaced
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.axis import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array

    Counted = Callable[[Plan, Array, Array], Array]
    """The number of a plane, of the image's and the channel's."""

FLAT = "Pixel (y, x) of channel c of image n has the place ((n * C + c) * H + y) * W + x in the flat result."

PITCHES: dict[str, tuple[str, Callable[[Plan], int]]] = {
    "height": ("the image's height for its width", lambda plan: plan.h.length),
    "gradient": ("out_grad's width for the image's", lambda plan: plan.w.count),
    "window": ("the window's width for the image's", lambda plan: plan.w.kernel),
    "one-more": ("the image's width plus 1 for its width", lambda plan: plan.w.length + 1),
    "one-less": ("the image's width less 1 for its width", lambda plan: plan.w.length - 1),
}

PLANES: dict[str, tuple[str, Counted]] = {
    "channel": ("counts channels alone, not images", lambda plan, n, c: c + 0 * n),
    "image": ("counts images alone, not channels", lambda plan, n, c: n + 0 * c),
    "exchanged": ("is c * N + n, not n * C + c", lambda plan, n, c: c * plan.X.shape[0] + n),
    "by-batch": ("is n * N + c, not n * C + c", lambda plan, n, c: n * plan.X.shape[0] + c),
    "added": ("is n + c, not n * C + c", lambda plan, n, c: n + c),
}

SIZES: dict[str, tuple[str, Callable[[Plan], int]]] = {
    "gradient": ("that of a channel of out_grad", lambda plan: plan.h.count * plan.w.count),
    "height": ("the square of the height", lambda plan: plan.h.length**2),
    "width": ("the square of the width", lambda plan: plan.w.length**2),
}

WHOLE = ("raise", "drop", "wrap", "clip")
"""What becomes of a place behind the whole result: an error, nothing, the start again, or the last place."""


def _right_plane(plan: Plan, n: Array, c: Array) -> Array:
    return np.asarray(n * plan.X.shape[1] + c)


@dataclass(frozen=True, slots=True)
class Addresses:
    """How places in a flat result are counted.

    Attributes
    ----------
    pitch : callable
        From row to row.
    plane : callable
        The number of an image's channel.
    size : callable
        From plane to plane.
    edge : {"raise", "drop", "wrap", "clip"}
        What becomes of a place behind the end.
    within : bool
        Whether that is the end of the plane, and not of the whole result.
    """

    pitch: Callable[[Plan], int] = field(default=lambda plan: plan.w.length)
    plane: Counted = _right_plane
    size: Callable[[Plan], int] = field(default=lambda plan: plan.h.length * plan.w.length)
    edge: str = "raise"
    within: bool = False

    def send(self, plan: Plan, sent: Array) -> Array:
        """Add (N, C, OH, OW, KH, KW) up in (N, C, H, W), at these places."""
        rows, columns = plan.h.table[:, None, :, None], plan.w.table[None, :, None, :]
        inside = np.broadcast_to((rows != OUTSIDE) & (columns != OUTSIDE), sent.shape)
        n, c = np.ogrid[: sent.shape[0], : sent.shape[1]]
        first = self.plane(plan, n, c)[:, :, None, None, None, None] * self.size(plan)
        at = np.broadcast_to(rows * self.pitch(plan) + columns, sent.shape)
        whole = plan.h.length * plan.w.length
        if self.within:
            at = self._ended(at, whole, inside)
        kept = inside & (at >= 0)
        at = np.broadcast_to(first + at, sent.shape)
        count = sent.shape[0] * sent.shape[1] * whole
        at = self._ended(at, count, kept)
        kept = kept & (at >= 0)
        out = np.bincount(at[kept], sent[kept], minlength=count)
        return np.asarray(out).reshape(*sent.shape[:2], plan.h.length, plan.w.length)

    def _ended(self, at: Array, end: int, kept: Array) -> Array:
        """Return places before the end; -1 for none."""
        if self.edge == "raise" and (kept & (at >= end)).any():
            raise IndexError(f"an index is out of bounds for axis 0 with size {end}")
        if self.edge == "wrap":
            return at % max(end, 1)
        if self.edge == "clip":
            return np.minimum(at, end - 1)
        return np.where(at < end, at, -1)


def address_faults() -> Iterator[Row]:
    """Yield the faults of a gradient that is added in a flat result, at other places."""
    for name, (told, pitch) in PITCHES.items():
        ends = product((False, True), WHOLE)
        ways = [_counted(pitch=pitch, within=within, edge=edge) for within, edge in ends]
        sentence = f"places in the flat result are counted with {told}"
        yield from about(FLAT, plan(f"place-by-{name}", sentence, *ways))
    for name, (told, plane) in PLANES.items():
        ways = [_counted(plane=plane, edge=edge) for edge in WHOLE]
        sentence = f"the number of a channel in the flat result {told}"
        yield from about(FLAT, plan(f"plane-by-{name}", sentence, *ways))
    for name, (told, size) in SIZES.items():
        ways = [_counted(size=size, edge=edge) for edge in WHOLE]
        sentence = f"a channel's size in the flat result is taken to be {told}"
        yield from about(FLAT, plan(f"plane-size-by-{name}", sentence, *ways))


def _counted(**how: Any) -> Change:
    def changed(plan: Plan) -> Plan:
        if plan.d is not None:
            raise ValueError("volumes have planes, too")
        return replace(plan, addresses=replaced(plan.addresses or Addresses(), **how))

    return changed
