"""float16 and bfloat16: who sums in float32 and rounds once is right, and who does not is told why."""

from pathlib import Path

import numpy as np
import pytest

from cnncheck.api.running import Settings, run_cases
from cnncheck.cases.loading import load_cases
from cnncheck.compare.bounds import allowed_difference, growth, relative
from cnncheck.dtypes import dtype_of, unit_roundoff
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.outcomes import Outcome
from cnncheck.references.torch_reference import TorchReference

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # infinities meet

HERE = Path(__file__).parent
RIGHT = sorted((HERE / "right").glob("*.py"))
FAULTY = sorted((HERE / "faulty").glob("*.py"))
ASKED = (Outcome.NOT_ASKED, Outcome.NOT_WRITTEN)


@pytest.fixture(scope="module")
def narrow():
    """The shipped cases of narrow types."""
    return load_cases(HERE.parents[1] / "cases" / "narrow-types", OPERATORS)


def report_on(path, cases):
    """Run cases with a file's functions, in this process."""
    under_test = open_implementation(str(path), Options(isolated=False))
    return run_cases(cases, under_test, Settings())


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_sums_in_float32_that_are_rounded_once_are_never_accused(path, narrow):
    """In whatever order they are taken."""
    report = report_on(path, narrow)
    asked = [each for each in report.results if each.verdict.outcome not in ASKED]
    assert len(asked) >= 15
    assert [
        (each.case.id, each.verdict.message) for each in asked if not each.verdict.outcome.passed
    ] == []


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_what_is_rounded_on_the_way_is_named(path, narrow):
    """By the fault's own name, which says the dtype, and by no other."""
    expected, _, told = (
        path.read_text(encoding="utf-8").split('"""', 2)[1].partition(": ")[2].partition(" | ")
    )
    (diagnosis,) = report_on(path, narrow).diagnoses
    assert diagnosis.fault_ids == (expected,)
    assert diagnosis.naming.ties == ()
    assert told in diagnosis.sentence
    assert diagnosis.smallest is not None


def test_one_dtype_alone_is_told_alone(narrow):
    """Where only float16 was asked there is no word of bfloat16."""
    cases = [case for case in narrow if case.dtype == "float16"]
    (diagnosis,) = report_on(HERE / "faulty" / "sums_kept.py", cases).diagnoses
    assert diagnosis.sentence == "sums are kept in float16"


def test_sums_may_be_kept_in_the_narrow_type_where_a_case_says_so(narrow):
    """The same code passes."""
    cases = [case.but(accumulate="same") for case in narrow if case.operator == "conv2d"]
    report = report_on(HERE / "faulty" / "sums_kept.py", cases)
    outcomes = {
        each.verdict.outcome for each in report.results if each.verdict.outcome not in ASKED
    }
    assert Outcome.PASSED in outcomes
    assert outcomes <= {Outcome.PASSED, Outcome.UNTRUSTED}  # of long sums bfloat16 tells nothing


def test_another_dtype_is_told_plainly(tmp_path, narrow):
    """Whatever the values are."""
    code = "import numpy as np\n\ndef conv2d_backward_bias(grad_output):\n    return grad_output.sum((0, 2, 3), np.{})\n"
    for dtype in ("float32", "float64"):
        path = tmp_path / f"{dtype}.py"
        path.write_text(code.format(dtype), encoding="utf-8")
        cases = [case.but(passes=("backward_bias",)) for case in narrow if case.name == "sums"]
        report = report_on(path, cases)
        messages = [each.verdict.message for each in report.results]
        assert messages == [f"returned dtype {dtype}, expected {each.dtype}" for each in cases]
        (diagnosis,) = report.diagnoses
        assert (
            diagnosis.sentence
            == f"bfloat16 comes back as {dtype}, and float16 comes back as {dtype}"
        )


def test_what_a_dtype_does_not_hold_proves_nothing(tmp_path):
    """Sums beyond 65504 are infinite in one order and not in another."""
    (tmp_path / "a.yaml").write_text(
        "cases:\n"
        "  - {name: big, operator: conv2d, input: [1, 1, 2, 2], filter: [1, 1, 2, 2], passes: [forward],\n"
        "     dtype: float16, values: {X: [[[[300, 300], [-300, -300]]]], W: [[[[300, 300], [300, 300]]]]}}\n"
    )
    (result,) = report_on(RIGHT[0], load_cases(tmp_path / "a.yaml", OPERATORS)).results
    assert result.verdict.outcome is Outcome.UNTRUSTED
    assert result.verdict.message.startswith(
        "float16 holds numbers up to 65504, and sums come to 3.6e+05"
    )


def first_problem(narrow, name, pass_name="forward"):
    """The first problem of a pass of a case."""
    case = next(each for each in narrow if each.name == name)
    return next(OPERATORS[case.operator].problems(case, pass_name, 1))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_the_bound_is_that_of_a_sum_in_float32_rounded_once(narrow, dtype):
    """u |y| + (1 + u) c(K) 2**-24 sum |x| |w| + eta, and with sums kept in the type itself no less."""
    problem = first_problem([case for case in narrow if case.dtype == dtype], "sums")
    truth = TorchReference().answer(problem)
    u = unit_roundoff(dtype_of(dtype))
    c = growth(problem.depth, drawn_at_random=True)
    eta = {"float16": 2.0**-25, "bfloat16": 2.0**-134}[dtype]
    expected = u * np.abs(truth.value) + (1 + u) * c * 2.0**-24 * truth.magnitude + eta
    allowed = allowed_difference(problem.case, problem, truth).at
    np.testing.assert_allclose(allowed, expected, rtol=1e-12)
    same = problem.case.but(accumulate="same")
    kept = next(OPERATORS[same.operator].problems(same, "forward", 1))
    loose = allowed_difference(same, kept, truth).at
    assert (loose > allowed).all()
    np.testing.assert_allclose(
        loose, relative(c, dtype_of(dtype)) * truth.magnitude, rtol=1e-2, atol=1e-3
    )


def test_unit_roundoffs():
    """Of a type with 11 binary digits, and of one with 8."""
    assert unit_roundoff(dtype_of("float16")) == 2.0**-11
    assert unit_roundoff(dtype_of("bfloat16")) == 2.0**-8


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("fill", ["integers", "wide_integers", "ties", "full_integers"])
def test_whole_numbers_are_as_large_as_the_type_allows(dtype, fill, narrow):
    """Every partial sum is one of the type's own numbers."""
    limit = {"float16": 2047, "bfloat16": 255}[dtype]
    case = next(each for each in narrow if each.name == "whole-numbers").but(
        dtype=dtype, fill=fill, bias=False
    )
    for problem in OPERATORS["conv2d"].problems(case, "forward"):
        assert problem.exact
        assert problem.dtype == dtype_of(dtype)
        wide = {name: np.abs(array.astype(float)) for name, array in problem.arrays.items()}
        assert 1 <= wide["X"].max() * wide["W"].max() * problem.depth <= limit


def test_a_sum_that_is_too_long_cannot_be_exact(tmp_path):
    """And the refusal says what to write."""
    (tmp_path / "a.yaml").write_text(
        "cases:\n  - {name: a, operator: conv2d, input: [1, 64, 5, 5], filter: [1, 64, 3, 3],"
        " dtype: bfloat16, fill: integers, passes: [forward]}\n"
    )
    with pytest.raises(Exception, match="cannot be exact in bfloat16 over sums of 576 products"):
        load_cases(tmp_path / "a.yaml", OPERATORS)


def test_maxima_differ_where_none_may_be_alike():
    """Though bfloat16 has no 800 whole numbers."""
    from cnncheck.operators.case import Case
    from cnncheck.operators.max_pool.operator import has_ties

    fields = {
        "parameters": {"window": 28, "stride": 1, "ties": "any"},
        "dtype": "bfloat16",
        "fill": "normal",
    }
    case = Case("", "a", "max_pool2d", ("backward",), (1, 1, 30, 30), **fields)
    for problem in OPERATORS["max_pool2d"].problems(case, "backward"):
        assert not has_ties(problem.arrays["X"], problem.windows)


def test_torch_is_asked_in_the_type_itself(narrow):
    """Its answer is shown beside the code's; what it keeps in float16 is its own affair."""
    for name in ("sums", "averages", "maxima", "borders"):
        problem = first_problem(narrow, name)
        answer = TorchReference().yardstick(problem)
        assert answer.dtype == problem.dtype
        assert np.abs(answer.astype(float) - TorchReference().answer(problem).value).max() < 0.1
