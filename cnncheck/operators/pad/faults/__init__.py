"""Faults of padding of every kind: on which sides, of what, and what its gradient adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import NEVER_WRITTEN
from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import about, gradient, image, kernel, listed, plan, result
from cnncheck.faults.in_answers.behaviour import behaviours, sharing_memory
from cnncheck.faults.in_answers.narrowing import narrow_sums
from cnncheck.faults.in_answers.precision import not_finite, precision
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.arrays import (
    RESULT_TRANSPOSED,
    TRANSPOSED,
    cleared,
    lost_ways,
    repeated,
)
from cnncheck.faults.parts.changes import (
    both,
    copied,
    divided_by_overlap,
    reducing,
    swapped,
)
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.pad.faults.around_modes import MODES, made_of_modes, mode_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, OnAxis
    from cnncheck.faults.parts.plans import Axis, Edge, Plan
    from cnncheck.operators.problem import Array

    Amounts = Callable[[int, int], tuple[int, int]]

SIDES = "Follow before and after to where each is used: which side of the image is it?"
AXES = "before and after have a number for each axis, the first for axis 2."
CUT = "A negative number cuts pixels off: what do your slices make of it?"
CONSTANT = "Under mode constant the value is everywhere around the image, and nowhere else."
ADDED = "A pixel that stands in several places gets the gradients of all of them, added up."
OWN = "Each image and each channel is padded alone."

_EDGES: tuple[Edge, ...] = ("zero", "raise", "clip")


def _sides(amounts: Amounts, *, fit: bool) -> OnAxis:
    def change(axis: Axis) -> Axis:
        before, after = amounts(axis.before, axis.after)
        axis = replace(axis, before=before, after=after)
        return axis.fitted() if fit else axis

    return change


def _amounts(name: str, sentence: str, amounts: Amounts, *fits: bool) -> Row:
    """Return a fault that adds other numbers of pixels, with a result of their size, or the right one."""
    ways = (both(_sides(amounts, fit=fit)) for fit in fits)
    return plan(name, sentence, *ways, edges=_EDGES)


def _positive(one: int, other: int) -> tuple[int, int]:
    return max(one, 0), max(other, 0)


def _of_sides(*, counts: bool) -> Iterator[Row]:
    yield from about(SIDES,
        _amounts("sides-exchanged", "before and after are exchanged", lambda b, a: (a, b), False),
        _amounts("all-before", "all pixels are added before the image", lambda b, a: (b + a, 0), False),
        _amounts("all-behind", "all pixels are added behind the image", lambda b, a: (0, b + a), False),
        _amounts("shared-evenly", "before and after together are shared evenly between the sides", lambda b, a: ((b + a) // 2, b + a - (b + a) // 2), False),
        _amounts("one-late", "the image begins one pixel too late", lambda b, a: (b + 1, a - 1), False),
        _amounts("one-early", "the image begins one pixel too early", lambda b, a: (b - 1, a + 1), False))  # fmt: skip
    if counts:
        yield from about(SIDES,
            _amounts("before-for-both", "before is used on both sides", lambda b, _: (b, b), True),
            _amounts("after-for-both", "after is used on both sides", lambda _, a: (a, a), True, False),
            _amounts("before-only", "pixels are added before the image only", lambda b, _: (b, 0), True),
            _amounts("behind-only", "pixels are added behind the image only", lambda _, a: (0, a), True, False),
            _amounts("one-too-many", "one pixel too many is added on each side", lambda b, a: (b + 1, a + 1), True, False),
            _amounts("one-too-few", "one pixel too few is added on each side", lambda b, a: (b - 1, a - 1), True, False),
            _amounts("nothing-added", "the image comes back as it is", lambda b, a: (0, 0), True, False))  # fmt: skip
        yield from about(CUT,
            _amounts("never-cut", "nothing is cut off where a number is negative", _positive, True, False),
            _amounts("sign-lost", "pixels are added where a negative number should cut them off", lambda b, a: (abs(b), abs(a)), True, False))  # fmt: skip
    pads = ("before", "after")
    ways = [True, False] if counts else [False]
    yield from about(AXES,
        plan("axes-exchanged", "the numbers of the vertical and the horizontal axis are exchanged", *(swapped(*pads)(fit) for fit in ways), edges=_EDGES),
        plan("first-axis-for-all", "the numbers of the vertical axis are used for all", *(copied("h", *pads)(fit) for fit in ways), edges=_EDGES),
        plan("last-axis-for-all", "the numbers of the horizontal axis are used for all", *(copied("w", *pads)(fit) for fit in ways), edges=_EDGES))  # fmt: skip


def _outside(plan: Plan) -> Array:
    """Return how many axes each pixel of the padded image is outside along."""
    total = np.zeros((), np.intp)
    for axis in plan.axes:
        at = np.arange(axis.count) - axis.before
        total = total[..., None] + ((at < 0) | (at >= axis.length))
    return total


def _without_corners(plan: Plan) -> Array:
    return np.where(_outside(plan) > 1, 0.0, kernels.surrounded(plan))


def _corners_dropped(plan: Plan) -> Array:
    return kernels.folded(replace(plan, G=np.where(_outside(plan) > 1, 0.0, plan.G)))


def _overwritten(order: str) -> Callable[[Plan], Array]:
    return lambda plan: kernels.write_over(plan, kernels.sent_from_border(plan), order)


def _value(outside: Callable[[float], float]) -> Change:
    def change(plan: Plan) -> Plan:
        return reducing(outside=outside(plan.reduction.outside))(plan)

    return change


def _own(called: str, then: str) -> tuple[Row, ...]:
    return about(OWN,
        result("batch-first-only", f"only the first image is {then}", cleared(np.s_[1:])),
        result("batch-last-lost", f"the last image is not {then}", *lost_ways(0)),
        result("channels-first-only", f"only the first channel is {then}", cleared(np.s_[:, 1:])),
        result("channels-last-lost", f"the last channel is not {then}", *lost_ways(1)),
        result("transposed", f"rows and columns of {called} are exchanged", *RESULT_TRANSPOSED))  # fmt: skip


# fmt: off
_FORWARD = listed(
    _of_sides(counts=True),
    about(CONSTANT, plan("ones", "ones stand around the image in place of zeros", _value(lambda _: 1.0)), plan("nan", "NaN stands around the image in place of zeros", _value(lambda _: np.nan))),
    about(OWN,
        image("batch-first-for-all", "the first image is used for all", repeated(0, 0)),
        image("channels-first-for-all", "the first channel is used for all", repeated(0, 1)),
        image("input-transposed", "rows and columns of the image are exchanged", *TRANSPOSED)),
    _own("the result", "padded"),
    NEVER_WRITTEN,
    precision("X"),
    behaviours("X"),
    not_finite("X"),
    sharing_memory(),
)
_BACKWARD = listed(
    _of_sides(counts=False),
    about(OWN,
        gradient("batch-first-for-all", "the gradient of the first image is used for all", repeated(0, 0)),
        gradient("channels-first-for-all", "the gradient of the first channel is used for all", repeated(0, 1))),
    about(ADDED, kernel("ones", "each pixel gets 1 whatever the gradient", lambda plan: kernels.folded(replace(plan, G=np.ones_like(plan.G))))),
    _own("the gradient", "handed back"),
    NEVER_WRITTEN,
    precision("out_grad"),
    narrow_sums(),
    behaviours("out_grad"),
    sharing_memory(),
)
_CORNERS = "the corners of the border stay zero, where it is outside along several axes"
_MODES = listed(mode_faults(), about(MODES, kernel("corners-bare", _CORNERS, _without_corners)), option="mode")
_FOLDED = listed(
    mode_faults(),
    about(ADDED,
        kernel("overwritten", "of several gradients for one pixel the last is kept and not their sum", _overwritten("hwkl")),
        kernel("averaged", "the gradients of one pixel are averaged and not added up", divided_by_overlap(kernels.folded)),
        kernel("corners-dropped", "what comes from the corners of the border is left out", _corners_dropped)),
    option="mode",
)
_VALUES = listed(
    about(CONSTANT,
        plan("value-ignored", "zeros stand around the image whatever the value", _value(lambda _: 0.0)),
        plan("value-negated", "the value stands there with the wrong sign", _value(lambda value: -value)),
        plan("value-doubled", "the value is added twice", _value(lambda value: 2 * value)),
        plan("value-one", "ones stand around the image whatever the value", _value(lambda _: 1.0)),
        kernel("value-added", "the value is added to the image as well", lambda plan: kernels.surrounded(replace(plan, X=plan.X + plan.reduction.outside))),
        kernel("value-corners-bare", "the corners stay zero, where a pixel is outside along several axes", _without_corners)),
    option="value",
)
# fmt: on


def _made() -> Iterator[Row]:
    yield from listed(made_of_modes(), option="mode")


FAULTS = {
    "forward": PassFaults("pad", kernels.surrounded, (*_FORWARD, *_MODES, *_VALUES), made=_made),
    "backward": PassFaults("pad-backward", kernels.folded, (*_BACKWARD, *_FOLDED), made=_made),
}
