"""Faults of indices: one of the loops' letters stands where another belongs.

What a function computes is said by the letters of its arrays: ``out[n, f, i, j]`` adds up ``W[f, c, k,
l]`` times ``X[n, c, i + k, j + l]``. Every array, every place in it and every other letter make a fault.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import Row, about, kernel
from cnncheck.faults.parts import kernels, plans, pool_kernels
from cnncheck.faults.parts.gathering import lengths_in, placed, read_at, send_to, summed_over
from cnncheck.faults.parts.loops import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Edge, Plan
    from cnncheck.operators.problem import Array

    Computed = Callable[[Plan, "Letters", Edge], Array]

HINT = (
    "n counts images, f filters, c channels, i and j rows and columns of windows, k and l those of "
    "the kernel: is each index where it belongs?"
)
EDGES: tuple[Edge, ...] = ("raise", "clip", "zero")
"""What becomes of an index that leaves its array: an error, the last entry, or nothing."""

FIRST = "0"
"""Stands for a letter: always the first entry."""


@dataclass(frozen=True, slots=True)
class Letters:
    """At which letters a function reads its arrays, and writes its result.

    Attributes
    ----------
    X : str
        Image, channel, then the window and the tap of the row, and those of the column.
    W, G, out : str
        Of each axis; empty where there is no such array.
    """

    X: str = "ncikjl"
    W: str = "fckl"
    G: str = "nfij"
    out: str = "nfij"


POOLED = Letters(W="", G="ncij", out="ncij")
"""Of a pooling, whose channels stay apart."""


def of_forward(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Convolve with letters exchanged."""
    lengths = lengths_in(plan)
    read = read_at(plan, at.X[2:], edge, 0.0), at.X[:2] + "ijkl"
    value = summed_over([read, (plan.W, at.W)], at.out, lengths, edge)
    return placed(value, at.out, (len(plan.X), len(plan.W), *plan.windows.out), edge)


def of_backward_filter(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Return the gradient of filters with letters exchanged."""
    lengths = lengths_in(plan)
    read = read_at(plan, at.X[2:], edge, 0.0), at.X[:2] + "ijkl"
    value = summed_over([(plan.G, at.G), read], at.out, lengths, edge)
    return placed(value, at.out, plan.W.shape, edge)


def of_backward_input(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Return the gradient of images with letters exchanged; `X` says where it is written."""
    lengths = lengths_in(plan)
    sent = summed_over([(plan.G, at.G), (plan.W, at.W)], at.X[:2] + "ijkl", lengths, edge)
    return send_to(plan, sent, at.X, edge)


def _seen(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Return (N, C, OH, OW, KH * KW): what each window looks at."""
    read = read_at(plan, at.X[2:], edge, -np.inf)
    seen = summed_over([(read, at.X[:2] + "ijkl")], "ncijkl", lengths_in(plan), edge)
    return seen.reshape(*seen.shape[:4], math.prod(seen.shape[4:]))


def of_maximum(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Pool maxima with letters exchanged."""
    largest = _seen(plan, at, edge).max(axis=-1)
    return placed(largest, at.out, (*plan.X.shape[:2], *plan.windows.out), edge)


def of_average(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Pool averages with letters exchanged."""
    seen = _seen(plan, at, edge)
    sums = np.where(seen == -np.inf, 0.0, seen).sum(axis=-1) / pool_kernels.divisors(plan)
    return placed(sums, at.out, (*plan.X.shape[:2], *plan.windows.out), edge)


def of_winners(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Give gradients back to maxima, with letters exchanged where X or they are read."""
    G = summed_over([(plan.G, at.G)], "ncij", lengths_in(plan), edge)
    winner = _seen(plan, at, edge).argmax(axis=-1)
    return kernels.add_up(plan, pool_kernels.won(_with_gradient(plan, G), winner))


def of_moved_winners(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Give gradients back to the maxima of windows that lie elsewhere, at letters of X."""
    seen = _seen(plan, at, edge)
    sent = pool_kernels.of_taps(plan, pool_kernels.given(seen, plan.G, plan.reduction.ties))
    return send_to(plan, sent, at.X, edge)


def of_shares(plan: Plan, at: Letters, edge: Edge) -> Array:
    """Share gradients among windows, with letters exchanged where they are read or written."""
    G = summed_over([(plan.G, at.G)], "ncij", lengths_in(plan), edge)
    return send_to(plan, pool_kernels.shares(_with_gradient(plan, G)), at.X, edge)


def _with_gradient(plan: Plan, G: Array) -> Plan:
    return plans.replace(plan, G=G)


def index_faults(computed: Computed, right: Letters, *arrays: str) -> Iterator[Row]:
    """Yield the faults in which one letter of one array is another one.

    Parameters
    ----------
    computed : callable
        Returns what comes out of a plan with such letters.
    right : Letters
    *arrays : {"X", "W", "G", "out"}
        Those in which letters are exchanged.
    """
    loops = sorted({*right.X, *right.W, *right.G, *right.out})
    for name in arrays:
        letters = getattr(right, name)
        for place, letter in enumerate(letters):
            for other in _others(name, place, loops):
                if other != letter:
                    wrong = letters[:place] + other + letters[place + 1 :]
                    at = replace(right, **{name: wrong})
                    shown, due = (_written(name, each) for each in (wrong, letters))
                    told = f"{shown} stands for {due}: {_meaning(letter, other, bool(right.W))}"
                    edges = (*EDGES, *_beyond(computed, other))
                    ways = (_slip(computed, at, edge) for edge in edges)
                    yield from about(HINT, kernel(f"{name.lower()}-at-{wrong}", told, *ways))


def _beyond(computed: Computed, other: str) -> tuple[Edge, ...]:
    """Return what else becomes of windows behind the image, by the index of another axis."""
    if other not in "ij":
        return ()
    if computed is of_maximum:
        return ("unless-empty",)
    return ("spread",) if computed is of_forward else ()


def moved_windows(computed: Computed) -> Iterator[Row]:
    """Yield the faults of a pooling's gradient whose windows lie where the index of the other axis says."""
    finds = computed is of_moved_winners
    edges: tuple[Edge, ...] = (*EDGES, "unless-empty") if finds else EDGES
    where = ", in X and in the result" if finds else ""
    for wrong, line, other in (("ncikil", "column", "row"), ("ncjkjl", "row", "column")):
        at = replace(POOLED, X=wrong)
        told = f"the {line}s of each window begin where the number of its {other} says, not that of its {line}{where}"
        ways = (_slip(computed, at, edge) for edge in edges)
        yield from about(HINT, kernel(f"windows-at-{wrong}", told, *ways))


def _others(name: str, place: int, loops: list[str]) -> list[str]:
    """Return the letters that may stand in a place by mistake."""
    if name != "X":
        return loops
    if place < 2:
        return [each for each in loops if each in "ncf"]
    return {2: ["j", FIRST], 3: ["l", FIRST], 4: ["i", FIRST], 5: ["k", FIRST]}[place]


def _slip(computed: Computed, at: Letters, edge: Edge) -> Kernel:
    def slip(plan: Plan) -> Array:
        if plan.groups == 1:
            return computed(plan, at, edge)
        parts = (computed(part, at, edge) for part in _groups(plan))
        return np.concatenate([*parts], axis=0 if at.out == Letters().W else 1)

    return slip


def _groups(plan: Plan) -> Iterator[Plan]:
    """Yield what is convolved apart."""
    arrays = ((plan.X, 1), (plan.W, 0), (plan.G, 1))
    split = (np.split(array, plan.groups, axis) for array, axis in arrays)
    for X, W, G in zip(*split, strict=True):
        yield plans.replace(plan, X=X, W=W, G=G, groups=1)


def _written(name: str, letters: str) -> str:
    """Write an array with its indices as people do."""
    shown = {"G": "out_grad", "out": "the result"}.get(name, name)
    if name == "X":
        n, c, i, k, j, l = tuple(letters)
        letters_shown = [n, c, _sum(i, k), _sum(j, l)]
    else:
        letters_shown = list(letters)
    return f"{shown}[{', '.join(letters_shown)}]"


def _sum(window: str, tap: str) -> str:
    return " + ".join(each for each in (window, tap) if each != FIRST)


def _meaning(letter: str, other: str, filters: bool) -> str:
    is_, due = (WORDS.get(each, "") for each in (other, letter))
    told = f"always the first {due}" if other == FIRST else f"the {is_} is taken for the {due}"
    return told if filters else told.replace("kernel", "window")
