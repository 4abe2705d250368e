"""Which ways of pooling forward, put together from parts, agree with what was traced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.winning.asked_values import EXTRAS, MAKES, SOURCES
from cnncheck.diagnose.winning.choosing import KEYS
from cnncheck.diagnose.winning.fitting_forms import forms_of, hits_of, plain_forms
from cnncheck.diagnose.winning.losing import lost_of
from cnncheck.diagnose.winning.pooling_rules import Forth, looking, right_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.diagnose.winning.choosing import Looked
    from cnncheck.diagnose.winning.reaching import Form
    from cnncheck.diagnose.winning.tracing import Trace
    from cnncheck.operators.problem import Array

MOST = 12
"""Ways that are put to the test."""


def fitting_forth(traces: Sequence[Trace]) -> list[Forth]:
    """Return the ways of pooling forward that agree with traces, however windows are counted."""
    rank = len(traces[0].problem.windows.axes)
    lost = _lost(traces)
    if lost.all():
        return []
    found: list[Forth] = []
    for source in range(len(SOURCES)):
        took = [_taken(trace, source) for trace in traces]
        if not all(((each >= 0) | lost).all() for each in took):
            continue
        for extra in range(len(EXTRAS)):
            for forms in _known(traces, took, source, extra, lost):
                found += _keyed(forms, source, extra, traces, lost)
        if found:
            break
    else:
        for forms in plain_forms(rank):
            found += _makes(forms, traces, lost)
    found = sorted(found, key=lambda each: each.deviations)[:MOST]
    fill = float(traces[0].got.reshape(lost.shape)[lost][0]) if lost.any() else 0.0
    every = lost_of(lost, traces[0].got.shape[2:])
    return [replace(each, lost=its, fill=fill) for each in found for its in every]


def _lost(traces: Sequence[Trace]) -> Array:
    """Return (N, C, windows): which have one and the same number in all, whatever X is."""
    got = np.array([each.got.reshape(*each.got.shape[:2], -1) for each in traces])
    fill = {*got[:, (got == got[0]).all(axis=0)].ravel().tolist()}
    return (got == got[0]).all(axis=0) if len(fill) == 1 else np.zeros(got.shape[1:], np.bool_)


def _known(
    traces: Sequence[Trace], took: Sequence[Array], source: int, extra: int, lost: Array
) -> list[tuple[Form, ...]]:
    """Return where windows may lie that took these pixels, those left out that are read besides."""
    problem, counts = traces[0].problem, traces[0].got.shape[2:]
    right = right_forms(len(counts))
    its, pairs = EXTRAS[extra][1], set()
    for trace, each in zip(traces, took, strict=True):
        own = ~lost
        if its is not None:
            looked = looking(right, trace.problem, counts, source)
            own = own & (its(looked) != trace.got.reshape(each.shape))
        windows = np.broadcast_to(np.arange(each.shape[-1]), each.shape)
        pairs |= {*zip(windows[own].tolist(), each[own].tolist(), strict=True)}
    known = forms_of(problem, hits_of(counts, problem.windows.image, pairs))
    return [*dict.fromkeys([right, *known])]


def _taken(trace: Trace, source: int) -> Array:
    """Return (N, C, windows): the pixel of its own channel that each window took; -1 for none."""
    X = SOURCES[source][1](trace.problem.arrays["X"].astype(np.float64))
    flat = X.reshape(*X.shape[:2], 1, -1)
    alike = flat == trace.got.reshape(*trace.got.shape[:2], -1, 1)
    return np.where(alike.any(-1), alike.argmax(-1), -1)


def _looked(forms: tuple[Form, ...], source: int, trace: Trace) -> Looked:
    return looking(forms, trace.problem, trace.got.shape[2:], source)


def _keyed(
    forms: tuple[Form, ...], source: int, extra: int, traces: Sequence[Trace], lost: Array
) -> Iterator[Forth]:
    """Yield by what the winner may be found of windows that lie so."""
    for key in range(2 if extra else len(KEYS)):
        rule = Forth(forms, key, 0, extra, source)
        if _agrees(rule, traces, lost):
            yield rule


def _makes(forms: tuple[Form, ...], traces: Sequence[Trace], lost: Array) -> Iterator[Forth]:
    """Yield what may be made of windows that lie so, where that is no value of theirs."""
    for make in range(1, len(MAKES)):
        for key in (0, 1) if MAKES[make][0] in PICKED else (0,):
            rule = Forth(forms, key, make)
            if _agrees(rule, traces, lost):
                yield rule


PICKED = {text for text, _ in MAKES if "winner" in text}
"""What is made of the winner alone."""


def _agrees(rule: Forth, traces: Sequence[Trace], lost: Array) -> bool:
    for trace in traces:
        looked = _looked(rule.forms, rule.source, trace)
        answer = rule.pooled(looked)[~lost]
        if not np.allclose(answer, trace.got.reshape(lost.shape)[~lost], equal_nan=True):
            return False
    return True
