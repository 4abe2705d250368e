"""Faults of what max pooling can be told besides a window and a stride."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import directions_exchanged
from cnncheck.faults.declaring.table import about, kernel, plan
from cnncheck.faults.in_pools.extremes import LOW, TINY
from cnncheck.faults.in_pools.pooling import CEIL
from cnncheck.faults.parts import kernels, pool_kernels
from cnncheck.faults.parts.changes import both, one_sided, setting
from cnncheck.operators.common_parameters import PADDING
from cnncheck.operators.max_pool.faults.winners import choosing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, Kernel, OnAxis
    from cnncheck.faults.parts.plans import Edge, Plan
    from cnncheck.operators.problem import Array

AROUND = "padding puts -inf around the image, above and below as well as left and right."
AXES = "padding is (vertical, horizontal): follow each number to where it is used."
TIES = "Which of equal maxima gets the gradient is a convention: the case says by ties: which."


FILLED = {
    **TINY,
    "ones": ("1", 1.0),
    **{f"minus-{-low:g}": (f"{low:g}", low) for low in LOW if low <= -1},
}
"""What people take for a number that is smaller than all."""


LEAST_SEEN = -256.0
"""What pixels are below now and then."""


# --- padding of a maximum ----------------------------------------------------------------------


def padding(*, forward: bool) -> Iterator[Row]:
    """Yield the faults of -inf around the image."""
    fits = (True, False) if forward else (False,)
    edges: tuple[Edge, ...] = ("zero", "raise", "clip")
    none = (both(setting(fit, before=0, after=0)) for fit in fits)
    # fmt: off
    yield from about(AROUND,
        plan("padding-ignored", "the image is not padded", *none, edges=("zero", "raise")),
        plan("padding-one-less", "the padding is one pixel less than asked", *_padded(lambda n: max(n - 1, 0), fits), edges=edges),
        plan("padding-one-more", "the padding is one pixel more than asked", *_padded(lambda n: n + (n > 0), fits), edges=edges),
        kernel("padding-wins", "the padding counts as zeros, which are larger than what is negative", _filled(0.0, -np.inf, forward=forward), _filled(0.0, 0.0, forward=forward)))
    only = plan("padding-before-only", "all padding is above and left of the image", one_sided(start=True), edges=edges)
    if forward:
        only = plan("padding-doubled", "the padding is twice what is asked", *_padded(lambda n: 2 * n, fits), edges=edges)
    yield from about(AROUND, only)
    if not forward:  # the maximum is right: it is -inf
        sentence = "a window of nothing but -inf gives its gradient to the padding"
        yield from about(AROUND, kernel("padding-gets-gradient", sentence, _filled(-np.inf, -np.inf, forward=False)))
    for name, (told, around) in FILLED.items():
        if not forward and around < LEAST_SEEN:
            continue  # only windows of nothing but -inf are below that, whichever it is
        sentence = f"the padding is filled with {told}, which is larger than what windows may hold"
        yield from about(AROUND, kernel(f"padding-of-{name}", sentence,
            _filled(around, around, forward=forward), _filled(around, -np.inf, forward=forward)))
    yield from directions_exchanged(PADDING, AXES, fits=fits, edges=edges)
    # fmt: on


def _padded(amount: Callable[[int], int], fits: tuple[bool, ...]) -> tuple[Change, ...]:
    def of(fit: bool) -> OnAxis:
        return lambda axis: setting(fit, before=amount(axis.before), after=amount(axis.after))(axis)

    return tuple(both(of(fit)) for fit in fits)


def _filled(around: float, beyond: float, *, forward: bool) -> Kernel:
    """Take the largest of what is read with other values around the image."""

    def seen(plan: Plan) -> Array:
        sides = ((axis.before, axis.after) for axis in plan.axes)
        X = np.pad(plan.X, [(0, 0), (0, 0), *sides], constant_values=around)
        wide = both(lambda axis: replace(axis, length=axis.padded, before=0, after=0))
        read = replace(wide(plan), X=X).windows.read(X, beyond)
        return read.reshape(*read.shape[: X.ndim], -1)

    def back(plan: Plan) -> Array:
        return kernels.add_up(plan, pool_kernels.won(plan, seen(plan).argmax(axis=-1)))

    return (lambda plan: seen(plan).max(axis=-1)) if forward else back


def beyond() -> tuple[Row, ...]:
    """Return the fault of what is beyond the padding, under ceil_mode."""
    sentence = "what is beyond the image counts as zeros, which are larger than what is negative"
    return about(CEIL, kernel("ceil-zero-wins", sentence, _filled(-np.inf, 0.0, forward=True)))


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


def ties() -> Iterator[Row]:
    """Yield the faults of who gets a gradient among equal maxima."""
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
