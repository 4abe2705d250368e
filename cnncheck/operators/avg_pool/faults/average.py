"""Faults of average pooling and of its gradient."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import (
    directions_exchanged,
    exact_fit_ends_early,
    stride_faults,
    windows_shifted,
)
from cnncheck.faults.declaring.table import (
    about,
    image,
    kernel,
    listed,
    plan,
    result,
)
from cnncheck.faults.in_answers.narrowing import narrow_division, narrow_sums, narrow_terms
from cnncheck.faults.in_pools.apart import OWN, apart_backward, apart_forward
from cnncheck.faults.parts import kernels, pool_kernels
from cnncheck.faults.parts.arrays import (
    averaged,
)
from cnncheck.faults.parts.changes import (
    both,
    cut_off,
    divided_by_overlap,
    one_sided,
    reducing,
    setting,
)
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.common_parameters import PADDING, STRIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

MEAN = "Each output is the sum of its window's pixels over their number, KH * KW."
COUNT = "By how many pixels is a window divided that reaches into the padding?"
ZEROS = "padding puts zeros around the image, above and below as well as left and right."
AXES = "stride and padding are (vertical, horizontal): follow each number to where it is used."
PLACE = "Window (i, j) begins at row sh*i - ph and column sw*j - pw."
BRACKETS = "one side of the window and multiplied by another, as by / a * b without brackets"
SHARE = "Each pixel of window (i, j) gets out_grad[n, c, i, j] / (KH * KW)."
MEET = "One pixel is read by several windows when they overlap: what happens to its gradient?"


def _scaled(kernel: Kernel, by: Callable[[Plan], Array | int]) -> Kernel:
    return lambda plan: kernel(plan) * by(plan)


def _all_but(place: int) -> Callable[[Plan], Array]:
    """Return the product of all sides of each window but one, whose axis is counted from the end."""

    def sides(plan: Plan) -> Array:
        product = np.ones((), int)
        for number, axis in enumerate(plan.axes[::-1], start=1):
            its = _side(axis) if -number != place else np.ones(1, int)
            product = product * its.reshape(-1, *(1,) * (number - 1))
        if -place > len(plan.axes):
            raise IndexError("a window of images has two sides")
        return np.asarray(product)

    return sides


_ALL_BUT_ONE = tuple(map(_all_but, (-1, -2, -3)))


def _out_of_brackets(places: tuple[int, ...]) -> Callable[[Plan], Array]:
    """Return what a mean is multiplied by where these sides stand outside of the brackets: / kh * kw."""

    def squared(plan: Plan) -> Array:
        if len(places) >= len(plan.axes) or plan.flat:
            raise IndexError("a window of a sequence has one side")
        number = len(plan.axes)
        sides = (_side(plan.axes[at]).reshape(-1, *(1,) * (-1 - at)) for at in places)
        return np.asarray(reduce(np.multiply, sides, np.ones((1,) * number, int)) ** 2)

    return squared


_NO_BRACKETS = tuple(map(_out_of_brackets, ((-1,), (-2,), (-2, -1), (-3, -2))))
"""Divided by the first side, or the last, and multiplied by the others; by the first two of three."""


def _side(axis: Axis) -> Array:
    """Return how many pixels each window has along an axis, padding included."""
    return axis.taps(count_padding=True) if axis.spans else np.full(1, axis.kernel)


def _unshared(plan: Plan) -> Array:
    """Hand each pixel the whole gradient of its windows."""
    return pool_kernels.to_all(reducing(divisor=1)(plan))


def _reduced(reduce: ArrayChange) -> Kernel:
    def reduced(plan: Plan) -> Array:
        read = plan.windows.read(plan.X)
        seen = read.reshape(*read.shape[: 2 + len(plan.axes)], plan.taps)
        return pool_kernels.reduced(plan, seen, reduce)

    return reduced


def _given(by: Callable[[Plan], Array]) -> Kernel:
    """Hand back a multiple of each window's gradient."""
    return lambda plan: pool_kernels.to_all(replace(plan, G=plan.G * by(plan)))


def over(order: str) -> Kernel:
    """Write what each window gives over what others gave, in the order of the loops."""
    return lambda plan: kernels.write_over(plan, pool_kernels.shares(plan), order)


def _to_one(tap: int) -> Kernel:
    def handed(plan: Plan) -> Array:
        one = np.zeros_like(pool_kernels.shares(plan))
        one.reshape(*plan.G.shape, -1)[..., tap] = plan.G
        return kernels.add_up(plan, one)

    return handed


def _turned_round(plan: Plan) -> Plan:
    return reducing(count_padding=not plan.reduction.count_padding)(plan)


NO_PADDING = both(setting(True, before=0, after=0))

# fmt: off
WINDOWS = listed(
    about(MEAN,
        kernel("maximum", "the largest value of each window is taken", _reduced(lambda seen: seen.max(axis=-1))),
        kernel("minimum", "the smallest value of each window is taken", _reduced(lambda seen: seen.min(axis=-1))),
        kernel("median", "the median of each window is taken", _reduced(lambda seen: np.median(seen, axis=-1))),
        kernel("sum", "each window is added up and not divided", _scaled(pool_kernels.average, pool_kernels.divisors)),
        kernel("divided-by-one-side", "each sum is divided by the window's side and not by its area",
            *(_scaled(pool_kernels.average, sides) for sides in _ALL_BUT_ONE)),
        kernel("divided-without-brackets", f"each sum is divided by {BRACKETS}",
            *(_scaled(pool_kernels.average, squared) for squared in _NO_BRACKETS)),
        kernel("divided-twice", "each average is divided by the window's area once more",
            lambda plan: pool_kernels.average(plan) / pool_kernels.divisors(plan)),
        kernel("one-less", "each sum is divided by one less than the number of pixels",
            lambda plan: pool_kernels.average(plan) * pool_kernels.divisors(plan) / np.maximum(pool_kernels.divisors(plan) - 1, 1)),
        kernel("first-element", "the first pixel of each window is taken", _reduced(lambda seen: seen[..., 0])),
        kernel("absolute-values", "absolute values are averaged", lambda plan: pool_kernels.average(replace(plan, X=np.abs(plan.X)))),
        result("rounded-down", "averages are rounded down to integers", np.floor),
        result("rounded", "averages are rounded to integers", np.rint)),
    about(OWN,
        image("channels-averaged", "the average is taken over the channels too", averaged(1)),
        image("batch-averaged", "the average is taken over the batch too", averaged(0))),
    narrow_sums(), narrow_division(),
)
"""Faults of what is made of a window, whichever it is."""

FORWARD = listed(
    WINDOWS,
    about(MEAN,
        kernel("divided-by-stride", "each sum is divided by the area that the strides span",
            lambda plan: pool_kernels.average(plan) * pool_kernels.divisors(plan) / (plan.h.stride * plan.w.stride))),
    about(COUNT,
        plan("padding-not-counted", "pixels of the padding are left out of the number that a window is divided by", reducing(count_padding=False)),
        plan("count-turned-round", "pixels of the padding count where they should not, and do not where they should", _turned_round)),
    about(ZEROS,
        plan("padding-ignored", "the image is not padded", NO_PADDING),
        plan("padding-before-only", "all padding is above and left of the image", one_sided(start=True)),
        plan("padding-after-only", "all padding is below and right of the image", one_sided(start=False))),
    directions_exchanged(PADDING, AXES, fits=(True, False), edges=("raise", "zero")),
    stride_faults(STRIDE, axes=AXES, ignored=PLACE, side_by_side=PLACE, capped=PLACE, counted=True),
    windows_shifted(PLACE, "the windows are read {where}", "right", "down", "diagonally", "up-left"),
    apart_forward(pool_kernels.average),
    exact_fit_ends_early("the last {line} of the output stays zero"),
)

GRADIENTS = listed(
    about(SHARE,
        kernel("not-divided", "each pixel gets the whole gradient of its window", _unshared),
        kernel("divided-by-one-side", "the gradient is divided by the window's side and not by its area",
            *map(_given, _ALL_BUT_ONE)),
        kernel("divided-without-brackets", f"the gradient is divided by {BRACKETS}", *map(_given, _NO_BRACKETS)),
        kernel("divided-twice", "the gradient is divided by the window's area twice", lambda plan: pool_kernels.to_all(replace(plan, G=plan.G / pool_kernels.divisors(plan)))),
        kernel("first-pixel-only", "the first pixel of each window gets its whole gradient", _to_one(0)),
        kernel("to-the-largest", "the largest pixel of each window gets its gradient, as in max pooling", pool_kernels.to_largest)),
    about(MEET,
        kernel("windows-overwrite", "overlapping windows overwrite instead of adding up", over("hwkl"), over("whkl")),
        kernel("taps-overwrite", "each tap of the window overwrites what the taps before it have written", over("klhw")),
        kernel("divided-by-overlap", "each pixel is divided by the number of windows that read it", divided_by_overlap(pool_kernels.to_all))),
    narrow_terms("parts of gradients"),
)
"""Faults of what becomes of a window's gradient, whichever pixels it has."""

BACKWARD = listed(
    GRADIENTS,
    about(SHARE,
        kernel("last-pixel-only", "the last pixel of each window gets its whole gradient", _to_one(-1))),
    about(COUNT,
        plan("padding-not-counted", "pixels of the padding are left out of the number that a gradient is divided by", reducing(count_padding=False)),
        plan("count-turned-round", "pixels of the padding count where they should not, and do not where they should", _turned_round)),
    about(ZEROS,
        plan("padding-ignored", "the gradient is handed back as if there were no padding", both(setting(before=0, after=0)), edges=("raise", "zero")),
        plan("padding-before-only", "all padding is taken to be above and left of the image", one_sided(start=True))),
    directions_exchanged(PADDING, AXES, fits=(False,), edges=("raise", "zero")),
    stride_faults(STRIDE, axes=AXES, ignored=PLACE, side_by_side=PLACE, capped=PLACE),
    windows_shifted(PLACE, "the windows are written {where}", "right", "down", "diagonally", "up-left"),
    about("dX has the shape of X, also where the stride leaves pixels over.",
        kernel("size-cut", "rows and columns behind the last window are missing from the result", cut_off(pool_kernels.to_all))),
    apart_backward(),
)
# fmt: on
