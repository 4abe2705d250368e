"""Good files, and what becomes of them."""

from math import isnan

import pytest

from cnncheck.cases import Expectation, ExpectedSlice, OutGrad, Tolerance
from cnncheck.errors import Where

EVERYTHING = """
cases:
  - name: everything
    operator: conv2d
    passes: [backward_input]
    input: [1, 1, 2, 3]
    filter: [1, 1, 1, 2]
    stride: [3, 6]
    padding: 2
    out_grad: {values: ones, shape: [1, 1, 2, 1]}
    seed: 4294967295
    dtype: float32
    fill: wide_integers
    layout: F
    tolerance: {rtol: 1e-3, atol: 0}
    expect:
      shape: [1, 1, 6, 7]
      sum: 3
      mean: -1.5e-3
      slices:
        - {at: "0, -1, ::2, 2:5", values: [[1, 2, 3]]}
        - {at: "0, 0, 0, 0", values: 1e3}
    values:
      X: [[[[1, 2, 3], [4, 5, .nan]]]]
      W: [[[[0.5, -0.0]]]]
    tags: [exact, "no 1"]
    points: 2.5
    visibility: hidden
    forbid: {zero_padding: [numpy.pad, pad]}
    allow: [numba]
"""


def test_every_field(load):
    """Each field arrives in the case as the value that it means."""
    (case,) = load(EVERYTHING)
    assert case.id == "f.yaml::everything"
    assert case.passes == ("backward_input",)
    assert (case.input, case.filter) == ((1, 1, 2, 3), (1, 1, 1, 2))
    assert (case.stride, case.padding, case.window) == ((3, 6), (2, 2), None)
    assert case.out_grad == OutGrad("ones", (1, 1, 2, 1))
    assert (case.seed, case.dtype, case.fill) == (4294967295, "float32", "wide_integers")
    assert (case.layout, case.tags) == ("F", ("exact", "no 1"))
    assert case.tolerance == Tolerance("direct", 0.001, 0.0)
    assert (case.points, case.visibility) == (2.5, "hidden")
    assert case.forbid == {"zero_padding": ("numpy.pad", "pad")}
    assert case.allow == ("numba",)
    assert case.where == Where("f.yaml", 3, 5)
    assert case.values["W"] == ((((0.5, -0.0),),),)
    assert isnan(case.values["X"][0][0][1][2])
    ranges = (0, -1, slice(None, None, 2), slice(2, 5, None))
    assert case.expect == Expectation(
        (1, 1, 6, 7),
        3.0,
        -0.0015,
        (
            ExpectedSlice(ranges, "0, -1, ::2, 2:5", ((1.0, 2.0, 3.0),)),
            ExpectedSlice((0, 0, 0, 0), "0, 0, 0, 0", 1000.0),
        ),
    )


def test_defaults_of_the_fields(load):
    """A case says what it must, and the rest is the documented default."""
    (case,) = load("cases: [{name: a, operator: max_pool2d, input: [1, 2, 3, 4], window: 2}]")
    assert case.passes == ("forward", "backward")
    assert (case.stride, case.padding, case.window) == ((2, 2), (0, 0), (2, 2))
    assert (case.seed, case.dtype, case.fill, case.layout) == (0, "float64", "uniform", "C")
    assert (case.out_grad, case.tolerance, case.expect) == (OutGrad(), Tolerance(), None)
    assert (case.values, case.tags, case.points) == (None, (), 1.0)
    assert (case.visibility, dict(case.forbid), case.variant) == ("visible", {}, "")


def test_passes_stand_in_the_order_of_the_operator(load):
    """The order in a file does not matter."""
    (case,) = load(
        "cases: [{name: a, operator: max_pool2d, input: [1, 2, 3, 4], window: 2, "
        "passes: [backward, forward]}]"
    )
    assert case.passes == ("forward", "backward")


def test_file_defaults(load):
    """A case takes what defaults say, replaces it whole, or undoes it with null."""
    cases = load(
        """
defaults: {operator: conv2d, filter: [1, 1, 1, 1], stride: 2, tags: [a, b], seed: 7}
cases:
- {name: takes, input: [1, 1, 3, 4]}
- {name: replaces, input: [1, 1, 3, 4], stride: 3, tags: [c], seed: 8}
- {name: undoes, input: [1, 1, 3, 4], operator: max_pool2d, filter: null, window: 1, tags: ~}
"""
    )
    assert [case.stride for case in cases] == [(2, 2), (3, 3), (2, 2)]
    assert [case.tags for case in cases] == [("a", "b"), ("c",), ()]
    assert [case.seed for case in cases] == [7, 8, 7]
    assert cases[2].filter is None


@pytest.mark.parametrize(
    ("written", "algorithm"),
    [("{algorithm: winograd}", "winograd"), ("{algorithm: fft}", "fft"), ("{rtol: 0}", "direct")],
)
def test_tolerances(load, written, algorithm):
    """A tolerance names an algorithm, or gives numbers."""
    (case,) = load(
        "cases: [{name: a, operator: max_pool2d, input: [1, 1, 2, 3], window: 1, "
        f"tolerance: {written}}}]"
    )
    assert case.tolerance.algorithm == algorithm
    assert case.tolerance.overridden


def test_a_written_gradient_gives_its_shape(load, faults_of):
    """The operator judges its shape as if it stood in out_grad, and the array is pointed at."""
    text = """
cases:
- name: a
  operator: max_pool2d
  passes: [backward]
  input: [1, 1, 2, 3]
  window: 1
  values: {out_grad: [[[[1, 2]]]%s]}
"""
    (case,) = load(text % "")
    assert case.out_grad == OutGrad("random", (1, 1, 1, 2))
    assert faults_of(text % ", [[[1, 2]]]") == ["8:22: out_grad has another batch; make them agree"]


def test_sizes_are_bounded_before_anything_is_made(load, faults_of):
    """What a case needs is compared with --max-memory, and both are said."""
    text = "cases: [{name: a, operator: max_pool2d, input: [1, 1, 8, 16], window: 1}]"
    assert len(load(text, max_memory=1024)) == 1
    assert faults_of(text, max_memory=1023) == [
        "1:48: case 'a' needs 1 KiB, the limit is 1023 bytes; "
        "make its arrays smaller or raise --max-memory"
    ]


def test_bytes_with_a_mark(load):
    """A byte order mark does not count as a column."""
    text = "\ufeffcases: [{name: é, operator: max_pool2d, input: [1, 1, 8, 16], window: 1}]"
    assert load(text.encode())[0].where == Where("f.yaml", 1, 9)


def test_a_faulty_pass_is_not_said_to_be_several(faults_of):
    """One fault does not bring another with it."""
    assert faults_of(
        "cases: [{name: a, operator: conv2d, input: [1, 1, 8, 16], filter: [1, 1, 1, 1], "
        "passes: 3, expect: {sum: 1}}]"
    ) == ["1:89: passes is 3, expected a list of passes such as [forward]"]


def test_what_a_refused_value_would_bring_is_not_missing(faults_of):
    """An alias and a merge key are the only faults of their case."""
    faults = faults_of("cases:\n- {<<: *a, name: b}\n- {name: c, operator: *b, inputs: 3}\n")
    assert [fault.split(";")[0] for fault in faults] == [
        "2:4: a merge key (<<) is not allowed",
        "2:8: an alias (*a) is not allowed",
        "3:3: this case has no input",
        "3:23: an alias (*b) is not allowed",
        "3:27: unknown key 'inputs' in this case",
    ]


def test_a_batch_may_have_no_images(load):
    """N alone may be 0, of the input, of a gradient and of what is expected."""
    (case,) = load(
        "cases: [{name: a, operator: max_pool2d, input: [0, 2, 3, 4], window: 2, "
        "out_grad: {shape: [0, 2, 1, 1]}, passes: [forward], expect: {shape: [0, 2, 1, 2]}}]"
    )
    assert case.empty
    assert (case.input, case.out_grad.shape) == ((0, 2, 3, 4), (0, 2, 1, 1))
    assert case.expect.shape == (0, 2, 1, 2)
