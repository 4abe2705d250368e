"""Operators of our own, simple enough to see through, and ways to load what a test writes."""

from dataclasses import dataclass, replace

import pytest

from cnncheck.cases import load_text
from cnncheck.errors import CaseFileError
from cnncheck.operators.base import GeometryFault
from cnncheck.operators.common_parameters import FILTER, PADDING, STRIDE, WINDOW
from cnncheck.operators.function import Function


@dataclass(frozen=True)
class FakeOperator:
    """An operator as the loader sees it: a case needs 8 bytes for each element of its input."""

    rank = 2

    name: str
    functions: dict[str, str]
    parameters: tuple
    fields: tuple

    @property
    def of_integers(self):
        return "filter" in self.fields

    @property
    def written(self):
        return self.parameters

    @property
    def passes(self):
        return {name: Function(function, ()) for name, function in self.functions.items()}

    def passes_with(self, parameters):
        return tuple(self.functions)

    def geometry_faults(self, case):
        if case.filter is not None and case.filter[1] != case.input[1]:
            message = f"filter has {case.filter[1]} channels, input has {case.input[1]}"
            return [GeometryFault("filter", message, "make them agree")]
        if case.out_grad.shape is not None and case.out_grad.shape[0] != case.input[0]:
            return [GeometryFault("out_grad", "out_grad has another batch", "make them agree")]
        return []

    def memory(self, case):
        N, C, H, W = case.input
        return 8 * N * C * H * W


CONV = FakeOperator(
    "conv2d",
    {
        "forward": "convolution2D",
        "backward_filter": "convolution2D_backward_filter",
        "backward_input": "convolution2D_backward_input",
    },
    (FILTER, STRIDE, PADDING),
    ("filter", "stride", "padding", "out_grad"),
)
PAD = FakeOperator(
    "zero_padding", {"forward": "zero_padding"}, (replace(PADDING, default=None),), ("padding",)
)
POOLING = FakeOperator(
    "max_pool2d",
    {"forward": "pool_forward", "backward": "pool_back"},
    (WINDOW, STRIDE),
    ("window", "stride", "out_grad"),
)


@pytest.fixture(scope="session")
def operators():
    """Convolution, padding and pooling by name."""
    return {operator.name: operator for operator in (CONV, PAD, POOLING)}


@pytest.fixture(scope="session")
def load(operators):
    """Load the text of a case file called f.yaml."""

    def load(text, **options):
        return load_text(text, "f.yaml", operators, **options)

    return load


@pytest.fixture(scope="session")
def faults_of(load):
    """The lines that a bad text is refused with, without the name of the file."""

    def faults_of(text, **options):
        with pytest.raises(CaseFileError) as caught:
            load(text, **options)
        return [line.removeprefix("f.yaml:").strip() for line in str(caught.value).split("\n")]

    return faults_of
