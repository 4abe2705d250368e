"""Faults of transposed convolutions, in all of their passes.

A plan is that of the convolution whose gradient they are: its image is the output, or `out_grad`, and
what it has for each window is X.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import NEVER_WRITTEN
from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import (
    Row,
    about,
    bias,
    gradient,
    image,
    kernel,
    listed,
    plan,
    result,
    then,
    weights,
)
from cnncheck.faults.in_answers.behaviour import behaviours
from cnncheck.faults.in_answers.integers import integer_sums
from cnncheck.faults.in_answers.narrowing import narrow_bias, narrow_sums, narrow_terms
from cnncheck.faults.in_answers.precision import not_finite, precision
from cnncheck.faults.in_options.sides import as_it_is, longer, sided, with_more
from cnncheck.faults.in_places.volumes import planes, planes_of_gradient
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.arrays import cleared, flipped, lost_ways, repeated, summed, turned
from cnncheck.faults.parts.changes import both, setting
from cnncheck.faults.parts.plans import Axis, replace
from cnncheck.operators.common_parameters import BIAS, DILATION, PADDING_AFTER
from cnncheck.operators.conv_transpose.faults import made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array

TAPS = "Pixel i is sent to outputs s*i + d*k - p, times tap k of the filter."
SIZE = "OH = (H - 1)*s - 2*p + d*(KH - 1) + output_padding + 1."
MEET = "Several pixels are sent to one output: what happens to what was there?"
CHANNELS = "W is (C, F/G, KH, KW): channel c of X is sent to filter f by W[c, f]."
BATCH = "out[n] belongs to image X[n] alone."
SUM = "db[f] adds up out_grad[:, f] over all images and all output positions."


def _uncut(axis: Axis, more: int) -> Axis:
    return replace(axis, length=axis.padded + more, before=0, after=-more)


def _cut_once(axis: Axis, more: int) -> Axis:
    return replace(axis, length=axis.length + axis.after + more, after=-more)


def _cut_at_end(axis: Axis) -> Axis:
    return replace(axis, before=0, after=axis.after + axis.before)


def _not_longer(axis: Axis, more: int) -> Axis:
    return replace(axis, length=axis.length - more, after=axis.after + more)


def _longer_before(axis: Axis, more: int) -> Axis:
    return replace(axis, before=axis.before - more, after=axis.after + more)


def _longer_on_both_sides(axis: Axis, more: int) -> Axis:
    return replace(axis, length=axis.length + more, before=axis.before - more)


def _zeros_behind(plan: Plan) -> Array:
    """Compute the output without output_padding, and put zeros behind it."""
    out = kernels.backward_input(plan)
    for axis, more in enumerate(reversed(plan.reduction.more), start=1):
        np.moveaxis(out, -axis, 0)[out.shape[-axis] - more :] = 0
    return out


# fmt: off
def _steps() -> Iterator[Row]:
    """Yield what each pass with products can get wrong of where pixels are sent."""
    yield from about(TAPS,
        plan("stride-ignored", "the pixels are sent one output apart whatever the stride", both(setting(stride=1))),
        plan("padding-all-behind", "the padding is cut off at the end alone", both(_cut_at_end), edges=("zero",)),
        plan("windows-shifted-right", "the windows begin one output too late", both(setting(shift=1)), edges=("zero", "raise")))


def _weights() -> Iterator[Row]:
    yield from about("Scattering pixel by pixel the kernel is not turned; as a convolution of spread out pixels it is.",
        weights("kernel-turned", "the kernel is turned by 180 degrees where it should not be, or not where it should", turned))
    yield from about(CHANNELS,
        weights("filters-reversed", "the filters come in reverse order", flipped(1)),
        weights("filters-first-for-all", "the first filter is used for all output channels", repeated(0, 1)),
        weights("channels-reversed", "the channels of X meet those of the filter in reverse order", flipped(0)),
        weights("channels-share-weights", "all channels of X use the weights of the first", repeated(0, 0)),
        weights("channels-summed", "the weights are summed over the channels", summed(0)))


_FORWARD = listed(
    _steps(), _weights(),
    about(MEET,
        kernel("windows-overwrite", "windows that overlap overwrite instead of adding up",
            lambda plan: kernels.write_over(plan, kernels.sent_back(plan)),
            lambda plan: kernels.write_over(plan, kernels.sent_back(plan), "klhw"))),
    about(SIZE,
        plan("padding-ignored", "the padding is not cut off", with_more(_uncut)),
        plan("padding-once", "the padding is cut off at one side only", with_more(_cut_once))),
    about(BATCH,
        gradient("batch-first-for-all", "the first image is used for the whole batch", repeated(0, 0)),
        result("batch-first-only", "only the first image is computed, the others stay zero", cleared(np.s_[1:])),
        result("batch-last-lost", "the last image stays zero", *lost_ways(0))),
    about(CHANNELS,
        gradient("channels-last-lost", "the last channel of X is not sent", *lost_ways(1)),
        result("filters-last-lost", "the output channel of the last filter stays zero", *lost_ways(1))),
    about(TAPS, result("negated", "every output has the wrong sign", np.negative)),
    NEVER_WRITTEN, precision("X", "W"), integer_sums("X", "W"), narrow_sums(), narrow_terms(), narrow_bias(), behaviours("X", "W"), not_finite("X", "W"),
)
_LONGER = listed(
    about(SIZE, plan("output-padding-ignored", "the output is not longer at its end", with_more(_not_longer))),
    about("output_padding belongs to the end of the output alone.",
        plan("output-padding-before", "the output is longer at its start, not at its end", with_more(_longer_before), edges=("zero",)),
        kernel("output-padding-of-zeros", "output_padding puts zeros behind the output, in place of what was cut off there", _zeros_behind),
        plan("output-padding-on-both-sides", "the output is longer on both sides", with_more(_longer_on_both_sides))),
    option="output_padding",
)
_BIASED = listed(
    about("Each output adds its filter's b[f] once.",
        bias("bias-ignored", "the bias is not added", lambda b, _: np.zeros_like(b)),
        bias("bias-twice", "the bias is added twice", lambda b, _: 2 * b),
        bias("bias-reversed", "the biases are added in reverse order", lambda b, _: b[:, ::-1])),
    option="bias",
)


_DILATED = listed(
    about(TAPS, plan("dilation-ignored", "the taps are neighbours whatever the dilation", both(setting(dilation=1)))),
    option="dilation",
)
_BACKWARD_INPUT = listed(
    _steps(), _weights(),
    about(BATCH,
        image("batch-first-for-all", "the first image of out_grad is used for the whole batch", repeated(0, 0)),
        result("batch-last-lost", "the last image stays zero", *lost_ways(0))),
    about(TAPS,
        image("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
        result("negated", "every element has the wrong sign", np.negative)),
    NEVER_WRITTEN, precision("out_grad", "W"), integer_sums("out_grad", "W"), narrow_sums(), narrow_terms(), behaviours("out_grad", "W"), not_finite("out_grad", "W"),
)
_BACKWARD_FILTER = listed(
    _steps(),
    about(TAPS, result("turned", "the gradient of the kernel comes out turned by 180 degrees", turned)),
    about(CHANNELS,
        result("filters-first", "the result is (F, C, KH, KW) instead of (C, F, KH, KW)", lambda out: out.swapaxes(0, 1)),
        result("filters-reshaped", "the result is computed as (F, C, KH, KW) and reshaped to (C, F, KH, KW), not transposed",
            lambda out: out.swapaxes(0, 1).reshape(out.shape)),
        image("filters-first-for-all", "the gradient of the first filter is used for all", repeated(0, 1)),
        gradient("channels-first-for-all", "the first channel of X is used for all", repeated(0, 1))),
    about("dW adds up over all images and all pixels.",
        gradient("batch-first-only", "only the first image is used", cleared(np.s_[1:])),
        gradient("batch-overwrites", "each image overwrites the gradient of the one before", cleared(np.s_[:-1])),
        then("batch-averaged", "the mean over the batch is taken instead of the sum", lambda out, p: out / len(p.arrays["X"])),
        image("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
        result("negated", "every element has the wrong sign", np.negative)),
    NEVER_WRITTEN, precision("out_grad", "X"), integer_sums("out_grad", "X"), narrow_sums(), narrow_terms(), behaviours("out_grad", "X"), not_finite("out_grad", "X"),
)
_BACKWARD_BIAS = listed(
    about(SUM,
        image("batch-first-only", "only the first image is used", cleared(np.s_[1:])),
        image("batch-overwrites", "each image overwrites the gradient of the one before", cleared(np.s_[:-1])),
        then("batch-averaged", "the mean over the batch is taken instead of the sum", lambda out, p: out / len(p.arrays["out_grad"])),
        result("filters-reversed", "the filters come out in reverse order", flipped(0)),
        result("negated", "every element has the wrong sign", np.negative)),
    NEVER_WRITTEN, precision("out_grad"), integer_sums("out_grad"), narrow_sums(), behaviours("out_grad"), not_finite("out_grad"),
    option="bias",
)
# fmt: on
FAULTS = {
    "forward": PassFaults(
        "conv-transpose-forward",
        kernels.backward_input,
        (
            *_FORWARD,
            *_LONGER,
            *_BIASED,
            *_DILATED,
            *sided(PADDING_AFTER, longer, as_it_is, without=("all-behind", "behind-ignored")),
        ),
        made.FORWARD,
        made.made_of_forward,
        planes=planes(DILATION, taps=True),
    ),
    "backward_filter": PassFaults(
        "conv-transpose-backward-filter",
        kernels.backward_filter,
        (*_BACKWARD_FILTER, *_DILATED, *sided(PADDING_AFTER, without=("before-ignored",))),
        made.BACKWARD_FILTER,
        made.made_of_backward_filter,
        planes=planes(DILATION, gradient=True),
    ),
    "backward_input": PassFaults(
        "conv-transpose-backward-input",
        kernels.forward,
        (*_BACKWARD_INPUT, *_DILATED, *sided(PADDING_AFTER, without=("before-ignored",))),
        made.BACKWARD_INPUT,
        made.made_of_backward_input,
        planes=planes(DILATION, taps=True, gradient=True),
    ),
    "backward_bias": PassFaults(
        "conv-transpose-backward-bias",
        kernels.summed_image,
        _BACKWARD_BIAS,
        made=made.made_of_backward_bias,
        planes=planes_of_gradient(BIAS),
    ),
}
