"""Faults of loops, made for every loop of a function: too short, left too early, the last one wins."""

from __future__ import annotations

import math
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, then
from cnncheck.faults.in_loops.in_step import in_step_faults
from cnncheck.faults.in_loops.leaving_out import (
    and_,
    block_faults,
    id_of,
    row,
    stopped_faults,
    subsets,
)
from cnncheck.faults.parts.loops import lengths_of, runs_out_over, runs_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Then
    from cnncheck.faults.parts.loops import Loop
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

    Running = tuple[str, Callable[..., Array]]

END = "Where does the loop over the {name}s begin and end?"
LAST = "= overwrites, += adds up; and what is set to zero inside of a loop starts anew each time."
EARLY = "Inside of which loop does the return stand?"
DIVIDED = "Is there a mean, or a division, where the formula has a sum?"

RESET = "Where is it set back before the next element of the result is computed?"

SUM: Running = ("sum", np.cumsum)
MAXIMUM: Running = ("maximum", np.maximum.accumulate)

MOST_AVERAGED = 4
"""Loops over which a mean is taken for a sum, at most."""


def loop_faults(
    loops: Sequence[Loop], running: Running | None = None, *, runs: bool = False
) -> tuple[Row, ...]:
    """Return the faults of a function's loops.

    Parameters
    ----------
    loops : sequence of Loop
    running : tuple of str and callable, optional
        What is accumulated for each element of the result, and how.
    runs : bool, optional
        Whether of several loops at once those alone are meant that stand one in the other, as
        there are many.
    """
    filling, adding = ([loop for loop in loops if loop.fills is fills] for fills in (True, False))
    some = _runs if runs else subsets
    return tuple(
        chain(
            *(_of_one(loop, () if runs else loops) for loop in loops),
            stopped_faults(filling),
            stopped_faults(adding),
            about(EARLY, *_left_early(some(filling), fills=True)),
            about(EARLY, *_left_early(some(adding), fills=False)),
            about(LAST, *_overwritten(some(adding))),
            about(DIVIDED, *_averaged(some(loops, MOST_AVERAGED))),
            about(RESET, *_not_reset(running, filling)),
            () if runs else in_step_faults(loops),
        )
    )


def _of_one(loop: Loop, loops: Iterable[Loop]) -> Iterator[Row]:
    hint = END.format(name=loop.name)
    lost = "stays zero" if loop.fills else "is left out"
    some = "are computed, the others stay zero" if loop.fills else "are used"
    named = id_of(loop)
    yield from about(
        hint,
        row(f"last-{named}-lost", f"the last {loop.name} {lost}", [loop],
             lambda length, _: slice(length - 1), lambda length, _: slice(max(length - 1, 1))),
        row(f"first-{named}-lost", f"the first {loop.name} {lost}", [loop],
             lambda length, _: slice(1, None), lambda length, _: slice(min(1, length - 1), None)),
        row(f"first-two-{named}-only", f"only the first two {loop.several} {some}", [loop],
             lambda *_: slice(2)),
        row(f"every-second-{named}-only", f"only every second of the {loop.several} {some.replace('are', 'is', 1)}",
             [loop], lambda *_: slice(None, None, 2)),
        *([row(f"last-{named}-only-filled", f"only the last {loop.name} is computed, the others stay zero", [loop],
             lambda *_: slice(-1, None))] if loop.fills else []),
        *block_faults(loop),
    )  # fmt: skip
    for other in loops:
        if other is not loop:
            keeps = runs_over(other.letter), runs_out_over(other.letter)
            told = f"the loop over the {loop.several} ends at the number of {other.several}"
            yield from about(hint, row(f"{named}-ends-at-{id_of(other)}", told, [loop], *keeps))


def _left_early(several: Iterable[tuple[Loop, ...]], *, fills: bool) -> Iterator[Row]:
    """Yield the faults in which a loop, or several, are left after their first time."""
    for some in several:
        named = "-and-".join(map(id_of, some))
        told = and_([each.name for each in some])
        if fills:
            yield row(
                f"first-{named}-filled",
                f"only the first {told} is computed, all else stays zero",
                some,
                _first,
            )
        else:
            yield row(f"first-{named}-read", f"only the first {told} is used", some, _first)  # fmt: skip


def _overwritten(several: Iterable[tuple[Loop, ...]]) -> Iterator[Row]:
    """Yield the faults in which the last time of a loop, or of several, is all that counts."""
    for some in several:
        named = "-and-".join(map(id_of, some))
        told = and_([each.name for each in some])
        yield row(
            f"{named}-overwrites",
            f"each {told} overwrites what the ones before it gave, so only the last one counts",
            some,
            _last,
        )


def _first(length: int, _: Plan) -> slice:
    return slice(1)


def _last(length: int, _: Plan) -> slice:
    return slice(-1, None)


def _averaged(several: Iterable[tuple[Loop, ...]]) -> Iterator[Row]:
    """Yield the faults in which a mean is taken over one or several loops, whichever they are."""
    for some in several:
        letters = "".join(each.letter for each in some)
        named = "-and-".join(map(id_of, some))
        product = " times ".join(f"the number of {each.several}" for each in some)
        yield then(
            f"divided-by-{named}", f"the result is divided by {product}", _scaled(letters, -1)
        )
        if len(some) == 1:
            yield then(f"times-{named}", f"the result is multiplied by {product}", _scaled(letters, 1))  # fmt: skip


def _scaled(letters: str, power: int) -> Then:
    def scaled(out: Array, problem: Problem) -> Array:
        count = reduce(int.__mul__, lengths_of(problem, letters))
        return np.asarray(out * count if power > 0 else out / count)

    return scaled


def _not_reset(running: Running | None, loops: Sequence[Loop]) -> Iterator[Row]:
    """Yield the faults in which what is accumulated goes on from one element to the next."""
    if running is None:
        return
    what, accumulate = running
    places = range(len(loops))
    within = [range(outer, len(loops)) for outer in places]
    alone = [range(place, place + 1) for place in places[:-1]]
    for goes_on in (*within, *alone):
        inner = [loops[place] for place in goes_on]
        told = and_([each.several for each in inner])
        yield then(
            f"{what}-goes-on-over-{'-and-'.join(map(id_of, inner))}",
            f"the {what} is not set back: it goes on over the {told}",
            _running(accumulate, goes_on),
        )


def _running(accumulate: Callable[..., Array], axes: range) -> Then:
    """Accumulate over neighbouring axes of the result, as if they were one."""

    def running(out: Array, _: Problem) -> Array:
        behind = out.shape[axes.stop :]
        flat = out.reshape(
            *out.shape[: axes.start], math.prod(out.shape[axes.start : axes.stop]), *behind
        )
        return accumulate(flat, axis=axes.start).reshape(out.shape)

    return running


def _runs(loops: Sequence[Loop], most: int = 9) -> Iterator[tuple[Loop, ...]]:
    for size in range(1, min(len(loops), most) + 1):
        yield from (tuple(loops[at : at + size]) for at in range(len(loops) - size + 1))
