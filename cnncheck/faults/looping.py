"""Faults of loops, made for every loop of a function: too short, left too early, the last one wins."""

from __future__ import annotations

import math
from functools import reduce
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.loops import lengths_of, runs_out_over, runs_over
from cnncheck.faults.table import Row, about, then
from cnncheck.faults.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.faults.changes import Kernel, Then
    from cnncheck.faults.loops import Keep, Loop
    from cnncheck.faults.plans import Plan
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
    some = _runs if runs else _subsets
    return tuple(
        chain(
            *(_of_one(loop, () if runs else loops) for loop in loops),
            about(EARLY, *_left_early(some(filling), fills=True)),
            about(EARLY, *_left_early(some(adding), fills=False)),
            about(LAST, *_overwritten(some(adding))),
            about(DIVIDED, *_averaged(some(loops, MOST_AVERAGED))),
            about(RESET, *_not_reset(running, filling)),
        )
    )


def _taken(loops: Sequence[Loop], keep: Keep, right: Kernel) -> Way:
    """Return the way of taking but some entries of each of these loops."""
    way = Way(right)
    for change, after in (loop.changes(keep) for loop in loops):
        both = way.followed_by(Way(right, change=change, then=after))
        assert both is not None  # neither computes something else
        way = both
    return way


def _row(name: str, sentence: str, loops: Sequence[Loop], *keeps: Keep) -> Row:
    return Row(name, sentence, lambda right: (_taken(loops, keep, right) for keep in keeps))


def _of_one(loop: Loop, loops: Iterable[Loop]) -> Iterator[Row]:
    hint = END.format(name=loop.name)
    lost = "stays zero" if loop.fills else "is left out"
    some = "are computed, the others stay zero" if loop.fills else "are used"
    named = _id(loop)
    yield from about(
        hint,
        _row(f"last-{named}-lost", f"the last {loop.name} {lost}", [loop],
             lambda length, _: slice(length - 1), lambda length, _: slice(max(length - 1, 1))),
        _row(f"first-{named}-lost", f"the first {loop.name} {lost}", [loop],
             lambda length, _: slice(1, None), lambda length, _: slice(min(1, length - 1), None)),
        _row(f"first-two-{named}-only", f"only the first two {loop.several} {some}", [loop],
             lambda *_: slice(2)),
        _row(f"every-second-{named}-only", f"only every second of the {loop.several} {some.replace('are', 'is', 1)}",
             [loop], lambda *_: slice(None, None, 2)),
        _row(f"last-{named}-only-filled", f"only the last {loop.name} is computed, the others stay zero", [loop],
             lambda *_: slice(-1, None)) if loop.fills else
        _row(f"first-{named}-in-blocks", f"{loop.several} beyond the last whole block of 2, 4 or 8 are left out", [loop],
             *map(_whole_blocks, (2, 4, 8))),
    )  # fmt: skip
    for other in loops:
        if other is not loop:
            keeps = runs_over(other.letter), runs_out_over(other.letter)
            told = f"the loop over the {loop.several} ends at the number of {other.several}"
            yield from about(hint, _row(f"{named}-ends-at-{_id(other)}", told, [loop], *keeps))


def _whole_blocks(block: int) -> Keep:
    return lambda length, _: slice(length // block * block)


def _left_early(several: Iterable[tuple[Loop, ...]], *, fills: bool) -> Iterator[Row]:
    """Yield the faults in which a loop, or several, are left after their first time."""
    for some in several:
        named = "-and-".join(map(_id, some))
        told = _and([each.name for each in some])
        if fills:
            yield _row(
                f"first-{named}-filled",
                f"only the first {told} is computed, all else stays zero",
                some,
                _first,
            )
        else:
            yield _row(f"first-{named}-read", f"only the first {told} is used", some, _first)  # fmt: skip


def _overwritten(several: Iterable[tuple[Loop, ...]]) -> Iterator[Row]:
    """Yield the faults in which the last time of a loop, or of several, is all that counts."""
    for some in several:
        named = "-and-".join(map(_id, some))
        told = _and([each.name for each in some])
        yield _row(
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
        named = "-and-".join(map(_id, some))
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
        told = _and([each.several for each in inner])
        yield then(
            f"{what}-goes-on-over-{'-and-'.join(map(_id, inner))}",
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


def _subsets(loops: Sequence[Loop], most: int = 9) -> Iterator[tuple[Loop, ...]]:
    for size in range(1, min(len(loops), most) + 1):
        yield from combinations(loops, size)


def _runs(loops: Sequence[Loop], most: int = 9) -> Iterator[tuple[Loop, ...]]:
    for size in range(1, min(len(loops), most) + 1):
        yield from (tuple(loops[at : at + size]) for at in range(len(loops) - size + 1))


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _id(loop: Loop) -> str:
    return loop.name.replace(" of the ", "-").replace(" of ", "-").replace(" ", "-")
