"""The loops of each function, written out: over what each runs, and where its entries stand.

A loop either fills an axis of the result or adds up over an axis of what is read. Faults of loops
are the same everywhere: too short, only once, the last one wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replace_loop
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import right_plan
from cnncheck.operators.parameter import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cnncheck.faults.parts.changes import Change, Then
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

    Keep = Callable[[int, Plan], slice]
    """Which entries of an axis are taken, of its length and the right plan."""


@dataclass(frozen=True, slots=True)
class Loop:
    """One of a function's loops.

    Attributes
    ----------
    letter : str
        What the index is called.
    name : str
        What an entry is called.
    array : str
        ``X``, ``W`` or ``G`` for a loop that adds up, ``taps`` for one over a window's elements;
        empty for one that fills the result.
    axis : int
        Of that array, or of the result.
    """

    letter: str
    name: str
    array: str
    axis: int

    @property
    def fills(self) -> bool:
        """Whether it fills an axis of the result."""
        return not self.array

    @property
    def several(self) -> str:
        """What entries are called: ``rows of the kernel``."""
        first, _, rest = self.name.partition(" ")
        return f"{first}s {rest}".rstrip()

    def changes(self, keep: Keep) -> tuple[Change | None, Then | None]:
        """Return the change that leaves all but some entries out: of what is read, or the result."""
        if self.fills:
            return None, lambda out, problem: self._cleared(out, keep, right_plan(problem))
        if self.array == "taps":
            return lambda plan: self._narrowed(plan, keep), None
        return lambda plan: self._without(plan, keep), None

    def _cleared(self, array: Array, keep: Keep, plan: Plan) -> Array:
        kept = (slice(None),) * self.axis + (keep(array.shape[self.axis], plan),)
        out = np.zeros_like(array)
        out[kept] = array[kept]
        return out

    def _without(self, plan: Plan, keep: Keep) -> Plan:
        array: Array = getattr(plan, self.array)
        kept = range(array.shape[self.axis])[keep(array.shape[self.axis], plan)]
        if self.letter in WINDOWS and kept.step == 1:
            return self._with_windows(plan, kept)
        changed: dict[str, Any] = {self.array: self._cleared(array, keep, plan)}
        return replace(plan, **changed)

    def _with_windows(self, plan: Plan, kept: range) -> Plan:
        """Go through some windows only: the others write nothing, not even zeros."""
        name = WINDOWS[self.letter]
        axis = getattr(plan, name)
        fewer = replace(axis, count=len(kept), shift=axis.shift + kept.start * axis.stride)
        if axis.spans:
            fewer = replace(axis, count=len(kept), spans=axis.spans[kept.start : kept.stop])
        G = np.take(plan.G, kept, self.axis)
        changed: dict[str, Any] = {"G": G, name: fewer}
        return replace(plan, **changed)

    def _narrowed(self, plan: Plan, keep: Keep) -> Plan:
        """Look at some taps of each window only."""
        name = TAPS[self.letter]
        axis = getattr(plan, name)
        taps = range(axis.kernel)[keep(axis.kernel, plan)]
        each = [range(size)[keep(size, plan)] for _, size in axis.spans]
        if not taps or not all(each):
            raise ValueError("zero-size array to reduction operation maximum which has no identity")
        if each:
            told = zip(axis.spans, each, strict=True)
            spans = tuple((first + kept[0], len(kept)) for (first, _), kept in told)
            narrow = replace(axis, spans=spans, kernel=max(map(len, each)), dilation=taps.step)
        else:
            shift, step = axis.shift + axis.dilation * taps[0], axis.dilation * taps.step
            narrow = replace(axis, kernel=len(taps), shift=shift, dilation=step)
        return replace(plan, **{name: narrow})


WINDOWS = {"o": "d", "i": "h", "j": "w"}
"""The axis of a plan along which a loop over windows goes."""

TAPS = {"m": "d", "k": "h", "l": "w"}
"""The axis of a plan along which a loop over taps goes."""

PLANES = {"i": "o", "k": "m", "y": "z"}
"""What the loop over planes outside of one over rows is called."""

SPATIAL = frozenset("ijklyx")

LENGTHS: dict[str, Callable[[Plan], int]] = {
    "n": lambda plan: plan.X.shape[0],
    "c": lambda plan: plan.X.shape[1],
    "f": lambda plan: plan.W.shape[0],
    "k": lambda plan: plan.h.kernel,
    "l": lambda plan: plan.w.kernel,
    "i": lambda plan: plan.h.count,
    "j": lambda plan: plan.w.count,
    "o": lambda plan: plan.axes[0].count,
    "m": lambda plan: plan.axes[0].kernel,
    "z": lambda plan: plan.axes[0].length,
    "y": lambda plan: plan.h.length,
    "x": lambda plan: plan.w.length,
}

WORDS = {
    "n": ENTRIES["N"],
    "c": ENTRIES["C"],
    "f": ENTRIES["F"],
    "k": "row of the kernel",
    "l": "column of the kernel",
    "i": "row of windows",
    "j": "column of windows",
    "y": "row of the image",
    "x": "column of the image",
}


def loops(words: Mapping[str, str] = WORDS, /, **places: tuple[str, int]) -> tuple[Loop, ...]:
    """Return loops from outside to inside, by their letters: array and axis of each, as of `Loop`."""
    windows = any(array == "taps" for array, _ in places.values())
    return tuple(
        Loop(letter, words[letter].replace("kernel", "window" if windows else "kernel"), *place)
        for letter, place in places.items()
    )


def of_volumes(of_images: Iterable[Loop]) -> Iterator[Loop]:
    """Yield the loops of volumes: outside of those over rows stand those over planes."""
    for loop in of_images:
        if loop.letter in PLANES:
            name = loop.name.replace("row", "plane")
            yield replace_loop(loop, letter=PLANES[loop.letter], name=name)
        behind = loop.letter in SPATIAL and loop.array != "taps"
        yield replace_loop(loop, axis=loop.axis + behind)


def runs_over(letter: str) -> Keep:
    """Take as many entries as another loop has; where that has more, all there are."""
    return lambda length, plan: slice(min(length, LENGTHS[letter](plan)))


def runs_out_over(letter: str) -> Keep:
    """Take as many entries as another loop has, and fail where there are fewer."""

    def keep(length: int, plan: Plan) -> slice:
        if LENGTHS[letter](plan) > length:
            raise IndexError(f"index {length} is out of bounds for axis with size {length}")
        return slice(LENGTHS[letter](plan))

    return keep


def lengths_of(problem: Problem, letters: str) -> list[int]:
    """Return how often the loops over these letters run."""
    plan = right_plan(problem)
    return [LENGTHS[letter](plan) for letter in letters]
