"""Random sums of an answer are the answer to the sums of its arrays, along every axis there is."""

import numpy as np
import pytest

from cnncheck.operators import OPERATORS, thinning
from cnncheck.operators.case import Case
from cnncheck.operators.thinning import can_be_thinned, thinned
from cnncheck.references.definition import DefinitionReference

CASES = {
    "a bias": (
        "conv2d",
        {"filter": (8, 4, 3, 2), "stride": (2, 1), "padding": (1, 0), "bias": True},
    ),
    "groups": ("conv2d", {"filter": (8, 2, 3, 2), "groups": 2, "dilation": (1, 2), "bias": True}),
    "depthwise": ("conv2d", {"filter": (4, 1, 3, 2), "groups": 4}),
    "transposed": (
        "conv_transpose2d",
        {"filter": (4, 8, 3, 2), "stride": (2, 1), "padding": (1, 0), "bias": True},
    ),
    "transposed groups": (
        "conv_transpose2d",
        {"filter": (4, 5, 3, 2), "groups": 2, "dilation": (1, 2), "bias": True},
    ),
    "transposed depthwise": ("conv_transpose2d", {"filter": (4, 1, 3, 2), "groups": 4}),
    "averages": ("avg_pool2d", {"window": 2, "padding": (1, 0)}),
    "zeros around": ("zero_padding", {"padding": (1, 0)}),
    "a mirrored border": ("pad2d", {"before": (1, 0), "after": (2, 3), "mode": "reflect"}),
}


@pytest.mark.parametrize("fill", ["normal", "integers"])
@pytest.mark.parametrize("name", CASES)
def test_sums_of_an_answer_are_the_answer_to_sums(name, fill, monkeypatch):
    """Of whole numbers exactly; and the magnitude is that of all that was added up."""
    operator, parameters = CASES[name]
    case = Case("", "c", operator, ("forward",), (5, 4, 5, 6), fill=fill, seed=2, **parameters)
    chance, found = np.random.default_rng(4), set()
    axes = thinning._axes
    for pass_name in OPERATORS[operator].passes_with(case.parameters):
        (problem,) = OPERATORS[operator].problems(case.but(passes=(pass_name,)), pass_name, 1)
        truth = DefinitionReference().answer(problem)
        for slices in axes(problem):
            found.add((pass_name, slices.letter))
            monkeypatch.setattr(thinning, "_axes", lambda _, slices=slices: [slices])
            thin = thinned(problem, chance)
            right = DefinitionReference().answer(thin.problem).value
            assert right.shape == thin.problem.out_shape
            np.testing.assert_allclose(
                thin.sums(truth.value), right, 0, 1e-12 if fill == "normal" else 0
            )
            if truth.magnitude is not None:
                sizes = slices.summed(truth.magnitude, slices.axis, np.abs(thin.factors))
                bound = DefinitionReference().answer(thin.magnitude).magnitude
                np.testing.assert_allclose(bound, sizes, 1e-12)
    letters = {"N", "C"} | ({"F"} if OPERATORS[operator].multiplies else set())
    assert {letter for _, letter in found} == letters


def test_what_picks_cannot_be_thinned():
    """A largest value is no sum, and neither are three slices worth the while."""
    pooled = Case("", "c", "max_pool2d", ("forward",), (9, 9, 4, 4), window=2)
    few = Case("", "c", "zero_padding", ("forward",), (3, 3, 4, 4), padding=(1, 1))
    for case in (pooled, few):
        assert not any(map(can_be_thinned, OPERATORS[case.operator].problems(case, "forward")))


def test_a_constant_border_cannot_be_thinned():
    """A sum of it is no border of the sum; of zeros it is."""
    told = {"before": (1, 0), "after": (2, 3), "mode": "constant"}
    for value in (0, 7):
        case = Case("", "c", "pad2d", ("forward",), (9, 9, 4, 4), value=value, **told)
        (problem,) = OPERATORS["pad2d"].problems(case, "forward", 1)
        assert can_be_thinned(problem) == (value == 0)
