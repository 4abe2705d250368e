"""Faults of a convolution's bias, and of its gradient."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import NEVER_WRITTEN, lines_lost
from cnncheck.faults.declaring.table import (
    about,
    bias,
    gradient,
    kernel,
    listed,
    plan,
    result,
    then,
)
from cnncheck.faults.in_answers.behaviour import behaviours
from cnncheck.faults.in_answers.integers import integer_sums
from cnncheck.faults.in_answers.narrowing import narrow_sums
from cnncheck.faults.in_answers.precision import not_finite, precision
from cnncheck.faults.parts.arrays import (
    averaged,
    cleared,
    cleared_at,
    flipped,
    lost_ways,
    repeated,
    summed,
)
from cnncheck.faults.parts.changes import of_bias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

ONCE = "Each output adds its filter's b[f] once, to the finished sum of products."
ITS_OWN = "out[:, f] has the number b[f] of filter f, and no other."
AXIS = "b has one number for each filter: it goes along axis 1, as b[:, None, None] does."
ALL = "b[f] is added to every output of filter f, in every image."
SUM = "db[f] adds up out_grad[:, f] over all images and all output positions."
FILTERS = "db[f] belongs to filter f alone: no other filter's gradient is in it."
SHAPE = "db has the shape of b, one number for each filter: which axes are left after the sum?"


def _of_numbers(change: ArrayChange) -> Callable[[Array, Plan], Array]:
    return lambda b, _: change(b)


def _times(count: Callable[[Plan], int]) -> Callable[[Array, Plan], Array]:
    return lambda b, plan: b * count(plan)


def _windows(plan: Plan) -> int:
    return math.prod(plan.windows.out)


def _from_pixel_on(b: Array, plan: Plan) -> Array:
    """Add it to the whole map after each pixel, which later ones are then written over."""
    left = np.arange(_windows(plan), 0, -1).reshape(plan.windows.out)
    return b * left


def _from_image_on(b: Array, plan: Plan) -> Array:
    """Add it to the whole result after each image, which later ones are then written over."""
    N = len(plan.X)
    return b * np.arange(N, 0, -1).reshape(N, *(1 for _ in b.shape[1:]))


def _on_axis(axis: int) -> Callable[[Array, Plan], Array]:
    return lambda b, _: b.reshape([-1 if each == axis % b.ndim else 1 for each in range(b.ndim)])


def _at(*index: slice, of_map: slice = slice(None)) -> Callable[[Array, Plan], Array]:
    """Add it to some outputs alone."""

    def only(b: Array, plan: Plan) -> Array:
        there = np.zeros((len(plan.X), 1, *plan.windows.out))
        there[(*(index or (slice(None),)), slice(None), *(of_map for _ in plan.axes))] = 1
        return b * there

    return only


def _multiplied(out: Array, problem: Problem) -> Array:
    if not problem.added:
        return out
    return out * problem.arrays["b"].reshape(-1, *(1 for _ in out.shape[2:]))


def _kept_in_sum(*axes: int) -> Kernel:
    """Sum over all axes but these."""

    def kernel(plan: Plan) -> Array:
        kept = {axis % plan.G.ndim for axis in axes}
        return np.asarray(plan.G.sum(axis=tuple({*range(plan.G.ndim)} - kept)))

    return kernel


def _only_last_position(G: Array) -> Array:
    out = np.zeros_like(G)
    last = (slice(None), slice(None), *(slice(-1, None) for _ in G.shape[2:]))
    out[last] = G[last]
    return out


def _kept(shape: tuple[int, ...]) -> ArrayChange:
    return lambda out: out.reshape(shape)


# fmt: off
FORWARD = listed(
    about("Where does b come into the result?",
        bias("bias-ignored", "the bias is not added", _of_numbers(np.zeros_like))),
    about(ONCE,
        bias("bias-subtracted", "the bias is subtracted", _of_numbers(np.negative)),
        bias("bias-twice", "the bias is added twice", _times(lambda _: 2)),
        bias("bias-per-tap", "the bias is added with every product, not once for each sum",
            _times(lambda plan: plan.W[0].size), _times(lambda plan: plan.W[0, 0].size)),
        bias("bias-per-channel", "the bias is added once for each channel of X", _times(lambda plan: plan.W.shape[1]),
            _times(lambda plan: plan.X.shape[1])),
        bias("bias-per-pixel", "the bias is added to the whole map once for each of its pixels", _times(_windows), _from_pixel_on),
        bias("bias-per-image", "the bias is added to the whole batch once for each image",
            _times(lambda plan: len(plan.X)), _from_image_on),
        bias("bias-averaged-over-window", "the bias is divided by the size of the window",
            lambda b, plan: b / plan.W[0].size, lambda b, plan: b / plan.W[0, 0].size),
        plan("bias-multiplied", "the result is multiplied by the bias", of_bias(_of_numbers(np.zeros_like)), then=_multiplied)),
    about(ITS_OWN,
        bias("bias-first-for-all", "the first filter's bias is added to all output channels", _of_numbers(repeated(0, 1))),
        bias("bias-last-for-all", "the last filter's bias is added to all output channels", _of_numbers(repeated(-1, 1))),
        bias("bias-reversed", "the biases are added in reverse order", _of_numbers(flipped(1))),
        bias("bias-summed", "the sum of all biases is added to every output channel", _of_numbers(summed(1))),
        bias("bias-averaged", "the mean of all biases is added to every output channel", _of_numbers(averaged(1)))),
    about("Where does the loop over the filters end?",
        bias("bias-last-lost", "the last filter has no bias", *map(_of_numbers, lost_ways(1)))),
    about(AXIS,
        bias("bias-along-columns", "the bias is added along the columns of the output, not along its channels", _on_axis(-1)),
        bias("bias-along-rows", "the bias is added along the rows of the output, not along its channels", _on_axis(-2)),
        bias("bias-along-images", "the bias is added along the batch, not along the output's channels", _on_axis(0))),
    about(ALL,
        bias("bias-first-image-only", "only the first image's outputs have the bias", _at(slice(1))),
        bias("bias-last-image-only", "only the last image's outputs have the bias", _at(slice(-1, None))),
        bias("bias-first-output-only", "only the first output of each map has the bias", _at(of_map=slice(1)))),
    about("Is the bias changed before it is added? Its sign and its fractions count.",
        bias("bias-absolute", "the absolute value of the bias is added", _of_numbers(np.abs)),
        bias("bias-integer", "the bias is cut off to an integer", _of_numbers(np.trunc))),
    option="bias",
)

BACKWARD = listed(
    about(SUM,
        gradient("batch-first-only", "only the first image of the batch is used", cleared(np.s_[1:])),
        gradient("batch-overwrites", "each image overwrites the gradient of the one before, so only the last one counts", cleared(np.s_[:-1])),
        gradient("batch-last-lost", "the last image of the batch is left out", cleared(np.s_[-1:])),
        then("batch-averaged", "the mean over the batch is taken instead of the sum",
            lambda out, problem: out / problem.arrays["out_grad"].shape[0]),
        then("positions-averaged", "the mean over the output positions is taken instead of the sum",
            lambda out, problem: out / problem.arrays["out_grad"][0, 0].size,
            lambda out, problem: out / problem.arrays["out_grad"][:, 0].size),
        gradient("positions-overwrite", "each output position overwrites db instead of adding to it",
            _only_last_position, lambda G: _only_last_position(cleared(np.s_[:-1])(G))),
        gradient("first-position-lost", "the first output position is left out", cleared_at(0)),
        gradient("first-row-only", "only the first row of out_grad is used", cleared(np.s_[..., 1:, :])),
        gradient("first-column-only", "only the first column of out_grad is used", cleared(np.s_[..., 1:]))),
    lines_lost(gradient, "Where does the loop over the output's {line}s end?",
        "last-grad-{line}-lost", "the last {line} of out_grad is left out"),
    about(SUM,
        gradient("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
        gradient("out-grad-absolute", "the absolute values of out_grad are added up", np.abs),
        result("negated", "every element has the wrong sign", np.negative)),
    about(FILTERS,
        gradient("filters-first-for-all", "the gradient of the first filter is used for all filters", repeated(0, 1)),
        gradient("filters-summed", "out_grad is summed over the filters, so that all filters get the same", summed(1)),
        gradient("filters-averaged", "out_grad is averaged over the filters", averaged(1)),
        gradient("filters-reversed", "the filters come out in reverse order", flipped(1))),
    about("Where does the loop over the filters end?",
        result("filters-last-lost", "the gradient of the last filter stays zero", *lost_ways(0))),
    about(SHAPE,
        kernel("batch-not-summed", "the result is (N, F): it is not summed over the images", _kept_in_sum(0, 1)),
        kernel("positions-not-summed", "the result is (F, OH, OW): it is not summed over the positions", lambda plan: plan.G.sum(axis=0)),
        kernel("rows-not-summed", "the result is (F, OH): it is summed over the images and columns alone", _kept_in_sum(1, -2)),
        kernel("columns-not-summed", "the result is (F, OW): it is summed over the images and rows alone", _kept_in_sum(1, -1)),
        kernel("summed-to-images", "the filters are summed instead of the images: the result is (N,)", _kept_in_sum(0)),
        kernel("summed-to-columns", "the filters are summed instead of the columns: the result is (OW,)", _kept_in_sum(-1)),
        kernel("summed-to-rows", "the filters are summed instead of the rows: the result is (OH,)", _kept_in_sum(-2)),
        result("axes-kept", "the result has the right numbers, but other axes than b",
            *map(_kept, ((1, -1, 1, 1), (-1, 1, 1), (-1, 1), (1, -1), (1, 1, 1, -1))))),
    about("The derivative of a sum by b does not hold b any more.",
        then("times-bias", "the result is multiplied by b once more", lambda out, p: out * _bias_of(p)),
        then("added-to-bias", "the sum starts from b instead of zeros", lambda out, p: out + _bias_of(p))),
    NEVER_WRITTEN,
    about("Where does the sum start?", result("ones-added", "the sum starts from one instead of zero", lambda out: out + 1)),
    precision("out_grad"), integer_sums("out_grad"), narrow_sums(),
    behaviours("out_grad"),
    not_finite("out_grad"),
    option="bias",
)
# fmt: on

_AXES = {0: ("N", "images"), 1: ("F", "filters"), -2: ("OH", "rows"), -1: ("OW", "columns")}
_TOLD = {(1,), (0, 1), (1, -2, -1), (1, -2), (1, -1), (0,), (-1,), (-2,)}
"""Axes that are kept by what is right, or told above."""


def sum_faults() -> Iterator[Row]:
    """Yield the faults of a sum over any other axes."""
    for size in range(5):
        for kept in combinations(_AXES, size):
            if kept not in _TOLD:
                letters, over = (
                    [_AXES[axis][part] for axis in axes]
                    for part, axes in ((0, kept), (1, [each for each in _AXES if each not in kept]))
                )
                shape = f"({', '.join(letters)}{',' * (size == 1)})" if kept else "one number"
                told = (
                    f"it is summed over the {' and '.join(over)}" if over else "nothing is summed"
                )
                name = f"kept-{'-'.join(letters).lower() or 'nothing'}"
                row = kernel(name, f"the result is {shape}: {told}", _kept_in_sum(*kept))
                yield from about(SHAPE, row)


def _bias_of(problem: Problem) -> Array:
    return problem.arrays["b"] if "b" in problem.arrays else np.zeros(problem.out_shape)
