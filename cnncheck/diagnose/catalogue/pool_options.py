"""Faults of what poolings can be told besides a window and a stride, in all of their passes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels, pool_kernels
from cnncheck.diagnose.catalogue import divisors
from cnncheck.diagnose.catalogue.changes import (
    both,
    columns,
    one_sided,
    reducing,
    rows,
    setting,
)
from cnncheck.diagnose.catalogue.common import directions_exchanged
from cnncheck.diagnose.catalogue.table import about, declared, kernel, plan
from cnncheck.diagnose.catalogue.winners import choosing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.diagnose.catalogue.changes import Change, Kernel, OnAxis
    from cnncheck.diagnose.catalogue.table import Row
    from cnncheck.diagnose.fault import Fault
    from cnncheck.diagnose.plans import Axis, Edge, Plan
    from cnncheck.operators.problem import Array

PREFIXES = {
    "pool_forward": "pool-forward",
    "pool_back": "pool-backward",
    "avg_pool2d": "avg-pool",
    "avg_pool2d_backward": "avg-pool-backward",
}
MAXIMA = ("pool_forward", "pool_back")
AVERAGES = ("avg_pool2d", "avg_pool2d_backward")

SIDES = "window is (height, width): follow each number to where it is used."
AROUND = "padding puts -inf around the image, above and below as well as left and right."
AXES = "padding is (vertical, horizontal): follow each number to where it is used."
CEIL = "With ceil_mode a last window may reach beyond the padding, if it begins before that."
BEYOND = "By how many pixels is a last window divided that reaches beyond the padding?"
TIES = "Which of equal maxima gets the gradient is a convention: the case says by ties: which."


def _counts(function: str) -> tuple[bool, ...]:
    """Return how windows may be counted after a change: anew, or as is right."""
    return (True, False) if function in ("pool_forward", "avg_pool2d") else (False,)


# --- window ------------------------------------------------------------------------------------


def _window(function: str) -> Iterator[Row]:
    fits = _counts(function)
    yield from directions_exchanged("window", SIDES, fits=fits, edges=("zero", "raise", "clip"))
    changes = (("the-smaller", "smaller", min), ("the-larger", "larger", max))
    for name, told, of in changes:
        yield from about(SIDES,
            plan(f"window-{name}-for-both", f"the {told} side of the window is used in both directions",
                *(_of_sides(of, fit=fit) for fit in fits), edges=("zero", "raise", "clip")))  # fmt: skip


def _of_sides(of: Callable[..., int], *, fit: bool) -> Change:
    def change(plan: Plan) -> Plan:
        return both(setting(fit, kernel=of(plan.h.kernel, plan.w.kernel)))(plan)

    return change


# --- padding of a maximum ----------------------------------------------------------------------


def _padding(function: str) -> Iterator[Row]:
    fits = _counts(function)
    edges: tuple[Edge, ...] = ("zero", "raise", "clip")
    none = (both(setting(fit, before=0, after=0)) for fit in fits)
    # fmt: off
    yield from about(AROUND,
        plan("padding-ignored", "the image is not padded", *none, edges=("zero", "raise")),
        plan("padding-one-less", "the padding is one pixel less than asked", *_padded(lambda n: max(n - 1, 0), fits), edges=edges),
        plan("padding-one-more", "the padding is one pixel more than asked", *_padded(lambda n: n + (n > 0), fits), edges=edges),
        kernel("padding-wins", "the padding counts as zeros, which are larger than what is negative", _filled(function, 0.0, -np.inf)))
    only = plan("padding-before-only", "all padding is above and left of the image", one_sided("before"), edges=edges)
    if function == "pool_forward":
        only = plan("padding-doubled", "the padding is twice what is asked", *_padded(lambda n: 2 * n, fits), edges=edges)
    yield from about(AROUND, only)
    yield from directions_exchanged("padding", AXES, fits=fits, edges=edges)
    # fmt: on


def _padded(amount: Callable[[int], int], fits: tuple[bool, ...]) -> tuple[Change, ...]:
    def of(fit: bool) -> OnAxis:
        return lambda axis: setting(fit, before=amount(axis.before), after=amount(axis.after))(axis)

    return tuple(both(of(fit)) for fit in fits)


def _filled(function: str, padding: float, beyond: float) -> Kernel:
    """Take the largest of what is read with other values around the image."""

    def seen(plan: Plan) -> Array:
        h, w = plan.h, plan.w
        around = ((0, 0), (0, 0), (h.before, h.after), (w.before, w.after))
        X = np.pad(plan.X, around, constant_values=padding)
        wide = both(lambda axis: replace(axis, length=axis.padded, before=0, after=0))
        read = replace(wide(plan), X=X).windows.read(X, beyond)
        return read.reshape(*read.shape[:4], -1)

    def back(plan: Plan) -> Array:
        return kernels.add_up(plan, pool_kernels.won(plan, seen(plan).argmax(axis=-1)))

    return back if function == "pool_back" else lambda plan: seen(plan).max(axis=-1)


# --- ceil_mode ---------------------------------------------------------------------------------


def _down(axis: Axis) -> Axis:
    return replace(axis, ceil=False, reach=0).fitted()


def _always_more(axis: Axis) -> Axis:
    more = replace(axis, count=_down(axis).count + 1)
    return replace(more, reach=_reach(more))


def _into_padding(axis: Axis) -> Axis:
    """Round up without a look at where the last window begins."""
    room = axis.padded - axis.span
    more = replace(axis, count=-(-room // axis.stride) + 1)
    return replace(more, reach=_reach(more))


def _by_stride(axis: Axis) -> Axis:
    more = replace(axis, count=-(-axis.padded // axis.stride))
    return replace(more, reach=_reach(more))


def _reach(axis: Axis) -> int:
    return max(0, axis.stride * (axis.count - 1) + axis.span - axis.padded)


def _ceil(function: str) -> Iterator[Row]:
    moved = plan(
        "ceil-moved-back",
        "a last window that would reach beyond the image is moved back into it",
        both(setting(reach=0)),
        edges=("clip",),
    )
    skipped = plan(
        "ceil-skipped",
        "what would reach beyond the image is left out, and stays zero",
        both(setting(reach=0)),
        edges=("skip",),
    )
    # fmt: off
    yield from about(CEIL, moved, skipped)
    if function in ("pool_forward", "avg_pool2d"):
        yield from about(CEIL,
            plan("ceil-ignored", "the output size is rounded down, ceil_mode or not", both(_down)),
            plan("ceil-in-rows-only", "only the number of rows is rounded up", columns(_down)),
            plan("ceil-in-columns-only", "only the number of columns is rounded up", rows(_down)),
            plan("ceil-always-one-more", "there is one window more even where all is covered", both(_always_more)),
            plan("ceil-in-padding", "a last window counts even where it begins in the padding behind the image", both(_into_padding)),
            plan("ceil-by-stride", "the output size is the padded image's divided by the stride, rounded up", both(_by_stride)))
    if function == "pool_forward":
        yield from about(CEIL, kernel("ceil-zero-wins", "what is beyond the image counts as zeros, which are larger than what is negative", _filled(function, -np.inf, 0.0)))
    if function in AVERAGES:
        yield from about(BEYOND,
            plan("ceil-divisor-constant", "a window that reaches beyond the image is divided by its whole area", lambda plan: reducing(divisor=plan.reduction.divisor or plan.taps)(plan)))
    # fmt: on


# --- ties --------------------------------------------------------------------------------------


def _halved(plan: Plan) -> Array:
    largest = pool_kernels.is_largest(plan)
    parts = np.where(largest.sum(-1, keepdims=True) > 1, 2, 1)
    given = np.where(largest, plan.G[..., None] / parts, 0.0)
    return kernels.add_up(plan, pool_kernels.of_taps(plan, given))


def _by_window(plan: Plan) -> Array:
    largest = pool_kernels.is_largest(plan)
    given = np.where(largest, plan.G[..., None] / plan.taps, 0.0)
    return kernels.add_up(plan, pool_kernels.of_taps(plan, given))


def _ties(function: str) -> Iterator[Row]:
    # fmt: off
    yield from about(TIES,
        kernel("ties-first", "among equal maxima the first one gets the gradient (ties: first)", choosing(lambda seen: seen.argmax(axis=-1))),
        kernel("ties-halved", "equal maxima get half of the gradient each, however many they are", _halved),
        kernel("ties-by-window", "each maximum gets the gradient divided by the size of the window", _by_window),
        kernel("ties-middle", "of several equal maxima one between the first and the last gets the gradient", choosing(_middle)))
    # fmt: on


def _middle(seen: Array) -> Array:
    top = seen == seen.max(axis=-1, keepdims=True)
    rank = top.cumsum(axis=-1)
    return np.asarray((top & (rank == (rank[..., -1:] + 1) // 2)).argmax(axis=-1))


OPTIONS = {
    "window": (_window, MAXIMA + AVERAGES),
    "padding": (_padding, MAXIMA),
    "ceil_mode": (_ceil, MAXIMA + AVERAGES),
    "count_include_pad": (divisors.count_include_pad, AVERAGES),
    "divisor": (divisors.divisor, AVERAGES),
    "ties": (_ties, ("pool_back",)),
}


def faults_of_options(function: str) -> tuple[Fault, ...]:
    """Return the faults of a pooling's options."""
    return tuple(
        fault
        for option, (made, functions) in OPTIONS.items()
        if function in functions
        for fault in declared(PREFIXES[function], function, made(function), option=option)
    )
