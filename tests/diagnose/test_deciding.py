"""Conditions: said of nothing that questions on both sides of them do not confirm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.questions.conditions import CONDITIONS
from cnncheck.diagnose.questions.deciding import FEWEST, on_both_sides
from cnncheck.diagnose.questions.scattering import scattered
from cnncheck.diagnose.unnamed.origins import shape_of_result
from cnncheck.faults.declaring import right
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case


def condition(text):
    return next(each for each in CONDITIONS if each.text == text)


class FailsWhere:
    """Code that is wrong where something holds of a problem."""

    def __init__(self, holds):
        self._holds = holds

    def ask(self, problem):
        out = right.answer(problem)
        return Reply(out + 1 if self._holds(problem) else out)


@pytest.fixture
def problem(shipped):
    return next(each for each, *_ in shipped["convolution2D"] if each.windows.axes[0].before)


def test_a_condition_that_is_the_cause_is_supported(problem):
    """Right on one side, wrong on the other."""
    several = condition("where there are several channels")
    sides = on_both_sides(several, problem, FailsWhere(several.holds).ask)
    assert not sides.refuted
    assert sides.supported(0)


@pytest.mark.parametrize(
    "text", ["where windows overlap", "where there is a single image", "where there is padding"]
)
def test_a_condition_that_holds_by_chance_falls(problem, text):
    """However many cases it holds for."""
    several = condition("where there are several channels")
    sides = on_both_sides(condition(text), problem, FailsWhere(several.holds).ask)
    assert sides.refuted
    assert not sides.supported(100)


def test_nothing_is_said_of_a_condition_inside_of_which_nothing_fails(problem):
    """What fails in a case does so for another reason, of which no question asks."""
    sides = on_both_sides(
        condition("where windows overlap"), problem, FailsWhere(lambda _: False).ask
    )
    assert not sides.refuted
    assert not sides.supported(100)


def test_what_no_question_has_is_supported_by_right_answers_elsewhere(problem):
    """All of them are asked in float64."""
    narrow = condition("for float32")
    sides = on_both_sides(narrow, problem, FailsWhere(narrow.holds).ask)
    assert sides.inside == []
    assert sides.supported(FEWEST)


def test_questions_have_the_options_of_what_failed(shipped):
    """Else nothing would fail in any of them."""
    groups = condition("where there are several groups")
    problem = next(each for each, *_ in shipped["convolution2D"] if groups.holds(each))
    sides = on_both_sides(groups, problem, FailsWhere(groups.holds).ask)
    assert sides.supported(0)
    assert all(each.problem.case.groups == problem.case.groups for each in sides.inside)
    assert all(np.isfinite(each.truth).all() for each in sides.inside)


@pytest.fixture
def lone(problem):
    """A problem of one image that comes without N."""
    return replace(problem, case=problem.case.but(unbatched=True))


def test_what_is_right_with_n_says_nothing_of_one_image_without(lone):
    """Every condition that is about something else is asked about images without N."""
    wrong = FailsWhere(lambda problem: problem.case.unbatched)
    chance = on_both_sides(condition("where the window has several elements"), lone, wrong.ask)
    assert chance.refuted
    sides = on_both_sides(condition("where an image comes without N"), lone, wrong.ask)
    assert not sides.refuted
    assert sides.supported(0)


@pytest.mark.parametrize("layout", ["F", "channels_last"])
def test_questions_have_their_arrays_laid_out_as_what_failed(problem, layout):
    """Of whatever layout that was."""
    failed = replace(problem, case=problem.case.but(layout=layout))
    assert {each.case.layout for each in scattered(failed, 20, alike=True)} == {layout}
    assert {each.case.layout for each in scattered(problem, 20, alike=True)} == {"C"}


def test_a_shape_is_told_without_n_where_there_is_none(lone, problem):
    """As the code's author sees it."""
    assert shape_of_result(lone, (1, 2, 3, 4)) == "2x3x4"
    assert shape_of_result(lone, (1,)) == "()"
    assert shape_of_result(problem, (1, 2, 3, 4)) == "1x2x3x4"


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda each: each.name)
def test_each_option_of_an_operator_can_be_told(operator):
    """Some condition holds for a case with it, and not for one without, all else being the same."""
    sizes = {"filter": (2, 2, *(2,) * operator.rank), "window": 2, "output_size": 2, "before": 1}
    sizes = {name: value for name, value in sizes.items() if name in operator.fields}
    case = Case(
        "", "", operator.name, ("forward",), (1, 2, *(9,) * operator.rank), parameters=sizes
    )
    for each in operator.parameters:
        if not each.rare or each.kind == "choice" or each.array:
            continue
        other = not each.default if each.kind == "flag" else (each.default or 0) + 1
        parameters = {**case.parameters, each.name: each.value(other, operator.rank)}
        changed = case.but(parameters=parameters)
        usual, unusual = (next(operator.problems(its, "forward")) for its in (case, changed))
        told = [c.text for c in CONDITIONS if c.holds(unusual) and not c.holds(usual)]
        assert told, each.name
