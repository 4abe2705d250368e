"""Faults of average pooling and of its gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults import kernels, pool_kernels
from cnncheck.faults.arrays import (
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    averaged,
    cleared,
    lost_ways,
    repeated,
)
from cnncheck.faults.behaviour import behaviours
from cnncheck.faults.changes import (
    both,
    cut_off,
    divided_by_overlap,
    everywhere,
    of_input,
    one_sided,
    reducing,
    setting,
)
from cnncheck.faults.common import (
    NEVER_WRITTEN,
    directions_exchanged,
    lines_lost,
    output_ends_early,
    stride_faults,
    windows_shifted,
)
from cnncheck.faults.plans import replace
from cnncheck.faults.precision import precision
from cnncheck.faults.table import (
    about,
    computed,
    gradient,
    image,
    kernel,
    listed,
    plan,
    result,
    then,
)
from cnncheck.faults.ways import Way
from cnncheck.operators.common_parameters import PADDING, STRIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.faults.arrays import ArrayChange
    from cnncheck.faults.changes import Kernel
    from cnncheck.faults.plans import Plan
    from cnncheck.operators.problem import Array

MEAN = "Each output is the sum of its window's pixels over their number, KH * KW."
COUNT = "By how many pixels is a window divided that reaches into the padding?"
ZEROS = "padding puts zeros around the image, above and below as well as left and right."
AXES = "stride and padding are (vertical, horizontal): follow each number to where it is used."
PLACE = "Window (i, j) begins at row sh*i - ph and column sw*j - pw."
SHARE = "Each pixel of window (i, j) gets out_grad[n, c, i, j] / (KH * KW)."
MEET = "One pixel is read by several windows when they overlap: what happens to its gradient?"
OWN = "out[n, c] follows from image n and channel c alone."


def _scaled(kernel: Kernel, by: Callable[[Plan], Array | int]) -> Kernel:
    return lambda plan: kernel(plan) * by(plan)


def _unshared(plan: Plan) -> Array:
    """Hand each pixel the whole gradient of its windows."""
    return pool_kernels.to_all(reducing(divisor=1)(plan))


def _reduced(reduce: ArrayChange) -> Kernel:
    def reduced(plan: Plan) -> Array:
        read = plan.windows.read(plan.X)
        return reduce(read.reshape(*read.shape[:4], -1))

    return reduced


def _over(order: str) -> Kernel:
    return lambda plan: kernels.write_over(plan, pool_kernels.shares(plan), order)


def _to_one(tap: int) -> Kernel:
    def handed(plan: Plan) -> Array:
        one = np.zeros_like(pool_kernels.shares(plan))
        one.reshape(*one.shape[:4], -1)[..., tap] = plan.G
        return kernels.add_up(plan, one)

    return handed


NO_PADDING = both(setting(True, before=0, after=0))

# fmt: off
FORWARD = listed(
    about(MEAN,
        kernel("maximum", "the largest value of each window is taken", _reduced(lambda seen: seen.max(axis=-1))),
        kernel("minimum", "the smallest value of each window is taken", _reduced(lambda seen: seen.min(axis=-1))),
        kernel("median", "the median of each window is taken", _reduced(lambda seen: np.median(seen, axis=-1))),
        kernel("sum", "each window is added up and not divided", _scaled(pool_kernels.average, pool_kernels.divisors)),
        kernel("divided-by-one-side", "each sum is divided by the window's side and not by its area",
            _scaled(pool_kernels.average, lambda plan: plan.h.kernel), _scaled(pool_kernels.average, lambda plan: plan.w.kernel)),
        kernel("divided-twice", "each average is divided by the window's area once more",
            lambda plan: pool_kernels.average(plan) / pool_kernels.divisors(plan)),
        kernel("divided-by-stride", "each sum is divided by the area that the strides span",
            lambda plan: pool_kernels.average(plan) * pool_kernels.divisors(plan) / (plan.h.stride * plan.w.stride)),
        kernel("one-less", "each sum is divided by one less than the number of pixels",
            lambda plan: pool_kernels.average(plan) * pool_kernels.divisors(plan) / np.maximum(pool_kernels.divisors(plan) - 1, 1)),
        kernel("first-element", "the first pixel of each window is taken", _reduced(lambda seen: seen[..., 0])),
        kernel("absolute-values", "absolute values are averaged", lambda plan: pool_kernels.average(replace(plan, X=np.abs(plan.X)))),
        result("rounded-down", "averages are rounded down to integers", np.floor),
        result("rounded", "averages are rounded to integers", np.rint)),
    about(COUNT,
        plan("padding-not-counted", "pixels of the padding are left out of the number that a window is divided by", reducing(count_padding=False))),
    about(ZEROS,
        plan("padding-ignored", "the image is not padded", NO_PADDING),
        plan("padding-before-only", "all padding is above and left of the image", one_sided(start=True)),
        plan("padding-after-only", "all padding is below and right of the image", one_sided(start=False))),
    directions_exchanged(PADDING, AXES, fits=(True, False), edges=("raise", "zero")),
    stride_faults(STRIDE, axes=AXES, ignored=PLACE, side_by_side=PLACE, capped=PLACE, counted=True),
    windows_shifted(PLACE, "the windows are read {where}", "right", "down", "diagonally", "up-left"),
    output_ends_early("the last {line} of the output stays zero"),
    about(OWN,
        image("channels-averaged", "the average is taken over the channels too", averaged(1)),
        image("batch-averaged", "the average is taken over the batch too", averaged(0)),
        image("channel-first-for-all", "the first channel is used for all", repeated(0, 1)),
        image("batch-first-for-all", "the first image is used for all", repeated(0, 0)),
        result("batch-first-only", "only the first image is pooled", cleared(np.s_[1:])),
        result("channel-first-only", "only the first channel is pooled", cleared(np.s_[:, 1:])),
        result("channel-last-lost", "the last channel stays zero", *lost_ways(1)),
        result("batch-last-lost", "the last image stays zero", *lost_ways(0))),
    about("Rows are axis 2, columns axis 3.",
        image("input-transposed", "rows and columns of the input are exchanged", *TRANSPOSED),
        result("transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED)),
    about("Follow one element through every reshape and transpose.",
        computed("axes-reshaped", "the axes of X or of the result are taken in another order than they lie in memory",
            *(Way(pool_kernels.average, then=everywhere(reshaped)) for reshaped in RESHAPED),
            *(Way(pool_kernels.average, change=of_input(reshaped)) for reshaped in RESHAPED))),
    NEVER_WRITTEN,
    precision("X"),
    behaviours("X"),
)

BACKWARD = listed(
    about(SHARE,
        kernel("not-divided", "each pixel gets the whole gradient of its window", _unshared),
        kernel("divided-by-one-side", "the gradient is divided by the window's side and not by its area",
            _scaled(pool_kernels.to_all, lambda plan: plan.h.kernel), _scaled(pool_kernels.to_all, lambda plan: plan.w.kernel)),
        kernel("divided-twice", "the gradient is divided by the window's area twice", lambda plan: pool_kernels.to_all(replace(plan, G=plan.G / pool_kernels.divisors(plan)))),
        kernel("first-pixel-only", "the first pixel of each window gets its whole gradient", _to_one(0)),
        kernel("last-pixel-only", "the last pixel of each window gets its whole gradient", _to_one(-1)),
        kernel("to-the-largest", "the largest pixel of each window gets its gradient, as in max pooling", pool_kernels.to_largest)),
    about(MEET,
        kernel("windows-overwrite", "overlapping windows overwrite instead of adding up", _over("hwkl"), _over("whkl")),
        kernel("taps-overwrite", "each tap of the window overwrites what the taps before it have written", _over("klhw")),
        kernel("divided-by-overlap", "each pixel is divided by the number of windows that read it", divided_by_overlap(pool_kernels.to_all))),
    about(COUNT,
        plan("padding-not-counted", "pixels of the padding are left out of the number that a gradient is divided by", reducing(count_padding=False))),
    about(ZEROS,
        plan("padding-ignored", "the gradient is handed back as if there were no padding", both(setting(before=0, after=0)), edges=("raise", "zero")),
        plan("padding-before-only", "all padding is taken to be above and left of the image", one_sided(start=True))),
    directions_exchanged(PADDING, AXES, fits=(False,), edges=("raise", "zero")),
    stride_faults(STRIDE, axes=AXES, ignored=PLACE, side_by_side=PLACE, capped=PLACE),
    windows_shifted(PLACE, "the windows are written {where}", "right", "down", "diagonally", "up-left"),
    about("dX has the shape of X, also where the stride leaves pixels over.",
        kernel("size-cut", "rows and columns that no window reads are missing from the result", cut_off(pool_kernels.to_all))),
    lines_lost(gradient, "Where does the loop over the output's {line}s end?",
        "last-grad-{line}-lost", "the last {line} of out_grad is left out"),
    about("dX is linear in out_grad: the gradient of every output position counts.",
        gradient("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
        gradient("out-grad-transposed", "rows and columns of out_grad are exchanged", *TRANSPOSED),
        gradient("out-grad-averaged", "the mean of out_grad over the positions is used everywhere", averaged(3, 2)),
        gradient("out-grad-absolute", "the absolute values of out_grad are used", np.abs),
        result("negated", "every element has the wrong sign", np.negative),
        then("times-input", "the result is multiplied by X once more", lambda out, problem: out * problem.arrays["X"])),
    about("dX[n, c] follows from out_grad[n, c] alone.",
        gradient("batch-first-for-all", "all images get the gradient of the first image", repeated(0, 0)),
        gradient("channel-first-for-all", "all channels get the gradient of the first channel", repeated(0, 1)),
        result("batch-first-only", "only the first image gets gradient", cleared(np.s_[1:])),
        result("channel-first-only", "only the first channel gets gradient", cleared(np.s_[:, 1:])),
        result("channel-last-lost", "the last channel gets no gradient", *lost_ways(1)),
        result("batch-last-lost", "the last image gets no gradient", *lost_ways(0))),
    NEVER_WRITTEN,
    precision("out_grad"),
    behaviours("out_grad"),
)
# fmt: on
