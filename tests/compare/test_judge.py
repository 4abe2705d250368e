"""The verdict: type, shape, dtype, values; and the doubts about a pass."""

from dataclasses import replace

import numpy as np
import pytest

from cnncheck.asking import Answers
from cnncheck.calls import Reply
from cnncheck.compare import judge
from cnncheck.operators.array_in_file import ArrayInFile
from cnncheck.operators.case import Case, Tolerance
from cnncheck.operators.expected import Expectation, ExpectedSlice
from cnncheck.outcomes import Outcome


def nudge(value, by=1.0):
    changed = value.copy()
    changed[1, 2, 2, 1] += by
    return changed


def test_the_truth_itself_passes(conv, answers):
    """Equality in the exact lane, with the figures of a perfect answer."""
    verdict = judge(conv(), answers(conv()))
    assert verdict.outcome is Outcome.PASSED
    assert (verdict.lane, verdict.message) == ("exact", "")
    assert (
        verdict.figures.squared_error == verdict.figures.of_bound == verdict.figures.mismatched == 0
    )
    assert verdict.implementation == verdict.reference
    assert verdict.inputs == (("X", (2, 3, 5, 6)), ("W", (4, 3, 3, 2)))


def test_one_wrong_element_is_found_and_named(conv, answers):
    """The worst element comes with its index and both values."""
    verdict = judge(conv(), answers(conv(), nudge))
    worst = verdict.figures.worst
    assert verdict.outcome is Outcome.WRONG_VALUES
    assert verdict.message == f"1 of {2 * 4 * 3 * 3} elements differ"
    assert worst.index == (1, 2, 2, 1)
    assert worst.got == worst.expected + 1
    assert worst.allowed == 0
    assert verdict.figures.squared_error == 1
    assert verdict.evidence is not None


def test_only_the_second_asking_fails(conv, answers):
    """A result kept from the first call is a failure of the second."""
    verdict = judge(
        conv(),
        answers(
            conv(), lambda value: value * 0 + np.arange(value.size).reshape(value.shape), draws=(1,)
        ),
    )
    assert verdict.outcome is Outcome.WRONG_VALUES
    assert verdict.draw == 1
    assert (
        verdict.hint
        == "the first asking passed, this one has fresh values: is anything kept between calls?"
    )


def test_a_wrong_shape_is_said_before_all_else(conv, answers):
    """Shape first, with what it looks like."""
    verdict = judge(
        conv(), answers(conv(), lambda value: value.swapaxes(2, 3)[:, :, :, :2].astype("f4"))
    )
    assert verdict.outcome is Outcome.WRONG_SHAPE
    assert verdict.figures is None


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (lambda v: v.astype("float64"), "returned dtype float64, expected float32",
         "the values agree; np.zeros and np.empty make float64 unless told dtype=X.dtype"),
        (lambda v: v.astype("float64") + 1, "returned dtype float64, expected float32",
         "the values differ too; np.zeros and np.empty make float64 unless told dtype=X.dtype"),
        (lambda v: v.astype("int64"), "returned dtype int64, expected float32",
         "the values agree; look for where float32 becomes int64"),
        (lambda v: v.astype("complex64"), "returned dtype complex64, expected float32",
         "return an array of real numbers"),
    ],
)  # fmt: skip
def test_a_wrong_dtype_says_whether_the_values_agree(conv, answers, change, message, hint):
    """The commonest slip is told apart from a wrong answer."""
    verdict = judge(conv(dtype="float32"), answers(conv(dtype="float32"), change))
    assert (verdict.outcome, verdict.message, verdict.hint) == (Outcome.WRONG_DTYPE, message, hint)


def test_the_sign_of_zero_is_not_compared(conv, answers):
    """-0.0 equals 0.0."""
    case = Case("f", "p", "zero_padding", ("forward",), (1, 1, 2, 2), padding=(1, 1))
    verdict = judge(case, answers(case, lambda value: np.where(value == 0, -0.0, value)))
    assert verdict.outcome is Outcome.PASSED


def test_not_a_number_matches_only_itself(conv, answers):
    """A NaN in place of an infinity, or a number in place of a NaN, is wrong."""
    case = conv(fill="nonfinite", stride=(1, 1))
    assert judge(case, answers(case)).outcome is Outcome.PASSED
    lost = judge(case, answers(case, np.nan_to_num))
    assert lost.outcome is Outcome.WRONG_VALUES
    assert lost.figures.of_bound == np.inf


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_real_lane_allows_rounding_and_no_more(conv, answers, dtype):
    """One unit in the last place passes; a thousand do not."""
    case = conv(fill="normal", dtype=dtype)
    ulp = np.finfo(dtype).eps
    near = judge(case, answers(case, lambda value: value * np.asarray(1 + ulp, dtype)))
    far = judge(case, answers(case, lambda value: value * np.asarray(1 + 1000 * ulp, dtype)))
    assert near.outcome is Outcome.PASSED
    assert near.lane == "real"
    assert 0 < near.figures.of_bound < 1
    assert far.outcome is Outcome.WRONG_VALUES


def test_a_case_may_set_its_own_tolerance_and_the_report_says_so(conv, answers):
    """rtol and atol replace the derived bound, in the exact lane too."""
    case = conv(tolerance=Tolerance(rtol=0.0, atol=1.5))
    verdict = judge(case, answers(case, nudge))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.lane == "rtol 0 atol 1.5"
    tight = conv(tolerance=Tolerance(atol=0.5))
    assert judge(tight, answers(tight, nudge)).outcome is Outcome.WRONG_VALUES


@pytest.mark.parametrize("algorithm", ["winograd", "fft"])
def test_other_algorithms_are_bounded_by_norm(conv, answers, algorithm):
    """Rounding spread over the whole result passes; a wrong element does not."""
    case = conv(tolerance=Tolerance(algorithm), dtype="float32")
    noise = np.random.default_rng(0).normal(size=(2, 4, 3, 3)) * 1e-3
    spread = judge(case, answers(case, lambda value: (value + noise).astype("f4")))
    assert spread.outcome is Outcome.PASSED
    assert spread.lane == f"{algorithm}, by norm"
    assert judge(case, answers(case, lambda v: nudge(v, 300))).outcome is Outcome.WRONG_VALUES


def test_a_comparison_that_a_constant_satisfies_is_not_trusted(answers):
    """All zeros in, all zeros out: whoever passes that has shown nothing."""
    zeros = ((((0.0, 0.0),),),)
    case = Case(
        "f", "p", "zero_padding", ("forward",), (1, 1, 1, 2), padding=(1, 1), values={"X": zeros}
    )
    verdict = judge(case, answers(case))
    assert verdict.outcome is Outcome.UNTRUSTED
    assert (
        verdict.message == "a constant result would pass this comparison too, so it proves nothing"
    )


def test_too_wide_a_tolerance_is_not_trusted(conv, answers):
    """A tolerance that any answer meets is no comparison."""
    case = conv(tolerance=Tolerance(atol=1e9))
    assert judge(case, answers(case)).outcome is Outcome.UNTRUSTED


def test_references_that_disagree_blame_nobody(conv, answers):
    """A second opinion that differs from torch makes the outcome disputed."""
    case = conv()
    made = answers(case)
    wrong = made[0].truth.value + 1
    made[0] = Answers(made[0].problem, made[0].reply, made[0].truth, wrong)
    verdict = judge(case, made)
    assert verdict.outcome is Outcome.DISPUTED
    assert (
        verdict.message == "the two references disagree in 72 of 72 elements, so nobody is blamed"
    )


def test_what_the_call_showed_is_passed_on(conv, answers):
    """An exception's message, or a mutated input's, is the verdict's."""
    made = answers(conv())
    made[0] = Answers(
        made[0].problem, Reply(None, Outcome.RAISED, "it raised", "look there"), made[0].truth
    )
    verdict = judge(conv(), made)
    assert (verdict.outcome, verdict.message, verdict.hint) == (
        Outcome.RAISED,
        "it raised",
        "look there",
    )
    mutated = judge(conv(), answers(conv(), outcome=Outcome.MUTATED_INPUT, message="X was changed"))
    assert (mutated.outcome, mutated.message) == (Outcome.MUTATED_INPUT, "X was changed")
    assert mutated.implementation is not None


def test_expected_facts_hold_or_are_disputed(conv, answers):
    """The author's facts are checked on the reference: a wrong fact blames the case."""
    good = conv(expect=Expectation(shape=(2, 4, 3, 3)))
    assert judge(good, answers(good)).outcome is Outcome.PASSED
    bad = conv(expect=Expectation(sum=1.5))
    verdict = judge(bad, answers(bad))
    assert verdict.outcome is Outcome.DISPUTED
    assert verdict.message.startswith("the case expects sum 1.5, not ")
    corner = ExpectedSlice((0, 0, 0, slice(0, 2)), "0, 0, 0, 0:2", (1.0, 2.0))
    sliced = conv(expect=Expectation(slices=(corner,)))
    verdict = judge(sliced, answers(sliced))
    assert verdict.outcome is Outcome.DISPUTED
    assert verdict.slices[0].text == "0, 0, 0, 0:2"
    assert len(verdict.slices[0].implementation) == 2


def test_a_sum_may_be_rounded_and_no_more(conv, answers):
    """By what adding up so many numbers may cost, which is far less than what a person sees."""
    truth = answers(conv())[0].truth.value
    total, scale = float(truth.sum()), float(abs(truth).sum())
    for by, outcome in ((1e-15, Outcome.PASSED), (1e-12, Outcome.DISPUTED)):
        for facts in ({"sum": total + by * scale}, {"mean": (total + by * scale) / truth.size}):
            case = conv(expect=Expectation(**facts))
            assert judge(case, answers(case)).outcome is outcome, (by, facts)


def test_an_answer_that_the_case_gives_is_a_third_opinion(conv, answers):
    """Equal to the reference it changes nothing; else nobody is blamed, whatever was returned."""
    (first, _) = answers(conv())
    right = conv(expect=Expectation(answer=ArrayInFile("f.npz", "out", first.truth.value)))
    assert judge(right, answers(right)).outcome is Outcome.PASSED
    assert judge(right, answers(right, nudge)).outcome is Outcome.WRONG_VALUES
    assert judge(right, answers(right, nudge, draws=(1,))).draw == 1
    wrong = conv(expect=Expectation(answer=ArrayInFile("f.npz", "out", nudge(first.truth.value))))
    for change in (nudge, lambda value: value, lambda value: value[1:]):
        verdict = judge(wrong, answers(wrong, change))
        assert verdict.outcome is Outcome.DISPUTED
        assert verdict.message.startswith(
            "the case's own answer differs from the reference in 1 of 72 elements: "
            "at [1, 2, 2, 1] it says "
        )
    flat = conv(expect=Expectation(answer=(1.0, 2.0)))
    assert judge(flat, answers(flat)).message == (
        "the case's own answer has shape 2, the reference's 2x4x3x3; so nobody is blamed"
    )


@pytest.mark.parametrize(("by", "agrees"), [(2**-22, True), (2**-10, False)])
def test_a_given_answer_may_be_rounded_as_any_other(conv, answers, by, agrees):
    """It is held to the bound of the case, in the real lane as in the exact one."""
    case = conv(fill="normal", dtype="float32")
    (first, _) = answers(case)
    rounded = first.truth.value * (1 + by)
    told = conv(
        fill="normal", dtype="float32", expect=Expectation(answer=ArrayInFile("f", "a", rounded))
    )
    assert judge(told, answers(told)).outcome is (Outcome.PASSED if agrees else Outcome.DISPUTED)


def test_a_dialect_that_asks_in_other_shapes_is_not_held_to_a_given_answer(conv, answers):
    """The notebook's gradients are those of the padded input, whose shape no case has."""
    case = conv(
        passes=("backward_input",), padding=(1, 1), expect=Expectation(answer=((((0.0,),),),))
    )
    assert judge(case, answers(case)).outcome is Outcome.PASSED


def test_a_slice_outside_the_result_is_disputed_not_a_crash(conv, answers):
    """An index beyond the result is the case's fault."""
    outside = ExpectedSlice((0, 0, 9, 0), "0, 0, 9, 0", 1.0)
    case = conv(expect=Expectation(slices=(outside,)))
    assert judge(case, answers(case)).outcome is Outcome.DISPUTED


def test_a_pass_in_the_real_lane_says_how_much_it_proves(conv, answers):
    """A tight bound notices nearly every lost product; a loose one hardly any."""
    tight, loose = conv(fill="normal"), conv(fill="normal", tolerance=Tolerance(atol=2.0))
    assert judge(tight, answers(tight)).power > 0.99
    assert judge(loose, answers(loose)).power < 0.2
    assert judge(conv(), answers(conv())).power is None


@pytest.mark.parametrize("by", [0.0, 1.0, 1e-16, np.nan])
@pytest.mark.parametrize("fill", ["integers", "normal"])
def test_a_brief_verdict_is_the_same_verdict(conv, answers, by, fill):
    """Grading tells no sums and no power, and judges alike."""
    case = conv(fill=fill, expect=Expectation(sum=1e300) if by == 1e-16 else None)
    said = answers(case, lambda value: nudge(value, by))
    whole, brief = (judge(case, said, brief=some) for some in (False, True))
    assert whole.reference is not None
    rest = {"implementation": None, "reference": None, "slices": (), "power": None}
    assert repr(replace(whole, evidence=None, **rest)) == repr(replace(brief, evidence=None))
