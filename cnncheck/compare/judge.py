"""From the answers of both sides to one verdict: type, shape, dtype, then values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import Allowed, allowed_difference
from cnncheck.compare.expectations import broken_fact, slice_facts
from cnncheck.compare.figures import matches_a_constant, measure, summarise
from cnncheck.compare.hints import dtype_hint, shape_hint, value_hint
from cnncheck.compare.power import detection_power
from cnncheck.compare.verdict import Evidence, Figures, Summary, Verdict
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.asking.answers import Answers
    from cnncheck.cases.case import Case
    from cnncheck.operators.problem import Array

EVIDENCE_LIMIT = 1 << 20
"""Bytes up to which the arrays of a failure are kept for diagnosis and pictures."""


def judge(case: Case, answers: Sequence[Answers]) -> Verdict:
    """Say how one pass of a case ended.

    Parameters
    ----------
    case : Case
    answers : sequence of Answers
        Of all draws of the pass, in order, at least one.

    Returns
    -------
    Verdict
        Of the first draw that failed; else of the draw that came closest to its bound.
    """
    bounds = [allowed_difference(case, each.problem, each.truth) for each in answers]
    verdicts = [
        _judge_draw(index, each, allowed)
        for index, (each, allowed) in enumerate(zip(answers, bounds, strict=True))
    ]
    failed = next((verdict for verdict in verdicts if not verdict.outcome.passed), None)
    chosen = failed or max(verdicts, key=_closeness)
    changes: dict[str, object] = {
        "implementation": _summary_of_reply(answers[0]),
        "reference": summarise(answers[0].truth.value.astype(answers[0].problem.dtype, copy=False)),
        "seconds": sum(each.reply.seconds for each in answers),
        "reference_seconds": sum(each.truth.seconds for each in answers),
        "slices": slice_facts(case, answers[0]),
    }
    if failed is None:
        changes["power"] = detection_power(answers[0].problem, answers[0].truth, bounds[0].at)
        changes |= _doubts(case, answers, bounds)
    elif failed.draw > 0 and failed.outcome is Outcome.WRONG_VALUES:
        later = (
            "the first asking passed, this one has fresh values: is anything kept between calls?"
        )
        changes["hint"] = failed.hint or later
    return _replace(chosen, changes)


def _judge_draw(index: int, answers: Answers, allowed: Allowed) -> Verdict:
    problem, reply, truth = answers.problem, answers.reply, answers.truth
    base = Verdict(
        Outcome.PASSED,
        allowed.lane,
        draw=index,
        inputs=tuple((name, array.shape) for name, array in problem.arrays.items()),
        log=reply.log,
        yardstick=_figures_of(answers.yardstick, truth.value, allowed),
    )
    if answers.second_opinion is not None and not np.array_equal(
        answers.second_opinion, truth.value, equal_nan=True
    ):
        return _replace(base, _dispute(answers.second_opinion, truth.value))
    if reply.value is None:
        return _replace(
            base, {"outcome": reply.outcome, "message": reply.message, "hint": reply.hint}
        )
    changes = _compare(answers, reply.value, allowed)
    if not reply.outcome.passed:  # a mutated input or an aliased output, with its value
        changes |= {"outcome": reply.outcome, "message": reply.message, "hint": reply.hint}
    return _replace(base, changes)


def _compare(answers: Answers, value: Array, allowed: Allowed) -> dict[str, object]:
    problem, truth = answers.problem, answers.truth
    if value.shape != truth.value.shape:
        return {
            "outcome": Outcome.WRONG_SHAPE,
            "message": f"returned shape {_shape(value.shape)}, expected {_shape(truth.value.shape)}",
            "hint": shape_hint(value.shape, truth.value.shape),
        }
    if value.dtype.kind not in "fiub":
        return {
            "outcome": Outcome.WRONG_DTYPE,
            "message": f"returned dtype {value.dtype.name}, expected {problem.dtype.name}",
            "hint": "return an array of real numbers",
        }
    figures = measure(value, truth.value, allowed.at)
    if value.dtype != problem.dtype:
        return {
            "outcome": Outcome.WRONG_DTYPE,
            "message": f"returned dtype {value.dtype.name}, expected {problem.dtype.name}",
            "hint": dtype_hint(value.dtype.name, problem.dtype.name, not figures.mismatched),
            "figures": figures,
        }
    if not figures.mismatched:
        return {"figures": figures}
    wrong = _wrong(value, truth.value, allowed.at)
    return {
        "outcome": Outcome.WRONG_VALUES,
        "message": f"{figures.mismatched} of {figures.size} elements differ",
        "hint": value_hint(value, truth.value, wrong),
        "figures": figures,
        "evidence": _evidence(answers, value, allowed),
    }


def _doubts(case: Case, answers: Sequence[Answers], bounds: Sequence[Allowed]) -> dict[str, object]:
    """Reasons not to believe that all is well although every draw agreed."""
    expected = [each.truth.value for each in answers]
    if matches_a_constant(expected, [allowed.at for allowed in bounds]):
        return {
            "outcome": Outcome.UNTRUSTED,
            "message": "a constant result would pass this comparison too, so it proves nothing",
            "hint": "choose a case whose right answer has different values, or a tighter tolerance",
        }
    fact = broken_fact(case, answers[0])
    return fact or {}


def _dispute(second: Array, truth: Array) -> dict[str, object]:
    return {
        "outcome": Outcome.DISPUTED,
        "message": "the two references disagree in "
        f"{int(np.count_nonzero(second != truth))} of {truth.size} elements, so nobody is blamed",
        "hint": "report this case: PyTorch and the formula give different answers here",
    }


def _summary_of_reply(answers: Answers) -> Summary | None:
    return None if answers.reply.value is None else summarise(answers.reply.value)


def _wrong(value: Array, expected: Array, allowed: Array) -> Array:
    with np.errstate(invalid="ignore"):
        near = np.abs(value.astype(np.float64) - expected) <= allowed
    same = (value == expected) | (np.isnan(value) & np.isnan(expected))
    return np.asarray(~(near | same))


def _evidence(answers: Answers, value: Array, allowed: Allowed) -> Evidence | None:
    if answers.problem.nbytes > EVIDENCE_LIMIT:
        return None
    return Evidence(value, answers.truth.value, allowed.at, answers.problem.arrays)


def _figures_of(array: Array | None, truth: Array, allowed: Allowed) -> Figures | None:
    return None if array is None else measure(array, truth, allowed.at)


def _closeness(verdict: Verdict) -> float:
    return verdict.figures.of_bound if verdict.figures else 0.0


def _replace(verdict: Verdict, changes: dict[str, object]) -> Verdict:
    return replace(verdict, **changes)  # type: ignore[arg-type]


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) or "a scalar ()"
