"""A way of pooling, put together from parts, and what it comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.winning.asked_values import EXTRAS, MAKES, SOURCES
from cnncheck.diagnose.winning.choosing import EVERY, KEYS, Looked
from cnncheck.diagnose.winning.counting_windows import windows_of
from cnncheck.diagnose.winning.equal_maxima import STARTS, TIES
from cnncheck.diagnose.winning.losing import is_lost
from cnncheck.diagnose.winning.passing_on import FACTORS, GRADIENTS, MEETS, Given
from cnncheck.diagnose.winning.placing import PLACES
from cnncheck.diagnose.winning.reaching import RIGHT, neighbours

if TYPE_CHECKING:
    from cnncheck.diagnose.observing.predicates import Predicate
    from cnncheck.diagnose.winning.reaching import Form
    from cnncheck.operators.problem import Array, Problem


@dataclass(frozen=True)
class Back:
    """How gradients are sent back: numbers of what its parts are, 0 for what is right.

    Attributes
    ----------
    forms : tuple of Form
        Where the windows lie, along each axis.
    key, place, factor, gradient, meet, start, ties : int
    lost : Predicate, optional
        Which windows give no gradient.
    """

    forms: tuple[Form, ...]
    key: int = 0
    place: int = 0
    factor: int = 0
    gradient: int = 0
    meet: int = 0
    start: int = 0
    ties: int = 0
    lost: Predicate | None = None

    @property
    def words(self) -> list[str]:
        """What is otherwise than it should be."""
        parts = (
            KEYS[self.key][0],
            PLACES[self.place][0],
            TIES[self.ties][1] if self.ties and self.key != EVERY else "",
            STARTS[self.start][0],
            GRADIENTS[self.gradient][0],
            FACTORS[self.factor][0],
            MEETS[self.meet][0],
            _told_of(self.lost, "the gradient of {} is lost", "windows give no gradient where {}"),
        )
        return [each for each in parts if each]

    @property
    def deviations(self) -> int:
        """In how many parts it is otherwise."""
        return len(self.words) + sum(len(form.changes) for form in set(self.forms))

    def answer(self, problem: Problem) -> Array | None:
        """Return what comes of it; nothing where it leaves the image."""
        G = problem.arrays["out_grad"].astype(np.float64)
        return self.sent(looking(self.forms, problem, G.shape[2:]), problem, G)

    def winners(self, looked: Looked) -> tuple[Array, Array]:
        """Return (N, C, windows, taps): how much of its gradient each pixel of a window gets; what these equal."""
        key, top = KEYS[self.key][1](looked)
        wins = (key == top) & looked.inside
        wins = STARTS[self.start][1](looked, TIES[self.ties][2](looked, wins))
        return np.broadcast_to(wins, looked.values.shape), top

    def shares(self, looked: Looked, problem: Problem) -> tuple[Array, Array, Array] | None:
        """Return who wins, where gradients go, and by what they are multiplied; nothing outside of the image."""
        wins, top = self.winners(looked)
        at = PLACES[self.place][1](looked, problem)
        if (wins.any(axis=(0, 1)) & (at < 0)).any():
            return None
        at = np.maximum(at, 0)
        return wins, at, FACTORS[self.factor][1](Given(looked, problem, top, at))

    def sent(self, looked: Looked, problem: Problem, G: Array) -> Array | None:
        """Return dX of what windows look at, or nothing."""
        shares = self.shares(looked, problem)
        if shares is None:
            return None
        wins, at, factor = shares
        wins = wins * ~is_lost(self.lost, G.shape, looked.counts)[..., None]
        G = GRADIENTS[self.gradient][1](G).reshape(*G.shape[:2], -1, 1)
        N, C, *image = looked.X.shape
        out = np.zeros((N, C, math.prod(image)))
        share = np.broadcast_to(G * factor, wins.shape)
        return MEETS[self.meet][1](out, at, share, wins, looked).reshape(N, C, *image)


@dataclass(frozen=True)
class Forth:
    """How windows are pooled: numbers of what its parts are, 0 for what is right.

    Attributes
    ----------
    forms : tuple of Form
        Where the windows lie, along each axis.
    key, make, extra, source : int
    counts : tuple of int
        How windows are counted along each axis; empty for as they should be.
    lost : Predicate, optional
        Which windows are not pooled.
    fill : float
        What there is in their place.
    """

    forms: tuple[Form, ...]
    key: int = 0
    make: int = 0
    extra: int = 0
    source: int = 0
    counts: tuple[int, ...] = ()
    lost: Predicate | None = None
    fill: float = 0.0

    @property
    def words(self) -> list[str]:
        """What is otherwise than it should be."""
        each = (SOURCES, self.source), (KEYS, self.key), (EXTRAS, self.extra), (MAKES, self.make)
        parts = [some[number][0] for some, number in each]
        parts.append(
            _told_of(
                self.lost,
                f"in {{}} the result is {self.fill:g} throughout",
                f"the result is {self.fill:g} where {{}}",
            )
        )
        return [each for each in parts if each]

    @property
    def deviations(self) -> int:
        """In how many parts it is otherwise."""
        forms = sum(len(form.changes) for form in set(self.forms))
        return len(self.words) + forms + len({*self.counts} - {0})

    def looked(self, problem: Problem) -> Looked:
        """Return what the windows look at."""
        axes = problem.windows.axes
        counts = windows_of(axes, self.counts or (0,) * len(axes))
        return looking(self.forms, problem, counts, self.source)

    def answer(self, problem: Problem) -> Array | None:
        """Return what comes of it; nothing where a window has no pixel."""
        looked = self.looked(problem)
        lost = is_lost(self.lost, looked.X.shape, looked.counts)
        if not (looked.inside.any(-1) | lost).all():
            return None
        out = np.where(lost, self.fill, self.pooled(looked))
        return out.reshape(*looked.X.shape[:2], *looked.counts)

    def pooled(self, looked: Looked) -> Array:
        """Return (N, C, windows)."""
        key, reference = KEYS[self.key][1](looked)
        wins = (key == reference) & looked.inside
        seen, extra = looked.values, EXTRAS[self.extra][1]
        if extra is not None:
            more = extra(looked)[..., None]
            own = np.take_along_axis(seen, wins.argmax(-1)[..., None], -1)
            better = more < own if self.key == SMALLEST else more > own
            seen = np.concatenate([seen, more], axis=-1)
            wins = np.concatenate([wins & ~better, better], axis=-1)
        with np.errstate(all="ignore"):
            return MAKES[self.make][1](looked, seen, wins)


def _told_of(lost: Predicate | None, noun: str, text: str) -> str:
    if lost is None:
        return ""
    return noun.format(lost.noun) if lost.noun else text.format(lost.text)


SMALLEST = 1
"""The key by which the smallest value wins."""


@lru_cache(maxsize=128)  # the variants of a rule look at the same
def looking(
    forms: tuple[Form, ...], problem: Problem, counts: tuple[int, ...], source: int = 0
) -> Looked:
    """Return what so many windows look at that lie so along each axis."""
    axes = problem.windows.axes
    each = zip(forms, axes, neighbours(axes), counts, strict=True)
    reaches = [form.reach(axis, other, count) for form, axis, other, count in each]
    return Looked(SOURCES[source][1](problem.arrays["X"].astype(np.float64)), reaches)


def right_forms(rank: int) -> tuple[Form, ...]:
    """Return where windows lie as they should."""
    return (RIGHT,) * rank
