"""Right solutions in twenty different ways, asked random problems: no accusation, no wrong word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnncheck.compare.bounds import allowed_difference
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.observing.observation import observe
from cnncheck.dialects import NOTEBOOK
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.case import Case, Tolerance
from cnncheck.outcomes import Outcome
from cnncheck.references.torch_reference import TorchReference

SOLUTIONS = Path(__file__).parents[1] / "solutions"
BY_NORM = {"fft": "fft", "fft_single": "fft", "winograd_2": "winograd", "winograd_4": "winograd"}
PACKAGES = {"numba_loops": "numba", "torch_layers": "torch"}
"""Imported for real only where they are allowed."""

DIRECT = sorted({path.stem for path in SOLUTIONS.glob("*.py")} - {*BY_NORM})
FILLS = ("integers", "wide_integers", "ties", "normal", "uniform", "nonfinite")
FEW, MANY = 15, 2000


def _random_case(rng: np.random.RandomState, algorithm: str, three: bool) -> Case:
    """Draw a case that can be asked; an algorithm that spreads NaN is asked about numbers.

    Half of what Winograd is asked has 3x3 filters and stride 1, where it is one.
    """
    while True:
        operator = str(rng.choice(["zero_padding", "conv2d", "conv2d", "max_pool2d"]))
        N, C, H, W, F, KH, KW, s = (int(n) for n in rng.randint(1, [4, 5, 11, 11, 5, 5, 5, 5]))
        fill = str(rng.choice(FILLS if algorithm == "direct" else FILLS[:-1]))
        now = three and operator == "conv2d" and bool(rng.randint(2))
        KH, KW, s = (3, 3, 1) if now else (KH, KW, s)
        apart = fill != "nonfinite"  # dilating a gradient multiplies what lies between by 0
        stride = (s, 1 if now else int(rng.randint(1, 5))) if apart else (1, 1)
        pads = {"padding": (int(rng.randint(3)), int(rng.randint(3)))}
        fields = {
            "zero_padding": pads,
            "conv2d": {**pads, "filter": (F, C, KH, KW), "stride": stride},
            "max_pool2d": {"window": KH, "stride": (s, s)},
        }[operator]
        case = Case(
            file="",
            name="random",
            operator=operator,
            passes=OPERATORS[operator].passes_with({}),
            input=(N, C, H, W),
            fill=fill,
            layout=str(rng.choice(["C", "F", "strided"])),
            dtype=str(rng.choice(["float64", "float32"])),
            seed=int(rng.randint(10_000)),
            tolerance=Tolerance(algorithm=algorithm),
            **fields,
        )
        if not OPERATORS[operator].geometry_faults(case):
            return case


def _asked(implementation, algorithm, count, *, three=False, seed=43):
    rng, reference, seen = np.random.RandomState(seed), TorchReference(), []
    while len(seen) < count:
        case = _random_case(rng, algorithm, three)
        for pass_name in case.passes:
            for problem in NOTEBOOK.problems(case, pass_name, draws=1):
                truth = reference.answer(problem)
                allowed = allowed_difference(case, problem, truth).at
                with np.errstate(all="ignore"):
                    reply = implementation.ask(problem)
                if reply.outcome is not Outcome.NOT_ASKED:  # it has the function
                    seen.append(observe(problem, reply, truth.value, allowed))
    return seen


def assert_not_accused(seen, implementation, algorithm):
    """Everything passes, or is refused; what is said without the flag names the flag."""
    failing = [each for each in seen if not each.passed]
    if algorithm is None:
        assert {each.reply.outcome for each in failing} <= {Outcome.UNSUPPORTED}
    for function in FUNCTIONS:
        found = diagnose(function, seen, implementation.ask, shrink_seconds=0)
        if found is not None:
            assert found.fault_ids == ()
            assert found.sentence.startswith("differs by about "), found.sentence
            assert f"say --algorithm {algorithm}" in found.sentence or (
                f"or --algorithm {algorithm}" in found.sentence
            )


def _load(name, load_solution):
    allow = [PACKAGES[name]] if name in PACKAGES else []
    for package in allow:
        pytest.importorskip(package)
    return load_solution(SOLUTIONS / f"{name}.py", tuple(allow))


COUNTS = [FEW, pytest.param(MANY, marks=pytest.mark.exhaustive)]


@pytest.mark.sample(2)
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name == "numba_loops" else [])
        for name in DIRECT
    ],
)
def test_who_is_right_is_not_accused(name, count, load_solution):
    """Loops, columns, windows, sums in every order, sparse matrices, compiled code, refusals."""
    implementation = _load(name, load_solution)
    assert_not_accused(_asked(implementation, "direct", count), implementation, None)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("name", "algorithm"), BY_NORM.items())
def test_an_algorithm_passes_by_its_flag_and_is_told_of_it_without(
    name, algorithm, count, load_solution
):
    """FFT in double and single precision, Winograd of two sizes."""
    implementation = _load(name, load_solution)
    three = algorithm == "winograd"
    with_flag = _asked(implementation, algorithm, count, three=three)
    assert [each.problem for each in with_flag if not each.passed] == []
    without = _asked(implementation, "direct", count, three=three)
    assert name == "winograd_2" or any(not each.passed for each in without)
    assert_not_accused(without, implementation, algorithm)


def test_there_are_twenty():
    """And each is a file of its own."""
    assert len(DIRECT) + len(BY_NORM) >= 20
