"""Points: shares, sums, and reasons."""

from dataclasses import replace

import pytest

from cnncheck.outcomes import Outcome

THIRD = 1 / 3


def test_equal_shares_add_up_to_the_whole(graded):
    """Three thirds are 1, not 0.9999999."""
    mark = graded("a", *[("convolution2D", THIRD, "")] * 3).mark("convolution2D")
    assert (mark.earned, mark.possible, mark.percent) == (1.0, 1.0, 100.0)


def test_a_mark_counts_passes_and_points(graded):
    """Partial credit by pass."""
    mark = graded("a", ("pool_back", 2.0, ""), ("pool_back", 1.0, "off")).mark("pool_back")
    assert (mark.earned, mark.possible, mark.passed, mark.asked) == (2.0, 3.0, 1, 2)
    assert mark.percent == pytest.approx(66.6667, abs=1e-3)


def test_the_reason_names_the_commonest_outcome_and_one_case(graded):
    """With how often, and that there are others."""
    made = graded("a", *[("pool_back", 1.0, "1 of 9 elements differ")] * 3, ("pool_back", 1.0, ""))
    scores = list(made.scores)
    scores[0] = replace(scores[0], outcome=Outcome.TIMEOUT, message="too slow")
    assert replace(made, scores=tuple(scores)).mark("pool_back").reason == (
        "wrong-values in 2 of 4, 1 failed otherwise; case1: 1 of 9 elements differ"
    )


def test_the_reason_prefers_a_case_that_everybody_may_see(graded):
    """A hidden case has less to say."""
    made = graded("a", *[("pool_back", 1.0, "wrong")] * 2, ("pool_back", 1.0, ""))
    hidden = replace(made.scores[0], hidden=True)
    assert "; case1: wrong" in replace(made, scores=(hidden, *made.scores[1:])).total.reason


def test_one_reason_for_all_functions_is_told_once(graded):
    """As when the file cannot be loaded."""
    made = graded("a", ("pool_forward", 1.0, "no file"), ("pool_back", 1.0, "no file"))
    assert made.reasons == ((("pool_forward", "pool_back"), "no file"),)
    assert made.total.reason == "pool_forward, pool_back: no file"


def test_missing_functions_are_told_together(graded):
    """Their messages differ in the function's name alone."""
    given = [(f, 1.0, f"a.py has no function {f}") for f in ("pool_forward", "pool_back")]
    assert graded("a.py", *given).total.reason == (
        "pool_forward, pool_back: a.py has no such function"
    )


@pytest.mark.parametrize("outcome", [Outcome.NOT_ASKED, Outcome.LOAD_ERROR])
def test_what_is_true_of_every_case_is_told_once(graded, outcome):
    """What a hidden case has to say of it is less."""
    made = graded("a.py", *[("pool_back", 1.0, "a.py has no function pool_back")] * 3)
    seen = [replace(score, outcome=outcome) for score in made.scores]
    hidden = replace(seen[2], message="there is nothing to ask", hidden=True)
    assert replace(made, scores=(*seen[:2], hidden)).mark("pool_back").reason == (
        "a.py has no such function"
    )


def test_a_function_that_is_not_asked_about_has_no_points(graded):
    """And none to lose."""
    mark = graded("a", ("pool_back", 1.0, "")).mark("zero_padding")
    assert (mark.possible, mark.asked, mark.percent, mark.reason) == (0, 0, 0, "")
