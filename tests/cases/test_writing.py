"""Cases are written as YAML that loads back to equal cases."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncheck.cases import (
    Case,
    Expectation,
    ExpectedSlice,
    OutGrad,
    Tolerance,
    case_to_yaml,
    cases_to_yaml,
    load_cases,
    load_text,
)
from cnncheck.operators import OPERATORS

SHIPPED = Path(__file__).parents[2] / "cases"


def plain(case):
    """A case without where it came from."""
    return replace(case, file="", name=case.label, variant="", where=None, number=0)


def test_only_what_is_not_default():
    """A person finds in the text what was asked, and nothing else."""
    case = Case(
        file="f.yaml",
        name="a",
        variant="stride=2x3",
        operator="conv2d",
        passes=("forward",),
        input=(2, 3, 23, 20),
        filter=(7, 3, 6, 6),
        stride=(2, 3),
        padding=(1, 1),
        points=2.0,
        expect=Expectation(
            sum=1e-27,
            slices=(
                ExpectedSlice(
                    (0, 1, slice(0, 2), slice(0, 2)), "0, 1, 0:2, 0:2", ((0.5, 1.0), (2.0, -0.0))
                ),
            ),
        ),
        forbid={"zero_padding": ("numpy.pad",)},
        allow=("numba", "torch"),
        tags=("no 1", "1"),
    )
    assert case_to_yaml(case) == (
        '  - name: "a[stride=2x3]"\n'
        "    operator: conv2d\n"
        "    passes: [forward]\n"
        "    input: [2, 3, 23, 20]\n"
        "    filter: [7, 3, 6, 6]\n"
        "    stride: [2, 3]\n"
        "    padding: 1\n"
        "    points: 2\n"
        '    tags: [no 1, "1"]\n'
        "    allow: [numba, torch]\n"
        "    forbid:\n"
        "      zero_padding: [numpy.pad]\n"
        "    expect:\n"
        "      sum: 1e-27\n"
        "      slices:\n"
        '        - at: "0, 1, 0:2, 0:2"\n'
        "          values: [[0.5, 1],\n"
        "                   [2, -0.0]]\n"
    )


def test_shipped_cases_come_back():
    """All shipped cases, in files of a few hundred, are the same cases."""
    cases = load_cases(SHIPPED, OPERATORS)
    parts = [cases[at : at + 300] for at in range(0, len(cases), 300)]
    files = [load_text(cases_to_yaml(part), "f.yaml", OPERATORS) for part in parts]
    again = [case for file in files for case in file]
    names = [case.name for case in again]
    assert [plain(case) for case in again] == [
        replace(plain(case), name=name) for case, name in zip(cases, names, strict=True)
    ]
    assert all(len({case.name for case in file}) == len(file) for file in files)
    assert len(cases) > 50


@pytest.mark.parametrize("second", ["a", "a" * 100, "a" * 150])
def test_names_stay_different(second, operators):
    """Equal labels of different files are numbered, long ones shortened."""
    case = Case("f.yaml", second, "zero_padding", ("forward",), (1, 1, 2, 2), padding=(1, 1))
    same = [
        case,
        replace(case, file="g.yaml"),
        replace(case, variant="x=1"),
        replace(case, variant="x=2"),
    ]
    again = load_text(cases_to_yaml(same), "h.yaml", operators)
    assert len({each.name for each in again}) == 4
    assert all(each.name.startswith(second[:90]) for each in again)


SHAPES = st.tuples(*[st.integers(1, 3)] * 4)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = st.floats(allow_nan=False, width=32) | st.integers(-(2**53), 2**53).map(float)
WORDS = st.text(min_size=1, max_size=20).filter(
    lambda text: text.isprintable() and text == text.strip() and "::" not in text
)


@st.composite
def poolings(draw):
    """A case of pooling with anything that a case may have."""
    shape = draw(SHAPES)
    N, C, H, W = shape
    rows = st.tuples(*[NUMBERS] * W)
    array = st.tuples(*[st.tuples(*[st.tuples(*[rows] * H)] * C)] * N)
    at = st.sampled_from(["0, 0, 0, 0", "-1, 0, 0, 0", "0, 0, 0, 5"])
    slices = st.builds(
        lambda text, value: ExpectedSlice(
            tuple(int(part) for part in text.split(",")), text, value
        ),
        at,
        NUMBERS,
    )
    return Case(
        file="f.yaml",
        name=draw(WORDS),
        operator="max_pool2d",
        passes=("backward",),
        input=shape,
        window=1,
        stride=draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        out_grad=draw(
            st.builds(OutGrad, st.sampled_from(["ones", "random"]), st.none() | st.just(shape))
        ),
        seed=draw(st.integers(0, 2**32 - 1)),
        dtype=draw(st.sampled_from(["float32", "float64"])),
        fill=draw(st.sampled_from(["uniform", "ties", "nonfinite"])),
        layout=draw(st.sampled_from(["C", "F", "strided"])),
        tolerance=draw(
            st.builds(Tolerance, st.sampled_from(["direct", "winograd", "fft"]))
            | st.builds(Tolerance, rtol=st.floats(0, 1), atol=st.none() | st.floats(0, 1e9))
        ),
        expect=draw(
            st.none()
            | st.builds(
                Expectation,
                st.just(shape),
                st.none() | FINITE,
                st.none() | FINITE,
                st.lists(slices, max_size=2).map(tuple),
            )
        ),
        values=draw(st.none() | st.fixed_dictionaries({"X": array})),
        tags=draw(st.lists(WORDS, max_size=3, unique=True).map(tuple)),
        points=draw(st.floats(0, 1e6)),
        visibility=draw(st.sampled_from(["visible", "hidden"])),
        forbid=draw(st.just({}) | st.just({"pool_back": ("numpy.add.at", "scipy")})),
        allow=draw(st.just(()) | st.just(("numba", "_private"))),
    )


@given(poolings())
def test_any_case_comes_back(operators, case):
    """Whatever a case holds, it is the same after writing and reading, number by number."""
    (again,) = load_text(cases_to_yaml([case]), "f.yaml", operators)
    assert plain(again) == plain(case)
    assert repr(again.values) == repr(case.values)
    assert repr(again.expect) == repr(case.expect)
