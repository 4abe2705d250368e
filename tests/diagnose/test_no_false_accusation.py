"""Right solutions in many styles, asked random problems: nobody may be accused of anything."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.compare.bounds import allowed_difference
from cnncheck.diagnose.naming import name_faults
from cnncheck.diagnose.observation import observe
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.case import Case, Tolerance
from cnncheck.references.torch_reference import TorchReference

SOLUTIONS = Path(__file__).parents[1] / "solutions"
FILLS = ("integers", "wide_integers", "ties", "normal", "uniform")


def _random_case(rng, algorithm):
    """Draw a case that can be asked."""
    while True:
        operator = str(rng.choice(["zero_padding", "conv2d", "conv2d", "max_pool2d"]))
        N, C, H, W, F, KH, KW, s = (int(n) for n in rng.randint(1, [4, 5, 11, 11, 5, 5, 5, 5]))
        pads = {"padding": (int(rng.randint(3)), int(rng.randint(3)))}
        stride = (s, int(rng.randint(1, 5)))
        fields = {
            "zero_padding": pads,
            "conv2d": {**pads, "filter": (F, C, KH, KW), "stride": stride},
            "max_pool2d": {"window": KH, "stride": (s, s)},
        }[operator]
        case = Case(
            file="",
            name="random",
            operator=operator,
            passes=tuple(OPERATORS[operator].functions),
            input=(N, C, H, W),
            fill=str(rng.choice(FILLS)),
            dtype=str(rng.choice(["float64", "float32"])),
            seed=int(rng.randint(10_000)),
            tolerance=Tolerance(algorithm=algorithm),
            **fields,
        )
        if not OPERATORS[operator].geometry_faults(case):
            return case


def _accused(implementation, algorithm, problems):
    rng, reference, seen = np.random.RandomState(42), TorchReference(), []
    while len(seen) < problems:
        case = _random_case(rng, algorithm)
        for pass_name in case.passes:
            for problem in OPERATORS[case.operator].problems(case, pass_name, draws=1):
                truth = reference.answer(problem)
                allowed = allowed_difference(case, problem, truth).at
                seen.append(observe(problem, implementation.ask(problem), truth.value, allowed))
    return [
        named.fault.id for function in FUNCTIONS for named in name_faults(seen, function).faults
    ]


def _solution(name):
    if name == "layers":
        return InProcess(name, layers)
    spec = importlib.util.spec_from_file_location(f"random_{name}", SOLUTIONS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return InProcess(name, module)


STYLES = [
    ("layers", "direct"),
    ("naive_loops", "direct"),
    ("vectorised", "direct"),
    ("im2col", "direct"),
    ("dilated", "direct"),
    ("fft", "fft"),
    ("fft", "direct"),  # fails the exact lane, by rounding alone
]


@pytest.mark.parametrize(("name", "algorithm"), STYLES)
def test_nobody_is_accused_in_a_hundred_random_problems(name, algorithm):
    """A sample of the promise below."""
    assert _accused(_solution(name), algorithm, 60 if name == "naive_loops" else 100) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "algorithm"), STYLES)
def test_nobody_is_accused_in_a_thousand_random_problems(name, algorithm):
    """Naive loops, vectorised, by im2col and by FFT."""
    assert _accused(_solution(name), algorithm, 1000) == []
