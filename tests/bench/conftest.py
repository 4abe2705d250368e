"""Benchmarks made by hand: no test depends on how fast anything is."""

from concurrent.futures import Future

import pytest

from cnncheck.bench.result import BenchReport, Machine, Measurement, Refusal, Timing
from cnncheck.bench.work import Work
from cnncheck.cases.loading import load_text
from cnncheck.dialects import NOTEBOOK
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome
from cnncheck.references.opinion import asked
from cnncheck.references.torch_reference import TorchReference

CASES = """
defaults: {fill: normal, seed: 3}
cases:
  - {name: conv, operator: conv2d, input: [2, 3, 9, 8], filter: [4, 3, 3, 2], stride: [2, 1], padding: [1, 2]}
  - {name: pool, operator: max_pool2d, input: [2, 3, 9, 8], window: 3, stride: 2, out_grad: {shape: [2, 3, 3, 2]}}
  - {name: pad, operator: zero_padding, input: [2, 3, 5, 4], padding: [1, 2]}
"""


@pytest.fixture
def cases():
    """A function that reads cases from text."""
    return lambda text=CASES: load_text(text, "c.yaml", OPERATORS)


@pytest.fixture
def problem(cases):
    """A function that draws the problem of one pass of one of the small cases."""

    def draw(name, pass_name="forward"):
        (case,) = (each for each in cases() if each.name == name)
        return next(NOTEBOOK.problems(case, pass_name))

    return draw


class Make:
    """Measurements and reports from the few numbers that a test is about."""

    def measurement(self, ours=(0.001,) * 4, theirs=(0.002,) * 4, **changes):
        values = {
            "id": "c.yaml::conv[dtype=float32]",
            "name": "conv",
            "operator": "conv2d",
            "pass_name": "forward",
            "dtype": "float32",
            "threads": 1,
            "peer": "torch",
            "work": Work(flops=2_000_000, traffic=100_000, result=1 << 20),
            "ours": Timing(tuple(ours), peak=3 << 20),
            "theirs": None if theirs is None else Timing(tuple(theirs), peak=5 << 20),
            "peak_flops": 8e9,
        }
        return Measurement(**{**values, **changes})

    def report(self, *measurements, **changes):
        values = {
            "implementation": "builtin",
            "isolation": "own process, cnncheck's own code",
            "measurements": measurements,
            "refusals": (),
            "machine": self.machine(),
            "limit": 10.0,
            "precision": 0.01,
            "seconds": 12.0,
        }
        return BenchReport(**{**values, **changes})

    def machine(self, **changes):
        values = {
            "cpu": "Example 3000",
            "cores": 4,
            "platform": "Linux x86_64",
            "blas": "openblas 0.3.31 Zen",
            "versions": {"cnncheck": "0.1.0", "torch": "2.13.0"},
            "load": (0.1, 1.0),
            "bandwidth": {1: 10e9},
        }
        return Machine(**{**values, **changes})

    def refusal(self, **changes):
        values = {
            "id": "c.yaml::conv",
            "pass_name": "forward",
            "side": "solution.py",
            "outcome": Outcome.WRONG_VALUES,
            "message": "3 of 9 elements differ",
        }
        return Refusal(**{**values, **changes})


@pytest.fixture
def make():
    """What makes measurements and reports."""
    return Make()


@pytest.fixture
def mixed(make):
    """A report with all that there can be in one."""
    other = "c.yaml::conv[layout=F,dtype=float64]"
    return make.report(
        make.measurement(),
        make.measurement(id=other, dtype="float64", ours=(0.0123, 0.0125, 0.0121, 0.0123)),
        make.measurement(id=other, dtype="float64", pass_name="backward_filter", threads=2),
        make.measurement(
            name="pool",
            id="c.yaml::pool",
            operator="max_pool2d",
            pass_name="backward",
            peer="einsum",
            theirs=None,
            why_alone="einsum has no max_pool2d backward",
            work=Work(flops=0, traffic=100_000, result=1 << 20),
        ),
        refusals=(make.refusal(), make.refusal(side="onnx", is_peer=True)),
        machine=make.machine(load=(3.0, 3.5), bandwidth={1: 10e9, 2: 15e9}),
        notes=("solution.py has no pool_back: not timed",),
    )


class Reference:
    """PyTorch in this process, asked as if it were in another."""

    stored = 0

    def __init__(self):
        self._torch = TorchReference()

    def submit(self, problem, method="answer"):
        future = Future()
        future.set_result(asked(self._torch, method, problem))
        return future


@pytest.fixture
def reference():
    """A reference that answers at once."""
    return Reference()
