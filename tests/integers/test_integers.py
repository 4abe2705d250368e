"""int8 and int32: who adds up in int32 is right, and what has no room or loses a sign is told."""

from pathlib import Path

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.api.running import Settings, run_cases
from cnncheck.cases.loading import load_cases
from cnncheck.dialects import LAYERS
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring.fault import FaultyImplementation
from cnncheck.fuzzing.strategies import cases_of
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.operators.fill import exact_limit
from cnncheck.options import Options
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference
from cnncheck.references.torch_reference import TorchReference

HERE = Path(__file__).parent
RIGHT = sorted((HERE / "right").glob("*.py"))
FAULTY = sorted((HERE / "faulty").glob("*.py"))
ASKED = (Outcome.NOT_ASKED, Outcome.NOT_WRITTEN)
CONVOLUTIONS = [name for name, its in OPERATORS.items() if its.of_integers]
WORST = np.int64(2) ** 31 - 1


@pytest.fixture(scope="module")
def integers():
    """The shipped cases of integers."""
    return load_cases(HERE.parents[1] / "cases" / "integers", OPERATORS)


def report_on(path, cases):
    """Run cases with a file's functions, or the built-in ones, in this process."""
    under_test = open_implementation(str(path), Options(isolated=False))
    return run_cases(cases, under_test, Settings())


def written_out(tmp_path, text):
    """Load one case."""
    (tmp_path / "a.yaml").write_text(f"cases:\n  - {{name: a, operator: conv2d, {text}}}\n")
    return load_cases(tmp_path / "a.yaml", OPERATORS)


def test_the_layers_answer_every_case(integers):
    """And both references agree."""
    report = report_on(BUILTIN, integers)
    assert {each.verdict.outcome for each in report.results} == {Outcome.PASSED}
    for case in integers:
        for pass_name in case.passes:
            problem = next(LAYERS.problems(case, pass_name, 1))
            torch, definition = (
                each.answer(problem).value for each in (TorchReference(), DefinitionReference())
            )
            assert np.array_equal(torch, definition)
            assert np.abs(torch).max(initial=0) <= WORST


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_sums_that_are_exact_are_never_accused(path, integers):
    """In integers, or in float64."""
    report = report_on(path, integers)
    asked = [each for each in report.results if each.verdict.outcome not in ASKED]
    assert len(asked) >= 15
    assert {each.verdict.outcome for each in asked} == {Outcome.PASSED}


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_what_has_no_room_is_named(path, integers):
    """By the fault's own name, with the smallest example, and by no other."""
    first = path.read_text(encoding="utf-8").split('"""', 2)[1]
    expected, _, told = first.partition(": ")[2].partition(" | ")
    (diagnosis,) = report_on(path, integers).diagnoses
    assert diagnosis.fault_ids == (expected,)
    assert diagnosis.naming.ties == ()
    assert diagnosis.sentence == told
    assert diagnosis.smallest is not None
    assert diagnosis.smallest.case.dtype in ("int8", "int32")


SUMS = """import numpy as np


def conv2d_backward_weight(grad_output, input, weight, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    X = np.pad({X}, ((0, 0), (0, 0), (ph, ph), (pw, pw))).astype(np.int64)
    seen = np.lib.stride_tricks.sliding_window_view(X, weight.shape[2:], axis=(2, 3))
    OH, OW = grad_output.shape[2:]
    seen = seen[:, :, ::sh, ::sw][:, :, :OH, :OW]
    out = np.einsum("nfhw,nchwkl->fckl", {G}, seen, dtype=np.int64)
    return {out}.astype(np.int32)
"""
RIGHT_SUMS = {"X": "input", "G": "grad_output", "out": "out"}


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        ({}, 0),
        ({"X": "np.where(input < 0, -(-input).astype(np.int32), input)"}, 1),
        ({"G": "np.maximum(grad_output, -127 if grad_output.dtype == np.int8 else -(2**31))"}, 1),
        ({"X": "input.astype(np.float32)"}, 1),
        ({"out": "(out / 127 * 127)"}, 1),
    ],
)
def test_what_is_lost_at_the_edge_of_a_dtype_is_caught(changed, count, integers, tmp_path):
    """A gradient whose -128 has become 127 or -127, or that went through floats; no factor is told."""
    (tmp_path / "mine.py").write_text(SUMS.format_map(RIGHT_SUMS | changed))
    report = report_on(tmp_path / "mine.py", integers)
    assert sum(each.verdict.outcome is Outcome.WRONG_VALUES for each in report.results) >= count
    assert bool(report.diagnoses) is bool(count)
    for diagnosis in report.diagnoses:
        assert " 1 times" not in diagnosis.sentence
        assert "narrower" not in diagnosis.sentence or "float32" in changed["X"]
        assert diagnosis.smallest is not None


PLANTED = [
    (fault.id, manner)
    for fault in CATALOGUE.values()
    if fault.option == "integers"
    for manner in range(len(fault.manners))
]


@pytest.mark.sample(40)
@pytest.mark.parametrize(("fault", "manner"), PLANTED)
def test_every_fault_of_integers_is_caught_and_named(fault, manner, integers):
    """By the shipped cases."""
    under_test = FaultyImplementation(CATALOGUE[fault], manner)
    cases = [
        each
        for each in integers
        if CATALOGUE[fault].function in OPERATORS[each.operator].functions.values()
    ]
    (diagnosis,) = run_cases(cases, under_test, Settings(reference="definition")).diagnoses
    assert diagnosis.fault_ids == (fault,)


@pytest.mark.sample(8)
@pytest.mark.parametrize(
    "name",
    [
        "kernel-flipped-h",
        "stride-swapped",
        "padding-ignored",
        "bias-ignored",
        "dtype-widened",
        "input-changed",
    ],
)
def test_other_faults_are_named_in_integers_as_well(name, integers):
    """As what they are."""
    id = f"conv-forward/{name}"
    if id not in CATALOGUE:
        pytest.skip("no such fault")
    cases = [each for each in integers if each.operator == "conv2d"]
    (diagnosis,) = run_cases(
        cases, FaultyImplementation(CATALOGUE[id]), Settings(reference="definition")
    ).diagnoses
    assert diagnosis.fault_ids == (id,)


@pytest.mark.parametrize("dtype", ["int8", "int32"])
@pytest.mark.parametrize("fill", ["integers", "wide_integers", "full_integers", "ties"])
def test_no_sum_is_too_large(dtype, fill, integers):
    """For int32, whatever is drawn; of the inputs as many as there may be are beyond float32's."""
    case = next(each for each in integers if each.name == "sums").but(dtype=dtype, fill=fill)
    for pass_name in case.passes:
        for problem in OPERATORS["conv2d"].problems(case, pass_name):
            assert problem.exact
            assert not problem.needs_bound
            assert (problem.dtype, problem.result_dtype) == (np.dtype(dtype), np.int32)
            sizes = {
                name: np.abs(each.astype(float)).max() for name, each in problem.arrays.items()
            }
            factors = np.prod([sizes[name] for name in problem.linear])
            assert 1 <= factors * problem.depth <= exact_limit(np.dtype(dtype))
            assert problem.arrays["b"].dtype == np.int32


def test_a_default_says_integers(tmp_path):
    """Of int8 no real numbers are drawn where nothing is said."""
    (case,) = written_out(tmp_path, "input: [1, 2, 3, 3], filter: [1, 2, 2, 2], dtype: int8")
    assert (case.fill, case.dtype, case.accumulate) == ("integers", "int8", None)


SAME = "input: [2, 2, 4, 4], filter: [3, 2, 2, 2], dtype: int8, accumulate: same, passes: [forward]"


def test_sums_may_wrap_around_where_a_case_says_so(tmp_path):
    """Then the result is int8, and what is int32 is wrong."""
    cases = written_out(tmp_path, SAME)
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n\n"
        "def conv2d(input, weight, bias=None, stride=1, padding=0):\n"
        "    seen = np.lib.stride_tricks.sliding_window_view(input, weight.shape[2:], axis=(2, 3))\n"
        "    return np.einsum('nchwkl,fckl->nfhw', seen, weight)\n"
    )
    (result,) = report_on(tmp_path / "mine.py", cases).results
    assert result.verdict.outcome is Outcome.PASSED
    (result,) = report_on(HERE / "right" / "in_int32.py", cases).results
    assert result.verdict.outcome is Outcome.WRONG_DTYPE
    assert result.verdict.message.endswith("returned dtype int32, expected int8")
    assert report_on(BUILTIN, cases).results == ()  # whom nobody can tell so


def test_what_int32_does_not_hold_proves_nothing(tmp_path):
    """Sums of given values beyond 2**31 wrap around in one order and not in another type."""
    text = "input: [1, 1, 1, 2], filter: [1, 1, 1, 2], dtype: int32, passes: [forward], values: {X: [[[[65536, 65536]]]], W: [[[[65536, 65536]]]]}"
    (result,) = report_on(RIGHT[0], written_out(tmp_path, text)).results
    assert result.verdict.outcome is Outcome.UNTRUSTED
    assert result.verdict.message.startswith(
        "int32 holds numbers up to 2.14748e+09, and sums come to 8.59e+09"
    )


@pytest.mark.parametrize("operator", CONVOLUTIONS)
def test_layers_return_what_float64_gives(operator):
    """As int32, in a new array in C order, of one image as well."""
    its = OPERATORS[operator]
    told = its.complete(its.command.parameters)
    fields = {"parameters": told, "fill": "full_integers", "unbatched": True}
    image = (1, *its.command.input[1:])
    for dtype in ("int8", "int32"):
        case = Case("a", "a", operator, its.passes_with(told), image, dtype=dtype, **fields)
        for pass_name in case.passes:
            problem = next(LAYERS.problems(case, pass_name, 1))
            arguments = LAYERS.call(problem).arguments
            plain = {name.rstrip("=?"): value for name, value in arguments.items()}
            got = getattr(layers, problem.function)(**plain)
            assert got.dtype == np.int32
            assert got.flags.c_contiguous
            expected = DefinitionReference().answer(problem).value
            assert np.array_equal(LAYERS.answer(problem, got), expected)


def test_layers_refuse_what_they_do_not_average():
    """And integers beside real numbers, in the sentence that any other dtype has."""
    X = np.ones((1, 1, 4, 4), np.int8)
    for refused in (
        lambda: layers.avg_pool2d(X, 2, 2, 0),
        lambda: layers.pool_forward(X, 2, 2),
        lambda: layers.convolution2D(X, np.ones((1, 1, 2, 2)), 1, 0),
    ):
        with pytest.raises(
            TypeError, match="X must hold floating-point numbers, but its dtype is int8"
        ):
            refused()


def test_fuzzing_draws_whole_numbers():
    """For operators that take them."""
    import hypothesis

    seen = []

    @hypothesis.settings(database=None, deadline=None, max_examples=60)
    @hypothesis.given(cases_of("conv2d", ("int8", "int32")))
    def collect(case):
        seen.append(case)
        assert case.exact

    collect()
    assert {case.dtype for case in seen} == {"int8", "int32"}
