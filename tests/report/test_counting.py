"""How many bugs a run has: never more than there may be."""

from dataclasses import dataclass, field

import pytest

from cnncheck.diagnose.diagnosis import Diagnosis
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.faults.catalogue import CATALOGUE, faults_of
from cnncheck.faults.declaring.fault import Named
from cnncheck.report.counting import bugs_text


@dataclass
class Case:
    """As far as a count looks at it."""

    operator: str


@dataclass
class Result:
    """As far as a count looks at it."""

    title: str
    operator: str
    pass_name: str
    implementation: str = "solution.py"
    case: Case = field(init=False)

    def __post_init__(self):
        self.case = Case(self.operator)


@dataclass
class Line:
    """A function that is wrong."""

    results: list
    diagnosis: Diagnosis

    @property
    def bugs(self):
        return self.diagnosis.bugs

    @property
    def counted(self):
        return self.diagnosis.complete


def line(told, *faults, implementation="solution.py"):
    """``"conv2d: conv2d forward"`` and the ids of what is named; none for what has no name."""
    title, _, what = told.partition(": ")
    named = tuple(Named(CATALOGUE[each], 0, 1) for each in faults)
    naming = Naming("f", named, (), 1, 0)
    return Line([Result(title, *what.split(), implementation)], Diagnosis("", "f", naming))


FLIPPED, SWAPPED = "conv-forward/kernel-flipped-hw", "conv-forward/stride-swapped"
SMALLEST = "pool-forward/minimum"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([line("conv2d: conv2d forward", FLIPPED)], "1 bug"),
        ([line("conv2d: conv2d forward", FLIPPED, SWAPPED)], "2 bugs"),
        ([line("conv2d: conv2d forward")], "at least 1 bug"),
        (
            [line("conv2d: conv2d forward", FLIPPED), line("pool: max_pool2d forward", SMALLEST)],
            "2 bugs",
        ),
        (
            [line("conv2d: conv2d forward", FLIPPED), line("conv3d: conv3d forward", SWAPPED)],
            "at least 1 bug",
        ),
        (
            [line("conv2d: conv2d forward", FLIPPED, SWAPPED), line("conv3d: conv3d forward", FLIPPED)],
            "at least 2 bugs",
        ),
        (
            [
                line("dw of conv_backward: conv2d backward_filter", "conv-backward-filter/stride-ignored"),
                line("dx of conv_backward: conv2d backward_input", "conv-backward-input/windows-overwrite"),
            ],
            "at least 1 bug",
        ),
        (
            [
                line("dW: conv2d backward_filter", "conv-backward-filter/stride-ignored"),
                line("dX: conv2d backward_input", "conv-backward-input/stride-ignored"),
            ],
            "at least 1 bug",
        ),
        (
            [line("conv2d: conv2d forward", FLIPPED), line("pool: max_pool2d forward")],
            "at least 1 bug",
        ),
        (
            [
                line("conv2d: conv2d forward", FLIPPED),
                line("conv2d: conv2d forward", FLIPPED, implementation="other.py"),
            ],
            "2 bugs",
        ),
    ],
)  # fmt: skip
def test_what_may_be_one_bug_counts_as_one(lines, text):
    """Ranks of a layer, gradients of one function, and faults that are told alike."""
    assert bugs_text(lines) == text


def test_faults_of_ranks_have_the_names_that_are_compared():
    """Otherwise the same slip in two functions would count twice."""
    names = {each.id.rpartition("/")[2] for each in faults_of("convolution2D")}
    assert "stride-ignored" in names
