"""Which ways of sending gradients back, put together from parts, agree with what was traced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.winning.choosing import EVERY, KEYS
from cnncheck.diagnose.winning.equal_maxima import ALL
from cnncheck.diagnose.winning.fitting_forms import forms_of, hits_of, plain_forms
from cnncheck.diagnose.winning.losing import lost_of
from cnncheck.diagnose.winning.passing_on import FACTORS, GRADIENTS
from cnncheck.diagnose.winning.placing import PLACES
from cnncheck.diagnose.winning.pooling_rules import Back, looking, right_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.diagnose.winning.choosing import Looked
    from cnncheck.diagnose.winning.reaching import Form
    from cnncheck.diagnose.winning.tracing import Trace
    from cnncheck.operators.problem import Array

MOST_PARTS = 3
"""In so many things a way may be otherwise, those apart that ties and overlaps show."""

MOST = 12
"""Ways that are put to the test."""


def fitting_back(traces: Sequence[Trace]) -> list[Back]:
    """Return the ways of sending gradients back that agree with traces.

    Where none does, those that come to as much where no windows share a pixel: of what is shared a
    window without a gradient may have taken it away.
    """
    lands = [_landed(trace) for trace in traces]
    if not all(np.isfinite(land).all() for land in lands) or not any(land.any() for land in lands):
        return []  # with what is everywhere, as NaN is, or nowhere, every way agrees
    lost = ~np.any([land.any(axis=-1) for land in lands], axis=0)
    for erased in (False, True):
        fit = _Fit(traces, lands, lost, erased)
        if found := fit.found():
            counts = traces[0].problem.arrays["out_grad"].shape[2:]
            found = sorted(found, key=lambda each: each.deviations)[:MOST]
            # What never came by chance has nothing in common.
            every = [None, *filter(None, lost_of(lost, counts))]
            return [replace(each, lost=its) for each in found for its in every]
    return []


@dataclass(frozen=True, eq=False)
class _Fit:
    """Traces, and what landed where.

    Attributes
    ----------
    traces : sequence of Trace
    lands : sequence of (N, C, windows, pixels) arrays
    lost : (N, C, windows) bool array
        From which nothing came at all.
    erased : bool
        Whether what windows share may be gone.
    """

    traces: Sequence[Trace]
    lands: Sequence[Array]
    lost: Array
    erased: bool

    def found(self) -> list[Back]:
        problem = self.traces[0].problem
        image, counts = problem.windows.image, problem.arrays["out_grad"].shape[2:]
        pairs = [
            (int(window), int(pixel))
            for land in self.lands
            for window, pixel in zip(*np.nonzero(land.any(axis=(0, 1))), strict=True)
        ]
        rank, every = len(image), range(len(PLACES))
        for forms, places in (
            ([right_forms(rank)], every),
            (forms_of(problem, hits_of(counts, image, pairs)), every[:1]),
            (plain_forms(rank, apart=False), every[1:]),
        ):
            found = [
                each
                for some in forms
                for rule in self._placed(some, places)
                if rule.deviations <= MOST_PARTS and self._lands_alike(rule)
                for each in self._with_factors(rule)
            ]
            if found:
                return found
        return []

    def _placed(self, forms: tuple[Form, ...], places: Sequence[int]) -> Iterator[Back]:
        """Yield by what winners may be found, and where they may be thought to be, of one trace."""
        trace, land = self.traces[0], self.lands[0]
        looked, problem = _looked(forms, trace), trace.problem
        hit = land != 0
        windows = np.arange(land.shape[2])[:, None]
        found = {}
        for place in places:
            at = PLACES[place][1](looked, problem)
            # (N, C, windows, taps): whether what the tap would get is there
            there = hit[:, :, windows, np.maximum(at, 0)] & (at >= 0)
            if (there.any(-1) == hit.any(-1)).all():
                free = self._shared(looked, at) if self.erased else np.zeros((), np.bool_)
                found[place] = there, there | free | self.lost[..., None]
        for key in range(len(KEYS)) if found else ():
            ties = ALL if key == EVERY else 0
            wins, _ = Back(forms, key, ties=ties).winners(looked)
            for place, (there, may) in found.items():
                if (wins <= may).all() and ((wins & there).any(-1) >= hit.any(-1)).all():
                    yield Back(forms, key, place, ties=ties)

    @staticmethod
    def _shared(looked: Looked, at: Array) -> Array:
        """Return (windows, taps): which are over a pixel that several windows have."""
        its = np.maximum(at, 0)
        return np.asarray(np.bincount(its[looked.inside], minlength=int(its.max()) + 1)[its] > 1)

    def _lands_alike(self, rule: Back) -> bool:
        """Whether gradients go to the pixels that got them, and to no others."""
        return all(self._alike(rule, *each) for each in zip(self.traces, self.lands, strict=True))

    def _alike(self, rule: Back, trace: Trace, land: Array) -> bool:
        shares = rule.shares(_looked(rule.forms, trace), trace.problem)
        if shares is None:
            return False
        wins, at, _ = shares
        due = _sent(wins * ~self.lost[..., None], at, land) != 0
        if not self.erased:
            return np.array_equal(due, land != 0)
        shared = np.bincount(at.ravel(), minlength=land.shape[-1]) > 1
        return bool((((land != 0) == due) | (due & shared)).all())

    def _with_factors(self, rule: Back) -> Iterator[Back]:
        for factor, gradient in product(range(len(FACTORS)), range(len(GRADIENTS))):
            its = replace(rule, factor=factor, gradient=gradient)
            if all(self._is_of(its, *each) for each in zip(self.traces, self.lands, strict=True)):
                yield its

    def _is_of(self, rule: Back, trace: Trace, land: Array) -> bool:
        shares = rule.shares(_looked(rule.forms, trace), trace.problem)
        assert shares is not None
        wins, at, factor = shares
        G = GRADIENTS[rule.gradient][1](trace.problem.arrays["out_grad"])
        due = _sent(wins * factor * ~self.lost[..., None], at, land) * G.reshape(
            *G.shape[:2], -1, 1
        )
        return np.allclose(np.where(land != 0, due, 0.0) if self.erased else due, land)


def _sent(share: Array, at: Array, land: Array) -> Array:
    """Return (N, C, windows, pixels): what each window gives each pixel."""
    out = np.zeros(land.shape)
    for window, places in enumerate(at):
        for tap, place in enumerate(places.tolist()):
            out[:, :, window, place] += share[:, :, window, tap]
    return out


def _looked(forms: tuple[Form, ...], trace: Trace) -> Looked:
    problem = trace.problem
    return looking(forms, problem, problem.arrays["out_grad"].shape[2:])


def _landed(trace: Trace) -> Array:
    """Return (N, C, windows, pixels): what came of the gradient of each window."""
    got = trace.got.reshape(*trace.got.shape[:3], -1)
    return np.moveaxis(got, 0, 2)
