"""Results held to random sums: what is right passes, what is wrong does not, as rarely as is said."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from cnncheck.asking import Answers
from cnncheck.calls import Reply
from cnncheck.compare import judge
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case, Tolerance
from cnncheck.operators.thinning import thinned
from cnncheck.outcomes import Outcome
from cnncheck.references import Truth
from cnncheck.references.torch_reference import TorchReference

TORCH = TorchReference()
SOLUTIONS = Path(__file__).parent.parent / "solutions"
GROUPED = {"filter": (16, 4, 3, 3), "groups": 2, "padding": (1, 1), "bias": True}


def case_of(**fields):
    """A convolution with sixteen filters in two groups, and a bias."""
    given = {"fill": "normal", "seed": 3, "passes": ("forward",)} | GROUPED | fields
    return Case("f.yaml", "c", "conv2d", input=(2, 8, 6, 7), **given)


def judged(case, change=lambda value: value, chance=None, own=None):
    """The verdict on torch's answers in the case's dtype, put through a change."""
    chance, made = chance or np.random.default_rng(5), []
    for problem in OPERATORS[case.operator].problems(case, case.passes[0]):
        thin = thinned(problem, chance)
        truth = Truth(TORCH.answer(thin.problem).value, TORCH.answer(thin.magnitude).magnitude)
        value = (own or TORCH.yardstick)(problem)
        made.append(Answers(problem, Reply(change(value.copy())), truth, thinned=thin))
    return judge(case, made)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("fill", ["normal", "uniform", "integers", "full_integers"])
@pytest.mark.parametrize("name", OPERATORS["conv2d"].passes)
def test_what_is_right_passes(name, fill, dtype):
    """In both lanes, and the verdict says that it was sums that were compared."""
    verdict = judged(case_of(passes=(name,), fill=fill, dtype=dtype))
    exact = fill.endswith("integers")
    assert verdict.outcome is Outcome.PASSED, verdict.message
    assert verdict.lane == ("Freivalds, exact" if exact else "Freivalds, real")
    assert verdict.sums in ("8 filters", "4 channels")
    assert verdict.reference is None
    assert (verdict.figures.of_bound == 0) == exact or verdict.figures.of_bound < 1


def one_off(value):
    value[-1, -1, -1, -1] += 1
    return value


WRONG = {
    "the last element of all": (
        one_off,
        Outcome.WRONG_VALUES,
        r"1 of 168 random sums of 8 filters",
    ),
    "two filters in each other's place": (
        lambda value: value[:, [1, 0, *range(2, 16)]],
        Outcome.WRONG_VALUES,
        "84 of 168 random sums",
    ),
    "another shape": (lambda value: value[..., 1:], Outcome.WRONG_SHAPE, "returned shape 2x16x6x6"),
    "another dtype": (lambda value: value.astype("f4"), Outcome.WRONG_DTYPE, "float32, expected"),
    "not a number": (lambda value: value * np.nan, Outcome.WRONG_VALUES, "168 of 168 random sums"),
    "zeros": (lambda value: value * 0, Outcome.WRONG_VALUES, "168 of 168 random sums"),
}


@pytest.mark.parametrize("fill", ["normal", "integers"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(name, fill):
    """In both lanes, and told in sums."""
    change, outcome, said = WRONG[name]
    verdict = judged(case_of(fill=fill), change)
    assert verdict.outcome is outcome
    assert said in verdict.message


def test_a_small_coefficient_is_found():
    """In float64, where rounding is less."""
    case = case_of()

    def lost(value):
        value[0, 3, 2, 2] += 2.0**-30
        return value

    assert judged(case, lost).outcome is Outcome.WRONG_VALUES


ALGORITHMS = {"winograd": "winograd_4.py", "fft": "fft_single.py"}


@pytest.mark.parametrize("draws", [10, pytest.param(1000, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_other_algorithms_are_judged_by_norm(algorithm, draws, monkeypatch):
    """They pass in single precision where the case names them, and a moved column does not."""
    case = case_of(
        filter=(16, 8, 3, 3), groups=1, bias=False, dtype="float32", tolerance=Tolerance(algorithm)
    )
    monkeypatch.syspath_prepend(SOLUTIONS)
    theirs = runpy.run_path(str(SOLUTIONS / ALGORITHMS[algorithm]))["convolution2D"]

    def own(problem):
        return np.asarray(theirs(problem.arrays["X"], problem.arrays["W"], (1, 1), (1, 1)), "f4")

    chance = np.random.default_rng(6)
    for seed in range(draws):
        verdict = judged(case.but(seed=seed), chance=chance, own=own)
        assert verdict.outcome is Outcome.PASSED, verdict.message
        assert verdict.lane == f"Freivalds, {algorithm}, by norm"
    wrong = judged(case, lambda value: np.roll(value, 1, 3), own=own)
    assert wrong.outcome is Outcome.WRONG_VALUES


def test_the_certificate_counts_factors_too():
    """A pass in whole numbers says how likely a wrong coefficient has passed."""
    verdict = judged(case_of(fill="integers"))
    assert -15 < verdict.log2_miss < -10
    assert judged(case_of(fill="full_integers", dtype="float64")).log2_miss is None


@pytest.mark.exhaustive
def test_nothing_right_is_accused_in_a_hundred_thousand_sums():
    """Of float32 and float64, all passes, with other factors each time."""
    chance, count = np.random.default_rng(7), 0
    while count < 100_000:
        for dtype in ("float32", "float64"):
            for name in OPERATORS["conv2d"].passes:
                case = case_of(passes=(name,), dtype=dtype, seed=count)
                verdict = judged(case, chance=chance)
                assert verdict.outcome is Outcome.PASSED, verdict.message
                count += verdict.figures.size
