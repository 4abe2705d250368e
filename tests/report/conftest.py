"""Fabricated reports: every renderer is given values, nothing is run."""

import math

import pytest

from cnncheck.compare.verdict import Figures, SliceFact, Summary, Verdict, Worst
from cnncheck.errors import Where
from cnncheck.operators.case import Case
from cnncheck.operators.expected import Expectation, ExpectedSlice
from cnncheck.outcomes import Outcome
from cnncheck.report.report import Environment, Report, Result

ENVIRONMENT = Environment("0.1.0", "3.12.3", "2.4.6", "2.13.0", "Linux x86_64", 2)
ISOLATION = "own process, Landlock, seccomp, rlimits"


def conv_case(**changes):
    """The notebook's forward case, or one like it."""
    fields = {
        "file": "cases/notebook.yaml",
        "name": "forward",
        "operator": "conv2d",
        "passes": ("forward",),
        "input": (2, 3, 23, 20),
        "seed": 1973,
        "where": Where("cases/notebook.yaml", 12, 5),
    }
    if "operator" not in changes:
        fields |= {"filter": (7, 3, 6, 6), "stride": (3, 6), "padding": (2, 3)}
    return Case(**(fields | changes))


def figures(**changes):
    """Figures of a pass in float64."""
    fields = {
        "squared_error": 1.2e-27,
        "max_abs": 7.1e-15,
        "max_rel": 2.6e-16,
        "of_bound": 0.031,
        "mismatched": 0,
        "size": 448,
        "worst": Worst((0, 1, 2, 3), 27.25, 27.25, 2.3e-13),
    }
    return Figures(**(fields | changes))


INPUTS = {
    "forward": (("X", (2, 3, 23, 20)), ("W", (7, 3, 6, 6))),
    "backward_filter": (("out_grad", (2, 7, 8, 4)), ("X", (2, 3, 27, 26)), ("W", (7, 3, 6, 6))),
    "backward_input": (("out_grad", (2, 7, 8, 4)), ("X", (2, 3, 27, 26)), ("W", (7, 3, 6, 6))),
}
OUTPUTS = {
    "forward": (2, 7, 8, 4),
    "backward_filter": (7, 3, 6, 6),
    "backward_input": (2, 3, 27, 26),
}
FUNCTIONS = {
    "forward": "convolution2D",
    "backward_filter": "convolution2D_backward_filter",
    "backward_input": "convolution2D_backward_input",
}


def passed(case, pass_name="forward", **changes):
    """A passed result of a convolution."""
    shape = OUTPUTS[pass_name]
    fields = {
        "outcome": Outcome.PASSED,
        "lane": "real",
        "figures": figures(),
        "inputs": INPUTS[pass_name],
        "implementation": Summary(shape, case.dtype, 5340.5, 7.5),
        "reference": Summary(shape, case.dtype, 5340.5, 7.5),
        "seconds": 0.25,
        "reference_seconds": 0.125,
    }
    return result_of(case, pass_name, Verdict(**(fields | changes)))


def result_of(case, pass_name, verdict, implementation="solution.py"):
    """A result with the reproduction line that belongs to it."""
    again = (
        f"cnncheck run {case.file} --case '{case.label}' --pass {pass_name} --impl {implementation}"
    )
    return Result(
        case, pass_name, FUNCTIONS.get(pass_name, "convolution2D"), implementation, verdict, again
    )


def wrong_values(case, pass_name="backward_input", **changes):
    """The failure of DESIGN: overlapping windows overwrite each other."""
    worst = Worst((0, 1, 2, 3), 1.0, 7.0, 0.0)
    found = figures(
        squared_error=432.0, max_abs=6.0, max_rel=0.857, of_bound=math.inf,
        mismatched=12, size=48, worst=worst,
    )  # fmt: skip
    fields = {
        "outcome": Outcome.WRONG_VALUES,
        "lane": "exact",
        "message": "12 of 48 elements differ",
        "hint": "overlapping windows overwrite instead of adding up",
        "figures": found,
    }
    return passed(case, pass_name, **(fields | changes))


def report_of(*results, **changes):
    """A report of these results."""
    fields = {
        "results": tuple(results),
        "implementations": (("solution.py", ISOLATION),),
        "environment": ENVIRONMENT,
        "paths": ("cases/",),
        "seconds": 2.1,
    }
    return Report(**(fields | changes))


def mixed_results():
    """Two files, three cases, and the commonest ways to fail."""
    forward = conv_case(
        expect=Expectation(
            shape=(2, 7, 8, 4),
            sum=5340.5,
            slices=(ExpectedSlice((0, 0, 0, 0), "0, 0, 0, 0", 27.25),),
        )
    )
    overlap = conv_case(
        file="cases/geometry.yaml", name="overlap", variant="stride=1x1", fill="integers",
        passes=("forward", "backward_filter", "backward_input"), where=Where("cases/geometry.yaml", 40),
    )  # fmt: skip
    shapes = conv_case(file="cases/geometry.yaml", name="tall")
    traceback = "Traceback (most recent call last):\n" + "".join(
        f'  File "solution.py", line {line}, in convolution2D\n' for line in range(14)
    )
    return (
        passed(forward, slices=(SliceFact("0, 0, 0, 0", 27.25, 27.25, 27.25),)),
        passed(overlap, "forward", figures=figures(of_bound=0.0, squared_error=0.0, max_abs=0.0, max_rel=0.0)),
        result_of(overlap, "backward_filter", Verdict(
            Outcome.RAISED, "exact", "IndexError: index 7 is out of bounds", "look at solution.py line 13",
            inputs=INPUTS["backward_filter"], reference=Summary((7, 3, 6, 6), "float64", 1.0, 0.5),
            log=traceback,
        )),
        wrong_values(overlap),
        passed(
            shapes, outcome=Outcome.WRONG_SHAPE, message="returned shape 2x7x9x4, expected 2x7x8x4",
            hint="one too many along axis 2: look at how the output length is rounded, and at its +1",
            figures=None, implementation=Summary((2, 7, 9, 4), "float64", 1.0, 0.5),
        ),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    """The person's own terminal settings do not change what the tests see."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def mixed():
    """A report with passes and failures over two files."""
    return report_of(*mixed_results(), deselected=3)


@pytest.fixture
def adhoc():
    """What `cnncheck conv --stride 3 6 --padding 2 3` reports."""
    case = conv_case(file="conv", where=None, passes=tuple(OUTPUTS))
    yardstick = figures(squared_error=3e-27)
    return report_of(*(passed(case, name, yardstick=yardstick) for name in OUTPUTS))


@pytest.fixture
def make():
    """The builders above, for tests that need a report of their own."""

    class Builders:
        case = staticmethod(conv_case)
        figures = staticmethod(figures)
        passed = staticmethod(passed)
        wrong_values = staticmethod(wrong_values)
        report = staticmethod(report_of)
        result = staticmethod(result_of)

    return Builders


@pytest.fixture
def long_run():
    """Over sixty results of two operators in two files, with one failure among them."""
    results = []
    for index in range(24):
        case = conv_case(
            file="cases/conv.yaml", name=f"geometry{index}", variant="stride=1x1, padding=0x2",
            passes=tuple(OUTPUTS),
        )  # fmt: skip
        found = figures(of_bound=0.01 * index, squared_error=index * 1e-28)
        for name in OUTPUTS:
            wrong = index == 7 and name == "backward_input"
            results.append(wrong_values(case) if wrong else passed(case, name, figures=found))
    for index in range(6):
        case = conv_case(
            file="cases/pool.yaml", name=f"window{index}", operator="max_pool2d", window=2,
            stride=(index + 1, index + 1), passes=("forward",),
        )  # fmt: skip
        shape = (2, 3, 10 - index, 10 - index)
        summary = Summary(shape, "float64", 1.0, 0.5)
        results.append(
            passed(case, inputs=(("X", (2, 3, 23, 23)),), implementation=summary, reference=summary)
        )
    return report_of(*results)
