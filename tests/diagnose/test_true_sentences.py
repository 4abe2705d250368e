"""What is told of faulty files is true of them: of all sizes, and not of those alone that were asked."""

from pathlib import Path

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.diagnose.observing.observation import observe
from cnncheck.diagnose.questions.conditions import CONDITIONS
from cnncheck.diagnose.questions.counterparts import counterparts
from cnncheck.diagnose.questions.further import standing
from cnncheck.diagnose.unnamed.describing import describe
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import Named

FILES = Path(__file__).parents[1] / "faulty" / "seventh"


@pytest.fixture
def told(load_solution, observed):
    """Return a function that says what is told of a function of a file."""

    def sentence(name, function, dialect=None):
        code = load_solution(FILES / f"{name}.py", dialect=dialect)
        seen = observed(code, function)
        return diagnose(
            function, seen, code.ask, shrink_seconds=0, dialect=code.choice.dialect
        ).sentence

    return sentence


def test_a_dtype_is_no_condition_where_all_that_failed_has_it_by_chance(told):
    """The same sizes fail in float32, too, which no case asks."""
    said = told("functional_avg_pool_divisor_not_in_last_column", "avg_pool2d", "functional")
    # In the words of the signature, whose divisor has another name elsewhere.
    assert said == "only the last column is wrong; only where divisor_override is given"
    name = "functional_max_pool_zeros_and_rows_by_horizontal_stride"
    assert "float64" not in told(name, "pool_forward", "functional")


def test_what_is_wrong_further_on_is_not_said_to_begin_at_the_second(told):
    """The sixth column lies beyond the second one, as do the right ones between them."""
    said = told("functional_max_pool1d_windows_stand_still", "max_pool1d", "functional")
    assert said.startswith("for instance, ")


def test_an_order_of_axes_is_not_said_to_lack_what_it_has(told):
    """The filters are brought to the front; it is the rest that lies otherwise."""
    said = told("dw_out_grad_in_another_order", "convolution2D_backward_filter")
    assert said == (
        "out_grad is read in another order of its axes than (N, F, OH, OW): what lies as "
        "(OH, OW, N) is read as (N, OH, OW)"
    )
    said = told("functional_conv_columns_in_another_order", "convolution2D", "functional")
    assert said == (
        "the result is reshaped as if its axes lay in another order than they do: what lies as "
        "(N, OH, OW) is read as (OH, OW, N)"
    )


def test_windows_are_not_told_of_where_there_are_none(told):
    """A border is no window."""
    said = told("functional_pad_backward_overwrites", "pad1d_backward", "functional")
    assert "window" not in said


def condition(text):
    return next(each for each in CONDITIONS if each.text == text)


@pytest.mark.parametrize(
    "text",
    ["where there is padding", "where the stride is above 1", "for float64", "where there are several images"],
)  # fmt: skip
def test_each_condition_is_tried_on_what_differs_in_it_alone(text):
    """The same case without padding, at stride 1, in float32, with one image."""
    its = condition(text)
    inside = [each for each in standing("conv2d", "forward", padded=True) if its.holds(each)]
    found = counterparts(inside, lambda problem: not its.holds(problem))
    assert found
    assert not any(map(its.holds, found))
    first = inside[0]
    alike = [
        getattr(found[0].case, field) == getattr(first.case, field)
        for field in ("input", "padding", "stride", "dtype", "filter")
    ]
    assert alike.count(False) <= 1


@pytest.mark.parametrize(
    ("heights", "begins"),
    [
        ((5,), "where it failed, in results of one size, only the last column is wrong"),
        ((5, 6), "where it failed, in results of two sizes, only the last column is wrong"),
        ((5, 6, 7), "only the last column is wrong"),
    ],
)
def test_what_one_size_shows_is_told_of_that_alone(make_problem, heights, begins):
    """Until others confirm it."""

    def seen(height):
        problem = make_problem("max_pool2d", "forward", np.ones((1, 1, height, 4)), window=1)
        truth = right.answer(problem)
        value = truth.copy()
        value[..., -1] = np.arange(2, height + 2)
        return observe(problem, Reply(value), truth, np.zeros(truth.shape))

    told, where = describe([seen(height) for height in heights])
    assert (told.startswith(begins), where) == (True, "")


def naming(*faults):
    named = [Named(CATALOGUE[each], 0, 1) for each in faults]
    return Naming("convolution2D", tuple(named), (), 1, 0)


@pytest.mark.parametrize(
    ("faults", "apart"),
    [
        (("conv-forward/kernel-flipped-hw",), 1),
        (("conv-forward/kernel-flipped-hw", "conv-forward/last-row-zero"), 2),
        (("conv-forward/last-row-zero", "conv-forward/last-column-zero"), 1),
        (("pool-backward/ties-all-overwrite",), 2),
    ],
)
def test_the_same_along_both_axes_may_be_one_bug(faults, apart):
    """A helper that both directions call is wrong once."""
    assert len(naming(*faults).apart) == apart


def test_a_view_that_goes_on_in_the_next_row_is_told_by_its_step(told):
    """Where rows are further apart than columns what is read lies behind the row."""
    said = told("conv_columns_stepped_by_rows", "convolution2D")
    assert said == (
        "the horizontal stride is that of the other direction where windows are placed, not in the "
        "size of the output"
    )


def test_two_bugs_of_which_each_is_a_place_are_both_told(told):
    """A pitch and a plane are counted apart, and so are taps and the end of a slice."""
    said = told("poolback_flat_by_height_of_first_image", "pool_back")
    assert "height for its width, and" in said
    assert "counts channels alone" in said
    said = told("dx_taps_transposed_and_slices_too_short", "convolution2D_backward_input")
    assert "W is read in another order" in said
    assert "not multiplied by it" in said


def test_a_shortcut_is_told_with_both_of_its_conditions(told):
    """Neither the kernel alone nor the padding makes it go wrong."""
    said = told("conv_pointwise_way_without_stride", "convolution2D")
    assert said.endswith("but only where the window has one element and there is no padding")
