"""Faults of max pooling's gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import NEVER_WRITTEN, lines_lost
from cnncheck.faults.declaring.table import (
    about,
    gradient,
    image,
    kernel,
    listed,
    plan,
    result,
    then,
    two_bugs,
)
from cnncheck.faults.in_answers.behaviour import behaviours, sharing_memory
from cnncheck.faults.in_answers.narrowing import narrow_sums
from cnncheck.faults.in_answers.precision import precision
from cnncheck.faults.parts import kernels, pool_kernels
from cnncheck.faults.parts.arrays import (
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    TURNED,
    averaged,
    cleared,
    flipped,
    lost_ways,
    repeated,
    summed,
)
from cnncheck.faults.parts.changes import (
    both,
    cut_off,
    divided_by_overlap,
    each_axis,
    more,
    setting,
    taking,
)
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.max_pool.faults.giving import (
    Given,
    all_of,
    divided_by,
    finding,
    one_of,
    times_value,
    value_instead,
)
from cnncheck.operators.max_pool.faults.winners import (
    above,
    anywhere,
    choosing,
    column_first,
    evenly,
    everywhere_equal,
    is_close,
    is_only_top,
    is_top,
    last,
    last_column_first,
    of_first_entry,
    offset_swapped,
    sharing,
    to_all,
    winners_overwrite,
)

if TYPE_CHECKING:
    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

TIES = "A window has one winner: the first of its largest values in row-major order."
WINNER = "The gradient of a window goes to its largest element, and to no other."
MEET = "One pixel can win in several overlapping windows: what happens to its gradient?"
START = "What does the running maximum start from, and what if every value is below it?"
VALUE = "The winner gets the gradient of its window: no more, no less."
WINDOW = "Window (i, j) covers rows s*i to s*i + f - 1 and columns s*j to s*j + f - 1."
SMALLER = "grad_pool may have fewer rows and columns than the pooled output: the leading windows'."
LAYOUT = "dX[n, c] follows from grad_pool[n, c] and X[n, c] alone."


CONVENTIONS = {
    "all": ("every element equal to the maximum gets the whole gradient", Given(all_of(is_top))),
    "shared": ("equal maxima share the gradient evenly", Given(all_of(is_top), evenly=True)),
    "last": ("among equal maxima the last one gets the gradient", Given(one_of(last))),
}


def winner(name: str, sentence: str, *choices: ArrayChange) -> Row:
    """Return a fault that has another winner in a window (..., f * f)."""
    return kernel(name, sentence, *(Given(one_of(each)) for each in choices))


def _in_corner(plan: Plan) -> Array:
    """Forget where the window is: everything is written into the top left window."""
    share = pool_kernels.won(plan, pool_kernels.first_winner(plan))
    out = np.zeros(plan.X.shape)
    out[:, :, : plan.h.kernel, : plan.w.kernel] = share.sum(axis=(2, 3))
    return out


def _unstrided(plan: Plan) -> Array:
    """Find the winners with the stride, write them without."""
    share = pool_kernels.won(plan, pool_kernels.first_winner(plan))
    return kernels.add_up(both(setting(stride=1))(plan), share)


def _from_the_end(plan: Plan) -> Plan:
    """Place a smaller gradient at the bottom right windows."""

    def later(axis: Axis) -> Axis:
        return replace(axis, shift=axis.stride * (axis.fitted().count - axis.count))

    return both(later)(plan)


def _whole_output(plan: Plan) -> Array:
    if plan.h.fitted().count != plan.h.count or plan.w.fitted().count != plan.w.count:
        raise IndexError("index is out of bounds for axis 2")
    return pool_kernels.to_largest(plan)


def first_columns(plan: Plan) -> Plan:
    """Use as many columns of the gradient as it has rows, and the other way round."""
    side = min(plan.h.count, plan.w.count)
    return both(setting(count=side))(replace(plan, G=plan.G[:, :, :side, :side]))


# fmt: off
WINNERS = listed(
    about("A window has one winner, the first of its largest values, unless a case says ties.",
        *(kernel(f"ties-{ties}", f"{sentence} (ties: {ties})", way)
            for ties, (sentence, way) in CONVENTIONS.items())),
    about(TIES,
        kernel("ties-column-first", "among equal maxima the first in column-major order gets the gradient", Given(one_of(column_first, by_sides=True))),
        kernel("ties-last-column-first", "among equal maxima the last in column-major order gets the gradient", Given(one_of(last_column_first, by_sides=True))),
        kernel("ties-none", "a window with equal maxima gives no gradient", to_all(is_only_top)),
        kernel("ties-close", "values close to the maximum count as equal to it",
            to_all(is_close), evenly(is_close), choosing(lambda seen: is_close(seen).argmax(axis=-1)))),
    about(WINNER,
        winner("magnitude-wins", "the element furthest from zero gets the gradient", lambda seen: np.abs(seen).argmax(axis=-1)),
        winner("first-element", "the first element of each window gets the gradient", lambda seen: np.zeros(seen.shape[:-1], int))),
    about(START,
        kernel("starts-at-zero", "the search for the maximum starts at 0: windows without a positive value give no gradient, or to their first element",
            Given(found=finding(0)),
            Given(found=finding(0, least=True)),
            choosing(above(0, 0))),
        winner("starts-at-small-number", "the search for the maximum starts at a number that values can be below",
            *(above(low, other) for low in (-1.0, -10.0, -50.0, -99.0, -100.0, -128.0, -255.0, -256.0) for other in (-1, 0))),
        winner("infinity-loses", "windows that are all -inf give no gradient: the search starts at the lowest finite number",
            above(-np.inf, -1))),
    about("Every image and every channel has its own winners.",
        kernel("channels-share-winner", "the winner of the first channel is used for all channels", Given(of_first_entry(1))),
        kernel("batch-shares-winner", "the winner of the first image is used for all images", Given(of_first_entry(0)))),
    about(WINNER,
        kernel("winner-by-value", "the maximum is looked up by its value in the whole image, so equal values elsewhere win",
            anywhere, everywhere_equal)),
    about(MEET,
        kernel("windows-overwrite", "a pixel that wins in several overlapping windows keeps only the last gradient",
            winners_overwrite("h"), winners_overwrite("w")),
        kernel("whole-window-overwrites", "each window is written as a whole, so its zeros erase what overlapping windows wrote",
            lambda plan: kernels.write_over(plan, pool_kernels.won(plan, pool_kernels.first_winner(plan))))),
    about(MEET + " " + TIES,
        two_bugs(kernel("ties-all-overwrite", "every element equal to the maximum gets the gradient, and overlapping windows overwrite",
            lambda plan: kernels.write_over(plan, np.where(is_top(pool_kernels.flat_windows(plan)), plan.G[..., None], 0.0).reshape(*plan.G.shape, plan.h.kernel, plan.w.kernel))))),
    about(MEET, kernel("divided-by-overlap", "each pixel is divided by the number of windows that cover it", divided_by_overlap(pool_kernels.to_largest))),
    about(VALUE, gradient("gradient-ignored", "every win counts 1, the gradient is not used", np.ones_like)),
    about(WINNER,
        kernel("whole-window", "every element of the window gets the gradient", sharing(lambda g, seen: np.broadcast_to(g, seen.shape)))),
    about(VALUE,
        kernel("times-value", "the winner gets the gradient times its own value",
            Given(share=times_value)),
        kernel("value-instead", "the winner gets its own value instead of the gradient",
            Given(share=value_instead))),
    about("What is in dX before the first window?",
        then("added-to-input", "the sum starts from X instead of zeros", lambda out, p: out + p.arrays["X"])),
)
"""Faults of who wins and of what becomes of a gradient, whatever the windows are."""

ROWS = listed(
    WINNERS,
    about(WINNER,
        winner("minimum-wins", "the smallest element of each window gets the gradient", lambda seen: seen.argmin(axis=-1)),
        winner("last-element", "the last element of each window gets the gradient",
            lambda seen: np.full(seen.shape[:-1], seen.shape[-1] - 1))),
    about("Try a window whose largest value is at the top right.",
        kernel("winner-transposed", "row and column of the winner are exchanged within the window", Given(one_of(offset_swapped, by_sides=True)))),
    about(WINNER,
        winner("winner-of-flipped-window", "the winner is looked for in a window that is turned around",
            lambda seen: seen[..., ::-1].argmax(axis=-1))),
    about(WINNER,
        kernel("average", "the gradient is spread evenly over the window, as for average pooling",
            sharing(lambda g, seen: np.broadcast_to(g / seen.shape[-1], seen.shape)))),
    about(VALUE,
        kernel("divided-by-window", "the gradient of the winner is divided by the size of the window",
            Given(share=divided_by(lambda plan: plan.taps)), Given(share=divided_by(lambda plan: plan.h.kernel)))),
    about(VALUE, result("negated", "every element has the wrong sign", np.negative)),
    NEVER_WRITTEN,
    about(WINDOW,
        plan("stride-is-window", "the windows are placed side by side, f apart, whatever the stride",
            both(taking(stride="kernel")), edges=("raise", "zero", "skip", "clip")),
        plan("stride-ignored", "the windows are one pixel apart whatever the stride", both(setting(stride=1))),
        plan("window-is-stride", "the windows are as wide as the stride", both(taking(kernel="stride")), edges=("zero", "raise")),
        plan("window-one-long", "the windows are one row or one column too large",
            *each_axis(more(kernel=1)), edges=("zero", "raise", "clip")),
        plan("window-one-short", "the windows are one row and one column too small",
            both(lambda axis: replace(axis, kernel=max(axis.kernel - 1, 1)))),
        plan("window-last-row-lost", "the last row of each window is not looked at",
            lambda plan: replace(plan, h=replace(plan.h, kernel=max(plan.h.kernel - 1, 1)))),
        plan("window-last-column-lost", "the last column of each window is not looked at",
            lambda plan: replace(plan, w=replace(plan.w, kernel=max(plan.w.kernel - 1, 1))))),
    about("Window (0, 0) starts at pixel (0, 0).",
        plan("windows-shifted", "the windows are one pixel too far down and right",
            both(setting(shift=1)), edges=("zero", "raise", "clip", "skip"))),
    about(WINDOW,
        kernel("offset-forgotten", "the position of the window is not added to that of the winner in it", _in_corner),
        kernel("written-without-stride", "the winners are found with the stride but written without it", _unstrided)),
    about(SMALLER,
        plan("smaller-gradient-at-end", "a smaller grad_pool is placed at the bottom right windows instead of the leading ones",
            _from_the_end),
        kernel("smaller-gradient-fails", "a grad_pool that is smaller than the whole pooled output raises an error",
            _whole_output, raises=r"is out of bounds for axis [0-3]|broadcast|shape mismatch|cannot reshape|zero-size array")),
    about("dX has the shape of X.",
        kernel("size-cut", "rows and columns behind the last window are missing from the result", cut_off(pool_kernels.to_largest)),
        then("size-of-gradient", "the result has the shape of grad_pool", lambda out, p: p.arrays["out_grad"])),
    about("Try a grad_pool that is not square.",
        plan("square-only", "the number of rows of grad_pool is used for its columns too", first_columns)),
    lines_lost(gradient, "Where does the loop over the {line}s of grad_pool end?",
        "last-grad-{line}-lost", "the last {line} of grad_pool is left out"),
    about(LAYOUT,
        gradient("gradient-transposed", "rows and columns of grad_pool are exchanged", *TRANSPOSED),
        gradient("gradient-flipped", "grad_pool is turned around", *TURNED),
        gradient("gradient-averaged", "the mean of grad_pool over the positions is used everywhere",
            averaged(3, 2), lambda G: np.broadcast_to(G.mean(), G.shape)),
        gradient("gradient-reshaped", "grad_pool is read in another order of its axes than (N, C, OH, OW)", *RESHAPED),
        image("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED),
        image("input-transposed", "rows and columns of X are exchanged", *TRANSPOSED),
        result("output-transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED),
        result("output-reshaped", "the result is reshaped as if its axes lay in another order than they do", *RESHAPED),
        gradient("channels-first-for-all", "all channels get the gradient of the first channel", repeated(0, 1)),
        gradient("channels-reversed", "the channels of grad_pool come in reverse order", flipped(1)),
        gradient("channels-summed", "the gradient is summed over the channels", summed(1)),
        result("channels-first-only", "only the first channel gets gradient", cleared(np.s_[:, 1:]))),
    about("Where does the loop over the channels end?", result("channels-last-lost", "the last channel stays zero", *lost_ways(1))),
    about(LAYOUT,
        gradient("batch-first-for-all", "all images get the gradient of the first image", repeated(0, 0)),
        gradient("batch-summed", "the gradient is summed over the batch", summed(0)),
        result("batch-divided", "the gradient is divided by the size of the batch", lambda out: out / len(out)),
        result("batch-first-only", "only the first image gets gradient", cleared(np.s_[1:]))),
    about("Where does the loop over the batch end?", result("batch-last-lost", "the last image stays zero", *lost_ways(0))),
    lines_lost(result, "Where does the loop over the {line}s end?", "last-{line}-lost", "the last {line} of the result stays zero"),
    precision("out_grad", "X"), narrow_sums(),
    behaviours("out_grad", "X"),
    sharing_memory(),
)
# fmt: on
