"""From the answers of both sides to one verdict: type, shape, dtype, then values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.compare.bounds import OVERFLOW, Allowed, allowed_difference, largest_sum
from cnncheck.compare.certificate import log2_of_miss
from cnncheck.compare.expectations import (
    broken_fact,
    disputed_answer,
    disputed_reference,
    slice_facts,
)
from cnncheck.compare.figures import Constant, measure, pieces, same, summarise
from cnncheck.compare.hints import dtype_hint, shape_hint, value_hint
from cnncheck.compare.power import detection_power
from cnncheck.compare.sums import allowed_of_sums, sums_text
from cnncheck.compare.verdict import Evidence, Figures, Summary, Verdict
from cnncheck.dtypes import finfo, is_integer, is_real
from cnncheck.outcomes import Outcome
from cnncheck.shapes import as_shape, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.asking.answers import Answers
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import Truth

EVIDENCE_LIMIT = 1 << 20
"""Bytes up to which the arrays of a failure are kept for diagnosis and pictures."""


_UNTRUSTED: dict[str, object] = {
    "outcome": Outcome.UNTRUSTED,
    "message": "a constant result would pass this comparison too, so it proves nothing",
    "hint": "choose a case whose right answer has different values, or a tighter tolerance",
}
"""Why not to believe that all is well although every draw agreed."""

_LATER = "the first asking passed, this one has fresh values: is anything kept between calls?"


def judge(case: Case, answers: Iterable[Answers], *, brief: bool = False) -> Verdict:
    """Say how one pass of a case ended.

    Parameters
    ----------
    case : Case
    answers : iterable of Answers
        Of all draws of the pass, in order, at least one. They are looked at one after the other,
        and none is held when the next is taken.
    brief : bool
        Whether to leave out what is told beside the outcome, but of the differences found.

    Returns
    -------
    Verdict
        Of the first draw that failed; else of the draw that came closest to its bound.
    """
    draws = _Draws(case, brief=brief)
    for each in answers:
        # What comes may be anything that NumPy has an array of; no figure of it is worth a warning.
        with np.errstate(all="ignore"):
            draws.take(each)
        del each
    return draws.verdict()


class _Draws:
    """Findings on one pass of a case after some of its draws."""

    def __init__(self, case: Case, *, brief: bool) -> None:
        self._case, self._brief = case, brief
        self._verdicts: list[Verdict] = []
        self._seconds, self._reference_seconds = 0.0, 0.0
        self._constant = Constant()
        self._of_first: dict[str, object] = {}
        self._if_passed: dict[str, object] = {}
        self._broken: dict[str, object] | None = None
        self._log2_miss = 0.0

    def take(self, answers: Answers) -> None:
        """Judge the next draw."""
        case, problem, truth = self._case, answers.problem, answers.truth
        thinned = answers.thinned
        allowed = (
            allowed_of_sums(thinned, truth) if thinned else allowed_difference(case, problem, truth)
        )
        verdict = _judge_draw(case, len(self._verdicts), answers, allowed)
        if not self._verdicts:
            if not self._brief:
                self._of_first = {
                    "implementation": _summary_of_reply(answers),
                    "reference": None if thinned else _of_truth(answers),
                    "slices": slice_facts(case, answers),
                }
            if verdict.outcome.passed:
                self._broken = broken_fact(case, answers)
                if not self._brief:
                    self._if_passed["power"] = detection_power(problem, truth, allowed.at, thinned)
        self._log2_miss += 0.0 if allowed.at.any() else log2_of_miss(problem, thinned)
        self._verdicts.append(verdict)
        self._seconds += answers.reply.seconds
        self._reference_seconds += truth.seconds
        if thinned:
            ones = thinned.along(thinned.factors.sum(axis=1))
            self._constant.narrow(truth.value / ones, allowed.at / np.abs(ones))
        else:
            self._constant.narrow(truth.value, allowed.at)

    def verdict(self) -> Verdict:
        """Say how the pass ended."""
        refused = [each.outcome is Outcome.UNSUPPORTED for each in self._verdicts]
        if any(refused) and not all(refused):  # what is supported is a matter of shapes
            self._verdicts = [_as_raised(each) for each in self._verdicts]
        failed = next((each for each in self._verdicts if not each.outcome.passed), None)
        changes = {
            **self._of_first,
            "seconds": self._seconds,
            "reference_seconds": self._reference_seconds,
        }
        if failed is None:
            self._if_passed["log2_miss"] = self._log2_miss or None
            # Of an empty batch shapes and zeros are all there is to ask for.
            trivial = self._constant.matches and not self._case.empty
            doubts = _UNTRUSTED if trivial else self._broken or {}
            return _replace(max(self._verdicts, key=_closeness), changes | self._if_passed | doubts)
        if failed.draw > 0 and failed.outcome is Outcome.WRONG_VALUES:
            changes["hint"] = failed.hint or _LATER
        return _replace(failed, changes)


def _judge_draw(case: Case, index: int, answers: Answers, allowed: Allowed) -> Verdict:
    problem, words, axes = answers.problem, answers.reply.words, answers.reply.axes
    alone = problem.comes_alone  # one image, without N
    about: dict[str, Any] = {
        "outcome": Outcome.PASSED,
        "lane": allowed.lane,
        "draw": index,
        "sums": sums_text(answers.thinned) if answers.thinned else "",
        "inputs": tuple(
            (words.get(name, name), in_order(array.shape, axes.get(name, ()))[alone(name) :])
            for name, array in problem.arrays.items()
        ),
        "log": answers.reply.log,
        "yardstick": _figures_of(answers.yardstick, answers.truth.value, allowed),
    }
    disputed = disputed_answer(case, answers, allowed) if not index else {}
    return Verdict(**about | (disputed or _found(answers, allowed)))


def _found(answers: Answers, allowed: Allowed) -> dict[str, object]:
    reply, truth, second = answers.reply, answers.truth.value, answers.second_opinion
    if second is not None and not np.array_equal(second, truth, equal_nan=True):
        return disputed_reference(second, truth)
    found = {} if reply.value is None else _compare(answers, reply.value, allowed)
    if reply.value is None or not reply.outcome.passed:  # a changed input comes with a value
        found |= {"outcome": reply.outcome, "message": reply.message, "hint": reply.hint}
    return found


def _compare(answers: Answers, value: Array, allowed: Allowed) -> dict[str, object]:
    problem, truth, order = answers.problem, answers.truth, answers.reply.order
    expected_dtype = problem.result_dtype
    thinned = answers.thinned
    # What comes without N was given one to be compared.
    lone = problem.comes_alone(problem.result)
    if value.shape != problem.out_shape:
        shapes = [value.shape, problem.out_shape]
        theirs = [in_order(shape, order)[lone:] for shape in shapes]
        got, expected = map(_shape, theirs)
        # Of axes in another order a hint is put in that one later; there are no others.
        hint = shape_hint(*(theirs if -1 in order else [shape[lone:] for shape in shapes]))
        return {
            "outcome": Outcome.WRONG_SHAPE,
            "message": f"{_called(answers)}returned shape {got}, expected {expected}",
            "hint": hint,
        }
    if not is_real(value.dtype):
        return {
            "outcome": Outcome.WRONG_DTYPE,
            "message": f"returned dtype {value.dtype.name}, expected {expected_dtype.name}",
            "hint": "return an array of real numbers",
        }
    if allowed.lane == OVERFLOW and value.dtype == expected_dtype:
        return _overflowing(problem, truth)
    seen = thinned.sums(value) if thinned else value
    figures = measure(seen, truth.value, allowed.at)
    if (order or lone) and figures.worst is not None:
        index = figures.worst.index[lone:]
        figures = replace(figures, worst=replace(figures.worst, index=index, order=order))
    if value.dtype != expected_dtype:
        return {
            "outcome": Outcome.WRONG_DTYPE,
            "message": f"returned dtype {value.dtype.name}, expected {expected_dtype.name}",
            "hint": dtype_hint(value.dtype.name, expected_dtype.name, not figures.mismatched),
            "figures": figures,
        }
    if not figures.mismatched:
        return {"figures": figures}
    return _differing(answers, value, allowed, figures)


def _differing(
    answers: Answers, value: Array, allowed: Allowed, figures: Figures
) -> dict[str, object]:
    """Say how many values differ, and of elements which."""
    problem, truth, thinned = answers.problem, answers.truth, answers.thinned
    found: dict[str, object] = {"outcome": Outcome.WRONG_VALUES, "figures": figures}
    counted = f"{_called(answers)}{figures.mismatched} of {figures.size}"
    if thinned:
        message = f"{counted} random sums of {sums_text(thinned)} differ"
        hint = "a smaller shape, or a larger --reference-work, shows which elements"
        return found | {"message": message, "hint": hint}
    wrong, multiplies = _wrong(value, truth.value, allowed.at), problem.multiplies
    hint = value_hint(value, truth.value, wrong, finite=_finite(problem), multiplies=multiplies)
    evidence = _evidence(answers, value, allowed)
    return found | {"message": f"{counted} elements differ", "hint": hint, "evidence": evidence}


def _overflowing(problem: Problem, truth: Truth) -> dict[str, object]:
    dtype = np.dtype(np.int32) if is_integer(problem.dtype) else problem.dtype
    most = np.iinfo(dtype).max if is_integer(dtype) else finfo(dtype).max
    return {
        "outcome": Outcome.UNTRUSTED,
        "message": f"{dtype.name} holds numbers up to {float(most):g}, and "
        f"sums come to {largest_sum(problem, truth):.3g}, so that right ways of computing differ",
        "hint": "choose smaller values, or shorter sums",
    }


def _finite(problem: Problem) -> bool:
    return all(bool(np.isfinite(array).all()) for array in problem.arrays.values())


def _summary_of_reply(answers: Answers) -> Summary | None:
    value, order = answers.reply.value, answers.reply.order
    return None if value is None else _as_had(summarise(value), answers.problem, order)


def _of_truth(answers: Answers) -> Summary:
    problem, order = answers.problem, answers.reply.order
    return _as_had(summarise(answers.truth.value, problem.result_dtype), problem, order)


def _as_had(summary: Summary, problem: Problem, order: tuple[int, ...]) -> Summary:
    shape = in_order(summary.shape, order)[problem.comes_alone(problem.result) :]
    return summary if shape == summary.shape else replace(summary, shape=shape)


def _wrong(value: Array, expected: Array, allowed: Array) -> Array:
    wrong = np.empty(value.size, bool)
    with np.errstate(invalid="ignore"):
        for first, got, want, most in pieces(value, expected, allowed):
            near = np.abs(got.astype(np.float64) - want) <= most
            wrong[first : first + len(got)] = ~(near | same(got, want))
    return wrong.reshape(value.shape)


def _evidence(answers: Answers, value: Array, allowed: Allowed) -> Evidence | None:
    if answers.problem.nbytes > EVIDENCE_LIMIT:
        return None
    return Evidence(value, answers.truth.value, allowed.at, answers.problem.arrays)


def _figures_of(array: Array | None, truth: Array, allowed: Allowed) -> Figures | None:
    return None if array is None else measure(array, truth, allowed.at)


def _as_raised(verdict: Verdict) -> Verdict:
    """Take a refusal for the error that it is."""
    refused = verdict.outcome is Outcome.UNSUPPORTED
    return replace(verdict, outcome=Outcome.RAISED) if refused else verdict


def _closeness(verdict: Verdict) -> float:
    return verdict.figures.of_bound if verdict.figures else 0.0


def _replace(verdict: Verdict, changes: dict[str, object]) -> Verdict:
    return replace(verdict, **changes)  # type: ignore[arg-type]


def _called(answers: Answers) -> str:
    return f"{answers.reply.called}: " if answers.reply.called else ""


def _shape(shape: tuple[int, ...]) -> str:
    return as_shape(shape) or "a scalar ()"
