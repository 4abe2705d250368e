"""What is drawn: everything that may matter, and nothing that is impossible or unfair."""

import hypothesis
import pytest
from hypothesis import HealthCheck, find
from hypothesis.internal.conjecture import providers

from cnncheck.audit.geometry import untested
from cnncheck.dialects import dialect_named
from cnncheck.fuzzing.searching import search
from cnncheck.fuzzing.strategies import FILLS, cases_of
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.case import Case

SETTINGS = hypothesis.settings(
    database=None, deadline=None, max_examples=2000, suppress_health_check=list(HealthCheck)
)


def drawn(operator, count, **words):
    cases = []

    @hypothesis.seed(2)
    @hypothesis.settings(SETTINGS, max_examples=count, phases=[hypothesis.Phase.generate])
    @hypothesis.given(cases_of(operator, **words))
    def collect(case):
        cases.append(case)

    collect()
    return cases


@pytest.mark.sample(3)
@pytest.mark.parametrize("operator", OPERATORS)
def test_every_case_is_possible_and_fair(operator):
    """With all passes, and nothing that right implementations disagree about."""
    for case in drawn(operator, 200):
        assert not OPERATORS[operator].geometry_faults(case)
        assert case.passes == OPERATORS[operator].passes_with(case.parameters)
        assert OPERATORS[operator].is_fair(case)


@pytest.mark.sample(3)
@pytest.mark.parametrize("operator", OPERATORS)
def test_a_few_hundred_cases_leave_nothing_untested(operator):
    """Every trait that an audit asks for is drawn."""
    cases = drawn(operator, 600)
    functions = [name for name in FUNCTIONS if name in OPERATORS[operator].functions.values()]
    assert [gap.trait for gap in untested(cases, functions)] == []
    assert {case.fill for case in cases} == set(FILLS)


@pytest.mark.sample(3)
@pytest.mark.parametrize("operator", OPERATORS)
def test_the_simplest_case_is_tiny_and_plain(operator):
    """So that shrinking ends there."""
    case = find(cases_of(operator), lambda case: True, settings=SETTINGS)
    rank = OPERATORS[operator].rank
    assert case.input == (1, 1) + (1,) * rank
    told = case.parameters
    assert told.get("padding", (0,) * rank) == (0,) * rank
    assert told.get("stride", (1,) * rank) == (1,) * rank
    assert case.seed == 0
    assert (case.fill, case.dtype, case.layout) == ("integers", "float64", "C")
    assert not case.unbatched


def test_one_image_in_several_comes_without_n():
    """With N = 1, where the signature has such a thing; elsewhere none does."""
    cases = drawn("conv2d", 200)
    alone = [case for case in cases if case.unbatched]
    assert len(cases) / 8 < len(alone) < len(cases) / 2
    assert {case.input[0] for case in alone} == {1}
    assert not any(case.unbatched for case in drawn("conv2d", 200, dialect=dialect_named("cs231n")))


@pytest.mark.parametrize(
    ("padding", "fill", "fair"),
    [(0, "nonfinite", True), (1, "nonfinite", False), (1, "normal", True)],
)
def test_what_a_transposed_layer_cuts_off_meets_no_nan(padding, fill, fair):
    """A NaN in X times the zero around the gradient is NaN in one right way, and nothing in another."""
    told = {
        "filter": (38, 2, 1),
        "padding": padding,
        "output_padding": 2,
        "dilation": 3,
        "groups": 19,
    }
    case = Case(
        "",
        "a",
        "conv_transpose1d",
        ("backward_filter",),
        (1, 38, 1),
        parameters=OPERATORS["conv_transpose1d"].complete(told),
        fill=fill,
    )
    assert OPERATORS["conv_transpose1d"].is_fair(case) is fair


def test_what_is_drawn_does_not_depend_on_the_modules_that_are_imported(monkeypatch):
    """hypothesis draws numbers that it reads in them, if it is let."""

    def read():
        raise AssertionError("the modules were read")

    monkeypatch.setattr(providers, "_get_local_constants", read)
    seen = []
    search(cases_of("conv2d"), lambda case: seen.append(case) or [], examples=40, seed=1)
    assert len(seen) == 40
    with pytest.raises(AssertionError, match="the modules were read"):
        providers._get_local_constants()  # as it was before
