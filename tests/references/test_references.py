"""The two references agree with each other, and the definition with hand-worked numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncheck.errors import ReferenceFailedError
from cnncheck.fuzzing.strategies import cases_of
from cnncheck.operators import OPERATORS, Problem
from cnncheck.operators.case import Case, Tolerance
from cnncheck.references.definition import DefinitionReference, work
from cnncheck.references.torch_reference import TorchReference

TORCH, DEFINITION = TorchReference(), DefinitionReference()


SMALL = 60_000
"""Products of a case, at most: the definition is plain loops."""


def small(case):
    """Whether a case is finite, and its definition computed in a moment."""
    operator = OPERATORS[case.operator]
    terms = sum(operator.terms(case, name) for name in case.passes)
    return case.fill != "nonfinite" and terms < SMALL


def cases():
    """A small case of any operator, with any fill but non-finite ones."""
    return st.sampled_from(sorted(OPERATORS)).flatmap(cases_of).filter(small)


@given(case=cases())
def test_torch_and_the_definition_agree(case):
    """On every operator and pass: to the bit where exact, to rounding elsewhere, in magnitude too."""
    for pass_name in case.passes:
        for problem in OPERATORS[case.operator].problems(case, pass_name):
            believed, second = TORCH.answer(problem), DEFINITION.answer(problem)
            assert believed.value.dtype == np.float64
            assert believed.value.shape == problem.out_shape
            if problem.exact:
                assert np.array_equal(believed.value, second.value)
            else:
                np.testing.assert_allclose(believed.value, second.value, rtol=1e-12, atol=1e-12)
            assert (believed.magnitude is None) == (second.magnitude is None)
            if believed.magnitude is not None:
                np.testing.assert_allclose(believed.magnitude, second.magnitude, rtol=1e-12)


def problem(operator, pass_name="forward", **arguments):
    """A problem of these arrays and numbers."""
    shapes = {"filter": arguments["W"].shape} if "W" in arguments else {}
    told = {key: value for key, value in arguments.items() if not isinstance(value, np.ndarray)}
    case = Case(
        "f.yaml", "c", operator, (pass_name,), arguments["X"].shape, parameters=shapes | told
    )
    names = OPERATORS[operator].arguments(pass_name)
    given = {**case.parameters, **arguments, **{name: case.parameters[name] for name in told}}
    asked = {name: given.get(name) for name in names}
    return Problem(case, pass_name, asked, exact=True)


ROW = np.array([[[[1.0, 2.0, 3.0]]]])
TAPS = np.array([[[[1.0, 3.0]]]])
GRAD = np.array([[[[2.0, 1.0]]]])


@pytest.mark.parametrize("reference", [TORCH, DEFINITION], ids=["torch", "definition"])
@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (problem("conv2d", X=ROW, W=TAPS, stride=(1, 1), padding=(0, 0)), [7, 11]),
        (problem("conv2d", X=ROW, W=TAPS, stride=(1, 2), padding=(1, 1)), [0, 0, 3, 11, 0, 0]),
        (problem("conv2d", "backward_filter", out_grad=GRAD, X=ROW, W=TAPS, stride=(1, 1)), [4, 7]),
        (problem("conv2d", "backward_input", out_grad=GRAD, X=ROW, W=TAPS, stride=(1, 1)), [2, 7, 3]),
        (problem("conv2d", "backward_filter", out_grad=GRAD, X=ROW, W=TAPS, stride=(1, 2), padding=(0, 1)), [2, 5]),
        (problem("conv2d", "backward_input", out_grad=GRAD, X=ROW, W=TAPS, stride=(1, 2), padding=(0, 1)), [6, 1, 3]),
        (problem("max_pool2d", X=ROW, window=1, stride=(1, 1)), [1, 2, 3]),
    ],
)  # fmt: skip
def test_small_numbers_worked_by_hand(reference, asked, answer):
    """The formulas, on numbers that fit on a napkin."""
    assert reference.answer(asked).value.ravel().tolist() == answer


@pytest.mark.parametrize("reference", [TORCH, DEFINITION], ids=["torch", "definition"])
def test_the_first_maximum_in_row_major_order_gets_the_gradient(reference):
    """Ties go to the upper left, as PyTorch documents by its behaviour."""
    X = np.array([[[[1.0, 5.0], [5.0, 5.0]]]])
    asked = problem(
        "max_pool2d", "backward", out_grad=np.array([[[[3.0]]]]), X=X, window=2, stride=(1, 1)
    )
    assert reference.answer(asked).value.ravel().tolist() == [0, 3, 0, 0]


@pytest.mark.parametrize("reference", [TORCH, DEFINITION], ids=["torch", "definition"])
def test_a_smaller_gradient_belongs_to_the_leading_windows(reference):
    """Windows beyond the given gradient carry none."""
    X = np.arange(9.0).reshape(1, 1, 3, 3)
    asked = problem(
        "max_pool2d", "backward", out_grad=np.array([[[[2.0]]]]), X=X, window=2, stride=(1, 1)
    )
    assert reference.answer(asked).value.ravel().tolist() == [0, 0, 0, 0, 2, 0, 0, 0, 0]


@pytest.mark.parametrize("reference", [TORCH, DEFINITION], ids=["torch", "definition"])
def test_a_nan_wins_the_forward_pass(reference):
    """NaN comes through pooling."""
    X = np.array([[[[1.0, np.nan], [np.inf, 5.0]]]])
    assert np.isnan(reference.answer(problem("max_pool2d", X=X, window=2, stride=(1, 1))).value)


def test_the_yardstick_answers_in_the_problems_own_dtype():
    """The truth is float64; the yardstick is what a careful library makes of float32."""
    case = Case(
        "f", "c", "conv2d", ("forward",), (1, 2, 5, 5), filter=(2, 2, 3, 3), dtype="float32"
    )
    asked = next(OPERATORS["conv2d"].problems(case, "forward"))
    assert TORCH.yardstick(asked).dtype == np.float32
    assert DEFINITION.yardstick(asked) is None


def test_norms_are_given_where_an_algorithm_mixes_distant_elements():
    """An FFT's error scales with the factors' norms."""
    case = Case(
        "f", "c", "conv2d", ("forward",), (1, 2, 5, 5), filter=(2, 2, 3, 3), tolerance=Tolerance("fft")
    )  # fmt: skip
    asked = next(OPERATORS["conv2d"].problems(case, "forward"))
    X, W = asked.arrays.values()
    assert TORCH.answer(asked).norm == pytest.approx(np.linalg.norm(X) * np.linalg.norm(W))
    assert DEFINITION.answer(asked).norm == pytest.approx(np.linalg.norm(X) * np.linalg.norm(W))


def test_a_failing_reference_is_the_tools_failure():
    """torch's own refusal becomes an error that blames nobody's implementation."""
    asked = problem("conv2d", X=ROW, W=np.ones((1, 2, 1, 1)), stride=(1, 1), padding=(0, 0))
    with pytest.raises(ReferenceFailedError, match="torch could not answer convolution2D: "):
        TORCH.answer(asked)


def test_work_counts_the_definitions_terms():
    """The second opinion is asked only where it is quick."""
    assert work(problem("conv2d", X=ROW, W=TAPS)) == 2 * 2
