from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnncheck.asking import Answers
from cnncheck.calls import Reply
from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.observing.observation import SMALL_BYTES, near, observe, observed
from cnncheck.diagnose.observing.surfaces import without_surface
from cnncheck.dialects import NOTEBOOK
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference

CASE = Case(
    file="", name="made", operator="zero_padding", passes=("forward",), input=(1, 1, 2, 2),
    padding=(1, 0), fill="integers", dtype="float32",
)  # fmt: skip


def _answers(case, change=lambda value: value, outcome=Outcome.PASSED):
    problems = NOTEBOOK.problems(case, "forward")
    for problem in problems:
        truth = DefinitionReference().answer(problem)
        reply = Reply(change(truth.value.astype(problem.dtype)), outcome)
        yield Answers(problem, reply, truth)


def test_answers_become_observations():
    """One for each draw, each with whether it is right."""
    assert [each.passed for each in observed(CASE, _answers(CASE))] == [True, True]
    assert [each.case for each in observed(CASE, _answers(CASE))] == [CASE.id, CASE.id]
    wrong = observed(CASE, _answers(CASE, lambda value: value + 1))
    assert [each.passed for each in wrong] == [False, False]


def test_large_problems_are_left_out():
    """A diagnosis has to be quick."""
    large = replace(CASE, input=(1, 1, 200, 400))
    problem = next(NOTEBOOK.problems(large, "forward"))
    assert problem.nbytes > SMALL_BYTES
    answers = [Answers(problem, Reply(None), DefinitionReference().answer(problem))]
    assert observed(large, answers) == []


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda value: value.astype(np.float64), Outcome.PASSED),
        (lambda value: value, Outcome.MUTATED_INPUT),
        (lambda value: value, Outcome.ALIASED_OUTPUT),
    ],
)
def test_the_surface_can_be_taken_off(change, outcome):
    """Right values are right below a wrong dtype or a changed input."""
    seen = observed(CASE, _answers(CASE, change, outcome))[0]
    assert not seen.passed
    assert without_surface(seen).passed
    assert without_surface(seen).case == seen.case == CASE.id


def test_what_is_no_number_matches_only_itself():
    """NaN equals NaN, an infinity its like, and no tolerance reaches either."""
    odd = np.array([np.nan, np.inf, -np.inf])
    assert near(odd, odd, 0.0)
    assert not near(odd, np.array([0.0, np.inf, -np.inf]), 1e9)
    assert not near(odd, -odd, 1e9)


def test_masked_elements_agree_with_anything():
    """What nobody wrote can hold any value; what was written must be right."""
    seen = observed(CASE, _answers(CASE))[0]
    value = seen.reply.value
    hidden = np.zeros(value.shape, bool)
    hidden[..., 0] = True
    changed = value.copy()
    changed[..., 0] += 5
    assert agrees(Reply(np.ma.MaskedArray(changed, hidden)), seen)
    assert not agrees(Reply(changed), seen)
    assert not agrees(Reply(np.ma.MaskedArray(changed + 1, hidden)), seen)


def test_outcome_shape_and_dtype_have_to_agree():
    """Equal values are not enough."""
    seen = observed(CASE, _answers(CASE))[0]
    value = seen.reply.value
    assert agrees(Reply(value), seen)
    assert not agrees(Reply(value, Outcome.MUTATED_INPUT), seen)
    assert not agrees(Reply(value.astype(np.float64)), seen)
    assert not agrees(Reply(value[:, :, 1:]), seen)
    assert not agrees(Reply(None, Outcome.RAISED), seen)
    raised = observe(seen.problem, Reply(None, Outcome.RAISED), seen.truth, seen.allowed)
    assert agrees(Reply(None, Outcome.RAISED), raised)
