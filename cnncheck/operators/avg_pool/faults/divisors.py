"""Faults of what an average is divided by."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, kernel, plan
from cnncheck.faults.parts import pool_kernels
from cnncheck.faults.parts.changes import reducing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

COUNT = "Without count_include_pad a window is divided by the number of its pixels in the image."
COUNTED = (
    "By how many pixels is a window divided that reaches into the padding, and where is it cut off?"
)
BEYOND = "By how many pixels is a last window divided that reaches beyond the padding?"
SPREAD = (
    "A window has KH * KW taps, however far they are apart: that is how many pixels it adds up."
)
DIVISOR = "With a divisor every sum is divided by that number, and by no other."


def _divided(by: Callable[[Plan], Array], *, forward: bool) -> Kernel:
    """Return the kernel that divides by something else."""

    def computed(plan: Plan) -> Array:
        plain = reducing(divisor=1)(plan)
        if forward:
            return np.asarray(pool_kernels.average(plain) / by(plan))
        return pool_kernels.to_all(replace(plain, G=plain.G / by(plan)))

    return computed


def _counted(by: Callable[[Plan], Array], *, forward: bool) -> tuple[Kernel, ...]:
    """Return the kernels that count wrongly: where the padding does not count, then whatever is asked."""
    right = pool_kernels.average if forward else pool_kernels.to_all
    wrong = _divided(by, forward=forward)

    def without_padding(plan: Plan) -> Array:
        told = plan.reduction
        return right(plan) if told.divisor or told.count_padding else wrong(plan)

    return (
        without_padding,
        lambda plan: right(plan) if plan.reduction.divisor else wrong(plan),
        wrong,
    )


def _areas(h: Callable[[Axis], Array], w: Callable[[Axis], Array]) -> Callable[[Plan], Array]:
    return lambda plan: np.maximum(np.outer(h(plan.h), w(plan.w)), 1)


def _inside(axis: Axis) -> Array:
    return axis.taps(count_padding=False)


def _whole(axis: Axis) -> Array:
    return axis.taps(count_padding=True)


def _on_side(*, before: bool) -> Callable[[Axis], Array]:
    """Count the padding of one side of the image."""

    def counted(axis: Axis) -> Array:
        pixel = axis.pixel(np.arange(axis.count)[:, None], np.arange(axis.kernel))
        inside = (
            pixel < axis.length if before else (pixel >= 0) & (pixel < axis.length + axis.after)
        )
        return np.asarray(inside.sum(axis=1))

    return counted


def _not_zero(plan: Plan) -> Array:
    read = plan.windows.read(plan.X)
    return np.asarray(np.maximum((read != 0).sum(axis=(4, 5)), 1))


def one_side_counted(*, forward: bool) -> tuple[Row, ...]:
    """Return the faults of windows that are cut off at the image on one side, before they are counted."""
    left_out = "are left out of the number that {} is divided by".format(
        "a window" if forward else "a gradient"
    )
    right = pool_kernels.average if forward else pool_kernels.to_all

    def where_it_counts(*, before: bool) -> Kernel:
        side = _on_side(before=before)
        wrong = _divided(
            lambda plan: np.maximum(reduce(np.multiply.outer, map(side, plan.axes)), 1),
            forward=forward,
        )

        def computed(plan: Plan) -> Array:
            told = plan.reduction
            return wrong(plan) if told.count_padding and not told.divisor else right(plan)

        return computed

    # fmt: off
    return about(COUNTED,
        kernel("padding-behind-not-counted", f"pixels of the padding below and to the right of the image {left_out}", where_it_counts(before=True)),
        kernel("padding-before-not-counted", f"pixels of the padding above and to the left of the image {left_out}", where_it_counts(before=False)))
    # fmt: on


def count_include_pad(*, forward: bool) -> Iterator[Row]:
    """Yield the faults of code that is to leave the padding out of the number."""

    def by(number: Callable[[Plan], Array]) -> tuple[Kernel, ...]:
        return _counted(number, forward=forward)

    # fmt: off
    yield from about(COUNT,
        plan("count-ignored", "pixels of the padding count, asked or not", reducing(count_padding=True)),
        kernel("count-in-rows-only", "only rows of the padding are left out of the number", *by(_areas(_inside, _whole))),
        kernel("count-in-columns-only", "only columns of the padding are left out of the number", *by(_areas(_whole, _inside))),
        kernel("count-before", "pixels of the padding above and left of the image count", *by(_areas(_on_side(before=True), _on_side(before=True)))),
        kernel("count-after", "pixels of the padding below and right of the image count", *by(_areas(_on_side(before=False), _on_side(before=False)))),
        kernel("count-not-zero", "each sum is divided by the number of pixels that are not 0", *by(_not_zero)),
        kernel("count-of-first", "every window is divided by what the first window has", *by(lambda plan: pool_kernels.divisors(plan).flat[0])))
    # fmt: on


def divisor(*, forward: bool) -> Iterator[Row]:
    """Yield the faults of code that is told what to divide by."""

    def by(change: Callable[[Array, Plan], Array]) -> Kernel:
        return _divided(
            lambda plan: change(np.asarray(float(plan.reduction.divisor)), plan), forward=forward
        )

    def area(plan: Plan) -> Array:
        return pool_kernels.divisors(reducing(divisor=0)(plan))

    # fmt: off
    yield from about(DIVISOR,
        plan("divisor-ignored", "each sum is divided by the number of its pixels, whatever the divisor", reducing(divisor=0)),
        kernel("divisor-and-number", "each sum is divided by the divisor and by the number of its pixels", by(lambda n, plan: n * area(plan))),
        kernel("divisor-instead-of-1", "each average is multiplied by the divisor", by(lambda n, plan: area(plan) / n)),
        kernel("divisor-multiplied", "each sum is multiplied by the divisor", by(lambda n, _: 1 / n)),
        kernel("divisor-squared", "each sum is divided by the divisor twice", by(lambda n, _: n * n)),
        kernel("divisor-one-more", "each sum is divided by one more than the divisor", by(lambda n, _: n + 1)),
        kernel("divisor-at-most-number", "the divisor is at most the number of pixels", by(lambda n, plan: np.minimum(n, area(plan)))))
    # fmt: on


def dilation(*, forward: bool) -> tuple[Row, ...]:
    """Return the faults of what is divided by where taps are spread out."""

    def spans(plan: Plan) -> Array:
        return np.asarray(math.prod(axis.span for axis in plan.axes))

    def gaps(plan: Plan) -> Array:
        return np.asarray(plan.taps * math.prod(axis.dilation for axis in plan.axes))

    # fmt: off
    return about(SPREAD,
        kernel("dilation-divided-by-span", "each sum is divided by all pixels from a window's first tap to its last", _divided(spans, forward=forward)),
        kernel("dilation-divided-by-area", "each sum is divided by the window's area times the dilation", _divided(gaps, forward=forward)))
    # fmt: on


def beyond() -> tuple[Row, ...]:
    """Return the fault of what a window is divided by that reaches beyond the padding."""
    sentence = "a window that reaches beyond the image is divided by its whole area"

    def whole(plan: Plan) -> Plan:
        return reducing(divisor=plan.reduction.divisor or plan.taps)(plan)

    return about(BEYOND, plan("ceil-divisor-constant", sentence, whole))
